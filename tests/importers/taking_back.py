"""Undoing a batch, and checking that what is left of the log hangs together."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from bringing import rows

from importers.undo.undo import Undone, undo


def take_back(database: str, batch: int = 1, *, dry_run: bool = False) -> Undone:
    return undo(batch, database=database, by="tester", dry_run=dry_run, on_progress=lambda _: None)


def whole(database: str) -> None:
    """No reference leads nowhere, and no note of what a batch made is of nothing."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    dead = (
        "SELECT * FROM creations WHERE entity = 'user' AND entity_id NOT IN (SELECT id FROM users)"
        " OR entity <> 'user' AND entity_id NOT IN (SELECT id FROM orders)"
    )
    assert rows(database, dead) == []

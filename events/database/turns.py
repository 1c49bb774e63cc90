"""Turns at what several programs must not do at the same time."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Connection, text

NAME_SPACE = 0x65766E75
"""The first key of the advisory locks that are taken here, next to `postgresql.LOCK_SPACE`."""


def take_turns(connection: Connection, name: str) -> None:
    """Wait until no other transaction has a turn of this `name`, and hold the turn until this transaction
    ends. What earlier ones have written can then be read.

    On a SQLite file, nobody else writes at all.
    """
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:space, :key)")
        connection.execute(lock, {"space": NAME_SPACE, "key": zlib.crc32(name.encode()) & 0x7FFFFFFF})
        return
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:  # otherwise something was written, and the file is locked already
        connection.exec_driver_sql("BEGIN IMMEDIATE")

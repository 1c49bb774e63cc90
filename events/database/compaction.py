"""Clears what a database keeps of erased rows: freed pages, slack within pages, the write-ahead log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from events.database.engine import sqlite_path

_AGAIN = "Run the same command again when no other command uses the log."
_SERVER = (
    "The server may keep erased rows in its write-ahead log, archives and backups, and in unused space of "
    "its pages until that is written over; `VACUUM FULL` clears the pages."
)


@dataclass(frozen=True, kw_only=True)
class Compaction:
    """How long it took, and what may still hold erased rows, in sentences."""

    seconds: float
    left: Sequence[str] = ()


def compact(engine: Engine, *, tables: Sequence[str]) -> Compaction:
    """Clear what is left of erased rows: of a whole SQLite file, or of these `tables` on a server.

    Call it after the commit. What could not be cleared is named in the result and raises nothing.
    """
    began = time.monotonic()
    clear = _compact_file if sqlite_path(engine.url) else _vacuum_tables
    with engine.connect() as found:
        connection = found.execution_options(isolation_level="AUTOCOMMIT")
        left = clear(connection, tables)
    return Compaction(seconds=time.monotonic() - began, left=left)


def _compact_file(connection: Connection, _tables: Sequence[str]) -> list[str]:
    """VACUUM writes all pages anew; the checkpoint empties the write-ahead log, which holds the old ones."""
    try:
        connection.execute(text("VACUUM"))
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar()
    except DBAPIError as error:
        return [f"The file could not be compacted and may still hold erased text: {error.orig}. {_AGAIN}"]
    if busy:
        return [f"The write-ahead log may still hold erased text: another command is reading it. {_AGAIN}"]
    return []


def _vacuum_tables(connection: Connection, tables: Sequence[str]) -> list[str]:
    refused: list[str] = []
    with _notices(connection, refused.append):
        for table in tables:
            connection.execute(text(f"VACUUM {table}"))
    return [*refused, _SERVER]


@contextmanager
def _notices(connection: Connection, take: Callable[[str], None]) -> Iterator[None]:
    """Pass the server's warnings on: it only warns when it refuses to vacuum another role's tables."""

    def receive(notice: Any) -> None:
        take(f"The server: {notice.message_primary}.")

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(receive)
    try:
        yield
    finally:
        driver.remove_notice_handler(receive)

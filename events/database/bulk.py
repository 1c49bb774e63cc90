"""Bulk loads of a SQLite file: the lock that one holds, and the indexes it drops meanwhile.

Sorting a million entries into an index at once costs less than inserting them one by one, the more so the
more there are. A table of the file lists what was dropped until it is built again: whatever ends the load,
the next command that opens the file builds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from events.database.engine import BUSY_SECONDS, sqlite_path
from events.errors import BusyError

if TYPE_CHECKING:
    from filelock import FileLock
    from sqlalchemy import Connection

TABLES = ("order_events", "customer_events")
"""Tables whose indexes a bulk load drops. Unique indexes stay."""

ARE_DOWN = "SELECT count(*) FROM sqlite_master WHERE name = 'indexes_down'"
NOTE = """
    CREATE TABLE indexes_down AS SELECT name, sql FROM sqlite_master
    WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('order_events', 'customer_events')
"""
DOWN = "SELECT name, sql FROM indexes_down ORDER BY name"
FORGET = "DELETE FROM indexes_down WHERE name = ?"
FORGET_ALL = "DROP TABLE indexes_down"


def lock(url: URL) -> FileLock:
    """The lock that a running load of a SQLite file holds; it goes when its process does."""
    from filelock import FileLock

    path = Path(sqlite_path(url))
    return FileLock(path.with_name(f".{path.name}.import.lock"), timeout=0, mode=0o600)


def is_loading(url: URL) -> bool:
    """Whether some process holds the lock. Nobody does in a folder that nobody may write to."""
    from filelock import Timeout

    held = lock(url)
    try:
        held.acquire()
    except Timeout:
        return True
    except OSError:
        return False
    held.release()
    return False


@contextmanager
def upgrading(url: URL) -> Iterator[None]:
    """Hold the lock, or nothing in a folder that nobody may write to: a load of an earlier version would go
    on with tables that it does not know.

    Raises `BusyError` where another process holds it for longer than `BUSY_SECONDS`.
    """
    from filelock import Timeout

    held = lock(url)
    try:
        held.acquire(timeout=BUSY_SECONDS)
    except Timeout:
        raise BusyError(
            f"{sqlite_path(url)} is of an earlier version and cannot be upgraded while an import, an undo or "
            "another upgrade of it is running. Nothing was changed; try again when that has ended."
        ) from None
    except OSError:
        pass
    try:
        yield
    finally:
        held.release()


def build_indexes(engine: Engine) -> None:
    """Build the indexes that an interrupted load dropped; do nothing while a load runs.

    Where the file cannot be written, the log is read without them, slower, and the next command tries again.
    """
    from sqlalchemy.exc import OperationalError

    with engine.connect() as connection:
        if not connection.scalar(text(ARE_DOWN)):
            return
    from filelock import Timeout

    try:
        with lock(engine.url), engine.connect() as connection:
            build(connection)
    except (Timeout, OSError, OperationalError):
        return


def take_down(connection: Connection) -> None:
    """Drop the events' indexes, in a separate transaction; the caller holds the lock of the file."""
    connection.rollback()
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    if not connection.scalar(text(ARE_DOWN)):
        connection.exec_driver_sql(NOTE)
        for name, _ in connection.execute(text(DOWN)).all():
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
    connection.commit()


def build(connection: Connection) -> None:
    """Build the dropped indexes, each in its own transaction, so that no writer waits for all of them;
    the caller holds the lock of the file."""
    if not connection.scalar(text(ARE_DOWN)):
        connection.rollback()
        return
    for name, statement in connection.execute(text(DOWN)).all():
        connection.rollback()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql(FORGET, (name,))
        connection.commit()
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.exec_driver_sql(FORGET_ALL)
    connection.commit()

"""A SQLite file that is written set by set, through a driver that binds whole columns.

The driver carries a SQLite of its own: two of them must never hold one file open in one process, since
POSIX drops all of a process's locks on a file when either closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import adbc_driver_manager
import polars as pl
from adbc_driver_sqlite import dbapi

from events.database.engine import PRAGMAS
from events.database.faults import explain
from events.errors import DatabaseUnavailable, EventsError
from importers.alone import check_alone

_SET_UP = (
    *PRAGMAS,
    # Every id that is written comes from a look-up in the same state of the database: no need to look each
    # up a second time.
    "PRAGMA foreign_keys = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
    "PRAGMA wal_autocheckpoint = 8192",
)


class SqliteFile:
    """One connection, whose transactions begin by themselves. Raises `HeldOpen`, and our errors for a file
    that is busy, read-only, full or no database."""

    def __init__(self, path: str, *, set_up: Sequence[str]) -> None:
        """Open it; `set_up` are statements to be run outside any transaction."""
        self._path = path
        check_alone(path)
        try:
            self._connection = dbapi.connect(path, autocommit=True)
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error
        self._cursor = self._connection.cursor()
        try:
            for statement in (*_SET_UP, *set_up):
                self.run(statement)
        except BaseException:
            self.close()
            raise
        # Foreign keys can only be switched off outside a transaction, so those begin here. From now on
        # the inner connection is asked: the outer one still believes that it commits by itself.
        self._transactions = self._connection.adbc_connection
        self._transactions.set_autocommit(False)

    def run(self, statement: str, *values: Any) -> pl.DataFrame:
        """Run one statement with bound values; gives its rows."""
        try:
            self._cursor.execute(statement, values or None)
            return self._cursor.fetch_polars()
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def run_many(self, statement: str, rows: pl.DataFrame) -> int:
        """Run one statement for every row; gives how many rows of the database that changed."""
        try:
            self._cursor.executemany(statement, rows)
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error
        return int(self._cursor.rowcount)

    def number(self, statement: str, *values: Any) -> int:
        return int(self.run(statement, *values).item())

    def last_id(self, table: str) -> int:
        """The highest id the table ever gave out: those of what was undone are not given again."""
        return self.number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", table)

    def sort_on_disk(self) -> None:
        """What is sorted from now on may need more room than memory has. Temporary tables are gone."""
        self._transactions.set_autocommit(True)
        self.run("PRAGMA temp_store = FILE")
        self._transactions.set_autocommit(False)

    def commit(self) -> None:
        try:
            self._transactions.commit()
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def rollback(self) -> None:
        try:
            self._transactions.rollback()
        except adbc_driver_manager.Error as error:
            # A full disk or a failing one ends the transaction by itself.
            if "no transaction is active" not in str(error):
                raise self._explained(error) from error

    def close(self) -> None:
        self._cursor.close()
        self._connection.close()

    def _explained(self, error: adbc_driver_manager.Error) -> EventsError:
        if isinstance(error.__cause__, KeyboardInterrupt):
            # The driver cannot cancel a statement, and says so where it was asked to by Ctrl-C.
            raise KeyboardInterrupt from None
        known = explain(str(error), where=self._path)
        return known or DatabaseUnavailable(f"{self._path} cannot be written: {error}")

"""A SQLite file, through a driver that takes and gives whole columns.

The driver carries a SQLite of its own: two of them must never hold one file open in one process, since
POSIX drops all of a process's locks on a file when either closes it. Its DB-API layer is left aside: that
puts a handler of its own in the place of Python's while a statement runs, and a Ctrl-C that comes in
between is lost. Here it waits for the statement to end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import adbc_driver_manager
import adbc_driver_sqlite
import polars as pl

from events.database.error_translation import explain
from events.errors import DatabaseUnavailableError, EventsError
from importers.writing.file_guard import check_alone

_NO_TRANSACTION = ("no transaction is active", "No active transaction")
"""What SQLite and the driver say where there is nothing to roll back."""


def uri_of(path: str, *, mode: str) -> str:
    """What SQLite opens the file at `path` by; one that is gone is not made anew."""
    return f"{Path(path).resolve().as_uri()}?mode={mode}"


class Columnar:
    """The database at `path`, opened `mode` "rw" or "ro": one that is gone is not made anew. Every statement
    is committed by itself until `begin_transactions`. Raises our errors for a file that is busy, read-only,
    full or none. `is_only_connection` checks that this process has the file open nowhere else. `opened` is
    what is opened in its place, to be attached to."""

    def __init__(
        self, path: str, *, mode: str = "rw", is_only_connection: bool = True, opened: str = ""
    ) -> None:
        self._path, self._last = path, ""
        if is_only_connection:
            check_alone(path)
        try:
            self._database = adbc_driver_sqlite.connect(opened or uri_of(path, mode=mode))
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error
        try:
            self._connection = adbc_driver_manager.AdbcConnection(self._database)
            self._statement = adbc_driver_manager.AdbcStatement(self._connection)
        except BaseException as error:
            self._database.close()
            if isinstance(error, adbc_driver_manager.Error):
                raise self._explained(error) from error
            raise

    def run(self, statement: str, *values: Any) -> pl.DataFrame:
        """Run one statement with bound values; gives its rows."""
        try:
            self._prepare(statement)
            if values:
                self._statement.bind_stream(pl.DataFrame({str(at): [one] for at, one in enumerate(values)}))
            stream, _ = self._statement.execute_query()
            return pl.DataFrame(stream)
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def run_many(self, statement: str, rows: pl.DataFrame) -> int:
        """Run one statement for every row; gives how many rows of the database that changed."""
        try:
            self._prepare(statement)
            self._statement.bind_stream(rows)
            return int(self._statement.execute_update())
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def number(self, statement: str, *values: Any) -> int:
        """The only value of a query's only row, as an integer."""
        return int(self.run(statement, *values).item())

    def begin_transactions(self) -> None:
        """From now on a transaction is open, from the first statement to `commit` or `rollback`."""
        self._commit_each(False)

    def end_transactions(self) -> None:
        """Commit; from now on every statement is committed by itself again."""
        self._commit_each(True)

    def commit(self) -> None:
        """Commit the transaction."""
        try:
            self._connection.commit()
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def rollback(self) -> None:
        """Roll the transaction back; it may have ended already."""
        try:
            self._connection.rollback()
        except adbc_driver_manager.Error as error:
            # A full disk or a failing one ends the transaction; an interruption may come between two.
            if not any(sign in str(error) for sign in _NO_TRANSACTION):
                raise self._explained(error) from error

    def close(self) -> None:
        """Close the statement, the connection and the file."""
        self._statement.close()
        self._connection.close()
        self._database.close()

    def _commit_each(self, wanted: bool) -> None:
        try:
            self._connection.set_autocommit(wanted)
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def _prepare(self, statement: str) -> None:
        if statement != self._last:
            self._last = ""  # where preparing fails, none is
            self._statement.set_sql_query(statement)
            self._statement.prepare()
            self._last = statement

    def _explained(self, error: adbc_driver_manager.Error) -> EventsError:
        known = explain(str(error), where=self._path)
        return known or DatabaseUnavailableError(f"{self._path} cannot be used: {error}")

"""One connection to a PostgreSQL server, through which whole sets of rows are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import psycopg
from sqlalchemy.engine import URL

from events.database.engine import make_engine, shown
from events.database.error_translation import explain, explained
from events.database.postgresql import end_if_in_copy
from events.database.postgresql_indexes import WAIT_SECONDS, build
from events.errors import DatabaseUnavailableError, EventsError
from importers.writing.postgresql.csv_rows import as_csv

LOCK_SECONDS = 60
"""How long a statement waits for rows that another program has locked."""

_SET_UP = (
    "SET LOCAL jit = off",
    "SET LOCAL synchronous_commit = off",
    f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'",
    # Look-ups join a small set to indexes of large tables; the planner knows nothing of the small set.
    "SET LOCAL enable_hashjoin = off",
    "SET LOCAL enable_mergejoin = off",
)
"""Local to a transaction, so that a pooler may give each transaction another connection."""

REPEATABLE = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.ForeignKeyViolation,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
"""Errors that another program's transaction may cause: the caller can do the same again."""


class Server:
    """A connection whose transactions begin by themselves.

    Statements have `%s` for each of their values, or are given a dictionary for `%(name)s`. Raises our
    errors, but `REPEATABLE` ones as they are.
    """

    def __init__(self, url: URL) -> None:
        self.name = shown(url)
        with explained(self.name):
            self._engine = make_engine(url)
            try:
                self.pooled = self._engine.connect()
            except BaseException:
                self._engine.dispose()
                raise
        self._connection: psycopg.Connection[Any] = self.pooled.connection.driver_connection  # type: ignore[assignment]
        self._connection.prepare_threshold = None  # a pooler may change connections between statements
        self.backend = self._connection.info.backend_pid
        """The server process of this connection, as it was reported at the start."""

    def set_up(self) -> None:
        """Apply the settings of a bulk load to the transaction."""
        self.run("; ".join(_SET_UP))

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement; returns its rows."""
        try:
            cursor = self._connection.execute(statement, _bound(values))
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise self.explained(error) from error

    def table(self, statement: str, *values: Any) -> pl.DataFrame:
        """Run a statement; returns its rows with the names of its columns."""
        try:
            cursor = self._connection.execute(statement, _bound(values))
            if not cursor.description:
                return pl.DataFrame()
            names = [column.name for column in cursor.description]
            return pl.DataFrame(cursor.fetchall(), schema=names, orient="row", infer_schema_length=None)
        except psycopg.Error as error:
            raise self.explained(error) from error

    def frame(self, statement: str, *values: Any, schema: dict[str, Any]) -> pl.DataFrame:
        """Run a query; returns its rows with these columns."""
        return pl.DataFrame(self.run(statement, *values), schema=schema, orient="row")

    def number(self, statement: str, *values: Any) -> int:
        """The only value of a query's only row, as an integer."""
        ((value,),) = self.run(statement, *values)
        return int(value)

    def copy(self, table: str, rows: pl.DataFrame) -> None:
        """Append rows to a table, whose columns have the names of theirs."""
        if not rows.height:
            return
        columns = ", ".join(f'"{name}"' for name in rows.columns)
        try:
            with (
                self._connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy,
            ):
                copy.write(as_csv(rows))
        except psycopg.Error as error:
            raise self.explained(error) from error

    def stage(self, table: str, columns: str, rows: pl.DataFrame) -> None:
        """Put rows into a temporary table that lives as long as the transaction, in place of earlier ones.

        `columns` are the table's columns with their types.
        """
        self.run(f"DROP TABLE IF EXISTS pg_temp.{table}")
        self.run(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP")
        self.copy(f"pg_temp.{table}", rows)

    def new_ids(self, table: str, number: int) -> Sequence[int]:
        """Ids that nobody else gets, in ascending order."""
        if not number:
            return []
        taken = "SELECT array_agg(nextval(%s::regclass)) FROM generate_series(1, %s)"
        ((ids,),) = self.run(taken, f"{table}_id_seq", number)
        return ids  # type: ignore[no-any-return]

    def build_index(self, name: str, statement: str) -> bool:
        """See `postgresql_indexes.build`."""
        self.rollback()
        try:
            return build(self._connection, name, statement, wait_seconds=WAIT_SECONDS)
        except psycopg.Error as error:
            raise self.explained(error) from error

    def commit(self) -> None:
        """Commit the transaction."""
        try:
            self._connection.commit()
        except psycopg.Error as error:
            raise self.explained(error) from error

    def rollback(self) -> None:
        """Roll the transaction back, by ending the session where a Ctrl-C left it in a statement."""
        if end_if_in_copy(self._connection):
            return
        try:
            self._connection.rollback()
        except psycopg.OperationalError:
            self._connection.close()

    def close(self) -> None:
        """Close the connection."""
        self.rollback()
        if self._connection.closed:
            self.pooled.invalidate()
        self.pooled.close()
        self._engine.dispose()

    def explained(self, error: psycopg.Error) -> Exception:
        """Our error for one of the server's, or the error itself if it is `REPEATABLE`."""
        if isinstance(error, REPEATABLE):
            return error
        return self.final(error)

    def final(self, error: Exception) -> EventsError:
        """Our error for one that is not to be repeated."""
        if isinstance(error, EventsError):
            return error
        known = explain(error, where=self.name)
        reason = str(error).strip().partition("\n")[0]
        return known or DatabaseUnavailableError(f"{self.name} cannot be used: {reason}")


def _bound(values: tuple[Any, ...]) -> Any:
    """What the driver is to bind: nothing, a dictionary, or values in their order."""
    if not values or values == (None,):
        return None
    return values[0] if isinstance(values[0], dict) else values

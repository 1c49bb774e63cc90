"""Read-only queries on a log in either kind of database, with temporary tables for what it is compared with.

Statements are written once, with `?` for values and these words in braces: `temp`, the schema of temporary
tables; `join`, which looks its right side up for each row of its left; `numbers`, the set of numbers in one
value, a JSON array; `date` and `parameters`, an event's as microseconds and text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from sqlalchemy.engine import URL

from events.database.engine import sqlite_path
from importers.writing.sqlite.adbc import Columnar

if TYPE_CHECKING:
    from importers.writing.postgresql.server import Server

_TABLES = {
    "staged": "i BIGINT, source_table TEXT, part TEXT, key_name TEXT, key_number BIGINT, digest BIGINT, "
    "parameters TEXT, packed {bytes}",
    "fresh": "id BIGINT, digest BIGINT",
    "seen": "id BIGINT PRIMARY KEY, digest BIGINT",
    "names": "name TEXT PRIMARY KEY",
    "unseen": "id BIGINT PRIMARY KEY, identity TEXT, part TEXT, line BIGINT, batch BIGINT, number TEXT, "
    "event TEXT",
}


class LogReader(ABC):
    """A log that is read at one moment, with empty temporary tables."""

    words: ClassVar[dict[str, str]]

    @abstractmethod
    def run(self, statement: str, *values: Any) -> pl.DataFrame:
        """Run one statement; returns its rows."""

    @abstractmethod
    def empty(self, table: str) -> None:
        """Take all rows out of a temporary table."""

    @abstractmethod
    def fill(self, table: str, rows: pl.DataFrame) -> None:
        """Put rows into a temporary table, in place of those it has."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection to the log."""


class FileReader(LogReader):
    """A SQLite file. Nothing else may have it open in this process."""

    words: ClassVar = {
        "temp": "temp",
        "join": "CROSS JOIN",
        "numbers": "(SELECT value FROM json_each(?))",
        "date": "coalesce(oe.date, ce.date)",
        "parameters": "coalesce(oe.parameters, ce.parameters, '')",
    }
    _SET_UP = ("PRAGMA busy_timeout = 10000", "PRAGMA cache_size = -65536", "PRAGMA temp_store = FILE")

    def __init__(self, path: str) -> None:
        self._file = Columnar(path, mode="ro")
        try:
            for statement in (*self._SET_UP, *_created("BLOB")):
                self._file.run(statement)
            # One view of the log for the whole comparison, whoever writes meanwhile.
            self._file.begin_transactions()
        except BaseException:
            self.close()
            raise

    def run(self, statement: str, *values: Any) -> pl.DataFrame:
        """See `LogReader`."""
        return self._file.run(statement.format(**self.words), *values)

    def empty(self, table: str) -> None:
        """See `LogReader`."""
        self._file.run(f"DELETE FROM temp.{table}")  # noqa: S608 - our own table

    def fill(self, table: str, rows: pl.DataFrame) -> None:
        """See `LogReader`."""
        self.empty(table)
        places = ", ".join("?" * rows.width)
        self._file.run_many(f"INSERT INTO temp.{table} ({', '.join(rows.columns)}) VALUES ({places})", rows)  # noqa: S608

    def close(self) -> None:
        """See `LogReader`."""
        self._file.close()


class ServerReader(LogReader):
    """A PostgreSQL server, seen as of the first statement."""

    words: ClassVar = {
        "temp": "pg_temp",
        "join": "JOIN",
        "numbers": "(SELECT value::bigint FROM jsonb_array_elements_text(?::jsonb))",
        "date": "(extract(epoch FROM coalesce(oe.date, ce.date)) * 1000000)::bigint",
        # Documents are equal whatever the order and spacing of their texts.
        "parameters": """
            CASE WHEN coalesce(oe.parameters, ce.parameters) = s.parameters::jsonb THEN s.parameters
            ELSE coalesce(oe.parameters, ce.parameters)::text END
        """,
    }

    def __init__(self, url: URL) -> None:
        from importers.writing.postgresql.server import Server

        self._server: Server = Server(url)
        try:
            self._server.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            self._server.set_up()
            for statement in _created("BYTEA"):
                self._server.run(statement)
        except BaseException:
            self.close()
            raise

    def run(self, statement: str, *values: Any) -> pl.DataFrame:
        """See `LogReader`."""
        return self._server.table(statement.format(**self.words).replace("?", "%s"), *values)

    def empty(self, table: str) -> None:
        """See `LogReader`."""
        self._server.run(f"TRUNCATE pg_temp.{table}")

    def fill(self, table: str, rows: pl.DataFrame) -> None:
        """See `LogReader`."""
        from importers.writing.postgresql.csv_rows import documents

        if "parameters" in rows.columns:
            rows = rows.with_columns(documents(rows["parameters"]))
        self.empty(table)
        self._server.copy(f"pg_temp.{table}", rows)

    def close(self) -> None:
        """See `LogReader`."""
        self._server.close()


def _created(bytes_: str) -> Iterator[str]:
    """The statements that make the temporary tables; `bytes_` is the database's word for their type."""
    for name, columns in _TABLES.items():
        yield f"CREATE TEMP TABLE {name} ({columns.format(bytes=bytes_)})"


def open_log(url: URL) -> LogReader:
    """The log, open for reading only. Raises our errors for one that cannot be read."""
    path = sqlite_path(url)
    return FileReader(path) if path else ServerReader(url)

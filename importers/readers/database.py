"""A live legacy database, or a SQLite file: read-only, streamed in the order of primary keys.

A PostgreSQL server's tables are all read in one state, however long that takes; elsewhere each is in its own.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import NoSuchModuleError, SAWarning, SQLAlchemyError
from sqlalchemy.pool import NullPool

from events.database.engine import ENCODE_AT, read_url, shown
from events.errors import ConfigError, DatabaseUnavailableError, EventsError, UsageError
from events.url_secrets import MASK, has_secret, secrets_of
from importers.errors import NoSuchInputError, NotDataError
from importers.readers import live_servers
from importers.readers.factory import InputOptions
from importers.readers.json_adapter import Row, adapted_input, size_of
from importers.readers.streams import Input
from importers.readers.tables import BaseTables
from importers.readers.value_text import of_value

_SNAPSHOT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

ROWS = 2_000
"""The most rows that a server sends at a time."""

_FEW = 20
"""How many rows are fetched until it is known how large they are; of SQLite, always."""

_FETCHED_BYTES = 1024 * 1024
"""About how much is fetched at a time."""


class DatabaseTables(BaseTables):
    """The tables of a database, nothing else of it. No password is in `name`, `path` or any error."""

    def __init__(
        self, url: URL, *, name: str, path: str, form: str, how: InputOptions, stack: ExitStack
    ) -> None:
        super().__init__(name, path, how=how, stack=stack)
        self.format, self._url = form, url
        self.details = f"{url.get_backend_name()} database, read-only"
        self._engine = self._opened()
        stack.callback(self._engine.dispose)

    @classmethod
    def of_url(cls, text: str, *, how: InputOptions, stack: ExitStack) -> DatabaseTables:
        """Raises `UsageError` for what is no URL, `DatabaseUnavailableError` where nobody answers."""
        url = read_url(text)
        if url is None:
            raise UsageError(
                "That is not a database URL. Write it as postgresql://user@host/name, "
                "mysql+pymysql://user@host/name, or sqlite:///path."
            )
        if "@" in (url.host or ""):
            raise UsageError(f"{shown(url)}: {ENCODE_AT}")
        if url.port is not None and not 0 < url.port < 65536:
            raise UsageError(f"{shown(url)}: {url.port} is not a port: ports are 1 to 65535.")
        url = live_servers.normalize(url)
        if url.drivername in ("http", "https", "ftp", "s3"):
            raise UsageError("Nothing is downloaded here. Get the file, and give its path.")
        if url.get_backend_name() == "sqlite" and url.database:
            return cls.of_file(Path(url.database), how=how, stack=stack)
        # Without its password, it could not be opened again: no path is better than half of one.
        path = "" if has_secret(text) else text
        return cls(url, name=shown(url), path=path, form="database", how=how, stack=stack)

    @classmethod
    def of_file(cls, path: Path, *, how: InputOptions, stack: ExitStack) -> DatabaseTables:
        """Raises `NoSuchInputError`, or `NotDataError` for what is no SQLite database."""
        if not path.is_file():
            raise NoSuchInputError(str(path))
        with path.open("rb") as file:
            if not file.read(16).startswith(b"SQLite format 3"):
                raise NotDataError(path.name, problem="it is not a SQLite database.")
        where = path.resolve()
        url = URL.create("sqlite", database=f"file:{quote(str(where))}", query={"mode": "ro", "uri": "true"})
        return cls(url, name=path.name, path=str(where), form="sqlite", how=how, stack=stack)

    def names(self) -> list[str]:
        """Return the tables' names, with the schema in front where it is not the default one."""
        return list(self._tables)

    def columns(self, name: str) -> list[str]:
        """Return a table's columns in the database's order; raise `NoSuchTableError` for an unknown name."""
        return [column.name for column in self._table(name).columns]

    def _stream(self, name: str) -> AbstractContextManager[Input]:
        columns = self.columns(name)
        rows = self._rows(self._table(name))
        return adapted_input(
            rows, name=self.name, path=self.path, carrier=self.format, table=name, columns=columns
        )

    def _rows(self, table: sa.TableClause) -> Generator[Row | None]:
        keys = (table.c[name] if name in table.c else sa.column(name) for name in self._keys(table))
        columns = (live_servers.selected(column, self._url) for column in table.columns)
        query = sa.select(*columns).order_by(*keys)
        with self._short_errors(), self._connected() as connection:
            for row in _fetched(connection.execute(query), most=_FEW if self._is_sqlite else ROWS):
                yield [of_value(value) for value in row]

    def _table(self, name: str) -> sa.TableClause:
        if name not in self._tables:
            raise self.missing(name)
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, sa.TableClause]:
        """Tables by name; of a schema other than the usual, the schema is part of it, as in a dump's."""
        live_servers.check_answer(self._url, name=self.name)
        with self._short_errors(), self._connected() as connection, _unknown_types():
            inspector = sa.inspect(connection)
            schemas: list[str | None] = [None]
            if live_servers.is_postgresql(self._url):
                usual = (inspector.default_schema_name, "information_schema")
                schemas += [name for name in inspector.get_schema_names() if name not in usual]
            found: dict[str, sa.TableClause] = {}
            for schema in schemas:
                for (_, name), columns in inspector.get_multi_columns(schema=schema).items():
                    made = (live_servers.column_of(one["name"], one["type"], self._url) for one in columns)
                    found[f"{schema}.{name}" if schema else name] = sa.table(name, *made, schema=schema)
            return found

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def _keys(self, table: sa.TableClause) -> list[str]:
        """What rows are ordered by, so that they come the same way each time."""
        with self._short_errors(), self._connected() as connection, _unknown_types():
            found = sa.inspect(connection).get_pk_constraint(table.name, schema=table.schema)
        keys = found["constrained_columns"]
        if keys or not self._is_sqlite:
            return list(keys)
        return [] if "rowid" in table.c else ["rowid"]

    def _opened(self) -> Engine:
        try:
            arguments = dict(live_servers.connect_args(self._url))
            engine = sa.create_engine(self._url, poolclass=NullPool, connect_args=arguments)
        except (NoSuchModuleError, ImportError):
            raise ConfigError(
                f"{self.name} needs a driver that is not installed. For PostgreSQL: pip install "
                "'shop-event-log[postgresql]'; for MySQL and MariaDB: pip install 'shop-event-log[mysql]'."
            ) from None
        except (TypeError, ValueError) as error:
            raise self._unreadable(error) from None
        if self._is_sqlite:
            sa.event.listen(engine, "connect", _lenient_text)
        return engine

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        streamed: dict[str, Any] = {"stream_results": True, "max_row_buffer": _FEW}
        with self._connect() as connection:
            if live_servers.is_postgresql(self._url):
                connection.execution_options(**_SNAPSHOT)
                connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{self._snapshot}'")
            live_servers.set_up(connection, self._url)
            yield connection.execution_options(**streamed)

    def _connect(self) -> Connection:
        try:
            return self._engine.connect()
        except (TypeError, ValueError, OverflowError) as error:  # options that the driver does not take
            raise self._unreadable(error) from None

    @cached_property
    def _snapshot(self) -> str:
        """The name of the one state of the database that all tables are read in, held until the end."""
        holding = self._stack.enter_context(self._engine.connect()).execution_options(**_SNAPSHOT)
        return str(holding.scalar(sa.func.pg_export_snapshot().select()))

    @contextmanager
    def _short_errors(self) -> Iterator[None]:
        """Raise what goes wrong in the database as one sentence without its statement or URL."""
        try:
            yield
        except (SQLAlchemyError, UnicodeDecodeError) as error:
            raise self._unreadable(error) from None

    def _unreadable(self, error: Exception) -> EventsError:
        problem = _problem_of(error)
        for secret in secrets_of(self._url.render_as_string(hide_password=False)):
            problem = problem.replace(secret, MASK)
        if self.format == "sqlite":
            return NotDataError(self.name, problem=f"it cannot be read as a SQLite database ({problem}).")
        return DatabaseUnavailableError(
            f"Cannot read {self.name}: {problem}. Check the address with its options, the name and the "
            "password."
        )


@contextmanager
def _unknown_types() -> Iterator[None]:
    """Nobody is warned of a type that the library does not know: its values are read as they come."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def _problem_of(error: Exception) -> str:
    """What a driver says. It raises Python's own errors for options and ports that it does not take."""
    said = getattr(error, "orig", None)
    if said is None and isinstance(error, SQLAlchemyError | UnicodeDecodeError):
        return type(error).__name__
    return str(said or error).split("\n", 1)[0].removeprefix("Connection.__init__() ")


def _fetched(result: sa.CursorResult[Any], *, most: int) -> Iterator[Sequence[Any]]:
    """The rows: as many at a time as `_FETCHED_BYTES` hold, and at most twice as many as before."""
    count = _FEW
    while some := result.fetchmany(count):
        yield from some
        if most == _FEW:
            continue
        size = sum(size_of([of_value(value) for value in row]) for row in some[-_FEW:])
        fitting = _FETCHED_BYTES * min(len(some), _FEW) // max(size, 1)
        count = max(1, min(most, 2 * len(some), fitting))


def _lenient_text(connection: sqlite3.Connection, _: object) -> None:
    """SQLite holds whatever bytes a program gave it as text."""
    connection.text_factory = _text


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

"""A live legacy database, or a SQLite file: read-only, streamed in the order of primary keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from events.errors import DatabaseUnavailable, Misconfigured, UsageFault
from importers.errors import NoSuchInput, NotData
from importers.readers.made import Row, made_input
from importers.readers.reading import How
from importers.readers.streams import Input
from importers.readers.tables import BaseTables
from importers.readers.texts import of_value

ROWS = 2_000
"""So many rows are fetched at a time."""


class DatabaseTables(BaseTables):
    """The tables of a database, nothing else of it. No password is in `name`, `path` or any error."""

    def __init__(self, url: URL, *, name: str, path: str, form: str, how: How, stack: ExitStack) -> None:
        super().__init__(name, path, how=how, stack=stack)
        self.format, self._url = form, url
        self.details = f"{url.get_backend_name()} database, read-only"
        self._engine = self._opened()
        stack.callback(self._engine.dispose)

    @classmethod
    def of_url(cls, text: str, *, how: How, stack: ExitStack) -> DatabaseTables:
        """Raises `UsageFault` for what is no URL, `DatabaseUnavailable` where nobody answers."""
        try:
            url = sa.make_url(text)
        except ArgumentError:
            raise UsageFault(
                "That is no database URL. Write it as postgresql://user@host/name, "
                "mysql+pymysql://user@host/name, or sqlite:///path."
            ) from None
        if url.get_backend_name() == "sqlite" and url.database:
            return cls.of_file(Path(url.database), how=how, stack=stack)
        shown = url.render_as_string(hide_password=True)
        path = "" if url.password else text
        return cls(url, name=shown, path=path, form="database", how=how, stack=stack)

    @classmethod
    def of_file(cls, path: Path, *, how: How, stack: ExitStack) -> DatabaseTables:
        """Raises `NoSuchInput`, or `NotData` for what is no SQLite database."""
        if not path.is_file():
            raise NoSuchInput(str(path))
        with path.open("rb") as file:
            if not file.read(16).startswith(b"SQLite format 3"):
                raise NotData(path.name, problem="it is not a SQLite database.")
        where = path.resolve()
        url = URL.create("sqlite", database=f"file:{quote(str(where))}", query={"mode": "ro", "uri": "true"})
        return cls(url, name=path.name, path=str(where), form="sqlite", how=how, stack=stack)

    def names(self) -> list[str]:
        return list(self._tables)

    def columns(self, name: str) -> list[str]:
        return [column.name for column in self._table(name).columns]

    def _stream(self, name: str) -> AbstractContextManager[Input]:
        columns = self.columns(name)
        rows = self._rows(self._table(name))
        return made_input(
            rows, name=self.name, path=self.path, carrier=self.format, table=name, columns=columns
        )

    def _rows(self, table: sa.TableClause) -> Generator[Row | None]:
        query = sa.select(*table.columns).order_by(*(sa.column(name) for name in self._keys(table)))
        with self._told(), self._connected() as connection:
            for some in connection.execute(query).partitions(ROWS):
                for row in some:
                    yield [of_value(value) for value in row]

    def _table(self, name: str) -> sa.TableClause:
        if name not in self._tables:
            raise self.missing(name)
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, sa.TableClause]:
        with self._told(), self._connected() as connection:
            inspector = sa.inspect(connection)
            return {
                name: sa.table(name, *(sa.column(one["name"]) for one in inspector.get_columns(name)))
                for name in inspector.get_table_names()
            }

    def _keys(self, table: sa.TableClause) -> list[str]:
        """What rows are ordered by, so that they come the same way each time."""
        with self._told(), self._connected() as connection:
            keys = sa.inspect(connection).get_pk_constraint(table.name)["constrained_columns"]
        if keys or self._url.get_backend_name() != "sqlite":
            return list(keys)
        return [] if "rowid" in self.columns(table.name) else ["rowid"]

    def _opened(self) -> Engine:
        try:
            engine = sa.create_engine(self._url, poolclass=NullPool)
        except (NoSuchModuleError, ImportError):
            raise Misconfigured(
                f"{self.name} needs a driver that is not installed. For PostgreSQL: pip install "
                "'shop-event-log[postgresql]'; for MySQL: pip install pymysql, and write "
                "mysql+pymysql:// in the URL."
            ) from None
        if self._url.get_backend_name() == "sqlite":
            sa.event.listen(engine, "connect", _lenient_text)
        return engine

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        options = {"stream_results": True, "max_row_buffer": ROWS, "yield_per": ROWS}
        if self._url.get_backend_name() == "postgresql":
            options["postgresql_readonly"] = True
        with self._engine.connect() as connection:
            connection = connection.execution_options(**options)  # noqa: PLW2901 - the same connection
            if self._url.get_backend_name() in ("mysql", "mariadb"):
                connection.execute(sa.text("SET SESSION TRANSACTION READ ONLY"))
                connection.rollback()
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong in the database, as one sentence without its statement or URL."""
        try:
            yield
        except SQLAlchemyError as error:
            problem = str(getattr(error, "orig", None) or type(error).__name__).split("\n", 1)[0]
            if self._url.password:
                problem = problem.replace(str(self._url.password), "***")
            if self.format == "sqlite":
                raise NotData(
                    self.name, problem=f"it cannot be read as a SQLite database ({problem})."
                ) from None
            raise DatabaseUnavailable(
                f"Cannot read {self.name}: {problem}. Check the address, the name and the password."
            ) from None


def _lenient_text(connection: sqlite3.Connection, _: object) -> None:
    """SQLite holds whatever bytes a program gave it as text."""
    connection.text_factory = _text


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

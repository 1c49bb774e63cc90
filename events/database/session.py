"""Sessions and connections on the user's database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from events.database.engine import make_engine, parse, shown
from events.database.error_translation import explained
from events.database.schema import connect, prepare

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@contextmanager
def open_engine(database: str, *, resuming: bool = False) -> Iterator[Engine]:
    """An engine on `database` (path or URL), made ready as `prepare` does, disposed of at the end."""
    url = parse(database)
    with explained(shown(url)):
        engine = make_engine(url)
        try:
            prepare(engine, resuming=resuming)
            yield engine
        finally:
            engine.dispose()


@contextmanager
def open_connection(database: str, *, resuming: bool = False) -> Iterator[Connection]:
    """A connection to `database` (path or URL), made ready as `prepare` does.

    A database that is ready is opened only once. Loads nothing that maps rows to objects.
    """
    url = parse(database)
    with explained(shown(url)):
        engine = make_engine(url)
        try:
            with connect(engine, resuming=resuming) as connection:
                yield connection
        finally:
            engine.dispose()


@contextmanager
def open_reader(database: str) -> Iterator[Connection]:
    """A connection to read through."""
    with open_connection(database) as connection:
        yield connection


@contextmanager
def open_session(database: str) -> Iterator[Session]:
    """A session on `database`. The caller commits; uncommitted changes are rolled back."""
    from sqlalchemy.orm import Session

    with open_engine(database) as engine, Session(engine) as session:
        yield session

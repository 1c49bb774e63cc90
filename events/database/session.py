"""Sessions on the user's database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from events.database.engine import make_engine, parse, shown
from events.database.faults import explained
from events.database.schema import prepare


@contextmanager
def open_engine(database: str) -> Iterator[Engine]:
    """An engine on `database` (path or URL), created or upgraded as needed, disposed of at the end."""
    url = parse(database)
    with explained(shown(url)):
        engine = make_engine(url)
        try:
            prepare(engine)
            yield engine
        finally:
            engine.dispose()


@contextmanager
def open_session(database: str) -> Iterator[Session]:
    """A session on `database`. Whoever writes commits; what was not committed is rolled back."""
    with open_engine(database) as engine, Session(engine) as session:
        yield session

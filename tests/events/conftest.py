"""The domain's tests run on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events.database.engine import make_engine, parse
from events.models import Order, OrderLine, User

Entity = TypeVar("Entity", User, Order)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The path or URL of an empty log, on each kind of database."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def jane(session: Session) -> User:
    """A customer."""
    return _saved(session, User(email="jane@example.com", name="Jane"))


@pytest.fixture
def anna(session: Session) -> User:
    """A member of staff."""
    return _saved(session, User(email="anna@shop.example", name="Anna", is_staff=True))


@pytest.fixture
def order(session: Session, jane: User) -> Order:
    """Jane's order 1001, of two mugs and a spoon."""
    lines = [OrderLine(item_name="Mug", quantity=2), OrderLine(item_name="Spoon", quantity=1)]
    return _saved(session, Order(number="1001", user=jane, lines=lines))


@pytest.fixture
def guest_order(session: Session) -> Order:
    """An order of somebody without an account."""
    return _saved(session, Order(number="2002", user_email="guest@example.com"))


def _saved(session: Session, entity: Entity) -> Entity:
    session.add(entity)
    session.flush()
    return entity


@pytest.fixture
def reader(database: str) -> Iterator[Connection]:
    """What timelines, searches and counts are read through."""
    engine = make_engine(parse(database))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def file(sqlite_database: str) -> Path:
    """The file of an empty log."""
    return Path(sqlite_database)

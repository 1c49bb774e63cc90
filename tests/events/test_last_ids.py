"""No event gets an id that another one had, however that one was written, and whatever became of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, event, text
from sqlalchemy.orm import Session

from events.account import CustomerEvents
from events.database import schema
from events.database.engine import make_engine, parse
from events.database.session import open_session
from events.database.transfer import highest_id
from events.models import Base, CustomerEvent, Order, OrderEvent, User
from events.order import OrderEvents

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
INSERT = (
    "INSERT INTO order_events ({id}date, type, order_id, parameters) VALUES ({value}0, 'other', 1, '{{}}')"
)


def add(session: Session, number: int, **values: int) -> list[tuple[int, int]]:
    """Add events of both kinds, in one flush; gives their ids."""
    order, user = session.get(Order, 1) or Order(number="1001"), session.get(User, 1) or User(email="a@b.c")
    session.add_all([order, user])
    pairs = [
        (
            OrderEvent(order=order, type=OrderEvents.CANCELED, **values),
            CustomerEvent(customer=user, type=CustomerEvents.PLACED_ORDER, **values),
        )
        for _ in range(number)
    ]
    session.add_all([one for pair in pairs for one in pair])
    session.flush()
    return [(one.id, other.id) for one, other in pairs]


def remove(session: Session, first: int) -> None:
    for model in (OrderEvent, CustomerEvent):
        session.execute(delete(model).where(model.id >= first))
    session.commit()


@both
def test_the_ids_of_events_that_are_gone_are_not_given_again(database: str) -> None:
    with open_session(database) as session:
        assert add(session, 3) == [(1, 1), (2, 2), (3, 3)]
        session.commit()
        remove(session, first=2)
        assert add(session, 1) == [(4, 4)]
        session.rollback()
        remove(session, first=1)
    with open_session(database) as session:
        assert add(session, 2)[-1] >= (5, 5)


def test_an_id_that_was_chosen_is_not_given_again(tmp_path: Path) -> None:
    with open_session(str(tmp_path / "events.db")) as session:
        assert add(session, 1, id=50) == [(50, 50)]
        assert add(session, 1, id=7) == [(7, 7)]
        remove(session, first=1)
        assert add(session, 1) == [(51, 51)]


def test_ids_go_on_behind_what_another_program_wrote(tmp_path: Path) -> None:
    with open_session(str(tmp_path / "events.db")) as session:
        add(session, 1)
        session.execute(text(INSERT.format(id="", value="")))
        session.execute(text(INSERT.format(id="id, ", value="9, ")))
        assert add(session, 1) == [(10, 2)]
        assert highest_id(session.connection(), Base.metadata.tables["order_events"]) == 10


def test_nobody_else_takes_an_id_that_was_looked_up(tmp_path: Path) -> None:
    file, refused = tmp_path / "events.db", []

    def write(*what: object) -> None:
        if "max(id)" in str(what[2]):
            with closing(sqlite3.connect(file, timeout=0)) as other:
                with pytest.raises(sqlite3.OperationalError, match="locked"):
                    other.execute("BEGIN IMMEDIATE")
                refused.append(what[2])

    with open_session(str(file)) as session:
        add(session, 1)
        session.commit()
        order = session.get_one(Order, 1)
        event.listen(session.get_bind().engine, "after_cursor_execute", write)
        session.add(OrderEvent(order=order, type=OrderEvents.CANCELED))
        session.flush()
    assert refused


@pytest.mark.parametrize("is_protected", [False, True])
def test_a_log_goes_on_with_the_ids_it_had_before_the_upgrade(tmp_path: Path, is_protected: bool) -> None:
    """SQLite may protect the statements of tables: these then stay as they are."""
    file = tmp_path / "events.db"
    engine = make_engine(parse(str(file)))
    schema.upgrade(engine, "0010")
    engine.dispose()
    with closing(sqlite3.connect(file)) as log, log:
        log.execute("INSERT INTO orders (number) VALUES ('1001')")
        for _ in range(3):
            log.execute(INSERT.format(id="", value=""))
        log.execute("DELETE FROM order_events WHERE id > 1")
    engine = make_engine(parse(str(file)))
    if is_protected:
        event.listen(engine, "connect", lambda driver, _: driver.set_authorizer(refuse_schema))
    schema.upgrade(engine)
    engine.dispose()
    with closing(sqlite3.connect(file)) as log:
        ((sql,),) = log.execute("SELECT sql FROM sqlite_master WHERE name = 'order_events'")
        assert ("AUTOINCREMENT" in sql) == is_protected
        assert log.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert log.execute("SELECT id FROM order_events").fetchall() == [(1,)]
    with open_session(str(file)) as session:
        assert add(session, 1) == [(4, 1)]


def refuse_schema(action: int, *what: object) -> int:
    is_schema = action == sqlite3.SQLITE_UPDATE and what[:2] == ("sqlite_master", "sql")
    return sqlite3.SQLITE_DENY if is_schema else sqlite3.SQLITE_OK

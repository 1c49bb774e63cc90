"""Undo, assignments and erasure on both kinds of database, over a ledger made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from stored_record import add_record

from events.account.people import by_email
from events.database.engine import parse
from events.models import Order, OrderEvent, User
from events.order import OrderEvents
from events.order import events as order_events
from importers.authors import actors, assignments
from importers.erasure.forget import forget
from importers.ledger import batches, locks
from importers.ledger.models import Batch, Creation, LedgerRecord, LegacyName, Operation, Reject, Source
from importers.undo import delete
from importers.undo.undo import undo


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_database"))


def make_batch(session: Session, source: Source, *, orders: range) -> Batch:
    """A batch with an event by j.smith on each order, whose customer is jane; it makes what is missing."""
    batch = Batch(source=source, file="h.csv", status="done", imported=len(orders))
    session.add(batch)
    session.flush()
    jane = by_email(session, "jane@x.example")
    if jane is None:
        jane = User(email="jane@x.example", is_placeholder=True)
        session.add(jane)
        session.flush()
        session.add(Creation(entity="user", entity_id=jane.id, batch_id=batch.id))
    smith = User(name="j.smith", is_staff=True, is_placeholder=True)
    session.add(smith)
    session.flush()
    session.add(Creation(entity="user", entity_id=smith.id, batch_id=batch.id))
    session.add(LegacyName(source_id=source.id, role="author", name="j.smith", user_id=smith.id))
    for number in orders:
        order = session.scalar(select(Order).where(Order.number == str(number)))
        if order is None:
            order = Order(number=str(number), user=jane, created=None)
            session.add(order)
            session.flush()
            session.add(Creation(entity="order", entity_id=order.id, batch_id=batch.id))
        date = datetime(2020, 1, 1, 0, 0, number, tzinfo=UTC)
        event = OrderEvent(
            order=order, user=smith, type=OrderEvents.OTHER, date=date, parameters={"message": f"m{number}"}
        )
        session.add(event)
        session.flush()
        extra = json.dumps({"customer": "Jane@x.example"})
        add_record(session, batch, event, identity=str(number), record=number, line=number, extra=extra)
    session.add(
        Reject(
            batch_id=batch.id,
            record=99,
            line=99,
            code="E-DATE",
            reason="r",
            fix="f",
            raw=b"1,jane@x.example\n",
        )
    )
    session.commit()
    return batch


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def two_batches(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delete, "RECORDS", 3)
    monkeypatch.setattr(delete, "ENTITIES", 2)
    for name in ("one", "two"):
        source = Source(name=name, shop="")
        session.add(source)
        session.flush()
        make_batch(session, source, orders=range(1, 9) if name == "one" else range(5, 12))
    order = session.scalars(select(Order).where(Order.number == "2")).one()
    order_events.note_added_event(order=order, user=None, message="by hand")
    session.commit()


@pytest.mark.usefixtures("two_batches")
def test_an_undo_takes_what_is_its_own_and_passes_on_the_rest(session: Session, database: str) -> None:
    silent = {"database": database, "by": "me", "on_progress": lambda _: None}
    seen = undo(1, dry_run=True, **silent)  # type: ignore[arg-type]
    session.rollback()
    assert (count(session, OrderEvent), count(session, Operation)) == (16, 0), "a preview changes nothing"
    session.rollback()
    done = undo(1, dry_run=False, **silent)  # type: ignore[arg-type]
    assert (done.events, done.orders, done.people, done.rejects) == (8, 3, 1, 1)
    assert done.kept == {
        "orders: events of other imports": 4,
        "orders: events recorded by hand": 1,
        "people: orders of theirs": 1,
    }
    assert (seen.events, seen.orders, seen.kept, seen.operation) == (8, 3, done.kept, "")
    session.expire_all()
    made = session.execute(
        select(Creation.entity, Creation.batch_id, func.count()).group_by(Creation.entity, Creation.batch_id)
    )
    assert sorted(tuple(row) for row in made) == [("order", 2, 7), ("user", 2, 2)]
    assert session.get_one(Batch, 1).status == batches.UNDONE
    session.rollback()
    assert undo(2, dry_run=False, **silent).orders == 7  # type: ignore[arg-type]
    assert [count(session, model) for model in (LedgerRecord, Reject, Creation, LegacyName, User)] == [0] * 5
    assert session.scalars(select(Order.number)).all() == ["2"]


@pytest.fixture
def held(database: str) -> Iterator[None]:
    """The log is held alone by another session, as by the commands."""
    with locks.exclusive(parse(database)):
        yield


@pytest.mark.usefixtures("two_batches", "held")
def test_a_name_is_given_and_taken_back(session: Session) -> None:
    where = {"source": "one", "shop": None, "by": "me"}
    assert assignments.assign(session, "j.smith", "boss@x.example", **where).events == 8  # type: ignore[arg-type]
    total, listed = actors.actors(session, limit=9, offset=0)
    assert [(one.source, one.events, one.user and one.user.email) for one in listed] == [
        ("one", 8, "boss@x.example"),
        ("two", 7, None),
    ]
    assert total == 2
    back = assignments.unassign(session, "j.smith", **where)  # type: ignore[arg-type]
    assert (back.events, back.made_user) == (8, True)
    nobodys = select(func.count()).select_from(OrderEvent).where(OrderEvent.user_id.is_(None))
    before = session.scalar(nobodys)
    assert assignments.assign(session, "j.smith", "system", **where).events == 8  # type: ignore[arg-type]
    given = actors.actors(session, limit=9, offset=0)[1][0]
    assert (given.is_system, given.events) == (True, 8)
    assert actors.actors(session, limit=9, offset=0, unassigned=True)[0] == 1
    assert assignments.unassign(session, "j.smith", **where).events == 8  # type: ignore[arg-type]
    assert session.scalar(nobodys) == before
    session.rollback()


@pytest.mark.usefixtures("two_batches", "held")
def test_a_person_is_erased(session: Session) -> None:
    done = forget(session, "JANE@x.example", by="me")
    assert (done.people, done.orders, done.records, done.rejects) == (1, 11, 15, 2)
    assert by_email(session, "jane@x.example") is None
    session.commit()

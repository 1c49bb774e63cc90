"""What the ledger adds to counts, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.orm import Session
from stored_record import add_record

from events import tables
from events.account import events as account_events
from events.filters import EVERYTHING, Filters
from events.models import CustomerEvent, Order, OrderEvent, User
from events.order import events as order_events
from events.statistics.stats import stats
from events.timeline import entries
from importers.ledger import recorded_here
from importers.ledger.models import Batch, Source
from importers.ledger.provenance import by_source, imported_condition, legacy_words

START = datetime(2020, 11, 4, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The path or URL of an empty log, on each kind of database."""
    return str(request.getfixturevalue(f"{request.param}_database"))


def brought(session: Session, order: Order, batch: Batch, words: list[str | None]) -> None:
    """Legacy events of a batch, a day apart, with the legacy records' own words."""
    for number, word in enumerate(words):
        date = START + timedelta(days=number)
        event = order_events.other_event(order=order, user=None, message="4711", date=date)
        add_record(session, batch, event, identity=str(number), record=number, line=number, kind=word)


@pytest.fixture
def order(session: Session) -> Order:
    order = Order(number="1", user=User(email="jane@example.com"))
    session.add(order)
    session.flush()
    return order


def batch_of(session: Session, name: str, shop: str = "") -> Batch:
    source = Source(name=name, shop=shop)
    session.add(source)
    session.flush()
    batch = Batch(source_id=source.id, file="h.csv")
    session.add(batch)
    session.flush()
    return batch


def test_imported_events_are_counted_by_source_and_narrowed(session: Session, order: Order) -> None:
    crm, old = batch_of(session, "crm"), batch_of(session, "magento", "old")
    brought(session, order, crm, [None, "pending"])
    brought(session, order, old, ["pending"] * 3)
    order_events.canceled_event(order=order, user=None)
    session.flush()
    assert by_source(session, Filters()) == [("magento", "old", 3), ("crm", "", 2)]
    late = Filters(since=START + timedelta(days=1))
    assert by_source(session, late) == [("magento", "old", 2), ("crm", "", 1)]
    assert by_source(session, Filters(extra_condition=imported_condition(imported=True, batch=crm.id))) == [
        ("crm", "", 2)
    ]
    by_look_up = imported_condition(imported=True, batch=crm.id, is_large=True)
    assert by_source(session, Filters(extra_condition=by_look_up)) == [("crm", "", 2)]
    assert by_source(session, Filters(extra_condition=imported_condition(imported=False, batch=None))) == []


def test_a_legacy_record_s_own_type_says_what_its_message_does_not(session: Session, order: Order) -> None:
    batch = batch_of(session, "crm")
    brought(session, order, batch, [None])
    session.flush()
    assert legacy_words(session) is None
    brought(session, order, batch_of(session, "erp"), ["pending"])
    session.flush()
    brought(session, order, batch_of(session, "shop"), ["Order_Guest", "call"])
    session.flush()
    found = stats(session, Filters(), authors=1, legacy=legacy_words(session))
    assert {one.name: one.events for one in found.kinds} == {"legacy": 2, "placed": 1, "note": 1}


@pytest.mark.parametrize("most_gaps", [100, 0])
def test_what_was_recorded_between_imports_is_found_in_the_gaps_of_their_ids(
    session: Session, order: Order, monkeypatch: pytest.MonkeyPatch, most_gaps: int
) -> None:
    monkeypatch.setattr(recorded_here, "MOST_GAPS", most_gaps)
    customer, own, statements = order.user, set(), []
    assert customer is not None
    for name, words in (("crm", 2), ("shop", 3), ("old", 1)):
        canceled = order_events.canceled_event(order=order, user=None)
        noted = account_events.note_added_event(customer=customer, user=None, message="x")
        session.flush()
        own |= {f"o{canceled.id}", f"c{noted.id}"}
        brought(session, order, batch_of(session, name), [None] * words)
    filters = Filters(extra_condition=recorded_here.recorded_here(session))
    reader = session.connection()
    event.listen(reader, "before_cursor_execute", lambda *given: statements.append(given[2]))
    found = {entry.id for entry in entries(reader, EVERYTHING, filters)}
    assert found == own
    named = any(".id <" in one for one in statements)
    assert named is (most_gaps > 0), "only the events in the gaps are looked up"


class CountingReader:
    """Counts the rows that are read of a connection."""

    def __init__(self, reader: Connection) -> None:
        self._reader, self.rows = reader, 0

    def execute(self, query: Any) -> list[Any]:
        rows = list(self._reader.execute(query))
        self.rows += len(rows)
        return rows

    def scalar(self, query: Any) -> Any:
        return self._reader.scalar(query)


def test_the_gaps_of_ids_are_found_where_each_record_has_a_span(session: Session, order: Order) -> None:
    customer, own = order.user, set[Any]()
    assert customer is not None
    for name, words in (("none", 0), ("crm", 20), ("shop", 30), ("empty", 0)):
        batch = batch_of(session, name)
        brought(session, order, batch, [None] * words)
        for number in range(words):
            noted = account_events.note_added_event(customer=customer, user=None, message="x")
            add_record(session, batch, noted, identity=f"c{number}", record=number, line=number)
        own |= {
            order_events.canceled_event(order=order, user=None),
            account_events.note_added_event(customer=customer, user=None, message="x"),
        }
        session.flush()
    assert session.scalar(text("SELECT count(*) FROM record_spans")) == 100
    reader = CountingReader(session.connection())
    is_own = recorded_here.recorded_here(cast(Connection, reader))
    found = set[Any]()
    for model, events in ((OrderEvent, tables.order_events), (CustomerEvent, tables.customer_events)):
        ids = session.scalars(select(events.c.id).where(is_own(events))).all()
        found |= set(session.scalars(select(model).where(model.id.in_(ids))))
    assert found == own
    assert reader.rows <= 4

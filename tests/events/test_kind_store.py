"""The store of kinds: the same answers as classifying, whatever is added, changed or removed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, delete, text
from sqlalchemy.orm import Session

from events import kind_store
from events.classified_events import read_customer_events, read_order_events
from events.filters import CUSTOMER, ORDER, Filters
from events.meaning import kind_codes
from events.meaning.kind_codes import MEANT
from events.models import CustomerEvent, Order, OrderEvent, User
from events.order import events as order_events
from events.summaries.order_summary import OrderSummary, summarize_orders
from events.summaries.stored_summaries import read_summaries
from events.tables import customer_events
from events.vocabulary.kinds import Kind

DAY = datetime(2020, 11, 4, tzinfo=UTC)
MESSAGES = (
    "Captured amount of £86.50 online. Transaction ID: 77",
    "Captured amount of £86.50 online. Transaction ID: 77",
    "Refunded amount of £3.95 online. Transaction ID: 79",
    "Shipped",
    "Status changed to Paid",
    "Nobody knows",
)
Kinds = dict[tuple[str, int], tuple[Kind, Kind]]


@pytest.fixture(autouse=True)
def told(session: Session, order: Order, anna: User) -> None:
    """Messages of many kinds, typed events, and notes of the customer and of somebody else."""
    for days, message in enumerate(MESSAGES):
        say(order, message, days=days)
    order_events.captured_event(
        order=order, user=None, amount=Decimal("5.00"), payment_id="ch", payment_gateway="Stripe"
    )
    order_events.note_added_event(order=order, user=anna, message="ours")
    order_events.note_added_event(order=order, user=order.user, message="theirs")
    session.commit()


def say(order: Order, message: str, *, days: int = 0) -> OrderEvent:
    return order_events.other_event(order=order, user=None, message=message, date=DAY + timedelta(days=days))


def classified(reader: Connection) -> Kinds:
    """What every event means, with no store."""
    found: Kinds = {}
    for letter, read in ((ORDER, read_order_events), (CUSTOMER, read_customer_events)):
        for event in read(reader, Filters(), None):
            found[letter, event.id] = (event.kind, event.display_kind)
    reader.rollback()
    return found


def stored(reader: Connection) -> Kinds:
    """The same from the store."""
    expected, known = classified(reader), kind_store.load(reader, None)
    assert known is not None
    found = {(letter, number): MEANT[known.code(letter, number)] for letter, number in expected}
    reader.rollback()
    return found


def rows(reader: Connection) -> int:
    number = reader.scalar(text("SELECT count(*) FROM event_kinds WHERE letter = 'o'")) or 0
    reader.rollback()
    return int(number)


def prepare(reader: Connection) -> None:
    list(kind_store.prepare(reader, None, least=0))


def test_a_small_log_has_no_store(reader: Connection) -> None:
    assert list(kind_store.prepare(reader, None)) == []
    assert kind_store.load(reader, None) is None


def test_stored_kinds_are_those_that_are_understood(reader: Connection) -> None:
    prepare(reader)
    found = stored(reader)
    assert found == classified(reader)
    assert {Kind.PAID, Kind.REFUNDED, Kind.STATUS, Kind.NOTE, Kind.CUSTOMER_NOTE} <= {
        kind for kind, _ in found.values()
    }
    assert rows(reader) == 1
    prepare(reader)
    assert rows(reader) == 1


def test_events_that_are_added_changed_or_removed_are_understood_anew(
    session: Session, reader: Connection, order: Order
) -> None:
    prepare(reader)
    added = say(session.get_one(Order, order.id), "Order placed")
    session.commit()
    assert stored(reader) == classified(reader)
    assert rows(reader) == 1
    added.parameters = {"message": "Shipped"}
    session.get_one(OrderEvent, 1).parameters = {"message": "Refunded £1.00"}
    session.commit()
    assert rows(reader) == 0
    assert stored(reader) == classified(reader)
    prepare(reader)
    session.execute(delete(OrderEvent).where(OrderEvent.id == 2))
    session.commit()
    assert rows(reader) == 0
    assert stored(reader) == classified(reader)


def test_a_new_owner_changes_who_wrote_a_note_and_no_codes(
    session: Session, reader: Connection, order: Order, anna: User
) -> None:
    prepare(reader)
    session.get_one(Order, order.id).user_id = anna.id
    session.commit()
    assert rows(reader) == 1
    assert stored(reader) == classified(reader)


def test_another_classifier_replaces_the_codes(reader: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(reader)
    before = kind_codes.classifier()
    monkeypatch.setattr("events.meaning.kind_codes.REVISION", 10**6)
    kind_codes.classifier.cache_clear()
    assert kind_codes.classifier() != before
    assert stored(reader) == classified(reader)
    assert list(kind_store.rebuild(reader, None))
    versions = reader.scalars(text("SELECT DISTINCT classifier FROM event_kinds")).all()
    assert versions == [kind_codes.classifier()]
    kind_codes.classifier.cache_clear()


def test_summaries_from_the_store_are_the_same(reader: Connection) -> None:
    prepare(reader)
    known, counts = kind_store.load(reader, None), {}  # type: ignore[var-annotated]
    found = list(read_summaries(reader, Filters(), legacy=None, kinds=known))
    expected = list(summarize_orders(read_order_events(reader, Filters(), None)))
    assert counts == {}
    assert [comparable(one) for one in found] == [comparable(one) for one in expected]


def comparable(summary: OrderSummary) -> object:
    totals = {kind: summary.totals(kind) for kind in Kind}
    return summary.order, summary.first, summary.silence, summary.last_event, totals


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_store_without_its_triggers_is_not_used(reader: Connection) -> None:
    prepare(reader)
    reader.exec_driver_sql("DROP TRIGGER event_kinds_order_events_changed")
    reader.commit()
    assert kind_store.load(reader, None) is None
    prepare(reader)
    assert stored(reader) == classified(reader)


def test_a_table_that_is_emptied_leaves_no_kinds_for_the_ids_that_are_given_again(
    session: Session, reader: Connection, order: Order
) -> None:
    session.commit()
    prepare(reader)
    on_server = reader.dialect.name == "postgresql"
    emptied = "TRUNCATE order_events RESTART IDENTITY CASCADE" if on_server else "DELETE FROM order_events"
    reader.exec_driver_sql(emptied)
    reader.commit()
    assert rows(reader) == 0


def test_a_log_that_cannot_be_written_is_read_without_a_store(reader: Connection) -> None:
    on_server = reader.dialect.name == "postgresql"
    read_only = "SET default_transaction_read_only = on" if on_server else "PRAGMA query_only = 1"
    reader.exec_driver_sql(read_only)
    reader.commit()
    prepare(reader)
    assert kind_store.load(reader, None) is None
    reader.rollback()
    reader.exec_driver_sql(read_only.replace("= on", "= off").replace("= 1", "= 0"))
    reader.commit()


def test_customers_events_are_stored_too(session: Session, reader: Connection, anna: User) -> None:
    session.add(CustomerEvent(type="other", customer_id=anna.id, date=DAY, parameters={"message": "Shipped"}))
    session.commit()
    prepare(reader)
    assert stored(reader) == classified(reader)
    assert (CUSTOMER, 1) in stored(reader) and customer_events.name == "customer_events"

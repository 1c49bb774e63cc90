"""Counts and durations, and the stories they are made from."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events import settings
from events.account import events as account_events
from events.database.session import open_session
from events.filters import Filters
from events.meaning.classify import OTHER, classify_text
from events.meaning.kind_codes import _DIGITS, _of_template
from events.models import Order, OrderEvent, User
from events.order import OrderEvents
from events.order import events as order_events
from events.statistics import stats as counting
from events.statistics.stats import Stats
from events.vocabulary.catalogue import CATALOGUE, kinds_by_code
from events.vocabulary.kinds import Kind

START = datetime(2020, 11, 4, 8, tzinfo=UTC)


def happened(session: Session, order: Order, code: str, hours: float, **parameters: Any) -> OrderEvent:
    """An event of a type, so many hours after the start."""
    event = OrderEvent(
        order=order, type=OrderEvents(code), date=START + timedelta(hours=hours), parameters=parameters
    )
    session.add(event)
    return event


def told(session: Session, order: Order, message: str, hours: float, user: User | None = None) -> None:
    order_events.other_event(order=order, user=user, message=message, date=START + timedelta(hours=hours))


def count(session: Session, reader: Connection, authors: int = 10, **filters: Any) -> Stats:
    session.commit()
    return counting.stats(reader, Filters(**filters), authors=authors)


def as_dict(tallies: list[Any]) -> dict[str, int]:
    return {tally.name: tally.events for tally in tallies}


def test_an_empty_log_counts_nothing(session: Session, reader: Connection) -> None:
    found = count(session, reader)
    assert (found.events, found.first, found.last, found.months, found.authors) == (0, None, None, [], [])
    assert [(one.orders, one.median) for one in found.durations] == [(0, None)] * 3


def test_what_indexes_count_is_what_events_are(
    session: Session, reader: Connection, order: Order, anna: User, jane: User
) -> None:
    """A filter that lets all pass has every event read."""
    for place, who in enumerate([anna, None, None, anna, jane, None]):
        told(session, order, "Hm", hours=place * 1000, user=who)
    account_events.other_event(customer=jane, user=anna, message="x", date=START - timedelta(days=40_000))
    for most in (1, 2, 9):
        found = count(session, reader, authors=most)
        assert found == count(session, reader, authors=most, since=datetime(1, 1, 1, tzinfo=UTC))
        assert (len(found.authors), found.all_authors) == (min(most, 3), 3)
    assert len(found.months) == 7


def test_events_are_counted_by_month_type_author_and_shop(
    *,
    session: Session,
    reader: Connection,
    order: Order,
    guest_order: Order,
    jane: User,
    anna: User,
    still: datetime,
) -> None:
    guest_order.shop = "pl"
    told(session, order, "Box 7, red", 0, anna)
    told(session, order, "Status changed to shipped", 24 * 40, anna)
    told(session, guest_order, "Note: call back", 1)
    order_events.note_added_event(order=order, user=jane, message="Where is it?").date = START
    account_events.name_assigned_event(customer=jane, user=anna, message="Jane").date = START
    found = count(session, reader)
    assert (found.events, found.first, found.last) == (6, START, still)
    months = [("2020-11", 4), ("2020-12", 1), ("2021-03", 1)]
    assert [(one.name, one.events) for one in found.months] == months
    assert as_dict(found.types) == {"other": 3, "note_added": 1, "note_added_to_order": 1, "name_assigned": 1}
    named = [(one.who.label if one.who else None, one.events) for one in found.authors]
    assert sorted(named, key=str) == [("anna@shop.example", 3), ("jane@example.com", 2), (None, 1)]
    assert named[0] == ("anna@shop.example", 3)
    assert as_dict(found.shops) == {"": 4, "pl": 1}
    kinds = {"customer_note": 2, "legacy": 1, "shipped": 1, "note": 1, "account": 1}
    assert as_dict(found.kinds) == kinds


def test_only_those_who_did_most_are_named(
    session: Session, reader: Connection, order: Order, anna: User
) -> None:
    told(session, order, "a", 0)
    for hour in range(3):
        told(session, order, "b", hour, anna)
    found = count(session, reader, authors=1)
    assert [(one.who and one.who.email, one.events) for one in found.authors] == [("anna@shop.example", 3)]
    assert found.all_authors == 2


def test_filters_narrow_every_count(session: Session, reader: Connection, order: Order, anna: User) -> None:
    told(session, order, "Note: one", 0, anna)
    happened(session, order, "canceled", 30)
    found = count(session, reader, since=START + timedelta(hours=1))
    assert (as_dict(found.types), as_dict(found.kinds), found.events) == (
        {"canceled": 1},
        {"cancelled": 1},
        1,
    )
    assert as_dict(count(session, reader, types=frozenset({OTHER})).shops) == {"": 1}
    by_anna = Filters(authors=frozenset({anna.id}))
    assert counting.stats(reader, by_anna, authors=1).events == 1


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2020, 12, 1, tzinfo=UTC) - timedelta(microseconds=1), "2020-11"),
        (datetime(2020, 12, 1, tzinfo=UTC), "2020-12"),
        (datetime(1970, 1, 1, tzinfo=UTC) - timedelta(microseconds=1), "1969-12"),
        (datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), "1999-12"),
    ],
)
def test_a_month_ends_with_its_last_microsecond(
    session: Session, reader: Connection, order: Order, moment: datetime, month: str
) -> None:
    order_events.other_event(order=order, user=None, message="x", date=moment)
    assert as_dict(count(session, reader).months) == {month: 1}


def test_durations_join_typed_events_and_what_legacy_messages_say(
    session: Session, reader: Connection
) -> None:
    """Ten orders, paid after 1 to 10 hours; the last one was shipped before that."""
    for number in range(1, 11):
        order = Order(number=str(number))
        session.add(order)
        if number % 2:
            happened(session, order, "placed", 0)
            happened(session, order, "captured", number, amount="10.00")
            happened(session, order, "captured", number + 50, amount="1.00")
        else:
            session.flush()
            told(session, order, "Order placed", 0)
            told(session, order, f"Captured amount of ${number}.00 online.", number)
        happened(session, order, "fulfilled_items", 9.5, fulfilled_items=[])
    placed_paid, paid_shipped, placed_shipped = count(session, reader).durations
    assert (placed_paid.start, placed_paid.end, placed_paid.orders) == (Kind.PLACED, Kind.PAID, 10)
    assert (placed_paid.median, placed_paid.p90) == (timedelta(hours=5.5), timedelta(hours=9))
    assert (paid_shipped.orders, paid_shipped.backwards) == (9, 1)
    assert paid_shipped.median == timedelta(hours=4.5)
    assert (placed_shipped.median, placed_shipped.p90) == (timedelta(hours=9.5), timedelta(hours=9.5))


@pytest.mark.parametrize(
    "message",
    [
        "Captured amount of $1,249.00 online. Transaction ID: 098-capture",
        "Order shipped with DHL, tracking number 00340434161094027318",
        "Stock levels reduced: Mug (#12) 10→9",
        "Invoice #100000123 created",
        "3 items fulfilled",
        "Zażółć gęślą 7",
        "Status changed to processing (3/9)",
    ],
)
def test_which_digits_a_message_has_does_not_change_its_kind(message: str) -> None:
    shape, own = _of_template(message.encode().translate(_DIGITS), None), classify_text(message)
    assert (shape.display_kind, shape.kind) == (own.display_kind, own.kind)


def test_every_type_has_a_kind_to_be_counted_by(session: Session, reader: Connection, order: Order) -> None:
    for member in CATALOGUE["order"]:
        happened(session, order, member.value, 0, message="x")
    found = as_dict(count(session, reader).kinds)
    assert found["legacy"] == 1
    assert set(found) - {"legacy"} == {
        str(kinds_by_code()[member.value]) for member in CATALOGUE["order"] if member != OTHER
    }


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/New_York", "Asia/Kolkata"])
def test_months_and_days_are_those_of_a_zone_with_and_without_filters(
    session: Session, reader: Connection, order: Order, zone: str
) -> None:
    """Events every 11 hours for a year, so that each month's ends and both changes of the clocks are met."""
    told_at = [START + timedelta(hours=11 * place) for place in range(800)]
    for date in told_at:
        order_events.other_event(order=order, user=None, message="Hm", date=date)
    session.commit()
    local = settings.zone(zone)
    months = Counter(f"{date.astimezone(local):%Y-%m}" for date in told_at)
    days = Counter(f"{date.astimezone(local):%Y-%m-%d}" for date in told_at)
    for since in (None, START - timedelta(days=1)):
        found = counting.stats(reader, Filters(since=since), authors=1, zone=local)
        assert as_dict(found.months) == months
        assert as_dict(found.days) == days


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_events_of_one_moment_the_last_are_a_months_examples(
    kind: str, request: pytest.FixtureRequest
) -> None:
    with open_session(request.getfixturevalue(f"{kind}_database")) as session:
        orders = [Order(number=str(number)) for number in range(70)]
        session.add_all(orders)
        session.flush()
        for place in range(70):
            happened(session, orders[place * 37 % 70], "note_added", 0, message="Hi")
            session.flush()
        session.commit()
        (month,) = counting.stats(session.connection(), Filters(), authors=1).months
    assert [one.number for one in month.examples] == [str(place * 37 % 70) for place in (69, 68, 67)]

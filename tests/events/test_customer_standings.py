"""What customers' orders add up to, by the stored summaries: the same as by their events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.orm import Session

from cli.lists.customers import read_customers, read_stored_customers
from cli.lists.orders import Sorting
from events import list_totals
from events.customer_lists import customers
from events.database.types import from_microseconds
from events.lists import OrderFilter, PageWindow
from events.models import Order, OrderEvent, User
from events.order import events as order_events
from events.summaries import store as summary_store
from events.summaries.order_state import PLACES
from events.summaries.store.rows import sort_key
from events.summaries.store.tables import stale, stale_customers, standings
from events.vocabulary.kinds import Kind

DAY = datetime(2020, 11, 4, tzinfo=UTC)
PAID, AUTHORIZED = "Captured amount of {} online. Transaction ID: 77", "Authorized amount of £7.00"
STORIES: dict[str, list[list[str]]] = {
    "several@x.example": [[PAID.format("£9.50")], [PAID.format("12.00 EUR")], [PAID.format("£5.00")]],
    "paid_once@x.example": [["Order placed", PAID.format("£1.00")], ["Hm", "Hm", "Hm", AUTHORIZED]],
    "never@x.example": [["Order placed", "Shipped"], ["Hm", "Hm", AUTHORIZED]],
    "same_moment@x.example": [["Shipped"], ["Order placed"]],
    "unknown@x.example": [["Paid"], ["Nobody knows"]],
    "completed@x.example": [["Order placed", PAID.format("£9.50"), "Complete"]],
    "cancelled@x.example": [[PAID.format("£9.50"), "Hm", "Refunded £1.00"], ["Order placed", "Canceled"]],
    "many@x.example": [["Order placed", *["Shipped"] * 6]],
    "taken_back@x.example": [["Refunded £-3.00"]],
    "none@x.example": [],
}


@pytest.fixture(autouse=True)
def shop(session: Session) -> None:
    """Customers with the orders of `STORIES`; their events are a day apart."""
    for email, stories in STORIES.items():
        session.add(user := User(email=email, name=""))
        for number, story in enumerate(stories):
            session.add(order := Order(number=f"{email}{number}", user=user, currency="GBP"))
            for days, message in enumerate(story):
                when = DAY + timedelta(days=days)
                order_events.other_event(order=order, user=None, message=message, date=when)
    session.commit()


def test_they_are_what_the_events_of_all_orders_add_up_to(
    session: Session, reader: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("list_totals", "summaries.store.rows", "summaries.store.standings"):
        monkeypatch.setattr(f"events.{module}.MOST", 6)
    refresh(reader)
    found = stored(reader)
    assert found == computed(reader)
    names = ("several", "paid_once", "never", "completed", "cancelled")
    states = [found[f"{name}@x.example"][0] for name in names]
    assert [state.value for state, _ in states] == [
        "paid", "paid", "authorized", "completed", "partially_refunded"
    ]  # fmt: skip
    assert [is_open for _, is_open in states] == [True, True, True, False, True]
    assert found["several@x.example"][1:] == (DAY, sort_key(Decimal("14.50")))
    assert "many@x.example" not in found


def _paid_again(session: Session, order: Order) -> None:
    moment = DAY + timedelta(days=20)
    message = PAID.format("£70.00")
    order_events.other_event(order=order, user=None, message=message, date=moment)


def _given_to_another(session: Session, order: Order) -> None:
    order.user = session.scalars(select(User).where(User.email == "none@x.example")).one()


def _new_order(session: Session, order: Order) -> None:
    session.add(fresh := Order(number="fresh", user=None, currency="GBP"))
    _paid_again(session, fresh)
    session.flush()
    fresh.user = order.user  # a mark of an order that has no summary yet
    session.flush()


def _events_removed(session: Session, order: Order) -> None:
    session.execute(delete(OrderEvent).where(OrderEvent.order_id == order.id))


def _order_removed(session: Session, order: Order) -> None:
    _events_removed(session, order)
    session.execute(delete(Order).where(Order.id == order.id))


def _customer_removed(session: Session, order: Order) -> None:
    session.execute(delete(User).where(User.id == order.user_id))


@pytest.mark.parametrize(
    "change",
    [_paid_again, _given_to_another, _new_order, _events_removed, _order_removed, _customer_removed],
)
def test_whatever_changes_an_order_is_added_up_again(
    session: Session, reader: Connection, change: Callable[[Session, Order], None]
) -> None:
    refresh(reader)
    before = stored(reader)
    change(session, session.scalars(select(Order).where(Order.number == "several@x.example0")).one())
    session.commit()
    refresh(reader)
    assert before != stored(reader) == computed(reader)
    left = [reader.scalars(select(one)).all() for one in (stale, stale_customers)]
    assert left == [[], []]


def test_an_owner_given_in_an_import_is_noticed(session: Session, reader: Connection) -> None:
    """An import may skip all usual triggers of a server."""
    refresh(reader)
    if reader.dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
    _given_to_another(session, session.scalars(select(Order).where(Order.number == "never@x.example0")).one())
    session.commit()
    refresh(reader)
    assert stored(reader) == computed(reader)
    assert "none@x.example" in stored(reader)


@pytest.mark.parametrize("few", [100, 0], ids=["few", "many"])
def test_lists_are_those_that_reading_all_orders_gives(
    reader: Connection, still: datetime, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("customer_lists", "summaries.store.customers", "summaries.store.ranked_customers"):
        monkeypatch.setattr(f"events.{module}.FEW", few)
    refresh(reader)
    sortings = product(("email", "orders", "events", "age", "paid", "refunded"), (False, True))
    of_all = [(*one, status, "", 1, 50) for one in sortings for status in ("", "paid", "stuck")]
    first = [
        (sort, reverse, status, "", page, 2)
        for sort in ("age", "paid", "orders", "events", "refunded")
        for reverse in (False, True)
        for status in ("", "open")
        for page in (1, 2, 3, 4, 5, 6)
    ]
    for sort, reverse, status, like, page, size in (*of_all, *first, ("age", False, "open", "E", 2, 2)):
        given: dict[str, Any] = {
            "like": like, "having": OrderFilter(), "status": status, "page": page, "size": size,
            "sort": Sorting(by=sort, is_reversed=reverse),
        }  # fmt: skip
        listed, all_read = read_stored_customers(reader, **given), read_customers(reader, **given)
        found, expected = ([row.who.email for row, _ in one.rows] for one in (listed, all_read))
        assert (found, listed.total) == (expected, all_read.total), (sort, reverse, status)


@pytest.mark.parametrize("few", [100, 0], ids=["few", "many"])
def test_customers_of_a_period_are_those_whose_orders_began_in_it(
    session: Session, reader: Connection, still: datetime, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.customer_lists.FEW", few)
    monkeypatch.setattr("events.summaries.store.customers.FEW", few)
    for number, order in enumerate(session.scalars(select(Order).order_by(Order.id))):
        order.created = None if number == 4 else DAY + timedelta(days=number)
    session.commit()
    refresh(reader)
    since, until = DAY + timedelta(days=2), DAY + timedelta(days=4)
    periods: list[dict[str, Any]] = [{"since": since}, {"until": until}, {"since": since, "until": until}]
    chosen = [*(OrderFilter(**period) for period in periods), OrderFilter(since=since, shop="")]
    chosen.append(OrderFilter(shop=""))
    ways = [
        ("email", False, ""),
        ("email", True, ""),
        ("orders", False, ""),
        ("paid", False, ""),
        ("refunded", True, ""),
        ("events", False, ""),
    ]
    for having, (sort, reverse, status) in product(chosen, (*ways, ("age", False, "paid"))):
        for like, page, size in (("", 2, 2), ("E", 1, 50)):
            given: dict[str, Any] = {
                "like": like, "having": having, "status": status, "page": page, "size": size,
                "sort": Sorting(by=sort, is_reversed=reverse),
            }  # fmt: skip
            listed, all_read = read_stored_customers(reader, **given), read_customers(reader, **given)
            found, expected = ([row.who.email for row, _ in one.rows] for one in (listed, all_read))
            assert (found, listed.total) == (expected, all_read.total), given
            assert all_read.total or like or status


def refresh(reader: Connection) -> None:
    done, total = list(summary_store.refresh(reader, None, lambda: None, least=0))[-1]
    assert done == total


def stored(reader: Connection) -> dict[str | None, Any]:
    """The standings by e-mail."""
    own = standings.c
    rows = select(User.email, own.state, own.since, own.most_paid).join(standings, own.user_id == User.id)
    rows = rows.where(own.state > 0)
    states = {place: both for both, place in PLACES.items()}
    return {
        email: (states[state], from_microseconds(since), paid)
        for email, state, since, paid in reader.execute(rows)
    }


def computed(reader: Connection) -> dict[str | None, Any]:
    """The same by the events of all orders, as they are now."""
    _, rows = customers(reader, PageWindow(page=1, size=50), like="")
    found = {}
    for row, totals in list_totals.add_customer_totals(reader, list(rows), None):
        if last := totals.standing:
            paid = totals[Kind.PAID].sums.values() if Kind.PAID in totals else ()
            key = sort_key(max(paid, default=Decimal()))
            found[row.who.email] = ((last.state, last.is_open), list_totals.state_since(totals), key)
    return found

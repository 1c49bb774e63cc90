"""What customers' orders add up to, by the stored summaries: the same as by their events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events import list_totals, summary_store
from events.database.types import from_microseconds
from events.lists import PageWindow, customer_ids, customers
from events.models import Order, User
from events.order import events as order_events
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
    reader: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("list_totals", "summary_store.rows", "summary_store.customers"):
        monkeypatch.setattr(f"events.{module}.MOST", 6)
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    known = summary_store.read_standings(reader, with_amounts=True)
    _, rows = customers(reader, PageWindow(page=1, size=50), like="")
    expected = {}
    for row, totals in list_totals.add_customer_totals(reader, list(rows), None):
        paid = totals[Kind.PAID].sums.values() if Kind.PAID in totals else ()
        last = totals.standing and replace(totals.standing, is_unshipped=False)
        expected[row.who.email] = (last, max(paid, default=Decimal()))
    found = {
        email: (one.standing, one.paid) if (one := known.get(pk)) else (None, 0)
        for pk, email in zip(customer_ids(reader, like=""), sorted(STORIES), strict=True)
    }
    assert found == expected
    names = ("several", "paid_once", "never", "completed", "cancelled", "many")
    standings = [found[f"{name}@x.example"][0] for name in names]
    assert [one and one.state.value for one in standings] == [
        "paid", "paid", "authorized", "completed", "partially_refunded", None
    ]  # fmt: skip
    assert [one and one.is_open for one in standings] == [True, True, True, False, True, None]
    assert standings[0] is not None
    assert (from_microseconds(standings[0].since), found["several@x.example"][1]) == (DAY, Decimal("14.50"))

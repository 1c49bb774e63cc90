"""Orders counted by a database: the same as counted one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.orm import Session

from cli.lists.orders import Sorting, read_orders
from events.lists import OrderFilter
from events.models import Order
from events.order import events as order_events
from events.order_groups import CountedOrders, OrderGrouping, group_orders
from events.summaries import store as summary_store
from events.summaries.store.brought import sources_by_order
from events.summaries.store.paid import IN_PARTS
from events.tables import order_events as events_table
from events.vocabulary.kinds import Kind

DAY = datetime(2020, 3, 29, tzinfo=UTC)
PAID = "Captured amount of {} online. Transaction ID: {}"
STORIES: tuple[tuple[datetime | None, str, tuple[str, ...]], ...] = (
    (DAY, "", ("£9.50",)),
    (DAY + timedelta(minutes=29), "", ("£9.5",)),
    (DAY + timedelta(hours=18, minutes=20), "", ("£5.00", "12.00 EUR")),  # in India the day begins at 18:30
    (DAY + timedelta(hours=18, minutes=40), "us", ("$7.25", "$0.125")),
    (DAY + timedelta(hours=23, minutes=59), "us", ()),
    (datetime(1969, 12, 31, 18, 31, 0, 1, tzinfo=UTC), "us", ("£900000000000.00",)),
    (None, "", ("£1.00",)),
)


@pytest.fixture
def shop(session: Session) -> None:
    for number, (created, name, amounts) in enumerate(STORIES):
        session.add(order := Order(number=str(number), shop=name, user=None, currency=""))
        order.created = created
        for place, amount in enumerate(amounts):
            order_events.other_event(
                order=order, user=None, message=PAID.format(amount, place), date=created or DAY
            )
    session.commit()
    session.execute(update(Order).where(Order.number == "6").values(created=None))
    session.commit()


def _one_by_one(reader: Connection) -> Iterator[CountedOrders]:
    page = read_orders(reader, OrderFilter(), status="", sort=Sorting(by="age"), page=1, size=50)
    for row, totals in page.rows:
        paid = totals.get(Kind.PAID)
        state = totals.standing.state.value if totals.standing else ""
        yield CountedOrders(began=row.began, shop=row.shop, state=state, paid=paid.sums if paid else {})


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "zone", ["UTC", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]
)
def test_a_database_counts_and_adds_up_exactly_in_every_zone(
    reader: Connection, zone: str, still: datetime
) -> None:
    """Also where an hour is in two days, amounts have several scales or currencies, or are very large."""
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    units = {row[0] for row in reader.execute(summary_store.summaries.select().with_only_columns(
        summary_store.summaries.c.paid_unit))}  # fmt: skip
    assert {IN_PARTS, None} < units
    of_all = list(_one_by_one(reader))
    for by in (one for one in get_args(OrderGrouping) if one != "source"):
        how = summary_store.Counting(
            by=by, zone=ZoneInfo(zone), source_names={}, code_in=lambda _shop, sign: sign
        )
        counted = summary_store.read_counted_orders(reader, OrderFilter(), how, status="", now=still)
        found = group_orders(counted, by, zone=ZoneInfo(zone))
        assert found == group_orders(of_all, by, zone=ZoneInfo(zone)), by
        assert sum(one.orders for one in found) == len(STORIES)


@pytest.mark.usefixtures("shop")
def test_the_sources_of_orders_are_those_of_their_events(session: Session, reader: Connection) -> None:
    events = session.query(events_table.c.id, events_table.c.order_id).order_by(events_table.c.id).all()
    (first, one), (second, other), (third, two_events) = events[:3]
    assert events[3].order_id == two_events
    everything = events_table.c.id > 0
    ranges = [(first, second, 7), (second + 1, third, 10), (third + 1, third + 1, 9)]
    found = sources_by_order(reader, ranges, everything)
    assert found == {one: "7", other: "7", two_events: "9 10"}
    assert set(sources_by_order(reader, [(first, events[-1].id, 7)], everything).values()) == {"7"}
    assert sources_by_order(reader, [], everything) == {}

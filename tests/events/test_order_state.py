"""Where an order stands, and in which lists it is: a table of what may happen to one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events import kind_store, list_totals, lists
from events.classified_events import ClassifiedEvent
from events.database.types import to_microseconds
from events.list_totals import ORDER_STATUSES
from events.lists import OrderFilter, PageWindow
from events.meaning.classify import OTHER, classify_text
from events.models import Order, OrderLine
from events.order import events as order_events
from events.summaries import store as summary_store
from events.summaries.order_state import PLACES, STATES
from events.summaries.order_summary import UNSHIPPED, OrderSummary

DAY = datetime(2020, 11, 4, tzinfo=UTC)
LATER = DAY + timedelta(days=100)
PAID, REFUNDED = "Captured amount of £86.50 online. Transaction ID: 1", "Refunded £{} - Refund ID: {}"
AUTHORIZED = "Authorized amount of £86.50. Transaction ID: 1"
CHARGEBACK = "A dispute was created for this order."

LIFECYCLES: dict[str, tuple[str, bool, bool]] = {
    # What happened, a day apart: the state, whether it is open (and, after 14 days, stuck), and unshipped.
    "Order placed": ("placed", True, False),
    f"Order placed|{AUTHORIZED}": ("authorized", True, False),
    f"Order placed|{AUTHORIZED}|Voided authorization of £86.50": ("voided", False, False),
    f"Order placed|Payment failed|{PAID}": ("paid", True, True),
    f"{PAID}|Payment failed": ("paid", True, True),
    f"Order placed|{PAID}|Hm": ("paid", True, True),
    f"Order placed|{PAID}|Order shipped": ("shipped", False, False),
    f"Order placed|Order shipped|{PAID}": ("paid", False, False),
    "Order status changed from Pending payment to Processing.": ("preparing", True, True),
    f"Order placed|{AUTHORIZED}|Ready for shipment": ("preparing", True, True),
    f"{PAID}|Processing": ("paid", True, True),
    "Processing|Order shipped": ("shipped", False, False),
    "Processing|Canceled": ("cancelled", False, False),
    "Processing|Payment failed": ("failed", True, False),
    f"{PAID}|Order shipped|Order delivered": ("delivered", False, False),
    f"{PAID}|Order shipped|Failed delivery": ("undelivered", True, False),
    f"{PAID}|Order shipped|Return received": ("returned", False, False),
    f"Order placed|{PAID}|Complete": ("completed", False, False),
    f"Order placed|Complete|{PAID}": ("paid", False, False),
    f"{PAID}|Order shipped|Complete|{REFUNDED.format('10.00', 2)}": ("partially_refunded", False, False),
    f"Order placed|{PAID}|Canceled": ("cancelled", False, False),
    f"Order placed|Canceled|{PAID}": ("paid", True, True),
    f"{PAID}|Canceled|{REFUNDED.format('10.00', 2)}": ("partially_refunded", False, False),
    # In part.
    f"{PAID}|{REFUNDED.format('10.00', 2)}": ("partially_refunded", True, True),
    f"{PAID}|{REFUNDED.format('10.00', 2)}|{REFUNDED.format('76.50', 3)}": ("refunded", False, False),
    f"{PAID}|{REFUNDED.format('86.50', 2)}": ("refunded", False, False),
    f"{PAID}|Order shipped|{REFUNDED.format('10.00', 2)}": ("partially_refunded", False, False),
    f"{PAID}|Partially shipped|{REFUNDED.format('10.00', 2)}": ("partially_refunded", False, False),
    "Paid|Partially refunded": ("partially_refunded", True, True),
    "Paid|Partially refunded|Refunded £10.00": ("partially_refunded", True, True),
    "Paid|Partially refunded|Refunded": ("refunded", False, False),
    "Paid|Refunded £10.00": ("refunded", False, False),  # of an unknown amount
    f"{PAID}|Partially shipped": ("partially_shipped", True, True),
    f"{PAID}|Partially shipped|Shipped": ("shipped", False, False),
    f"{PAID}|Partially delivered|Completely delivered": ("delivered", False, False),
    f"{PAID}|Order shipped|Partially returned": ("partially_returned", False, False),
    f"{PAID}|Partially returned": ("partially_returned", False, False),
    f"{PAID}|Partially shipped|Partially returned": ("partially_returned", False, True),
    "Order placed|Partially paid": ("partially_paid", True, True),
    "Order placed|Partially paid|Completely paid": ("paid", True, True),
    f"{AUTHORIZED}|Captured amount of £40.00 online. Transaction ID: 2": ("partially_paid", True, True),
    f"{AUTHORIZED}|{AUTHORIZED.replace('1', '3')}|{PAID}": ("paid", True, True),
    # Disputes.
    f"{PAID}|Order shipped|{CHARGEBACK}": ("disputed", True, False),
    f"{PAID}|Order shipped|{CHARGEBACK}|The dispute was resolved in your favor.": ("shipped", False, False),
    f"{PAID}|Order shipped|{CHARGEBACK}|The dispute was lost or accepted.": ("dispute_lost", False, False),
    f"{PAID}|{CHARGEBACK}|The dispute was lost or accepted.": ("dispute_lost", False, False),
    "Hm": ("", False, False),
}


def _lists_of(state: str, *, is_open: bool, is_unshipped: bool) -> set[str]:
    found = {state} - {""}
    return found | ({"open", "stuck"} if is_open else set()) | ({UNSHIPPED} if is_unshipped else set())


def _summary(story: str) -> OrderSummary:
    summary = OrderSummary(order=1, currency="GBP")
    for days, message in enumerate(story.split("|")):
        meaning, date = classify_text(message), to_microseconds(DAY + timedelta(days=days))
        summary.add(
            ClassifiedEvent(
                days, 1, date, OTHER, meaning.display_kind, meaning.kind, message, meaning.is_partial
            )
        )
    return summary


@pytest.mark.parametrize("story", LIFECYCLES)
def test_an_order_is_in_the_lists_that_a_shop_worker_looks_for_it_in(story: str) -> None:
    standing = _summary(story).standing()
    found = {status for status in ORDER_STATUSES if list_totals.has_status(standing, status, now=LATER)}
    state, is_open, is_unshipped = LIFECYCLES[story]
    assert found == _lists_of(state, is_open=is_open, is_unshipped=is_unshipped)
    soon = DAY + timedelta(days=10)
    assert not list_totals.has_status(standing, "stuck", now=soon)


@pytest.mark.parametrize("has_kinds", [True, False])
def test_the_stored_summaries_have_them_in_the_same_lists(
    reader: Connection, session: Session, monkeypatch: pytest.MonkeyPatch, *, has_kinds: bool
) -> None:
    for story in LIFECYCLES:
        session.add(order := Order(number=story, currency="GBP"))
        for days, message in enumerate(story.split("|")):
            date = DAY + timedelta(days=days)
            order_events.other_event(order=order, user=None, message=message, date=date)
    session.commit()
    monkeypatch.setattr("events.summaries.store.filling.FEW", -1 if has_kinds else 1000)
    list(kind_store.prepare(reader, None, least=0))
    assert list(summary_store.refresh(reader, None, lambda: kind_store.load(reader, None), least=0))
    found: dict[str, set[str]] = {story: set() for story in LIFECYCLES}
    for status in ORDER_STATUSES:
        _, ids = summary_store.find_orders(
            reader,
            PageWindow(page=1, size=100),
            chosen=OrderFilter(),
            status=status,
            sort=lists.ADDED,
            now=LATER,
        )
        for row in lists.orders_by_id(reader, ids):
            found[row.number].add(status)
    assert found == {
        story: _lists_of(state, is_open=is_open, is_unshipped=is_unshipped)
        for story, (state, is_open, is_unshipped) in LIFECYCLES.items()
    }


def test_lines_decide_whether_a_shipment_was_all_of_an_order(reader: Connection, session: Session) -> None:
    session.add(order := Order(number="1"))
    order.lines = [OrderLine(item_name=name, quantity=1) for name in ("Mug", "Bowl")]
    session.flush()
    mug, bowl = order.lines
    seen = []

    def look() -> None:
        session.commit()
        list(summary_store.refresh(reader, None, lambda: None, least=0))
        row = lists.orders_by_id(reader, [order.id])
        ((_, totals),) = list_totals.add_order_totals(reader, row, None)
        assert totals.standing is not None
        seen.append(totals.standing.state.value)
        asked = {"chosen": OrderFilter(), "sort": lists.ADDED, "now": LATER}
        page = PageWindow(page=1, size=9)
        total, _ = summary_store.find_orders(reader, page, status=seen[-1], **asked)  # type: ignore[arg-type]
        assert total == 1
        reader.rollback()

    order_events.placed_event(order=order, user=None)
    order_events.fulfilled_items_event(order=order, user=None, fulfilled_items=[mug])
    look()
    order_events.fulfilled_items_event(order=order, user=None, fulfilled_items=[bowl])
    look()
    order_events.fulfillment_canceled_event(order=order, user=None, composed_id=7)
    look()
    order_events.fulfillment_canceled_event(order=order, user=None, composed_id=8)
    look()
    order_events.fulfilled_items_event(order=order, user=None, fulfilled_items=[bowl])
    look()
    order_events.fulfilled_items_event(order=order, user=None, fulfilled_items=[mug])
    look()
    part = "partially_shipped"
    assert seen == [part, "shipped", part, "placed", part, "shipped"]


def test_there_are_no_more_states_than_a_number_of_customers_has_room_for() -> None:
    assert len(PLACES) < 32
    assert {state for state, _ in PLACES} == set(STATES)

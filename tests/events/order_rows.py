"""The functions of `events.order.events`: one row for each, and the calls of a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from events.models import CustomerEvent, Order, OrderEvent
from events.order import OrderEvents, events

LEGACY_DATE = datetime(2014, 7, 8, 9, 10, 11, 121314, tzinfo=UTC)
MONEY = {"amount": Decimal("209.130"), "payment_id": "p1", "payment_gateway": "stripe"}
STORED_MONEY = {"amount": "209.130", "payment_id": "p1", "payment_gateway": "stripe"}

# Arguments beside `order` and `user`, and what is stored. Text in braces stands for lines of the order.
Row = tuple[str, OrderEvents, dict[str, Any], dict[str, Any]]
ROWS: list[Row] = [
    ("draft_created", OrderEvents.DRAFT_CREATED, {}, {}),
    (
        "draft_added_products",
        OrderEvents.DRAFT_ADDED_PRODUCTS,
        {"lines": [(2, "{Mug}"), (1, "{Spoon}")]},
        {
            "lines": [
                {"quantity": 2, "line_pk": "{Mug}", "item_name": "Mug"},
                {"quantity": 1, "line_pk": "{Spoon}", "item_name": "Spoon"},
            ]
        },
    ),
    (
        "draft_removed_products",
        OrderEvents.DRAFT_REMOVED_PRODUCTS,
        {"lines": [(7, "{Mug}")]},
        {"lines": [{"quantity": 7, "line_pk": "{Mug}", "item_name": "Mug"}]},
    ),
    ("placed", OrderEvents.PLACED, {}, {}),
    ("draft_placed", OrderEvents.PLACED_FROM_DRAFT, {}, {}),
    (
        "oversold_items",
        OrderEvents.OVERSOLD_ITEMS,
        {"oversold_items": ["Mug", "Spoon"]},
        {"oversold_items": ["Mug", "Spoon"]},
    ),
    ("canceled", OrderEvents.CANCELED, {}, {}),
    ("order_paid", OrderEvents.ORDER_PAID, MONEY, STORED_MONEY),
    ("marked_as_paid", OrderEvents.MARKED_AS_PAID, {}, {}),
    (
        "email_sent",
        OrderEvents.EMAIL_SENT,
        {"email_type": events.OrderEventsEmails.TRACKING_UPDATED},
        {"email": "jane@example.com", "email_type": "tracking_updated"},
    ),
    ("captured", OrderEvents.CAPTURED, MONEY, STORED_MONEY),
    ("refunded", OrderEvents.REFUNDED, MONEY, STORED_MONEY),
    ("voided", OrderEvents.VOIDED, MONEY, STORED_MONEY),
    (
        "payment_failed",
        OrderEvents.PAYMENT_FAILED,
        {"message": "no funds", "payment_id": "p1", "payment_gateway": "stripe"},
        {"message": "no funds", "payment_id": "p1", "payment_gateway": "stripe"},
    ),
    ("fulfillment_canceled", OrderEvents.FULFILLMENT_CANCELED, {"composed_id": 7}, {"composed_id": 7}),
    ("restocked_items", OrderEvents.RESTOCKED_ITEMS, {"quantity": 3}, {"quantity": 3}),
    (
        "fulfilled_items",
        OrderEvents.FULFILLED_ITEMS,
        {"fulfilled_items": ["{Spoon}", "{Mug}"]},
        {"fulfilled_items": ["{Spoon}", "{Mug}"]},
    ),
    ("note_added", OrderEvents.NOTE_ADDED, {"message": "hello world!"}, {"message": "hello world!"}),
    (
        "other",
        OrderEvents.OTHER,
        {"message": "Status changed to processing", "date": LEGACY_DATE},
        {"message": "Status changed to processing"},
    ),
]
NAMES = [row[0] for row in ROWS]
ARGUMENTS = {name: arguments for name, _, arguments, _ in ROWS}
PAYMENTS = ["order_paid", "captured", "refunded", "voided"]
BY_THE_CUSTOMER = ["placed"]
OPTIONAL = {("payment_failed", "payment_id"), ("payment_failed", "payment_gateway")}
REQUIRED = [(name, field) for name in NAMES for field in ARGUMENTS[name] if (name, field) not in OPTIONAL]


def filled(value: Any, lines: dict[str, Any]) -> Any:
    """`value` with what stands in braces taken from `lines`."""
    if isinstance(value, dict):
        return {key: filled(part, lines) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(filled(part, lines) for part in value)
    return lines.get(value, value) if isinstance(value, str) else value


def call(name: str, *, order: Any, user: Any, **changes: Any) -> OrderEvent:
    """The row's function with the row's arguments, or with others."""
    lines = {f"{{{line.item_name}}}": line for line in order.lines} if isinstance(order, Order) else {}
    arguments = filled(ARGUMENTS[name], lines) | changes
    function: Callable[..., OrderEvent] = getattr(events, f"{name}_event")
    return function(order=order, user=user, **arguments)


def counts(session: Session) -> tuple[int, int]:
    """How many order and customer events there are, what is pending included."""
    session.flush()
    return (
        session.scalar(select(func.count()).select_from(OrderEvent)) or 0,
        session.scalar(select(func.count()).select_from(CustomerEvent)) or 0,
    )

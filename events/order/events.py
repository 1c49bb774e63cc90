"""Event functions of orders, one per code of `OrderEvents`, named `<code>_event`.

    from events.order import events
    events.note_added_event(order=order, user=user, message="hello world!")
    events.email_sent_event(order=order, user=user,
                            email_type=events.OrderEventsEmails.TRACKING_UPDATED)

`user` is who acted (None: the system or an anonymous visitor). Each function records in the session
its order lives in, flushes, never commits, and returns the saved `OrderEvent`. Raises `NotInSessionError`
for an order in no session and `InvalidEventError` for a missing or unfit argument, in both cases before
anything is built. Amounts are `Decimal`, in the order's currency. Types and parameters are those of
Saleor 2.11's Events page, table "Order events".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from events.account import events as account_events
from events.errors import InvalidEventError
from events.models import Order, OrderEvent, OrderLine, User
from events.order import OrderEvents, OrderEventsEmails
from events.recording import CUSTOMER, Actor, Draft, check_date, check_lines, record, session_of

__all__ = ["OrderEvents", "OrderEventsEmails"]

Lines = Sequence[tuple[int, OrderLine]]
"""Pairs of a quantity and the order line it is of."""


def draft_created_event(*, order: Order, user: User | None) -> OrderEvent:
    """A draft order was created by a staff user."""
    return _record(OrderEvents.DRAFT_CREATED, order=order, user=user)


def draft_added_products_event(*, order: Order, user: User | None, lines: Lines) -> OrderEvent:
    """A staff user added products to a draft order. Stores `{"lines": [{quantity, line_pk, item_name}]}`."""
    code = OrderEvents.DRAFT_ADDED_PRODUCTS
    return _record(code, order=order, user=user, lines=_lines(code, order, lines))


def draft_removed_products_event(*, order: Order, user: User | None, lines: Lines) -> OrderEvent:
    """The staff user removed products from a draft order. Stores the same shape as adding them."""
    code = OrderEvents.DRAFT_REMOVED_PRODUCTS
    return _record(code, order=order, user=user, lines=_lines(code, order, lines))


def placed_event(*, order: Order, user: Actor = CUSTOMER) -> OrderEvent:
    """The order was placed, by its customer unless `user` says otherwise.

    Also records the customer's `placed_order`, which comes first; not for a guest.
    """
    code = OrderEvents.PLACED
    session = session_of(code, order, called="order")
    actor = order.user if user is CUSTOMER else user
    draft = _draft(code, order=order, user=actor)
    if order.user is None:
        return record(session, draft)
    placed = account_events.placed_order_draft(order=order, customer=order.user, user=actor)
    return record(session, draft, placed)


def draft_placed_event(*, order: Order, user: User | None) -> OrderEvent:
    """The order was created from a draft by the staff user."""
    return _record(OrderEvents.PLACED_FROM_DRAFT, order=order, user=user)


def oversold_items_event(*, order: Order, user: User | None, oversold_items: Sequence[str]) -> OrderEvent:
    """The order was created from a draft, but the named items were oversold."""
    code = OrderEvents.OVERSOLD_ITEMS
    items = _some(code, "oversold_items", oversold_items)
    return _record(code, order=order, user=user, oversold_items=items)


def canceled_event(*, order: Order, user: User | None) -> OrderEvent:
    """The order was cancelled."""
    return _record(OrderEvents.CANCELED, order=order, user=user)


def order_paid_event(
    *, order: Order, user: User | None, amount: Decimal, payment_id: str, payment_gateway: str
) -> OrderEvent:
    """The order was fully paid by the customer."""
    payment = _payment(amount, payment_id, payment_gateway)
    return _record(OrderEvents.ORDER_PAID, order=order, user=user, **payment)


def marked_as_paid_event(*, order: Order, user: User | None) -> OrderEvent:
    """The order was manually marked as fully paid by the staff user."""
    return _record(OrderEvents.MARKED_AS_PAID, order=order, user=user)


def email_sent_event(*, order: Order, user: User | None, email_type: OrderEventsEmails) -> OrderEvent:
    """An e-mail went to the customer, at `order.user.email`, else `order.user_email`, else it is an error."""
    code = OrderEvents.EMAIL_SENT
    session_of(code, order, called="order")
    email = (order.user.email if order.user else None) or order.user_email
    if not email:
        raise InvalidEventError(
            code=code, problem=f"order {order.number!r} has no e-mail address to send to."
        )
    kind = _email_type(email_type)
    return _record(code, order=order, user=user, email=email, email_type=kind.value)


def captured_event(
    *, order: Order, user: User | None, amount: Decimal, payment_id: str, payment_gateway: str
) -> OrderEvent:
    """The payment was captured."""
    payment = _payment(amount, payment_id, payment_gateway)
    return _record(OrderEvents.CAPTURED, order=order, user=user, **payment)


def refunded_event(
    *, order: Order, user: User | None, amount: Decimal, payment_id: str, payment_gateway: str
) -> OrderEvent:
    """The payment was refunded."""
    payment = _payment(amount, payment_id, payment_gateway)
    return _record(OrderEvents.REFUNDED, order=order, user=user, **payment)


def voided_event(
    *, order: Order, user: User | None, amount: Decimal, payment_id: str, payment_gateway: str
) -> OrderEvent:
    """The payment was voided."""
    payment = _payment(amount, payment_id, payment_gateway)
    return _record(OrderEvents.VOIDED, order=order, user=user, **payment)


def payment_failed_event(
    *,
    order: Order,
    user: User | None,
    message: str,
    payment_id: str | None = None,
    payment_gateway: str | None = None,
) -> OrderEvent:
    """The payment failed, for the reason in `message`. Keys that were not given are left out."""
    optional = {"payment_id": payment_id, "payment_gateway": payment_gateway}
    given: dict[str, Any] = {key: value for key, value in optional.items() if value is not None}
    return _record(OrderEvents.PAYMENT_FAILED, order=order, user=user, message=message, **given)


def fulfillment_canceled_event(*, order: Order, user: User | None, composed_id: int) -> OrderEvent:
    """The fulfillment `composed_id` of one or more items was cancelled."""
    return _record(OrderEvents.FULFILLMENT_CANCELED, order=order, user=user, composed_id=composed_id)


def restocked_items_event(*, order: Order, user: User | None, quantity: int) -> OrderEvent:
    """`quantity` of the order's items were put back in stock."""
    return _record(OrderEvents.RESTOCKED_ITEMS, order=order, user=user, quantity=quantity)


def fulfilled_items_event(
    *, order: Order, user: User | None, fulfilled_items: Sequence[OrderLine]
) -> OrderEvent:
    """These lines of the order were fulfilled. Stores their ids."""
    code = OrderEvents.FULFILLED_ITEMS
    session = session_of(code, order, called="order")
    items = _some(code, "fulfilled_items", fulfilled_items)
    check_lines(code, items, order=order, session=session)
    return _record(code, order=order, user=user, fulfilled_items=[line.id for line in items])


def note_added_event(*, order: Order, user: User | None, message: str) -> OrderEvent:
    """A note was added to the order.

    Where the author is the order's own customer, also records their `note_added_to_order`, which
    comes first.
    """
    return dated_note(order=order, user=user, message=message, date=None)


def dated_note(*, order: Order, user: User | None, message: str, date: datetime | None) -> OrderEvent:
    """A note was added, dated when that happened which it is about; now without a `date`."""
    code = OrderEvents.NOTE_ADDED
    session = session_of(code, order, called="order")
    draft = _draft(code, order=order, user=user, date=date, message=message)
    if user is None or user is not order.user:
        return record(session, draft)
    note = account_events.note_added_to_order_draft(order=order, customer=user, user=user, message=message)
    return record(session, draft, replace(note, date=date))


def other_event(*, order: Order, user: User | None, message: str, date: datetime) -> OrderEvent:
    """Whatever no other type says, in words. `date` is when it happened, with a time zone."""
    code = OrderEvents.OTHER
    return _record(code, order=order, user=user, date=check_date(code, date), message=message)


def _record(
    code: OrderEvents, *, order: Order, user: User | None, date: datetime | None = None, **values: Any
) -> OrderEvent:
    session = session_of(code, order, called="order")
    return record(session, _draft(code, order=order, user=user, date=date, **values))


def _draft(
    code: OrderEvents, *, order: Order, user: User | None, date: datetime | None = None, **values: Any
) -> Draft[OrderEvent]:
    links = {"order": order}
    return Draft(model=OrderEvent, type=code, values=values, links=links, user=user, date=date)


def _payment(amount: Decimal, payment_id: str, payment_gateway: str) -> dict[str, Any]:
    return {"amount": amount, "payment_id": payment_id, "payment_gateway": payment_gateway}


def _email_type(email_type: str) -> OrderEventsEmails:
    try:
        return OrderEventsEmails(email_type)
    except ValueError:
        problem = f"email_type must be one of OrderEventsEmails, not {email_type!r}."
        raise InvalidEventError(code=OrderEvents.EMAIL_SENT, problem=problem) from None


def _some(code: OrderEvents, name: str, items: object) -> list[Any]:
    if isinstance(items, str) or not isinstance(items, Sequence) or not items:
        raise InvalidEventError(
            code=code, problem=f"{name} must be a list with something in it, not {items!r}."
        )
    return list(items)


def _lines(code: OrderEvents, order: Order, lines: Lines) -> list[dict[str, Any]]:
    session = session_of(code, order, called="order")
    pairs = _some(code, "lines", lines)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise InvalidEventError(
                code=code, problem=f"lines are pairs (quantity, OrderLine), not {pair!r}."
            )
    check_lines(code, [line for _, line in pairs], order=order, session=session)
    return [
        {"quantity": quantity, "line_pk": line.id, "item_name": line.item_name} for quantity, line in pairs
    ]

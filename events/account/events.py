"""Event functions of customers, one per code of `CustomerEvents`, named `<code>_event`.

    from events.account import events
    events.note_added_event(customer=customer, user=user, message="Prefers phone calls")

`customer` is whose history it is, `user` is who acted (None: the system or an anonymous visitor).
Each function records in the session its entity lives in, flushes, never commits, and returns the
saved `CustomerEvent`. Raises `NotInSessionError` for an entity in no session and `InvalidEventError` for a
missing or unfit argument, in both cases before anything is built. Types and parameters are those of
Saleor 2.11's Events page, table "Customer events".
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from events.account import CustomerEvents
from events.errors import InvalidEventError
from events.models import CustomerEvent, Order, OrderLine, User
from events.recording import CUSTOMER, Actor, Draft, check_date, record, session_of

__all__ = ["CustomerEvents"]


def account_created_event(*, customer: User, user: Actor = CUSTOMER) -> CustomerEvent:
    """The customer's account was created; by the customer, unless `user` says otherwise."""
    return _record(CustomerEvents.ACCOUNT_CREATED, customer=customer, user=user)


def password_reset_link_sent_event(*, customer: User, user: Actor = CUSTOMER) -> CustomerEvent:
    """A password reset link was mailed, asked for by the customer unless `user` says otherwise."""
    return _record(CustomerEvents.PASSWORD_RESET_LINK_SENT, customer=customer, user=user)


def password_reset_event(*, customer: User, user: Actor = CUSTOMER) -> CustomerEvent:
    """The customer changed their password."""
    return _record(CustomerEvents.PASSWORD_RESET, customer=customer, user=user)


def placed_order_event(
    *, order: Order, customer: User | None = None, user: Actor = CUSTOMER
) -> CustomerEvent:
    """The customer placed `order`. `customer` defaults to the order's own."""
    code = CustomerEvents.PLACED_ORDER
    session = session_of(code, order, called="order")
    customer = _customer_of(code, order, customer)
    return record(session, placed_order_draft(order=order, customer=customer, user=user))


def note_added_to_order_event(
    *, order: Order, message: str, customer: User | None = None, user: Actor = CUSTOMER
) -> CustomerEvent:
    """The customer added the note `message` to `order`. `customer` defaults to the order's own."""
    code = CustomerEvents.NOTE_ADDED_TO_ORDER
    session = session_of(code, order, called="order")
    customer = _customer_of(code, order, customer)
    draft = note_added_to_order_draft(order=order, customer=customer, user=user, message=message)
    return record(session, draft)


def digital_link_downloaded_event(
    *, order_line: OrderLine, customer: User | None = None, user: Actor = CUSTOMER
) -> CustomerEvent:
    """A digital good was downloaded. Belongs to the line's order; `customer` defaults to that order's.

    `user=None` is an anonymous visitor with the link. A guest's download has an order but no customer.
    """
    code = CustomerEvents.DIGITAL_LINK_DOWNLOADED
    session = session_of(code, order_line, called="order_line")
    session.flush()
    order = order_line.order
    customer = customer or order.user
    draft = _draft(code, customer=customer, user=user, order=order, values={"order_line_pk": order_line.id})
    return record(session, draft)


def customer_deleted_event(*, user: User, count: int) -> CustomerEvent:
    """The staff user `user` deleted `count` customers. No customer is left to hang it on: it is listed
    under the staff member."""
    session = session_of(CustomerEvents.CUSTOMER_DELETED, user, called="user")
    draft = _draft(CustomerEvents.CUSTOMER_DELETED, customer=None, user=user, values={"count": count})
    return record(session, draft)


def email_assigned_event(*, customer: User, user: User | None, message: str) -> CustomerEvent:
    """The staff user assigned the e-mail address `message` to the customer."""
    return _record(CustomerEvents.EMAIL_ASSIGNED, customer=customer, user=user, message=message)


def name_assigned_event(*, customer: User, user: User | None, message: str) -> CustomerEvent:
    """The staff user assigned the full name `message` to the customer."""
    return _record(CustomerEvents.NAME_ASSIGNED, customer=customer, user=user, message=message)


def note_added_event(*, customer: User, user: User | None, message: str) -> CustomerEvent:
    """The staff user added the note `message` about the customer."""
    return dated_note(customer=customer, user=user, message=message, date=None)


def dated_note(*, customer: User, user: User | None, message: str, date: datetime | None) -> CustomerEvent:
    """A note was added, dated when that happened which it is about; now without a `date`."""
    return _record(CustomerEvents.NOTE_ADDED, customer=customer, user=user, date=date, message=message)


def other_event(*, customer: User, user: User | None, message: str, date: datetime) -> CustomerEvent:
    """Whatever no other type says, in words. `date` is when it happened, with a time zone."""
    code = CustomerEvents.OTHER
    return _record(code, customer=customer, user=user, date=check_date(code, date), message=message)


def placed_order_draft(*, order: Order, customer: User, user: Actor) -> Draft[CustomerEvent]:
    """The draft behind `placed_order_event`, for functions that record it beside their own event."""
    return _draft(CustomerEvents.PLACED_ORDER, customer=customer, user=user, order=order)


def note_added_to_order_draft(
    *, order: Order, customer: User, user: Actor, message: str
) -> Draft[CustomerEvent]:
    """The draft behind `note_added_to_order_event`."""
    return _draft(
        CustomerEvents.NOTE_ADDED_TO_ORDER,
        customer=customer,
        user=user,
        order=order,
        values={"message": message},
    )


def _record(
    code: CustomerEvents, *, customer: User, user: Actor, date: datetime | None = None, **values: Any
) -> CustomerEvent:
    session = session_of(code, customer, called="customer")
    return record(session, _draft(code, customer=customer, user=user, date=date, values=values))


def _draft(
    code: CustomerEvents,
    *,
    customer: User | None,
    user: Actor,
    order: Order | None = None,
    date: datetime | None = None,
    values: dict[str, Any] | None = None,
) -> Draft[CustomerEvent]:
    if customer is not None:
        session_of(code, customer, called="customer")
    return Draft(
        model=CustomerEvent,
        type=code,
        values=values or {},
        links={"customer": customer, "order": order},
        user=customer if user is CUSTOMER else user,
        date=date,
    )


def _customer_of(code: CustomerEvents, order: Order, customer: User | None) -> User:
    customer = customer or order.user
    if customer is None:
        problem = f"order {order.number!r} is a guest's and no customer was given."
        raise InvalidEventError(code=code, problem=problem)
    return customer

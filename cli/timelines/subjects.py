"""Whose events: an order's or a customer's, with the header of their timeline."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.render import headers
from cli.render.page import Badges
from cli.timelines.print_events import Reading

if TYPE_CHECKING:
    from events.tables import Reader


def chosen(reader: Reader, *, order_number: str | None, email: str | None, zone: tzinfo) -> Reading:
    """The timeline of an order or a customer, or of the whole log. Raises `UsageError` for both."""
    from events.errors import UsageError
    from events.filters import EVERYTHING

    if order_number is not None and email is not None:
        raise UsageError("Choose --order or --customer, not both.")
    if order_number is not None:
        return order(reader, order_number, zone)
    if email is not None:
        return customer(reader, email, zone)
    return Reading(subject=EVERYTHING, badges=Badges.SUBJECT)


def order(reader: Reader, number: str, zone: tzinfo) -> Reading:
    """An order's events. Raises `UnknownOrderError`, `AmbiguousOrderError`."""
    from events.filters import Subject
    from events.order.lookup import find

    found = find(reader, number)
    return Reading(
        subject=Subject(order_id=found.id),
        header=lambda summary: headers.order(found, found.customer, summary, zone),
    )


def customer(reader: Reader, text: str, zone: tzinfo) -> Reading:
    """A customer's events, with those of their orders. Raises `UnknownCustomerError`,
    `AmbiguousCustomerError`."""
    from events.account.people import find_customer
    from events.filters import Subject
    from events.lists import count_orders

    who = find_customer(reader, text)
    subject = Subject(user_id=who.id, email=who.email or "")
    orders = count_orders(reader, subject)
    return Reading(
        subject=subject,
        header=lambda summary: headers.customer(who, orders, summary, zone),
        badges=Badges.ORDER,
    )

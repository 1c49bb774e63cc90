"""Whose events: an order's or a customer's, with the header of their timeline."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.reading import Reading
from cli.render import headers
from cli.render.pages import Badges

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def order(session: Session, number: str, zone: tzinfo) -> Reading:
    """An order's events. Raises `UnknownOrder`, `AmbiguousOrder`."""
    from events.account.people import Person, person
    from events.order.lookup import find_order
    from events.timeline import Subject

    found = find_order(session, number)
    guest = Person(id=None, email=found.user_email) if found.user_email else None
    owner = person(found.user) if found.user else guest
    return Reading(
        subject=Subject(order_id=found.id),
        header=lambda summary: headers.order(found, owner, summary, zone),
    )


def customer(session: Session, text: str, zone: tzinfo) -> Reading:
    """A customer's events, with those of their orders. Raises `UnknownCustomer`, `AmbiguousCustomer`."""
    from cli.lists import count_orders
    from events.account.people import find_customer
    from events.timeline import Subject

    who = find_customer(session, text)
    subject = Subject(user_id=who.id, email=who.email or "")
    orders = count_orders(session, subject)
    return Reading(
        subject=subject,
        header=lambda summary: headers.customer(who, orders, summary, zone),
        badges=Badges.ORDER,
    )

"""Erases a person from people, orders and events."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from events.models import CustomerEvent, Order, OrderEvent, OrderLine, User
from importers.erasure.rows import change_rows, each_row
from importers.erasure.scrub import Scrubber
from importers.erasure.subject import ErasureSubject
from importers.ledger import locks


def scrub_events(session: Session, person: ErasureSubject, model: type[Any]) -> int:
    """Take the person out of the parameters of events; returns how many events that changed."""
    is_theirs = person.events(model)
    wanted = person.stands_in(model.parameters)
    if person.scrubber.near:
        wanted = or_(wanted, is_theirs)
    changes = []
    for id, parameters, theirs in each_row(
        session, select(model.id, model.parameters, is_theirs).where(wanted)
    ):
        scrubbed = person.scrubber.value(parameters, is_theirs=bool(theirs))
        if scrubbed != parameters:
            changes.append({"id": id, "parameters": scrubbed})
            person.count_also(parameters, is_theirs=bool(theirs))
    person.note_changed(model, (change["id"] for change in changes))
    return change_rows(session, model, changes)


def count_events(session: Session, person: ErasureSubject) -> int:
    """How many events name the person as author or customer."""
    acted = OrderEvent.user_id.in_(person.ids)
    either = or_(CustomerEvent.user_id.in_(person.ids), CustomerEvent.customer_id.in_(person.ids))
    person.find_changed(session, OrderEvent, acted)
    person.find_changed(session, CustomerEvent, either)
    of_orders = session.scalar(select(func.count()).select_from(OrderEvent).where(acted))
    return (of_orders or 0) + (
        session.scalar(select(func.count()).select_from(CustomerEvent).where(either)) or 0
    )


def scrub_orders(session: Session, person: ErasureSubject) -> int:
    """Take the person out of orders: as customer, and out of numbers, shops and lines."""
    texts = (Order.number, Order.shop, Order.user_email)
    is_owner = func.coalesce(person.is_owner(), False)
    wanted = select(Order.id, Order.user_id, is_owner, *texts).where(or_(is_owner, person.stands_in(*texts)))
    changes = []
    for id, user, owned, number, shop, email in each_row(session, wanted):
        new = {
            "number": person.scrubber.text(number),
            "shop": person.scrubber.text(shop),
            "user_email": "" if owned or person.scrubber.text(email) != email else email,
            "user_id": None if owned else user,
        }
        if new != {"number": number, "shop": shop, "user_email": email, "user_id": user}:
            changes.append({"id": id, **new})
        if (new["number"], new["shop"]) != (number, shop):
            for model in (OrderEvent, CustomerEvent):
                person.find_changed(session, model, model.order_id == id)
    _keep_unique(session, changes)
    return len(changes)


def scrub_lines(session: Session, person: ErasureSubject) -> int:
    """Take the person out of the names of items; returns how many lines that changed."""
    wanted = select(OrderLine.id, OrderLine.item_name).where(person.stands_in(OrderLine.item_name))
    changes = [
        {"id": id, "item_name": scrubbed}
        for id, name in each_row(session, wanted)
        if (scrubbed := person.scrubber.text(name)) != name
    ]
    return change_rows(session, OrderLine, changes)


def drop_users(session: Session, person: ErasureSubject) -> int:
    """Delete the person's users, and take their e-mail out of other people's names."""
    wanted = select(User).where(User.id.not_in(person.ids), person.stands_in(User.name))
    addresses = Scrubber(emails=person.scrubber.emails, names=())
    for other in session.scalars(wanted):
        if not person.scrubber.is_named_by(other.name):  # a namesake keeps their name
            scrubber = addresses if other.email else person.scrubber  # and so does Mary Jane Doe
            name = scrubber.text(other.name)
            if name != other.name:
                _note_renamed(session, person, other)
            other.name = name
    locks.declare_held(session.connection())
    for user in person.users:
        session.delete(user)
    session.flush()
    return len(person.users)


def _note_renamed(session: Session, person: ErasureSubject, other: User) -> None:
    person.find_changed(session, OrderEvent, OrderEvent.user_id == other.id)
    either = or_(CustomerEvent.user_id == other.id, CustomerEvent.customer_id == other.id)
    person.find_changed(session, CustomerEvent, either)


def _keep_unique(session: Session, changes: list[dict[str, Any]]) -> None:
    """Write the changes; a number that its shop has already gets the order's id as a suffix."""
    for change in changes:
        if _is_taken(session, change):
            change["number"] += f"~{change['id']}"
        change_rows(session, Order, [change])


def _is_taken(session: Session, change: dict[str, Any]) -> bool:
    same = Order.number == change["number"], Order.shop == change["shop"], Order.id != change["id"]
    return session.scalar(select(Order.id).where(*same).limit(1)) is not None

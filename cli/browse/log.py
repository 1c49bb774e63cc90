"""What the interface asks of the log: whom a text finds, their timeline, a note, an original line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from cli.arguments.filters import FilterArgs
from cli.context import Context
from cli.event_view import EventView
from cli.render import people
from cli.render.layout import Line
from cli.render.timeline import rows
from cli.timelines import subjects
from cli.timelines.print_events import whole_page
from events import lists
from events.account.people import Person, columns, from_columns
from events.database.text_match import contains
from events.tables import Condition, orders, users

if TYPE_CHECKING:
    from events.tables import Reader

MOST_FOUND = 50
MOST_EVENTS = 500
"""A longer history is shown from its newest events on."""


@dataclass(frozen=True, kw_only=True)
class BrowseTarget:
    """An order or a customer. `key` is what commands call it; `about` says more of it in a few words."""

    is_order: bool
    key: str
    name: str
    about: str


@dataclass(frozen=True, kw_only=True)
class BrowseTimeline:
    """A target's timeline: what stands above it, blocks of lines with their events, and what is hidden."""

    target: BrowseTarget
    top: list[Line]
    blocks: list[tuple[EventView | None, list[Line]]]
    note: str


def find(context: Context, text: str) -> list[BrowseTarget]:
    """Orders by number or customer, the one of exactly that number and then the newest first; then customers
    by e-mail or name. A `#` or `/` in front is how numbers are shown, and how a search begins."""
    text = text.lstrip("#/")
    with context.reader() as reader:
        found = list(itertools.islice(_orders(reader, text), MOST_FOUND))
        _, people_found = lists.customers(reader, lists.PageWindow(page=1, size=MOST_FOUND), like=text)
        found.sort(key=lambda target: target.name.lstrip("#") != text)
        return found + [_customer(row) for row in people_found]


def story(context: Context, target: BrowseTarget, asked: FilterArgs, *, width: int) -> BrowseTimeline:
    """The target's timeline, laid out for `width` columns."""
    with context.reader() as reader:
        whose = subjects.order if target.is_order else subjects.customer
        reading = whose(reader, target.key, context.zone)
        page = whole_page(context, reader, reading, replace(asked, limit=MOST_EVENTS))
        page = replace(page, layout=replace(page.layout, width=width, silences=not asked.kind))
        blocks = list(rows(page.events, page.layout))
        note = page.note()
        if page.events.count == MOST_EVENTS and note:
            command = f"events {'order' if target.is_order else 'customer'} {target.key.removeprefix('/')}"
            note = f"The newest {MOST_EVENTS} of them; `{command}` shows all."
        return BrowseTimeline(target=target, top=list(page.top()), blocks=blocks, note=note)


def add_note(context: Context, target: BrowseTarget, text: str, *, user: str | None) -> None:
    """Write a note on the target."""
    from cli.acting_user import acting

    with context.session() as session, context.turn(session):
        if target.is_order:
            from events.order import events as order_events
            from events.order.lookup import find_order

            order = find_order(session, target.key)
            order_events.note_added_event(order=order, user=acting(context, session, user=user), message=text)
        else:
            from events.account import events as account_events
            from events.account.people import find_user

            who = find_user(session, target.key)
            account_events.note_added_event(
                customer=who, user=acting(context, session, user=user), message=text
            )
        session.commit()


def original(view: EventView) -> tuple[str, str]:
    """The legacy line behind an event: a sentence about it, and its text."""
    if view.source is None:
        return f"{view.entry.id} was recorded here, not imported: it has no legacy source.", ""
    from importers.trace.original import original

    found = original(view.source)
    return found.note, found.text


def _orders(reader: Reader, text: str) -> Iterator[BrowseTarget]:
    order, user = orders.c, users.c
    conditions: list[Condition] = []
    if text:
        conditions.append(
            or_(*(
                contains(named, text)
                for named in (order.shop + "/" + order.number, order.user_email, user.email, user.name)
            ))
        )  # fmt: skip
    joined = orders.outerjoin(users, user.id == order.user_id)
    wanted = select(order.shop, order.number, order.user_email, *columns(users)).select_from(joined)
    for row in reader.execute(wanted.where(*conditions).order_by(order.id.desc()).limit(MOST_FOUND)):
        shop, number, guest, *owner = tuple(row)
        who = from_columns(tuple(owner)) or (Person(id=None, email=guest) if guest else None)
        yield BrowseTarget(
            is_order=True, key=f"{shop}/{number}", name=people.badge(shop, number), about=people.customer(who)
        )


def _customer(row: lists.CustomerRow) -> BrowseTarget:
    return BrowseTarget(
        is_order=False,
        key=row.who.label,
        name=people.customer(row.who),
        about=people.counted(row.orders, "order"),
    )

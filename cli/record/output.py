"""Confirms that an event was recorded, and names the next step."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cli.context import Context
from cli.event_view import enrich
from cli.record.doubts import doubt, too_much_refunded
from cli.render import formats, people, records
from cli.render.layout import clip
from cli.render.palette import ELLIPSIS
from cli.render.sentences import title
from events import clock
from events.meaning.classify import OTHER
from events.next_commands import command, joined, look_at_order
from events.notes.dated import day_of_writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cli.event_view import EventView
    from events.models import CustomerEvent, OrderEvent
    from events.timeline import TimelineEntry

_ECHO = 120
_NOW = timedelta(minutes=5)


def print_written(
    context: Context,
    session: Session,
    event: OrderEvent | CustomerEvent,
    *,
    format: str,
    user: str | None = None,
    again: bool = False,
) -> None:
    """Print the event that was just recorded, or `again` the one that was before, with its id, and name the
    next useful command. `user` is who --user says. With --quiet, print the id alone."""
    from events.filters import CUSTOMER, ORDER
    from events.models import OrderEvent
    from events.timeline import find_entry

    table = ORDER if isinstance(event, OrderEvent) else CUSTOMER
    (found,) = enrich(session, [find_entry(session, f"{table}{event.id}")])
    entry = found.entry
    if format != "text":
        formats.write_one(context.data, records.event(found), format=format)
    elif context.quiet:
        context.print_answer(entry.id)
    else:
        by = people.actor(entry.user, imported=False)
        link = f" (a correction of {found.corrects})" if found.corrects else ""
        context.print_answer(
            f"{'Recorded before:' if again else 'Recorded'} {entry.id} {_on(found)}, by {by}{link}"
            f"{'' if again else _dated(context, entry)}: "
            f"{_beginning(title(found))}"
        )
    if isinstance(event, OrderEvent) and not again:
        context.info_if(doubt(session, event.order, found, zone=context.zone))
        if too_much := too_much_refunded(session, event.order, found):
            as_whom = ["--user", user] if user else []
            back = joined(["events", "undo-note", entry.id, *as_whom])
            context.info(f"{too_much} To take it back: {back}")
    context.info(f"Next: {_next(found)}")


def _beginning(lines: list[str]) -> str:
    """The start of a text, enough for its author to recognise it."""
    first = clip(lines[0], _ECHO)
    return first if len(lines) == 1 or first != lines[0] else f"{first} {ELLIPSIS}"


def _dated(context: Context, entry: TimelineEntry) -> str:
    """When the event happened, where that is not just now."""
    has_date = entry.type == OTHER or day_of_writing(entry.message)
    if not has_date or clock.now() - entry.date < _NOW:
        return ""
    return f", dated {entry.date.astimezone(context.zone):%Y-%m-%d %H:%M} ({context.zone})"


def _on(view: EventView) -> str:
    entry = view.entry
    if entry.table == "o" and entry.order is not None:
        return f"on order {people.badge(entry.shop, entry.order, is_shared=view.needs_shop)}"
    return f"on customer {people.customer(entry.customer)}" if entry.customer else "in the log"


def _next(view: EventView) -> str:
    entry = view.entry
    if entry.table == "o" and entry.order is not None:
        number = f"/{entry.order}" if view.needs_shop else entry.order
        return look_at_order(number, shop=entry.shop)
    who = entry.customer or entry.user
    return command("customer", target=who.label) if who else f"events show {entry.id}"

"""An event as a sentence, safe to print."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from cli.event_view import EventView
from cli.render import people, safe
from cli.render.people import badge
from events.notes.dated import day_of_writing, times_of_writing, with_day_only
from events.vocabulary.event_type import describe_event
from events.vocabulary.sentences import EventContext


def title(view: EventView) -> list[str]:
    """What happened, as safe lines; messages keep their line breaks. A note about another time says the day
    of writing; `written` says the time."""
    entry = view.entry
    context = EventContext(
        item_names=view.items,
        currency=view.currency,
        order_label=badge(entry.shop, entry.order) if entry.order is not None else "",
    )
    return safe.block(with_day_only(describe_event(entry.type, entry.parameters, context)))


def written(view: EventView, zone: tzinfo) -> str:
    """When a note about another time was written, as precisely as is known; "" for other events."""
    times = times_of_writing(view.entry.message)
    if times is None:
        return ""
    first, last = times
    return (
        people.moment(first, zone)
        if last - first < timedelta(hours=1)
        else day_of_writing(view.entry.message)
    )

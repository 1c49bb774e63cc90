"""An event as a sentence, safe to print."""

from __future__ import annotations

from cli.event_view import EventView
from cli.render import safe
from cli.render.people import badge
from events.vocabulary.event_type import describe_event
from events.vocabulary.sentences import EventContext


def title(view: EventView) -> list[str]:
    """What happened, as safe lines; messages keep their line breaks."""
    entry = view.entry
    context = EventContext(
        item_names=view.items,
        currency=view.currency,
        order_label=badge(entry.shop, entry.order) if entry.order is not None else "",
    )
    return safe.block(describe_event(entry.type, entry.parameters, context))

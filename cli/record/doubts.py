"""What is odd about an event that was just recorded, by where the order stood before: it may be a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import people
from cli.timelines.by_kind import read_views
from events.database.types import from_microseconds
from events.filters import Filters, Subject
from events.summaries.entry_summaries import EntryEvent, summarize_entries
from events.summaries.order_summary import add_up
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from sqlalchemy.orm import Session

    from cli.event_view import EventView
    from events.models import Order
    from events.summaries.order_summary import TotalsByKind

_ONCE = frozenset({Kind.SHIPPED, Kind.DELIVERED, Kind.COMPLETED, Kind.CANCELLED, Kind.RETURNED})
"""What happens to an order once, unless it was only a part of it."""

_ENDS = frozenset({Kind.CANCELLED, Kind.REFUNDED})
_GOES_ON = frozenset({Kind.PAID, Kind.SHIPPED, Kind.DELIVERED, Kind.COMPLETED})
"""What does not happen to an order that has ended."""


def doubt(session: Session, order: Order, view: EventView, *, zone: tzinfo) -> str:
    """A sentence on what does not fit, or ""."""
    kind = view.meaning.state or view.meaning.kind
    if view.meaning.is_partial or kind not in _ONCE | _GOES_ON:
        return ""
    before = _totals_before(session, order, view)
    badge = people.badge(order.shop, order.number)
    if kind in _ONCE and kind in before and not before[kind].is_partial:
        day = f"{from_microseconds(before[kind].last).astimezone(zone):%Y-%m-%d}"
        return f"Order {badge} was {kind.word} before, on {day}. The log has both."
    standing = before.standing
    if kind in _GOES_ON and standing and standing.state.kind in _ENDS and not standing.state.is_partial:
        since = from_microseconds(standing.since)
        if view.entry.date < since:
            return ""
        day = f"{since.astimezone(zone):%Y-%m-%d}"
        return f"Order {badge} is {standing.state.word} since {day}: {kind.word} was recorded all the same."
    return ""


def only_currency(session: Session, order: Order) -> str:
    """The currency of all money of an order so far; empty where it has none or several."""
    totals = _totals_before(session, order, None)
    found = {currency for one in totals.values() for currency in one.sums}
    return found.pop() if len(found) == 1 else ""


def _totals_before(session: Session, order: Order, view: EventView | None) -> TotalsByKind:
    everything = read_views(session, Subject(order_id=order.id), Filters(), frozenset(), newest_first=False)
    others: Iterable[EventView] = (one for one in everything if view is None or one.entry.id != view.entry.id)
    events = (EntryEvent(entry=one.entry, meaning=one.meaning, currency=one.currency) for one in others)
    lines = frozenset(line.id for line in order.lines)
    return add_up(summarize_entries(events, {(order.shop, order.number): lines}))

"""What the events of one step of an order say together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.summaries.payments import SummaryEvent

_CAPTURED = "captured"
RESTATEMENTS = ("order_paid", "marked_as_paid")
"""Types that state again what captures stated: that the order was paid in full."""


def without_restatements(events: Sequence[SummaryEvent]) -> Sequence[SummaryEvent]:
    """Payments without events that only state again what captures stated; other events as they are."""
    if len(events) < 2 or events[0].display_kind is not Kind.PAID:  # the types of no other kind matter
        return events
    if not any(event.code == _CAPTURED for event in events):
        return events
    return [event for event in events if event.code not in RESTATEMENTS]


def lines_of(shipments: Iterable[SummaryEvent]) -> frozenset[int] | None:
    """The lines that shipments name, None where one of them names none."""
    named = [event.lines for event in shipments]
    return frozenset().union(*named) if named and all(named) else None


def say_partial(events: Sequence[SummaryEvent]) -> bool:
    """Whether the last of the events that say how much was meant says that it was a part: a status means all
    unless it says otherwise, and a message may follow the status that says it."""
    for event in reversed(events):
        if event.is_partial or event.kind is Kind.STATUS:
            return event.is_partial
    return False


def tracked_as(events: Sequence[SummaryEvent]) -> str:
    """The tracking number that the last of the events names which name one; empty where none does."""
    meanings = (event.meaning for event in reversed(events) if event.kind is not Kind.STATUS)
    return next((one.tracking for one in meanings if one.tracking), "")

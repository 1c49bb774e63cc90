"""What is odd about an event that was just recorded, by where the order stood before: it may be a slip."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cli.render import people
from cli.render.standing import sums
from cli.timelines.by_kind import read_views
from events.amounts import is_same_currency
from events.database.types import from_microseconds
from events.filters import Filters, Subject
from events.summaries.entry_summaries import EntryEvent, summarize_entries
from events.summaries.order_summary import add_up
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from sqlalchemy.orm import Session

    from cli.event_view import EventView
    from events.models import Order
    from events.summaries.totals import TotalsByKind

_ONCE = frozenset({Kind.SHIPPED, Kind.DELIVERED, Kind.COMPLETED, Kind.CANCELLED, Kind.RETURNED})
"""What happens to an order once, unless it was only a part of it."""

_ENDS = frozenset({Kind.CANCELLED, Kind.REFUNDED})
_GOES_ON = frozenset({Kind.PAID, Kind.SHIPPED, Kind.DELIVERED, Kind.COMPLETED})
"""What does not happen to an order that has ended."""


def doubt(session: Session, order: Order, view: EventView, *, zone: tzinfo) -> str:
    """A sentence on what does not fit, or ""."""
    kind = view.meaning.state or view.meaning.kind
    badge = people.badge(order.shop, order.number)
    if kind is Kind.REFUNDED:
        is_paid = Kind.PAID in _totals(session, order, but=view)
        return (
            "" if is_paid else f"The log has no payment of order {badge}: a refund was recorded all the same."
        )
    if view.meaning.is_partial or kind not in _ONCE | _GOES_ON:
        return ""
    before = _totals(session, order, but=view)
    if kind in _ONCE and kind in before and not before[kind].is_partial:
        day = f"{from_microseconds(before[kind].last).astimezone(zone):%Y-%m-%d}"
        return f"Order {badge} was {kind.word} before, on {day}. The log has both."
    if kind is Kind.PAID and kind in before and view.meaning.amount in before[kind].sums.values():
        day = f"{from_microseconds(before[kind].last).astimezone(zone):%Y-%m-%d}"
        return f"Order {badge} was paid {sums(before[kind].sums)} before, last on {day}. The log has both."
    standing = before.standing
    if kind in _GOES_ON and standing and standing.state.kind in _ENDS and not standing.state.is_partial:
        since = from_microseconds(standing.since)
        day = f"{since.astimezone(zone):%Y-%m-%d}"
        said = f"Order {badge} is {standing.state.word} since {day}: {kind.word} was recorded all the same."
        return said if view.entry.date >= since else ""
    return ""


def too_much_refunded(session: Session, order: Order, view: EventView) -> str:
    """A sentence if more was refunded than was paid, or in a currency in which nothing was paid; else "".
    What was paid must be known."""
    currency = view.meaning.currency or view.currency
    if view.meaning.display_kind is not Kind.REFUNDED or not currency:
        return ""
    totals = _totals(session, order, but=None)
    paid, back = totals.get(Kind.PAID), totals.get(Kind.REFUNDED)
    if paid is None or back is None or paid.has_unknown_amount:
        return ""
    given, gone = _in(currency, paid.sums), _in(currency, back.sums)
    badge = people.badge(order.shop, order.number)
    if paid.sums and not any(is_same_currency(one, currency) for one in paid.sums):
        return f"Order {badge} was paid in another currency: {sums(paid.sums)}."
    if given is None or gone is None or gone <= given:
        return ""
    money, more = sums({currency: given}), sums({currency: gone})
    return (
        f"More is refunded than was paid: of order {badge} {money} was paid, and {more} goes back with this."
    )


def _in(currency: str, amounts: Mapping[str, Decimal]) -> Decimal | None:
    """What there is in a currency, in whatever spelling; None where there is nothing, or `$` may mean two."""
    same = [one for one in amounts if is_same_currency(one, currency)]
    is_clear = all(is_same_currency(one, other) for one in same for other in same)
    return sum((amounts[one] for one in same), Decimal()) if same and is_clear else None


def only_currency(session: Session, order: Order) -> str:
    """The currency of all money of an order so far; empty where it has none or several."""
    totals = _totals(session, order, but=None)
    found = {currency for one in totals.values() for currency in one.sums}
    return found.pop() if len(found) == 1 else ""


def _totals(session: Session, order: Order, *, but: EventView | None) -> TotalsByKind:
    everything = read_views(session, Subject(order_id=order.id), Filters(), frozenset(), newest_first=False)
    others: Iterable[EventView] = (one for one in everything if but is None or one.entry.id != but.entry.id)
    events = (EntryEvent(entry=one.entry, meaning=one.meaning, currency=one.currency) for one in others)
    lines = frozenset(line.id for line in order.lines)
    return add_up(summarize_entries(events, {(order.shop, order.number): lines}))

"""Which sources brought events of orders."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from events.tables import order_events

if TYPE_CHECKING:
    from events.tables import Condition

    FindRanges = Callable[[Connection], list[tuple[int, int, int]]]
    """Gives the first and the last ids of order events that a source brought, with the source's id, in
    ascending order. Neighbours of one source are one."""


def sources_by_order(
    connection: Connection, ranges: Sequence[tuple[int, int, int]], theirs: Condition
) -> dict[int, str]:
    """The ids of the sources that brought `theirs`, events of some orders, between spaces, by order; without
    orders that no source brought an event of."""
    own = order_events.c
    number: Any = own.id + 0  # a server would look for the lowest id along all ids
    first, last = connection.execute(select(func.min(number), func.max(number)).where(theirs)).one()
    if first is None or not ranges:
        return {}
    starts = [start for start, *_ in ranges]
    place = bisect_right(starts, first) - 1
    if place >= 0 and last <= ranges[place][1]:
        orders = connection.scalars(select(own.order_id).where(theirs).distinct()).all()
        return dict.fromkeys(orders, str(ranges[place][2]))
    found: dict[int, set[int]] = defaultdict(set)
    for order, number in connection.execute(select(own.order_id, own.id).where(theirs)).all():
        place = bisect_right(starts, number) - 1
        if place >= 0 and number <= ranges[place][1]:
            found[order].add(ranges[place][2])
    return {order: " ".join(map(str, sorted(sources))) for order, sources in found.items()}

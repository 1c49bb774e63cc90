"""Orders to open beside the counts of months, authors and shops: those of their newest events.

Each group takes one query that an index answers, so there are examples only of a whole log, without filters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from events.order_examples import EXAMPLES, named, read_names
from events.tables import order_events, orders

if TYPE_CHECKING:
    from events.order_examples import OrderName
    from events.statistics.event_counts import EventCount
    from events.tables import Condition, Reader

_LOOKED_AT = 60
"""Events of a group whose orders are looked at: an order may have many."""
MOST_GROUPS = 24
"""More months or shops than these have no examples."""


def add_months_examples(reader: Reader, months: list[EventCount], zone: tzinfo = UTC) -> list[EventCount]:
    """The months, which are those of `zone`, with orders of their last events."""
    if len(months) > MOST_GROUPS:
        return months
    date = order_events.c.date
    periods = {one.name: _month(one.name, zone) for one in months}
    found = {
        name: _newest_orders(reader, (date >= start) & (date < end), date, order_events.c.id)
        for name, (start, end) in periods.items()
    }
    return _with_examples(reader, months, found)


def add_shops_examples(reader: Reader, shops: list[EventCount]) -> list[EventCount]:
    """The shops with the orders that were added last."""
    if not 1 < len(shops) <= MOST_GROUPS:
        return shops
    own = orders.c
    newest = select(own.id).order_by(own.id.desc()).limit(EXAMPLES)
    found = {one.name: reader.scalars(newest.where(own.shop == one.name)).all() for one in shops}
    return _with_examples(reader, shops, found)


def read_authors_examples(reader: Reader, authors: Sequence[int]) -> Mapping[int, list[OrderName]]:
    """Orders of the last events that each of these people recorded, by the person's id."""
    own = order_events.c
    found = {author: _newest_orders(reader, own.user_id == author, own.id) for author in authors}
    names = _names(reader, found)
    return {author: named(ids, names) for author, ids in found.items()}


def _newest_orders(reader: Reader, condition: Condition, *by: Any) -> list[int]:
    newest_first = (column.desc() for column in by)
    newest = select(order_events.c.order_id).where(condition).order_by(*newest_first).limit(_LOOKED_AT)
    return list(dict.fromkeys(reader.scalars(newest)))[:EXAMPLES]


def _month(name: str, zone: tzinfo) -> tuple[datetime, datetime]:
    year, month = int(name[:-3]), int(name[-2:])
    if (year, month) == (9999, 12):
        return datetime(year, month, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    start, end = (
        datetime(year, month, 1, tzinfo=zone),
        datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone),
    )
    return start.astimezone(UTC), end.astimezone(UTC)


def _with_examples(
    reader: Reader, counts: list[EventCount], found: Mapping[str, Sequence[int]]
) -> list[EventCount]:
    names = _names(reader, found)
    return [replace(one, examples=named(found[one.name], names)) for one in counts]


def _names(reader: Reader, found: Mapping[Any, Sequence[int]]) -> dict[int, OrderName]:
    return read_names(reader, {order for ids in found.values() for order in ids})

"""How long orders usually wait between two steps: a look at the orders around one, in its shop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from events.list_totals import read_summaries
from events.statistics.quantiles import median
from events.summaries.order_summary import STEPS, OrderSummary
from events.tables import order_events, orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.tables import Reader

AROUND = 30
"""Orders before and after the one in question that are looked at."""
LEAST = 10
"""Fewer orders say nothing of what is usual."""
_MOST_EVENTS = 40
"""Orders with more events are unusual, and take time to read."""
_SECOND = 1_000_000
_NEXT: Mapping[Kind, Kind] = {
    Kind.PLACED: Kind.PAID,
    Kind.AUTHORIZED: Kind.PAID,
    Kind.PAID: Kind.SHIPPED,
    Kind.SHIPPED: Kind.DELIVERED,
}
"""The step that an order waits for, by its last one."""

Pair = tuple[Kind, Kind]


@dataclass(frozen=True, kw_only=True)
class UsualWait:
    """The median of a wait, in seconds, among as many `orders`."""

    seconds: float
    orders: int


@dataclass(frozen=True, kw_only=True)
class Leg:
    """Two steps of an order that followed each other, and the wait between them in seconds; None while the
    order has not taken the second. `usual` is None where too few orders have both."""

    start: Kind
    end: Kind
    seconds: float | None
    usual: UsualWait | None


def compare_legs(reader: Reader, order: int, summary: OrderSummary, legacy: LegacyKind | None) -> list[Leg]:
    """The order's waits beside those of the orders around it in its shop, and the one that it is in.

    Empty where none of them has a usual wait to compare.
    """
    pairs = _pairs(summary)
    if not pairs:
        return []
    found = _usual(read_summaries(reader, _around(reader, order), legacy).values(), pairs)
    legs = [
        Leg(start=start, end=end, seconds=_wait(summary, start, end), usual=found.get((start, end)))
        for start, end in pairs
    ]
    known = [leg for leg in legs if leg.seconds is not None or leg.usual is not None]
    return known if any(leg.usual for leg in known) else []


def _pairs(summary: OrderSummary) -> list[Pair]:
    """Neighbouring steps of the order, by their first time, and the step that it waits for."""
    taken = sorted(set(summary.first) & set(STEPS), key=lambda kind: (summary.first[kind], STEPS.index(kind)))
    pairs = list(pairwise(taken))
    waits_for = _NEXT.get(taken[-1]) if taken else None
    return [*pairs, (taken[-1], waits_for)] if waits_for and waits_for not in taken else pairs


def _wait(summary: OrderSummary, start: Kind, end: Kind) -> float | None:
    began, ended = summary.first.get(start), summary.first.get(end)
    return None if began is None or ended is None or ended < began else (ended - began) / _SECOND


def _usual(summaries: Collection[OrderSummary], pairs: Sequence[Pair]) -> dict[Pair, UsualWait]:
    found = {}
    for start, end in pairs:
        waits = [wait for one in summaries if (wait := _wait(one, start, end)) is not None]
        if len(waits) >= LEAST:
            found[start, end] = UsualWait(seconds=median(waits), orders=len(waits))
    return found


def _around(reader: Reader, order: int) -> dict[int, tuple[str, str]]:
    """The ids, with currency and shop, of the orders added before and after it in its shop."""
    own = orders.c
    shop = select(own.shop).where(own.id == order).scalar_subquery()
    around = own.id.between(order - AROUND, order + AROUND)
    near = select(own.id, own.currency, own.shop).where(own.shop == shop, around)
    known = {pk: (currency, its_shop) for pk, currency, its_shop in reader.execute(near) if pk != order}
    events = order_events.c
    few = (
        select(events.order_id)
        .where(events.order_id.in_(list(known)))
        .group_by(events.order_id)
        .having(func.count() <= _MOST_EVENTS)
    )
    return {pk: known[pk] for pk in reader.scalars(few)}

"""Which currencies the signs beside amounts stand for, for events as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from events.amounts import SHARED_SIGNS
from events.classified_events import read_order_events
from events.filters import of_orders
from events.summaries.order_summary import summarize_orders
from events.summaries.shop_signs import ShopSigns
from events.tables import orders

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.tables import Reader
    from events.timeline import TimelineEntry


def codes_of(
    reader: Reader, entries: Iterable[TimelineEntry], legacy: LegacyKind
) -> dict[str, Mapping[str, str]]:
    """The currencies that signs stand for, by the id of the event: in its order, else in its shop. `legacy`
    gives the words of legacy records."""
    signs, found = ShopSigns(reader, legacy), dict[str, Mapping[str, str]]()
    several = []
    for entry in entries:
        of_shop = {sign: signs.codes(sign, entry.shop) for sign in SHARED_SIGNS}
        if any(len(codes) > 1 for codes in of_shop.values()):
            several.append(entry)
        found[entry.id] = {sign: codes.pop() for sign, codes in of_shop.items() if len(codes) == 1}
    if several:
        known = _of_orders(reader, several, legacy)
        for entry in several:
            found[entry.id] = {**found[entry.id], **known.get((entry.shop, entry.order or ""), {})}
    return found


def _of_orders(
    reader: Reader, entries: Iterable[TimelineEntry], legacy: LegacyKind
) -> dict[tuple[str, str], Mapping[str, str]]:
    """What signs stand for in orders, by shop and number, as far as their own amounts say it."""
    numbers = {entry.order for entry in entries if entry.order is not None}
    rows = reader.execute(
        select(orders.c.id, orders.c.shop, orders.c.number, orders.c.currency).where(
            orders.c.number.in_(numbers)
        )
    )
    names, currencies, ids = dict[int | None, tuple[str, str]](), dict[int | None, str](), list[int]()
    for row in rows:
        ids.append(row.id)
        names[row.id], currencies[row.id] = (row.shop, row.number), row.currency
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for summary in summarize_orders(read_order_events(reader, of_orders(ids), legacy)):
        summary.currency = currencies.get(summary.order, "")
        units = summary.units()
        own = {sign: units & codes for sign, codes in SHARED_SIGNS.items()}
        if summary.order in names:
            found[names[summary.order]] = {
                sign: codes.pop() for sign, codes in own.items() if len(codes) == 1
            }
    return found

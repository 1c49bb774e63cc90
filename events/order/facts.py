"""What events name of orders by id only: the names of lines, and the currencies."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from events.tables import order_lines, orders

if TYPE_CHECKING:
    from events.tables import Reader

AT_ONCE = 10_000
"""Orders that are looked up in one go: databases take no more than some ten thousand values."""


def shared_numbers(reader: Reader, numbers: Iterable[str]) -> frozenset[str]:
    """Those of the numbers of orders of the shop without a name that a shop with a name has, too: such an
    order is called /1001."""
    wanted, found = iter(sorted(set(numbers))), set[str]()
    while some := list(islice(wanted, AT_ONCE)):
        theirs = select(orders.c.number).where(orders.c.number.in_(some), orders.c.shop != "")
        found.update(reader.scalars(theirs))
    return frozenset(found)


def line_names(reader: Reader, ids: set[int]) -> dict[int, str]:
    """Item names of order lines by id, for events that store ids only."""
    if not ids:
        return {}
    rows = reader.execute(select(order_lines.c.id, order_lines.c.item_name).where(order_lines.c.id.in_(ids)))
    return {line.id: line.item_name for line in rows}


def currencies(reader: Reader, numbers: set[str]) -> dict[tuple[str, str], str]:
    """Currencies of the orders with these numbers, by (shop, number)."""
    if not numbers:
        return {}
    named_so = orders.c.number.in_(sorted(numbers))
    rows = reader.execute(select(orders.c.shop, orders.c.number, orders.c.currency).where(named_so))
    return {(shop, number): currency for shop, number, currency in rows}

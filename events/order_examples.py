"""Orders named as examples of what was counted: a few of each, by the numbers that people type."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from events.order.facts import AT_ONCE, shared_numbers
from events.tables import orders

if TYPE_CHECKING:
    from events.tables import Reader

EXAMPLES = 3
"""How many orders are named for each row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderName:
    """An order as people type it. `is_shared` is whether it is of the shop without a name, and another shop
    has the same number."""

    shop: str
    number: str
    is_shared: bool = False

    @property
    def text(self) -> str:
        """What people type to mean just this order."""
        return f"{self.shop}/{self.number}" if self.shop or self.is_shared else self.number


class Longest:
    """The orders that took longest, of all that were added."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: list[tuple[float, int]] = []

    def add(self, span: float, order: int | None) -> None:
        """Add an order with how long it took, in any unit."""
        if len(self._kept) < EXAMPLES:
            heapq.heappush(self._kept, (span, order or 0))
        elif span > self._kept[0][0]:
            heapq.heapreplace(self._kept, (span, order or 0))

    def ids(self) -> list[int]:
        """The ids of the orders, the longest first."""
        return [order for _, order in sorted(self._kept, reverse=True)]


def read_names(reader: Reader, ids: Iterable[int]) -> dict[int, OrderName]:
    """Shop and number of a few orders, by id."""
    own = orders.c
    wanted, rows = iter(ids), list[tuple[int, str, str]]()
    while some := list(islice(wanted, AT_ONCE)):
        found = reader.execute(select(own.id, own.shop, own.number).where(own.id.in_(some)))
        rows += [(row.id, row.shop, row.number) for row in found]
    shared = shared_numbers(reader, (number for _, shop, number in rows if not shop))
    return {
        order: OrderName(shop=shop, number=number, is_shared=not shop and number in shared)
        for order, shop, number in rows
    }


def named(ids: Sequence[int], names: Mapping[int, OrderName]) -> list[OrderName]:
    """The names of orders, in their order; without those that have none."""
    return [names[order] for order in ids if order in names]

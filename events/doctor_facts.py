"""Facts about whole sources: where most orders of a source fail a check, its export lacks something.

Naming each of these orders would hide the few that are really wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

LEAST = 10
"""Fewer orders are named one by one."""

_SHARE = 0.5
_PAGE = 500


class OrderSources(Protocol):
    """Which legacy systems orders come from, as the ledger knows it."""

    def count_orders(self) -> Mapping[str, int]:
        """The number of orders of each source, by its name."""

    def find_sources(self, orders: Sequence[int]) -> Mapping[int, str]:
        """The source of each of these orders, by the order's id; those recorded by hand have none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """How many of a source's orders fail a check: more than half of them."""

    source: str
    count: int
    orders: int


def split_facts(flagged: Sequence[int], sources: OrderSources) -> tuple[list[Fact], Iterator[int]]:
    """The facts in the orders that fail a check, and the orders that are none: ids, in the same order."""
    if len(flagged) < LEAST:
        return [], iter(flagged)
    source_of = _find_all(flagged, sources)
    in_all = sources.count_orders()
    facts = [
        Fact(source=source, count=count, orders=in_all[source])
        for source, count in Counter(source_of.values()).most_common()
        if count >= LEAST and count > _SHARE * in_all[source]
    ]
    named = {fact.source for fact in facts}
    return facts, (order for order in flagged if source_of.get(order) not in named)


def _find_all(orders: Sequence[int], sources: OrderSources) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(orders), _PAGE):
        found |= sources.find_sources(orders[start : start + _PAGE])
    return found

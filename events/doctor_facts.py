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
    """The facts about the orders that fail a check, and the ids of those that no fact covers."""
    if len(flagged) < LEAST:
        return [], iter(flagged)
    counts = Counter(source for _, source in _with_sources(flagged, sources) if source is not None)
    in_all = sources.count_orders()
    facts = [
        Fact(source=source, count=count, orders=in_all[source])
        for source, count in counts.most_common()
        if count >= LEAST and count > _SHARE * in_all[source]
    ]
    named = {fact.source for fact in facts}
    if not named:
        return [], iter(flagged)
    return facts, (order for order, source in _with_sources(flagged, sources) if source not in named)


def _with_sources(orders: Sequence[int], sources: OrderSources) -> Iterator[tuple[int, str | None]]:
    """Each order with its source, looked up in pages."""
    for start in range(0, len(orders), _PAGE):
        page = orders[start : start + _PAGE]
        found = sources.find_sources(page)
        yield from ((order, found.get(order)) for order in page)

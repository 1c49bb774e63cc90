"""Facts about whole sources: where most orders of a source fail a check, its export lacks something.

Naming each of these orders would hide the few that are really wrong.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

LEAST = 10
"""Fewer orders are named one by one."""

_SHARE = 0.5

LEAST_OF_NEARLY_ALL, _NEARLY_ALL = 3, 0.8
"""How many, and what share, are a fact where the check is about what a source kept at all."""


class OrderSources(Protocol):
    """Which legacy systems orders come from, as the ledger knows it."""

    def read(self) -> Iterator[tuple[int, str]]:
        """The ids of all imported orders in ascending order, each with the name of its first source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """How many of a source's orders fail a check: more than half of them."""

    source: str
    count: int
    orders: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitOrders:
    """The orders that fail a check: facts about some, and the ids of the others, in ascending order."""

    facts: Sequence[Fact]
    count: int
    others: Iterator[int]


def split_facts(
    failing: Mapping[str, Sequence[int]],
    sources: OrderSources | None,
    *,
    of_keeping: Collection[str] = (),
) -> Mapping[str, SplitOrders]:
    """Split the orders that fail each check, whose ids ascend. The sources are read once for all checks.

    Checks `of_keeping` are about what a source kept of its orders, so that few orders make a fact, too.
    """
    in_all: Counter[str] = Counter()
    grouped = {name: _GroupedOrders(ids, is_of_keeping=name in of_keeping) for name, ids in failing.items()}
    many = [one for one in grouped.values() if one.total >= one.least]
    for order, source in sources.read() if sources is not None and many else ():
        in_all[source] += 1
        for one in many:
            if one.waiting <= order:
                one.meet(order, source)
    return {name: one.split(in_all) for name, one in grouped.items()}


class _GroupedOrders:
    """The orders that fail a check, by their source; those recorded by hand have none."""

    def __init__(self, ids: Sequence[int], *, is_of_keeping: bool) -> None:
        self.least = LEAST_OF_NEARLY_ALL if is_of_keeping else LEAST
        self.total, self._ids = len(ids), iter(ids)
        self._by_source: dict[str | None, array[int]] = {}
        self._advance()

    def _advance(self) -> None:
        self.waiting: float = next(self._ids, float("inf"))

    def meet(self, order: int, source: str) -> None:
        """Put each order up to this one in its group."""
        while self.waiting <= order:
            self._put(int(self.waiting), source if self.waiting == order else None)
            self._advance()

    def _put(self, order: int, source: str | None) -> None:
        self._by_source.setdefault(source, array("q")).append(order)

    def _is_fact(self, count: int, orders: int) -> bool:
        if count >= LEAST and count > _SHARE * orders:
            return True
        return count >= self.least < LEAST and count >= _NEARLY_ALL * orders

    def split(self, in_all: Mapping[str, int]) -> SplitOrders:
        """The facts, and the orders that they do not cover."""
        facts = [
            Fact(source=source, count=len(orders), orders=in_all[source])
            for source, orders in sorted(self._by_source.items(), key=lambda one: -len(one[1]))
            if source is not None and self._is_fact(len(orders), in_all[source])
        ]
        named = {fact.source for fact in facts}
        others = [orders for source, orders in self._by_source.items() if source not in named]
        unmet = [int(self.waiting), *self._ids] if self.waiting != float("inf") else []
        return SplitOrders(
            facts=facts,
            count=self.total - sum(fact.count for fact in facts),
            others=heapq.merge(*others, unmet),
        )

"""Compares the customers of an input's orders with those of the same orders in the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row

from importers.collisions.errors import NAMED, WITH_CUSTOMERS, orders_problem
from importers.collisions.listed import rows_of_keys
from importers.collisions.people import OTHER, SAME, compare

Key = tuple[str, str]
"""An order's shop and number."""

_IN_LOG = """
    SELECT o.id, o.shop, o.number, o.user_id, coalesce(u.email, o.user_email) AS email,
        coalesce(u.name, '') AS name, (
            SELECT b.source_id FROM creations AS c JOIN batches AS b ON b.id = c.batch_id
            WHERE c.entity_id = o.id AND c.entity IN ('customer of', 'order') ORDER BY c.entity LIMIT 1
        ) AS source_id
    FROM {keys} CROSS JOIN orders AS o LEFT JOIN users AS u ON u.id = o.user_id
    WHERE o.number = k.value AND o.shop = :shop AND (o.user_id IS NOT NULL OR o.user_email <> '')
"""
_USED_BY_SOURCE = """
    SELECT DISTINCT e.order_id FROM {keys} CROSS JOIN order_events AS e CROSS JOIN record_spans AS sp
    CROSS JOIN batches AS b
    WHERE e.order_id = CAST(k.value AS BIGINT) AND b.id = sp.batch_id AND b.source_id = :source
        AND sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= e.id)
        AND sp.last_id >= e.id
"""
_LEGACY_NAMES = """
    SELECT l.name, l.user_id FROM {keys} CROSS JOIN legacy_names AS l
    WHERE l.source_id = :source AND l.role = 'customer' AND l.name = k.value
"""


@dataclass
class Disagreements:
    """Orders with another customer in the log: the first ones by their names, the `customers` of the very
    first, how often any was met, and whether there are `more` than are named."""

    numbers: dict[Key, str] = field(default_factory=dict)
    customers: dict[Key, str] = field(default_factory=dict)
    met: int = 0
    more: bool = False

    def add(self, key: Key, customers: str = "") -> None:
        """Count an order, and name it if it is one of the first; `customers` says who they are."""
        self.met += 1
        if len(self.numbers) < NAMED:
            self.numbers[key] = f"{key[0]}/{key[1]}" if key[0] else key[1]
        if len(self.customers) < WITH_CUSTOMERS and customers:
            self.customers.setdefault(key, customers)
        self.more |= key not in self.numbers

    def joined(self, other: Disagreements) -> Disagreements:
        """Both together."""
        both = Disagreements(more=self.more or other.more)
        customers = self.customers | other.customers
        for key in (*self.numbers, *other.numbers):
            both.add(key, customers.get(key, ""))
        return both

    def problem(self, *, of: str) -> str:
        """A sentence on them, where the log has them from `of`."""
        customers = [f"{self.numbers[key]} {whose}" for key, whose in self.customers.items()]
        return orders_problem([*self.numbers.values()], customers=customers, more=self.more, of=of)


class CustomerEvidence:
    """What the log has of an input's orders, chunk by chunk.

    `foreign` are orders whose customer comes from another source, or was recorded by hand, and that this
    source has brought no event of. `own` are those whose customer this source has brought; `own_agreeing`
    counts the others of these, whose customer is the same.
    """

    def __init__(self, connection: Connection, *, source: int | None, shop: str) -> None:
        self._connection, self._source, self._shop = connection, source, shop
        self.foreign, self.own = Disagreements(), Disagreements()
        self.own_agreeing = 0

    def add(self, subjects: pl.DataFrame) -> None:
        """Compare the orders of a chunk's `subjects` that name a customer."""
        named = self._customers(subjects)
        if not named:
            return
        known = list(self._known(named))
        ids = self._legacy_names(named) if known else {}
        foreign: dict[int, Key] = {}
        whose: dict[Key, str] = {}
        for order in known:
            key = (order.shop, order.number)
            found = _verdict(order, named[key], ids)
            is_own = order.source_id is not None and order.source_id == self._source
            if found == OTHER:
                here = ", ".join(named[key][:2])
                whose[key] = f"{order.email or order.name} and {here}"
            if found == OTHER and is_own:
                self.own.add(key, whose[key])
            elif found == OTHER:
                foreign[order.id] = key
            self.own_agreeing += found == SAME and is_own
        for key in self._unsettled(foreign):
            self.foreign.add(key, whose[key])

    def _customers(self, subjects: pl.DataFrame) -> dict[Key, list[str]]:
        """The customers that the records name, by order."""
        shop = pl.col("shop").fill_null(self._shop)
        pairs = pl.concat(
            subjects.select(shop, pl.col(name).alias("order"), "customer").drop_nulls()
            for name in ("order", "customer_order")
        ).unique(maintain_order=True)
        grouped = pairs.group_by("shop", "order", maintain_order=True).agg("customer")
        return {(shop, number): names for shop, number, names in grouped.iter_rows()}

    def _known(self, named: Mapping[Key, list[str]]) -> Iterator[Row[Any]]:
        """The log's orders of these that have a customer."""
        shops: dict[str, list[str]] = {}
        for shop, number in named:
            shops.setdefault(shop, []).append(number)
        for shop, numbers in shops.items():
            yield from rows_of_keys(self._connection, _IN_LOG, numbers, shop=shop)

    def _legacy_names(self, named: Mapping[Key, list[str]]) -> dict[str, int]:
        """Whom customers' names stand for in this source."""
        if self._source is None:
            return {}
        names = sorted({name for several in named.values() for name in several})
        rows = rows_of_keys(self._connection, _LEGACY_NAMES, names, source=self._source)
        return {row.name: row.user_id for row in rows if row.user_id is not None}

    def _unsettled(self, orders: Mapping[int, Key]) -> Iterator[Key]:
        """Those of these orders that this source has brought no event of so far."""
        if not orders:
            return
        used = rows_of_keys(self._connection, _USED_BY_SOURCE, [*orders], source=self._source)
        settled = {row.order_id for row in used}
        yield from (key for order, key in orders.items() if order not in settled)


def _verdict(order: Row[Any], names: list[str], ids: Mapping[str, int]) -> str | None:
    """Whether any customer that the input names is the log's: one that agrees outweighs the others."""
    if any(ids.get(name) == order.user_id and order.user_id is not None for name in names):
        return SAME
    found = {compare(name, email=order.email or "", name=order.name) for name in names}
    return SAME if SAME in found else OTHER if OTHER in found else None

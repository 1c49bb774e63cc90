"""Orders counted by when they began, by shop or by state, with what was paid for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Literal, TypeGuard

from events.periods import PERIODS, Period, period_of, place_of

OrderGrouping = Literal[Period, "shop", "state", "source"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedOrders:
    """What is counted of one order, or of several at once: when it began, None where that is not known; its
    state, empty before any step; what was paid by currency; a source of its events, empty for none; and the
    signs beside amounts whose currency is assumed, each with that. Only what they are grouped by must be
    right of several orders."""

    began: datetime | None
    shop: str
    state: str
    paid: Mapping[str, Decimal]
    orders: int = 1
    source: str = ""
    assumed: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderGroup:
    """The orders of a period, a shop or a state: how many, and what was paid for them by currency. `name` is
    empty for orders of the default shop, of no source, without a date or without a state."""

    name: str
    orders: int
    paid: Mapping[str, Decimal]


def is_period(by: OrderGrouping) -> TypeGuard[Period]:
    """Whether orders are grouped by time."""
    return by in PERIODS


def group_orders(orders: Iterable[CountedOrders], by: OrderGrouping, *, zone: tzinfo) -> list[OrderGroup]:
    """The groups, periods in their order and those without a date last, others by their number, most first.

    Periods are those of `zone`.
    """
    numbers: dict[str, int] = {}
    paid: dict[str, dict[str, Decimal]] = {}
    for order in orders:
        name = _name(order, by, zone)
        numbers[name] = numbers.get(name, 0) + order.orders
        sums = paid.setdefault(name, {})
        for currency, amount in order.paid.items():
            sums[currency] = sums.get(currency, Decimal()) + amount
    found = [OrderGroup(name=name, orders=number, paid=paid[name]) for name, number in numbers.items()]
    if is_period(by):
        return sorted(found, key=lambda one: (not one.name, place_of(one.name)))
    return sorted(found, key=lambda one: (-one.orders, one.name))


def _name(order: CountedOrders, by: OrderGrouping, zone: tzinfo) -> str:
    if by == "shop":
        return order.shop
    if by == "state":
        return order.state
    if by == "source":
        return order.source
    return period_of(order.began, by, zone) if order.began else ""

"""Sums of money by kind and period, each payment and refund counted once, and never across currencies."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from events.database.types import from_microseconds
from events.filters import EVERYTHING, Filters, conditions, of_orders, of_shop, with_condition
from events.periods import Period, period_of
from events.summaries.payments import Payment, by_status
from events.summaries.shop_signs import ShopSigns
from events.summaries.store import read_money, read_unsummed
from events.summaries.stored_summaries import read_summaries
from events.tables import order_events, orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.kind_store import StoredKinds
    from events.summaries.order_summary import OrderSummary
    from events.tables import Reader

MONEY = frozenset({Kind.PAID, Kind.REFUNDED})
"""Kinds whose amounts are added up."""
_READ = sorted({*MONEY, Kind.AUTHORIZED})
"""Kinds whose texts the sums need, for the currencies of signs and for refunds that say the order's total."""

_TOGETHER = 500
"""Orders whose currencies are read in one go."""


@dataclass(kw_only=True)
class MoneySum:
    """What the payments or refunds of a time add up to: how many there are, their amounts by currency code
    ("" where unknown) and how many of them each adds up, and of how many orders, and the number of those
    without a known amount. `assumed` counts the amounts written with a sign, by the sign and the currency
    that it was taken for."""

    times: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    orders: Counter[str] = field(default_factory=Counter)
    unknown: int = 0
    assumed: Counter[tuple[str, str]] = field(default_factory=Counter)
    _last: dict[str, int | None] = field(default_factory=dict)

    def add(self, payment: Payment, order: int | None) -> None:
        """Count one more payment of an order; those of an order come one after the other."""
        self.times += 1
        if payment.amount is None:
            self.unknown += 1
        else:
            known = self.amounts.get(payment.currency, Decimal())
            self.amounts[payment.currency] = known + payment.amount
            self.counts[payment.currency] += 1
            if self._last.get(payment.currency, 0) != order:
                self.orders[payment.currency] += 1
                self._last[payment.currency] = order
            if payment.sign:
                self.assumed[payment.sign, payment.currency] += 1


MoneyGrouping = Literal[Period, "shop"]
"""What sums are grouped by."""

SumsByPeriod = dict[tuple[Kind, str | None], MoneySum]
"""Sums by kind and period, as 2020-02, or by kind and shop; those of all have no name."""


def has_period(filters: Filters) -> bool:
    """Whether the filters choose a time, at whose edges the messages of one payment may be parted."""
    return filters.since is not None or filters.until is not None


def of_any_time(filters: Filters) -> Filters:
    """The same filters without their period, for the orders to which something happened in it: a payment is
    of the moment at which it was recorded first, and known in full by all of its messages."""
    theirs = conditions(order_events, EVERYTHING, Filters(since=filters.since, until=filters.until))
    touched = select(order_events.c.order_id).where(*theirs)
    whole = replace(filters, since=None, until=None)
    return with_condition(whole, lambda table: table.c.order_id.in_(touched))


def add_up(
    reader: Reader,
    filters: Filters,
    of_all_kinds: Filters,
    *,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    summed: frozenset[Kind],
    by: MoneyGrouping,
    zone: tzinfo,
) -> SumsByPeriod:
    """The sums of the kinds `summed`, by period or shop, of what passes the `filters`, which let all kinds of
    money through: these say what the sign beside an amount stands for. In a period they
    are those of the payments that were recorded first in it, known by all messages that pass the filters
    `of_all_kinds`."""
    found: SumsByPeriod = {}
    signs = ShopSigns(reader, legacy)
    read = of_any_time(of_all_kinds) if has_period(filters) else filters
    orders = read_summaries(reader, read, legacy=legacy, kinds=stored, summed=lambda _: _READ)
    adding = add_up_money(
        reader, orders, summed, found, zone, by=by, since=filters.since, until=filters.until, signs=signs
    )
    deque(adding, maxlen=0)
    return found


def add_up_stored(
    reader: Reader,
    filters: Filters,
    *,
    stored: StoredKinds | None,
    legacy: LegacyKind | None,
    summed: frozenset[Kind],
    by: MoneyGrouping,
    zone: tzinfo,
    shop: str | None = None,
) -> SumsByPeriod:
    """The same by the stored summaries, which must be up to date: of the period of `filters`, which have no
    others, and of all shops or one."""
    found: SumsByPeriod = {}
    signs = ShopSigns(reader, legacy)
    for order, of, payments in read_money(reader, shop=shop):
        for kind, payment in payments:
            if kind in summed and _is_in(payment, filters.since, filters.until):
                _add(found, kind, signs.known(payment, of), order, _group(payment, of, by, zone))
    unsummed = read_unsummed(reader)
    for start in range(0, len(unsummed), _TOGETHER):
        ids = unsummed[start : start + _TOGETHER]
        only = of_orders(ids) if shop is None else of_shop(of_orders(ids), shop)
        orders = read_summaries(reader, only, legacy=legacy, kinds=stored, summed=lambda _: _READ)
        adding = add_up_money(
            reader, orders, summed, found, zone, by=by, since=filters.since, until=filters.until, signs=signs
        )
        deque(adding, maxlen=0)
    return found


def add_up_money(
    reader: Reader,
    summaries: Iterable[OrderSummary],
    kinds: Iterable[Kind],
    found: SumsByPeriod,
    zone: tzinfo = UTC,
    *,
    signs: ShopSigns,
    by: MoneyGrouping = "month",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[OrderSummary]:
    """The same summaries; `found` gets the sums of their payments of `kinds`, by period in `zone` or by
    shop: of those that were recorded first from `since` and before `until`."""
    wanted, rest = sorted(kinds), iter(summaries)
    while some := list(islice(rest, _TOGETHER)):
        own = orders.c
        ids = [one.order for one in some if one.order is not None]
        rows = reader.execute(select(own.id, own.currency, own.shop).where(own.id.in_(ids))).all()
        known = {row.id: (row.currency, row.shop) for row in rows}
        for one in some:
            currency, shop = known.get(one.order or 0, ("", ""))
            one.currency = one.currency or currency
            one.code_of = signs.of_shop(shop)
            for kind in wanted:
                for payment in one.payments(kind) or by_status(one.steps.get(kind, ())):
                    if _is_in(payment, since, until):
                        _add(found, kind, payment, one.order, _group(payment, shop, by, zone))
        yield from some


def _is_in(payment: Payment, since: datetime | None, until: datetime | None) -> bool:
    if since is None and until is None:
        return True
    moment = from_microseconds(payment.date)
    return not ((since and moment < since) or (until and moment >= until))


def _group(payment: Payment, shop: str, by: MoneyGrouping, zone: tzinfo) -> str:
    return shop if by == "shop" else period_of(from_microseconds(payment.date), by, zone)


def _add(found: SumsByPeriod, kind: Kind, payment: Payment, order: int | None, group: str) -> None:
    for name in (group, None):
        found.setdefault((kind, name), MoneySum()).add(payment, order)

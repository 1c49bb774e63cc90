"""Sums of money by kind and month, each payment and refund counted once, and never across currencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from events.database.types import from_microseconds
from events.filters import EVERYTHING, Filters, conditions, with_condition
from events.summaries.payments import Payment
from events.tables import order_events, orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.summaries.order_summary import OrderSummary
    from events.tables import Reader

MONEY = frozenset({Kind.PAID, Kind.REFUNDED})
"""Kinds whose amounts are added up."""

_TOGETHER = 500
"""Orders whose currencies are read in one go."""


@dataclass(kw_only=True)
class MoneySum:
    """What the payments or refunds of a time add up to: how many there are, their amounts by currency code
    ("" where unknown) and how many of them each adds up, and the number of those without a known amount."""

    times: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    unknown: int = 0

    def add(self, payment: Payment) -> None:
        """Count one more payment."""
        self.times += 1
        if payment.amount is None:
            self.unknown += 1
        else:
            known = self.amounts.get(payment.currency, Decimal())
            self.amounts[payment.currency] = known + payment.amount
            self.counts[payment.currency] += 1

    def plus(self, other: MoneySum) -> MoneySum:
        """Both together, as for two months of a year."""
        amounts = dict(self.amounts)
        for currency, amount in other.amounts.items():
            amounts[currency] = amounts.get(currency, Decimal()) + amount
        return MoneySum(
            times=self.times + other.times,
            amounts=amounts,
            counts=self.counts + other.counts,
            unknown=self.unknown + other.unknown,
        )


SumsByMonth = dict[tuple[Kind, str], MoneySum]
"""Sums by kind and month, as 2020-02."""


def _by_status(order: OrderSummary, kind: Kind) -> list[Payment]:
    """The payment or refund of an order that only a status records, without its amount."""
    return [
        Payment(date=event.date, transaction="", written="", amount=None, currency="")
        for event in order.steps.get(kind, ())[:1]
    ]


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


def add_up_money(
    reader: Reader,
    summaries: Iterable[OrderSummary],
    kinds: Iterable[Kind],
    found: SumsByMonth,
    zone: tzinfo = UTC,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[OrderSummary]:
    """The same summaries; `found` gets the sums of their payments of `kinds`, by month in `zone`: of those
    that were recorded first from `since` and before `until`."""
    wanted, rest = sorted(kinds), iter(summaries)
    while some := list(islice(rest, _TOGETHER)):
        own = orders.c
        ids = [one.order for one in some if one.order is not None]
        known = reader.execute(select(own.id, own.currency).where(own.id.in_(ids))).all()
        currencies = {row.id: row.currency for row in known}
        for one in some:
            one.currency = one.currency or currencies.get(one.order or 0, "")
            for kind in wanted:
                for payment in one.payments(kind) or _by_status(one, kind):
                    moment = from_microseconds(payment.date)
                    if (since and moment < since) or (until and moment >= until):
                        continue
                    month = f"{moment.astimezone(zone):%Y-%m}"
                    found.setdefault((kind, month), MoneySum()).add(payment)
        yield from some

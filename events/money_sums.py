"""Sums of money by kind and month, each payment and refund counted once, and never across currencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from events.database.types import from_microseconds
from events.payments import Payment
from events.tables import orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.order_summary import OrderSummary
    from events.tables import Reader

MONEY = frozenset({Kind.PAID, Kind.REFUNDED})
"""Kinds whose amounts are added up."""

_TOGETHER = 500
"""Orders whose currencies are read in one go."""


@dataclass(kw_only=True)
class MoneySum:
    """What the payments or refunds of a time add up to: how many there are, their amounts by currency code
    ("" where unknown), and the number of those without a known amount."""

    times: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    unknown: int = 0

    def add(self, payment: Payment) -> None:
        """Count one more payment."""
        self.times += 1
        if payment.amount is None:
            self.unknown += 1
        else:
            known = self.amounts.get(payment.currency, Decimal())
            self.amounts[payment.currency] = known + payment.amount

    def plus(self, other: MoneySum) -> MoneySum:
        """Both together, as for two months of a year."""
        amounts = dict(self.amounts)
        for currency, amount in other.amounts.items():
            amounts[currency] = amounts.get(currency, Decimal()) + amount
        return MoneySum(times=self.times + other.times, amounts=amounts, unknown=self.unknown + other.unknown)


SumsByMonth = dict[tuple[Kind, str], MoneySum]
"""Sums by kind and month, as 2020-02."""


def _by_status(order: OrderSummary, kind: Kind) -> list[Payment]:
    """The payment or refund of an order that only a status records, without its amount."""
    return [
        Payment(date=event.date, transaction="", written="", amount=None, currency="")
        for event in order.steps.get(kind, ())[:1]
    ]


def add_up_money(
    reader: Reader,
    summaries: Iterable[OrderSummary],
    kinds: Iterable[Kind],
    found: SumsByMonth,
    zone: tzinfo = UTC,
) -> Iterator[OrderSummary]:
    """The same summaries; `found` gets the sums of their payments of `kinds`, by month in `zone`."""
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
                    month = f"{from_microseconds(payment.date).astimezone(zone):%Y-%m}"
                    found.setdefault((kind, month), MoneySum()).add(payment)
        yield from some

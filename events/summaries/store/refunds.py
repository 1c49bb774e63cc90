"""What orders and customers got back, by the stored summaries, which must be up to date: few have any, so
these are read, and no index holds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select

from events.amounts import with_codes
from events.summaries.store.rows import moved
from events.summaries.store.tables import summaries
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.tables import Condition, Reader

_own = summaries.c
_PAGE = 2000


def most_refunded_orders(reader: Reader, conditions: Sequence[Condition]) -> list[int]:
    """The ids of those orders that meet the conditions and had a refund, the largest amount in one currency
    first, and of equal ones the last added."""
    refunded = _refunded(reader, _own.order_id, conditions)
    return sorted(refunded, key=lambda one: (-refunded[one], -one))


def refunded_of_customers(reader: Reader) -> dict[int, Decimal]:
    """What each customer got back, in the currency in which it was the most; of those who had a refund."""
    return _refunded(reader, _own.owner, [_own.owner.is_not(None)])


def _refunded(reader: Reader, of: ColumnElement[Any], conditions: Sequence[Condition]) -> dict[int, Decimal]:
    rows = select(of, _own.money).where(_own.refunded.is_not(None), *conditions)
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        for one, money in result:
            sums = found[one]
            for kind, payment in moved(money):
                if kind is Kind.REFUNDED and payment.amount is not None:
                    sums[payment.currency] = sums.get(payment.currency, Decimal()) + payment.amount
    return {one: max(with_codes(sums).values(), default=Decimal()) for one, sums in found.items()}

"""What was paid for an order as columns that a database adds up exactly: whole numbers with a scale."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.summaries.payments import Payment

IN_PARTS = "?"
"""The unit of what one number cannot say, such as payments in two currencies: the payments are read then."""

_MOST = 10**11
"""Of smaller numbers, a database adds up millions in 8 bytes."""


def as_columns(money: Iterable[tuple[Kind, Payment]]) -> dict[str, Any]:
    """`paid_amount` with `paid_scale` decimals, and `paid_unit`: its currency and the sign beside it, which
    `unit_of` takes apart. All are None where no amount was paid; the unit is `IN_PARTS` where that cannot be
    said so."""
    paid = [(one.currency, one.sign, one.amount) for kind, one in money if kind is Kind.PAID]
    amounts = [amount for *_, amount in paid if amount is not None]
    units = {f"{currency}|{sign}" for currency, sign, amount in paid if amount is not None}
    if not amounts:
        return _columns(None, None, None)
    places = [-int(amount.as_tuple().exponent) for amount in amounts]
    number = sum(amounts, Decimal()).scaleb(max(places)) if min(places) >= 0 else Decimal(_MOST)
    if len(units) > 1 or abs(number) >= _MOST:
        return _columns(IN_PARTS, None, None)
    return _columns(units.pop(), int(number), max(places))


def unit_of(text: str) -> tuple[str, str]:
    """The currency and the sign of a `paid_unit`."""
    currency, _, sign = text.rpartition("|")
    return currency, sign


def amount_of(number: int, scale: int) -> Decimal:
    """The amount that a sum of `paid_amount` with this `paid_scale` is."""
    return Decimal(number).scaleb(-scale)


def _columns(unit: str | None, amount: int | None, scale: int | None) -> dict[str, Any]:
    return {"paid_unit": unit, "paid_amount": amount, "paid_scale": scale}

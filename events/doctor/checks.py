"""The checks of `events doctor`, for things that no shop can have done. A check is one declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, and_

from events import clock
from events.database.types import from_microseconds
from events.errors import UsageError
from events.vocabulary.kinds import Kind
from events.vocabulary.words import nearest

if TYPE_CHECKING:
    from events.summaries.order_summary import OrderSummary
    from events.summaries.totals import Totals
    from events.tables import Condition

SILENCE_DAYS = 400
_DAY = 86_400_000_000
_AFTER_1970 = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class OrderCheck:
    """A check of orders: `finder` describes what is wrong with one, or gives None.

    `suspects` gives the condition that the stored summaries of orders meet which may fail it. Those fail it,
    unless they `need_texts`. Without a condition, all orders are read. A check `is_of_keeping` where it is
    about what a source kept of its orders.
    """

    name: str
    sentence: str
    finder: Callable[[OrderSummary], str | None]
    suspects: Callable[[TableClause], Condition] | None = None
    need_texts: bool = False
    is_of_keeping: bool = False


@dataclass(frozen=True, kw_only=True)
class EventCheck:
    """A check of single events: `finder` gives the condition that wrong ones meet."""

    name: str
    sentence: str
    finder: Callable[[TableClause], Condition]


Check = OrderCheck | EventCheck


class UnknownCheckError(UsageError):
    """There is no check of this name."""

    def __init__(self, text: str, *, near: list[str]) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"There is no check {text!r}.{hint} They are: {', '.join(CHECKS)}.")


def _day(moment: int) -> str:
    return f"{from_microseconds(moment):%Y-%m-%d}"


def _shipped_before_paid(summary: OrderSummary) -> str | None:
    shipped, paid = summary.first.get(Kind.SHIPPED), summary.first.get(Kind.PAID)
    if shipped is None or paid is None or shipped >= paid:
        return None
    return f"shipped {_day(shipped)}, paid {_day(paid)}"


def _shipped_after_cancelled(summary: OrderSummary) -> str | None:
    if summary.is_partial(Kind.CANCELLED):
        return None
    again = [event.date for kind in (Kind.PLACED, Kind.PAID) for event in summary.steps.get(kind, ())]
    cancelled = [event.date for event in summary.steps.get(Kind.CANCELLED, ()) if not event.is_partial]
    for shipped in (event.date for event in summary.steps.get(Kind.SHIPPED, ())):
        before = max((date for date in cancelled if date < shipped), default=None)
        if before is not None and not any(before < date <= shipped for date in again):
            return f"cancelled {_day(before)}, shipped {_day(shipped)}"
    return None


def _refund_above_capture(summary: OrderSummary) -> str | None:
    if Kind.REFUNDED not in summary.steps:
        return None
    refunds, payments = summary.totals(Kind.REFUNDED), summary.totals(Kind.PAID)
    if refunds is None or refunds.has_unknown_amount or _is_unknown(payments):
        return None  # an unknown amount may be large enough
    paid = payments.sums if payments else {}
    over = [
        f"refunded {_money(back, unit)}, "
        + (f"captured {_money(paid[unit], unit)}" if paid.get(unit) else "and no payment is known")
        for unit, back in sorted(refunds.sums.items())
        if back > paid.get(unit, Decimal()) and (unit in paid or not paid)
    ]
    return "; ".join(over) or None


def _is_unknown(payments: Totals | None) -> bool:
    """Whether something was paid and nobody knows how much."""
    return payments is not None and (payments.has_unknown_amount or not payments.sums)


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:f} {currency}".rstrip()


def _silence(summary: OrderSummary) -> str | None:
    start, end = summary.silence
    days = (end - start) // _DAY
    if days < SILENCE_DAYS:
        return None
    return f"{days:,} days of silence, {_day(start)} to {_day(end)}"


def _no_placed(summary: OrderSummary) -> str | None:
    if Kind.PLACED in summary.first or summary.is_draft:
        return None
    kind, moment = next(iter(summary.first.items()))
    return f"begins with {kind.word}, {_day(moment)}"


CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        OrderCheck(
            name="shipped-before-paid",
            sentence="Goods left before money came in.",
            finder=_shipped_before_paid,
            suspects=lambda stored: stored.c.shipped < stored.c.paid,
        ),
        OrderCheck(
            name="shipped-after-cancelled",
            sentence="Goods left after the order was cancelled.",
            finder=_shipped_after_cancelled,
            suspects=lambda stored: and_(stored.c.shipped.is_not(None), stored.c.cancelled.is_not(None)),
            need_texts=True,
        ),
        OrderCheck(
            name="refund-above-capture",
            sentence="More money went back than came in.",
            finder=_refund_above_capture,
            suspects=lambda stored: stored.c.has_refund == 1,
            need_texts=True,
        ),
        OrderCheck(
            name="silence",
            sentence=f"Nothing happened for {SILENCE_DAYS} days inside an open order.",
            finder=_silence,
            suspects=lambda stored: stored.c.silence >= SILENCE_DAYS * _DAY,
        ),
        OrderCheck(
            name="no-placed",
            sentence="The order was never placed.",
            finder=_no_placed,
            suspects=lambda stored: and_(
                stored.c.placed.is_(None), stored.c.is_draft == 0, stored.c.last_event.is_not(None)
            ),
            is_of_keeping=True,
        ),
        EventCheck(
            name="in-the-future",
            sentence="Events that have not happened yet.",
            finder=lambda table: table.c.date > clock.now(),
        ),
        EventCheck(
            name="in-1970",
            sentence="Events of 1970 or before: a clock that was never set.",
            finder=lambda table: table.c.date < _AFTER_1970,
        ),
    )
}
"""Every check by name. To add one, add a declaration and its finder."""


def chosen(names: Sequence[str]) -> list[Check]:
    """The checks with these names, or all checks without names. Raises `UnknownCheckError`."""
    for name in names:
        if name not in CHECKS:
            raise UnknownCheckError(name, near=nearest(name, list(CHECKS)))
    return [check for name, check in CHECKS.items() if not names or name in names]

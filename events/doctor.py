"""Finds implausible histories: what a log contains that no shop can have done. A check is one declaration."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, func, select

from events import clock
from events.database.types import from_microseconds
from events.doctor_facts import Fact, OrderSources, split_facts
from events.errors import UsageError
from events.filters import TABLES, Filters
from events.next_commands import look_at_order
from events.order_summary import OrderSummary, Totals
from events.stored_summaries import read_summaries, with_currencies
from events.tables import Condition, orders
from events.timeline import PAGE
from events.vocabulary.kinds import Kind
from events.vocabulary.words import nearest

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.kind_store import StoredKinds
    from events.tables import Reader

SILENCE_DAYS = 400
_DAY = 86_400_000_000
_AFTER_1970 = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One implausible thing: `order` or `event` (or both) is where, `command` shows it."""

    shop: str
    order: str | None
    event: str | None
    details: str
    command: str


@dataclass(frozen=True, kw_only=True)
class OrderCheck:
    """A check of orders: `finder` describes what is wrong with one, or gives None."""

    name: str
    sentence: str
    finder: Callable[[OrderSummary], str | None]


@dataclass(frozen=True, kw_only=True)
class EventCheck:
    """A check of single events: `finder` gives the condition that wrong ones meet."""

    name: str
    sentence: str
    finder: Callable[[TableClause], Condition]


Check = OrderCheck | EventCheck


@dataclass(kw_only=True)
class Examined:
    """What a check found: the number of findings, and the first of them.

    `facts` are of sources most of whose orders fail the check. These orders are no findings.
    """

    check: Check
    count: int = 0
    findings: list[Finding] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


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


def _refund_above_capture(summary: OrderSummary) -> str | None:
    if Kind.REFUNDED not in summary.steps:
        return None
    refunds, payments = summary.totals(Kind.REFUNDED), summary.totals(Kind.PAID)
    if refunds is None or refunds.has_unknown_amount or _is_unknown(payments):
        return None  # an unknown amount may be large enough
    paid = payments.sums if payments else {}
    over = [
        f"refunded {_money(back, unit)}, captured {_money(paid.get(unit, Decimal()), unit)}"
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
        ),
        OrderCheck(
            name="refund-above-capture",
            sentence="More money went back than came in.",
            finder=_refund_above_capture,
        ),
        OrderCheck(
            name="silence",
            sentence=f"Nothing happened for {SILENCE_DAYS} days inside an open order.",
            finder=_silence,
        ),
        OrderCheck(name="no-placed", sentence="The order was never placed.", finder=_no_placed),
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


def examine(
    reader: Reader,
    checks: Iterable[Check],
    *,
    limit: int,
    legacy: LegacyKind | None = None,
    stored: StoredKinds | None = None,
    sources: OrderSources | None = None,
) -> list[Examined]:
    """What each check finds: everything is counted, and the first `limit` findings are returned.

    Orders are read once for all checks, and not at all if only events are checked. With `sources`, a check
    that most orders of a source fail gives a fact about the source. `stored` kinds take the place of
    classifying messages with the `legacy` words.
    """
    found = [Examined(check=check) for check in checks]
    of_orders = {one.check.name: one.check for one in found if isinstance(one.check, OrderCheck)}
    failing = _failing_orders(reader, list(of_orders.values()), legacy, stored) if of_orders else {}
    split = split_facts(failing, sources)
    for one in found:
        if isinstance(one.check, EventCheck):
            _examine_events(reader, one, one.check, limit)
            continue
        orders = split[one.check.name]
        one.facts, one.count = list(orders.facts), orders.count
        one.findings = _findings(reader, one.check, list(islice(orders.others, limit)), legacy, stored)
    return found


def _failing_orders(
    reader: Reader, checks: list[OrderCheck], legacy: LegacyKind | None, stored: StoredKinds | None
) -> dict[str, array[int]]:
    """The ids of the orders that fail each check."""
    failing = {check.name: array("q") for check in checks}
    for summary in with_currencies(reader, read_summaries(reader, Filters(), legacy=legacy, kinds=stored)):
        for check in checks:
            if check.finder(summary) is not None:
                failing[check.name].append(summary.order or 0)
    return failing


def _findings(
    reader: Reader,
    check: OrderCheck,
    ids: list[int],
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
) -> list[Finding]:
    """The findings in these orders, in the order of `ids`. They are read again: a log may have millions."""
    if not ids:
        return []
    found: dict[int, str] = {}
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        only = Filters(extra_condition=lambda table, page=page: table.c.order_id.in_(page))  # type: ignore[misc]
        summaries = read_summaries(reader, only, legacy=legacy, kinds=stored)
        for summary in with_currencies(reader, summaries):
            found[summary.order or 0] = check.finder(summary) or ""
    numbers = _numbers(reader, ids)
    return [_of_order(*numbers[order], found[order]) for order in ids]


def _numbers(reader: Reader, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Shop and number of orders by id, read in pages."""
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), PAGE):
        page = orders.c.id.in_(ids[start : start + PAGE])
        rows = reader.execute(select(orders.c.id, orders.c.shop, orders.c.number).where(page))
        found |= {order: (shop, number) for order, shop, number in rows}
    return found


def _of_order(shop: str, number: str, details: str) -> Finding:
    command = look_at_order(number, shop=shop)
    return Finding(shop=shop, order=number, event=None, details=details, command=command)


def _examine_events(reader: Reader, examined: Examined, check: EventCheck, limit: int) -> None:
    for letter, table in TABLES.items():
        wrong = check.finder(table)
        examined.count += reader.scalar(select(func.count()).select_from(table).where(wrong)) or 0
        rows = (
            select(table.c.id, table.c.date, orders.c.shop, orders.c.number)
            .select_from(table)
            .outerjoin(orders, orders.c.id == table.c.order_id)
            .where(wrong)
            .order_by(table.c.date, table.c.id)
            .limit(limit - len(examined.findings))
        )
        for number, date, shop, order in reader.execute(rows):
            event = f"{letter}{number}"
            examined.findings.append(
                Finding(
                    shop=shop or "",
                    order=order,
                    event=event,
                    details=f"dated {date:%Y-%m-%d %H:%M}",
                    command=f"events show {event}",
                )
            )

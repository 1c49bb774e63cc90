"""What was paid and refunded, and what is left of it: a row for each period, or shop, and currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from cli.arguments.filters import FilterArgs
from cli.context import Context
from cli.render import safe, standing
from cli.render.amount_notes import assumed_notes
from cli.render.layout import Span
from cli.render.palette import Ink
from cli.render.quiet import folded
from cli.render.table import Column, table
from events import kind_filter
from events.amounts import SHARED_SIGNS
from events.errors import UsageError
from events.periods import PERIODS, left_out, with_empty
from events.statistics.counted_notes import without_corrections
from events.statistics.money_sums import MONEY, MoneyGrouping, MoneySum, SumsByPeriod, add_up, add_up_stored
from events.tables import orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.classified_events import LegacyKind
    from events.kind_store import StoredKinds


@dataclass(frozen=True, kw_only=True)
class MoneyRow:
    """The payments and refunds of one currency in a period or shop: `name` is None for those of all time."""

    name: str | None
    currency: str
    paid: MoneySum = field(default_factory=MoneySum)
    refunded: MoneySum = field(default_factory=MoneySum)

    def amount(self, kind: Kind) -> Decimal:
        """What was paid or refunded."""
        of = self.paid if kind is Kind.PAID else self.refunded
        return of.amounts.get(self.currency, Decimal())

    @property
    def orders(self) -> int:
        """The number of orders of these payments."""
        return self.paid.orders[self.currency]

    @property
    def average(self) -> Decimal | None:
        """What was paid for an order."""
        if not self.orders:
            return None
        paid = self.amount(Kind.PAID)
        places = max(2, -int(paid.as_tuple().exponent))
        return (paid / self.orders).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)

    @property
    def net(self) -> Decimal:
        """What is left of what was paid."""
        return self.amount(Kind.PAID) - self.amount(Kind.REFUNDED)


def check_money(kinds: frozenset[Kind], by: str | None) -> None:
    """Raises `UsageError` for kinds without amounts, and for groups of which no sums are known."""
    others = ", ".join(sorted(kind.word for kind in kinds - MONEY))
    if others:
        raise UsageError(f"--sum adds up what was paid and refunded: leave out {others}.")
    if by == "currency":
        raise UsageError("--sum has a row for each currency already: leave out --by currency.")
    if by is not None and by not in (*PERIODS, "shop"):
        raise UsageError(
            f"--sum is grouped by {', '.join(PERIODS)} or shop, not by {by}. What each customer paid: "
            "events customers --sort paid"
        )


def print_money(
    context: Context,
    reader: Connection,
    asked: FilterArgs,
    *,
    by: MoneyGrouping | None,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    is_stored: bool,
    format: str,
) -> None:
    """Print the sums of the payments and refunds that pass the filters, by `by` and currency. With
    `is_stored`, by the stored summaries, which must be up to date."""
    summed = asked.kinds() or MONEY
    of_all = asked.filters(context.zone, reader)
    group, zone = by or "year", UTC if format != "text" else context.zone
    if is_stored:
        found = add_up_stored(
            reader, of_all, legacy=legacy, stored=stored, summed=summed, by=group, zone=zone, shop=asked.shop
        )
    else:
        # All kinds of money say what a sign stands for, and which refund repeats the order's total.
        money = MONEY | {Kind.AUTHORIZED}
        chosen = without_corrections(kind_filter.restrict_to_kinds(reader, of_all, money, legacy, stored))
        found = add_up(
            reader, chosen, of_all, legacy=legacy, stored=stored, summed=summed, by=group, zone=zone
        )
    rows = list(_rows(found, by, is_grid=format != "text")) if by else []
    totals = list(_of_group(found, None, ()))
    if format != "text":
        columns = (*([by] if by else []), "currency", *_columns(summed))
        context.write((_record(row, by, summed) for row in rows or totals), columns, format=format)
    elif totals:
        context.out.page(_lines(context, [*rows, *totals], by, summed))
    if not totals:
        nothing = " or ".join(sorted(kind.word for kind in summed))
        context.info(f"Nothing was {nothing} in what was chosen.")
    context.info_if(left_out((name for _, name in found if name), by or ""))
    context.info_if(signs_note(reader, found, shop=asked.shop))


def may_be_stored(asked: FilterArgs) -> bool:
    """Whether stored summaries have what the filters choose: a time, a shop and kinds."""
    return replace(asked, since=None, until=None, shop=None, kind=None) == FilterArgs()


def signs_note(reader: Connection, found: SumsByPeriod, *, shop: str | None) -> str:
    """Sentences on amounts whose currency is assumed, and on those of several shops whose sign may stand for
    several currencies; empty where there are none."""
    totals = [one for (_, name), one in found.items() if name is None]
    notes = [*assumed_notes(sum((one.assumed for one in totals), Counter()))]
    signs = SHARED_SIGNS.keys() & {unit for one in totals for unit in one.amounts}
    if signs and not shop:
        first, last = reader.execute(select(func.min(orders.c.shop), func.max(orders.c.shop))).one()
        notes += [_open_signs(signs)] if first != last else []
    return " ".join(notes)


def _open_signs(signs: Iterable[str]) -> str:
    return (
        f"Amounts written {' or '.join(sorted(signs))} may be of different currencies in different shops: "
        "nothing in these shops says which. To name it, undo the import and repeat it with "
        "--set \"currency='USD'\"."
    )


def _rows(found: SumsByPeriod, by: MoneyGrouping, *, is_grid: bool) -> Iterator[MoneyRow]:
    """The rows of each period or shop: those of its currencies, or in a grid those of all of them. A
    period of nothing has a row, too."""
    names = {name for _, name in found if name is not None}
    in_order = sorted(names) if by == "shop" else with_empty(names, by) if names else []
    currencies = sorted({unit for one in found.values() for unit in one.amounts})
    alone = currencies if is_grid or len(currencies) == 1 else [""]
    for name in in_order:
        yield from _of_group(found, name, currencies if is_grid else () if name in names else alone)


def _of_group(found: SumsByPeriod, name: str | None, more: Sequence[str]) -> Iterator[MoneyRow]:
    none = MoneySum()
    paid, refunded = (found.get((kind, name), none) for kind in (Kind.PAID, Kind.REFUNDED))
    units = sorted({*paid.amounts, *refunded.amounts, *more})
    yield from (MoneyRow(name=name, currency=unit, paid=paid, refunded=refunded) for unit in units)
    if paid.unknown or refunded.unknown:
        yield MoneyRow(name=name, currency=_NO_AMOUNT, paid=paid, refunded=refunded)


_NO_AMOUNT = "?"
"""Stands for payments and refunds without a known amount; no currency is called so."""


def _columns(summed: frozenset[Kind]) -> tuple[str, ...]:
    paid = ("orders", "payments", "paid", "average") if Kind.PAID in summed else ()
    refunded = ("refunds", "refunded") if Kind.REFUNDED in summed else ()
    return (*paid, *refunded, *(("net",) if paid and refunded else ()))


def _record(row: MoneyRow, by: str | None, summed: frozenset[Kind]) -> dict[str, Any]:
    """A row as plain values; where no amount is known, only the numbers of payments and refunds."""
    own = {by: row.name or None} if by else {}
    if row.currency == _NO_AMOUNT:
        blank = dict.fromkeys(("currency", *_columns(summed)))
        numbers = {"payments": row.paid.unknown, "refunds": row.refunded.unknown}
        return {**own, **blank, **{name: number for name, number in numbers.items() if name in blank}}
    values = {
        "orders": row.orders,
        "payments": row.paid.counts[row.currency],
        "paid": f"{row.amount(Kind.PAID):f}",
        "average": f"{row.average:f}" if row.average is not None else None,
        "refunds": row.refunded.counts[row.currency],
        "refunded": f"{row.amount(Kind.REFUNDED):f}",
        "net": f"{row.net:f}",
    }
    return {**own, "currency": row.currency or None, **{name: values[name] for name in _columns(summed)}}


def _lines(
    context: Context, rows: Sequence[MoneyRow], by: str | None, summed: frozenset[Kind]
) -> Iterator[list[Span]]:
    names = _columns(summed)
    optional = {"average": 3, "payments": 2, "refunds": 1}
    first = [Column(title=by)] if by else []
    columns = [*first, *(Column(title=name, right=True, optional=optional.get(name, 0)) for name in names)]
    cells: list[list[Span]] = []
    for label, row in folded(rows, _is_quiet, by if by in PERIODS else None):
        first_cell = [(label, Ink.DIM)] if label else _name(row, by)
        cells.append([*first_cell, *(_cell(row, name, row.name is None) for name in names)])
    return table(columns, cells, width=context.out.table_width)


def _is_quiet(row: MoneyRow) -> bool:
    """Whether nothing was paid or refunded in a period."""
    return row.name is not None and not (row.paid.times or row.refunded.times)


def _name(row: MoneyRow, by: str | None) -> list[Span]:
    if not by:
        return []
    return [("in all", Ink.STRONG) if row.name is None else (safe.line(row.name) or "(default)", Ink.PLAIN)]


def _cell(row: MoneyRow, name: str, is_total: bool) -> Span:
    ink = Ink.STRONG if is_total else Ink.PLAIN
    if row.currency == _NO_AMOUNT:
        number = {"payments": row.paid.unknown, "refunds": row.refunded.unknown}.get(name)
        words = {"paid": "unknown", "refunded": "unknown"} if number is None else {}
        of = {"paid": row.paid.unknown, "refunded": row.refunded.unknown}.get(name)
        return (f"{number:,}" if number else words.get(name, "") if of else "", Ink.DIM)
    counts = {
        "orders": row.orders,
        "payments": row.paid.counts[row.currency],
        "refunds": row.refunded.counts[row.currency],
    }
    if name in counts:
        return (f"{counts[name]:,}", ink if counts[name] else Ink.DIM)
    amounts = {
        "paid": row.amount(Kind.PAID),
        "average": row.average,
        "refunded": row.amount(Kind.REFUNDED),
        "net": row.net,
    }
    amount = amounts[name]
    return (standing.sums({row.currency: amount}) if amount is not None else "", ink if amount else Ink.DIM)

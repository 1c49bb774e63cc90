"""Orders counted by month, shop or state, as a table and as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.lists.orders import Sorting, read_orders
from cli.lists.paging import ALL
from cli.render import bars, records, safe, standing
from cli.render.amount_notes import assumed_signs
from cli.render.layout import Span
from cli.render.palette import Ink
from cli.render.people import counted
from cli.render.quiet import folded
from cli.render.table import Column, table
from events import clock
from events.errors import UsageError
from events.order_groups import CountedOrders, OrderGroup, OrderGrouping, group_orders, is_period
from events.periods import Period, left_out, with_empty
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Select

    from events.lists import OrderFilter, OrderRow
    from events.summaries.totals import TotalsByKind
    from events.tables import Reader

COLUMNS = ("group", "name", "orders", "paid")
_BAR = 24
_UNKNOWN = {"shop": "(default)", "state": "no step yet", "source": "(recorded here)"}


def check_counted(*, sort: str | None, page: int | None) -> None:
    """Raises `UsageError` for options of lists of orders, which say nothing of counts."""
    for name, value in (("--sort", sort), ("--page", page)):
        if value is not None:
            raise UsageError(
                f"{name} is for lists of orders. With --by all groups are printed, or those of --limit: "
                f"leave out {name}."
            )


def print_counts(
    context: Context,
    reader: Reader,
    chosen: OrderFilter,
    *,
    by: OrderGrouping,
    status: str,
    is_stored: bool,
    noun: str,
    size: int | None,
    is_reversed: bool,
    format: str,
) -> None:
    """Print the numbers of the chosen orders in a state; of at most `size` groups, the last ones of periods.

    Raises `UsageError` for a format of names.
    """
    if format == "ids":
        raise UsageError("Counts have no ids: choose --format csv or json, or leave out --by.")
    zone = UTC if format != "text" else context.zone
    found, note = _read(reader, chosen, by, zone=zone, status=status, is_stored=is_stored)
    assumed: set[tuple[str, str]] = set()
    groups = group_orders(_noting(found, assumed), by, zone=zone)
    if is_period(by):
        groups = list(_without_gaps(groups, by))
    in_all, number = sum(one.orders for one in groups), len(groups)
    if size is not None:
        groups = groups[-size:] if is_period(by) else groups[:size]
    if is_reversed:
        groups.reverse()
    if format != "text":
        context.write((_record(one, by) for one in groups), COLUMNS, format=format)
    elif groups:
        _print(context, groups, by)
    cut = f"; {len(groups)} of {counted(number, by)}" if len(groups) < number else ""
    if by == "source" and number > 1:
        cut += "; one with events of several sources counts for each of them"
    context.info(f"{counted(in_all, noun)}{cut}" if in_all else "No orders.")
    context.info_if(left_out((one.name for one in groups if one.name), by))
    context.info_if(note)
    context.info_if(assumed_signs(assumed))


def _noting(orders: Iterable[CountedOrders], assumed: set[tuple[str, str]]) -> Iterator[CountedOrders]:
    for one in orders:
        assumed |= one.assumed
        yield one


def _read(
    reader: Reader, chosen: OrderFilter, by: OrderGrouping, *, zone: tzinfo, status: str, is_stored: bool
) -> tuple[Iterable[CountedOrders], str]:
    from importers.ledger.order_sources import source_names, systems_of_orders

    if is_stored:
        from events.summaries import store as summary_store
        from events.summaries.shop_signs import ShopSigns
        from importers.ledger.provenance import legacy_word

        names = source_names(reader) if by == "source" else {}
        signs = ShopSigns(reader, legacy_word)
        how = summary_store.Counting(by=by, zone=zone, source_names=names, code_in=signs.code_in)
        return summary_store.read_counted_orders(reader, chosen, how, status=status, now=clock.now()), ""
    sources = systems_of_orders() if by == "source" else None
    page = read_orders(reader, chosen, status=status, sort=Sorting(by="age"), page=1, size=ALL)
    return _counted(reader, page.rows, sources), page.note


def _counted(
    reader: Reader, rows: Iterable[tuple[OrderRow, TotalsByKind]], sources: Select[Any] | None
) -> Iterator[CountedOrders]:
    """The orders, once for each of their sources where these are asked for."""
    known: dict[int, list[str]] = defaultdict(list)
    for order, source in reader.execute(sources) if sources is not None else ():
        known[order].append(source)
    for row, totals in rows:
        paid = totals.get(Kind.PAID)
        for source in known.get(row.id, [""]):
            yield CountedOrders(
                began=row.began,
                shop=row.shop,
                state=totals.standing.state.value if totals.standing else "",
                paid=paid.sums if paid else {},
                source=source,
                assumed=paid.assumed if paid else frozenset(),
            )


def _record(one: OrderGroup, by: OrderGrouping) -> dict[str, Any]:
    paid = records.sums_of(one.paid)
    return {"group": by, "name": one.name or None, "orders": one.orders, "paid": paid}


def _print(context: Context, groups: Sequence[OrderGroup], by: OrderGrouping) -> None:
    most = max(one.orders for one in groups)
    rows: list[list[Span]] = []
    for label, one in folded(groups, lambda one: not one.orders, by if is_period(by) else None):
        name = one.name.replace("_", " ") if by == "state" else one.name
        row = [
            (label or safe.line(name) or _unknown(by), Ink.DIM if label else Ink.PLAIN),
            (f"{one.orders:,}", Ink.PLAIN),
            (bars.bar(one.orders, most, _BAR), Ink.INFO),
            (standing.sums(one.paid) if one.paid else "", Ink.PLAIN),
        ]
        rows.append(row)
    columns = (
        Column(title=by),
        Column(title="orders", right=True),
        Column(title="", optional=1),
        Column(title="paid", right=True),
    )
    context.out.page(table(columns, rows, width=context.out.table_width))


def _unknown(by: OrderGrouping) -> str:
    return _UNKNOWN.get(by, "no date")


def _without_gaps(groups: Sequence[OrderGroup], by: Period) -> Iterator[OrderGroup]:
    """The periods with those between them in which no order began."""
    dated = {one.name: one for one in groups if one.name}
    for name in with_empty(dated, by) if dated else ():
        yield dated.get(name) or OrderGroup(name=name, orders=0, paid={})
    yield from (one for one in groups if not one.name)

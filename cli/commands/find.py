"""`events find`: orders, people and events by any part of what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments.options import NamedFormat
from cli.context import Context, get_context

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cli.render.find import Answer
    from events.lists import OrderRow
    from events.summaries.totals import TotalsByKind
    from events.timeline import TimelineEntry


def find(
    ctx: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...", help="Part of an order number, an e-mail or a name; or words of an event."
        ),
    ],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Rows of each kind.")] = 5,
    format: NamedFormat = "text",
) -> None:
    """Find orders, people and events by part of a number, e-mail, name or text.

    Order numbers match without regard to `#` and leading zeros, also in the middle: 101 finds 000000101 and
    101-1. Events match by the beginnings of words, such as a tracking number, and by the whole id of their
    legacy record, such as that of a charge; in a large log without a search index, by words only where
    nothing else matches. Each result shows the command that opens it.
    """
    context = get_context(ctx)
    with context.reader() as reader:
        from cli.render import find as rendering

        answer = _answer(context, reader, " ".join(text), limit)
        if format == "text":
            context.out.page(rendering.lines(answer, width=context.out.width, zone=context.zone))
        else:
            context.write(rendering.results(answer), rendering.COLUMNS, format=format)


def _answer(context: Context, reader: Connection, text: str, limit: int) -> Answer:
    from cli.event_view import enrich
    from cli.render.find import Answer
    from cli.timelines.index import prepare_index
    from events import find as finding
    from events import search as searching
    from events.filters import Filters

    matches = finding.find(reader, text, limit=limit)
    totals = _totals(reader, matches.orders)
    query = searching.parse(text)
    named = _of_legacy_id(reader, text, limit)
    if (matches.orders or matches.customers or named) and searching.takes_long(reader):
        context.info(f"Events were not searched: their index is missing. To build it: {_search(text)}")
        found_so_far = list(enrich(reader, named))
        return Answer(
            text=text,
            matches=matches,
            query=query,
            events=found_so_far,
            events_in_all=len(named),
            totals=totals,
        )
    prepare_index(context, reader)
    found = searching.find(reader, query, Filters(), limit=limit, by_rank=True)
    more = [one for one in found.entries if one.id not in {entry.id for entry in named}]
    total = None if found.total is None else found.total + len(named) + len(more) - len(found.entries)
    return Answer(
        text=text,
        matches=matches,
        query=query,
        events=list(enrich(reader, [*named, *more][:limit])),
        events_in_all=total,
        totals=totals,
    )


def _totals(reader: Connection, orders: Sequence[OrderRow]) -> dict[int, TotalsByKind]:
    """What the events of these orders add up to, by their ids."""
    if not orders:
        return {}
    from events.list_totals import add_order_totals
    from importers.ledger.provenance import legacy_word

    return {row.id: totals for row, totals in add_order_totals(reader, orders, legacy_word)}


def _search(text: str) -> str:
    """The command that searches in events."""
    from cli.render import safe
    from events.next_commands import joined

    return safe.line(joined(["events", "search", *(["--"] if text.startswith("-") else []), text]))


def _of_legacy_id(reader: Connection, text: str, limit: int) -> list[TimelineEntry]:
    """The events of the records that had this id in the legacy data."""
    from events.filters import CUSTOMER, ORDER
    from events.timeline import by_numbers
    from importers.ledger.legacy_ids import records_of

    records = records_of(reader, text.strip(), limit=limit)
    of_orders = by_numbers(reader, ORDER, [one for one in records if one > 0])
    return [*of_orders, *by_numbers(reader, CUSTOMER, [-one for one in records if one < 0])]

"""`events find`: orders, people and events by any part of what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    101-1. Events match by the beginnings of words, and by the whole id of their legacy record, such as a
    charge's. If none does and the log has at most 300,000 events, the text is also searched for within words
    (the end of a tracking number), in numbers that are written differently, and in columns that were only
    kept with their record. Each result shows the command that opens it.
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
    from events.search import within

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
    if not matches.customers and found.people:
        matches = finding.with_people(reader, matches, sorted(found.people), limit=limit)
    if not (named or found.entries) and within.can_look(reader, text):
        return _within(reader, Answer(text=text, matches=matches, query=query, totals=totals), limit)
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


def _within(reader: Connection, answer: Answer, limit: int) -> Answer:
    """The answer with events that have the text within their words, or in columns kept with their records."""
    from cli.event_view import enrich
    from events.search import within
    from importers.ledger.kept_columns import records_with

    text, place = answer.text.strip(), "within words"
    found = within.find(reader, text, limit=limit + 1)
    if not found:
        is_number, place = within.is_number(text), "in other columns of their records"
        found = _of_records(reader, records_with(reader, text, is_number=is_number, limit=limit + 1))
    return replace(
        answer,
        events=list(enrich(reader, found[:limit])),
        events_in_all=len(found) if len(found) <= limit else None,
        place=place,
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
    from importers.ledger.legacy_ids import records_of

    return _of_records(reader, records_of(reader, text.strip(), limit=limit))


def _of_records(reader: Connection, records: Sequence[int]) -> list[TimelineEntry]:
    from events.filters import CUSTOMER, ORDER
    from events.timeline import by_numbers

    of_orders = by_numbers(reader, ORDER, [one for one in records if one > 0])
    return [*of_orders, *by_numbers(reader, CUSTOMER, [-one for one in records if one < 0])]

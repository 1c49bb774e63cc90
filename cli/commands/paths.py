"""`events paths` and `events waits`: what years of orders show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments.filters import FilterArgs, narrowed
from cli.arguments.options import ListFormat
from cli.context import Context, get_context
from cli.render import order_paths as rendering
from cli.timelines.kinds import KnownKinds, prepare_kinds, prepare_summaries, unknown_note
from events.periods import Period

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.filters import Filters


@narrowed("since", "until", "batch", "source", "legacy", "shop")
def paths(
    ctx: typer.Context,
    asked: FilterArgs,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Paths to show.")] = 10,
    format: ListFormat = "text",
) -> None:
    """Show the paths that orders take through their steps, the most frequent first.

    Steps are placed, authorized, paid, failed, shipped, delivered, returned, refunded, disputed (won, lost)
    and cancelled, each at its first time. Each path has its share of the orders with a step, the median time
    from its first step to its last, the money that went back, and three orders to open.
    """
    context = get_context(ctx)
    with _reading(context, asked) as (reader, filters, kinds, has_summaries):
        from events.statistics.order_paths import find_paths

        found = find_paths(
            reader,
            filters,
            limit=limit,
            legacy=kinds.legacy,
            stored=kinds.stored,
            has_summaries=has_summaries,
        )
        note = unknown_note(reader)
    if format == "text":
        context.out.page(rendering.path_lines(found, width=context.out.width))
    else:
        context.write(rendering.path_records(found), rendering.PATH_COLUMNS, format=format)
    context.info_if(note)


@narrowed("since", "until", "batch", "source", "legacy", "shop")
def waits(
    ctx: typer.Context,
    asked: FilterArgs,
    steps: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FROM TO]", help="Two steps, e.g. paid shipped; one shows waits with it."),
    ] = None,
    by: Annotated[
        Period,
        typer.Option(
            metavar="GROUP",
            help="By when the wait began: year, quarter, month, week, day, weekday or hour of the day.",
        ),
    ] = "year",
    format: ListFormat = "text",
) -> None:
    """Show how long orders take from one step to another, grouped by when the wait began.

    Each wait has the orders that it covers, the median (of an even number, the mean of the two in the
    middle), the average, the time that 90 % of them do not exceed, which is one that occurred, and the three
    orders that waited longest. Orders that had the steps the other way round are not counted. Those that took
    a step without an event of it, as a later one says (delivered, and never shipped), are named first.
    """
    from events.statistics.order_paths import pairs_of

    context = get_context(ctx)
    pairs = pairs_of(steps or [])
    with _reading(context, asked) as (reader, filters, kinds, has_summaries):
        from events.statistics.order_paths import find_waits

        found = find_waits(
            reader,
            filters,
            legacy=kinds.legacy,
            stored=kinds.stored,
            has_summaries=has_summaries,
            pairs=pairs,
            by=by,
            zone=context.zone if format == "text" else UTC,
            has_whole_orders=replace(asked, shop=None) == FilterArgs(),
        )
        note = unknown_note(reader)
    if format == "text":
        width = context.out.width
        context.out.page(rendering.wait_lines(found, pairs, by=by, shop=asked.shop, width=width))
    else:
        context.write(rendering.wait_records(found, by=by), rendering.wait_columns(by), format=format)
        for lacking in found.without_event:
            context.info(rendering.without_event(lacking, asked.shop))
    context.info_if(note)


@contextmanager
def _reading(context: Context, asked: FilterArgs) -> Iterator[tuple[Connection, Filters, KnownKinds, bool]]:
    with context.reader() as reader:
        kinds = prepare_kinds(context, reader)
        filters = asked.filters(context.zone, reader)
        has_summaries = not filters.hiding and prepare_summaries(context, reader, kinds)
        yield reader, filters, kinds, has_summaries

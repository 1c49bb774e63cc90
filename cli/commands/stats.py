"""`events stats`: counts of events, and sums of money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.arguments.filters import FilterArgs, narrowed
from cli.arguments.groups import GROUPS, check_groups, known_groups
from cli.arguments.options import ListFormat
from cli.context import Context, get_context
from cli.lists.remarks import few_placed_note, remarks_note
from cli.render import formats, stats_records
from cli.render import stats as counts
from cli.timelines.kinds import (
    KnownKinds,
    known_kinds,
    lacking_note,
    prepare_kinds,
    prepare_summaries,
    unknown_note,
)
from events.periods import PERIODS, left_out

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.filters import Filters
    from events.periods import Period
    from events.statistics.event_counts import EventCount
    from events.statistics.money_sums import MoneyGrouping
    from events.statistics.stats import Stats
    from events.vocabulary.kinds import Kind


_AUTHORS, _FEW = 10, 2
"""The authors that are listed, and as many more as would not be worth hiding."""


@narrowed(
    "type",
    "kind",
    "since",
    "until",
    "user",
    "grep",
    "batch",
    "source",
    "legacy",
    "order",
    "customer",
    "shop",
    "system",
)
def stats(
    ctx: typer.Context,
    asked: FilterArgs,
    *,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="GROUP",
            callback=known_groups,
            autocompletion=lambda: list(GROUPS),
            help="Only this group: month, day, week, quarter, year, weekday, hour, type, kind, author, "
            "source or shop; the sums of each currency; or the wordings of legacy messages (message). "
            "Twice: both at once (--by author --by kind).",
        ),
    ] = None,
    authors: Annotated[
        int | None, typer.Option("--authors", min=1, metavar="N", help="Number of authors to list (10).")
    ] = None,
    sum: Annotated[
        bool,
        typer.Option(
            "--sum", help="Only the amounts: what was paid, refunded and left, with --by month, year, shop …"
        ),
    ] = False,
    format: ListFormat = "text",
) -> None:
    """Count events by month, type, kind, author, source and shop, and add up money.

    `events waits` measures how long orders take. A calendar shades the days of the last 53 weeks. Legacy
    messages count by their meaning. Months and days are those of --display-tz, in data formats of UTC.
    Words that are kinds filter by them: `events stats shipped refunded --by month` counts each on its own.
    `--kind paid` and `--kind refunded` add up the amounts, with --by month or year those of each, and
    `--by currency` both of each currency. With --since and --until a payment counts if it was recorded first
    in that time, however often it is mentioned later. `--kind legacy --by message` shows which messages have
    no known meaning: those that differ only in numbers count together.
    """
    context = get_context(ctx)
    by = groups[0] if groups else None
    if groups and len(groups) > 1:
        check_groups(groups, is_sum=sum)
        _print_pairs(context, asked, (groups[0], groups[1]), authors, format)
        return
    if sum:
        _print_sums(context, asked, by, format)
        return
    with context.reader() as reader:
        if by == "message":
            from cli.lists.message_counts import print_message_counts

            known = prepare_kinds(context, reader)
            print_message_counts(context, reader, asked, known.stored, known.legacy, format=format)
            return
        from events import kind_filter
        from events.statistics.counted_notes import stats_of_notes_once
        from events.statistics.money_sums import MONEY
        from events.vocabulary.kinds import Kind
        from importers.authors import namesakes

        needs_kinds = by in (None, "kind", "currency") or bool(asked.kinds())
        summed = MONEY if by == "currency" and not asked.kinds() else asked.kinds() & MONEY
        kinds = prepare_kinds(context, reader) if needs_kinds else KnownKinds(stored=None, legacy=None)
        of_all_kinds = asked.filters(context.zone, reader)
        has_summaries = (
            needs_kinds
            and not (of_all_kinds.hiding or asked.kinds() or summed)
            and prepare_summaries(context, reader, kinds)
        )
        zone = context.zone if format == "text" else UTC
        period = next((one for one in PERIODS if one == by), None)
        several = sorted(asked.kinds()) if period and len(asked.kinds()) > 1 else []
        by_kind = {kind: _of_kind(reader, of_all_kinds, kind, kinds, (period, zone)) for kind in several}
        filters = kind_filter.restrict_to_kinds(
            reader, of_all_kinds, asked.kinds(), kinds.legacy, kinds.stored
        )
        found, corrections = stats_of_notes_once(
            reader,
            filters,
            authors=authors or _AUTHORS + _FEW,
            legacy=kinds.legacy,
            stored=kinds.stored,
            has_summaries=has_summaries,
            summed=summed,
            of_all_kinds=of_all_kinds if asked.kinds() else None,
            with_kinds=needs_kinds,
            zone=zone,
            period=period,
        )
        if authors is None and found.all_authors > _AUTHORS + _FEW:
            found = replace(found, authors=found.authors[:_AUTHORS])
        writers = [one.who for one in found.authors if one.who is not None]
        counted = stats_records.StatsView(
            stats=found,
            sources=_sources(reader, filters, corrections),
            legacy=namesakes.legacy_people(reader, [who.id for who in writers if who.id is not None]),
            apart=namesakes.sources_of_namesakes(reader, writers),
            group=by or "",
            by_kind=by_kind,
        )
        note = "" if found.events else _nothing(reader, filters)
        remarks = remarks_note(reader, of_all_kinds, asked.kinds(), kinds.legacy, kinds.stored)
        counts_unknown = Kind.LEGACY in asked.kinds()
        is_of_meanings = bool(summed or asked.kinds()) and not counts_unknown and not remarks
        lacking = lacking_note(reader, of_all_kinds, kinds, counted=found.events) if is_of_meanings else ""
        note, lacking = (f"{note} {lacking}".strip(), "") if note else (note, lacking)
        only_placed = asked.kinds() == {Kind.PLACED} and not of_all_kinds.hiding
        few_placed = few_placed_note(reader, found.events) if only_placed else ""
        signs = _about_signs(reader, found, asked.shop) if summed else ""
    if corrections:
        context.info(_of_corrections(corrections))
    _print(context, counted, note, format)
    periods = found.months if by in (None, "month") else found.periods
    context.info_if(left_out((one.name for one in periods), by or "month"))
    for one in (few_placed, remarks or lacking, signs):
        context.info_if(one)
    if summed:
        _say_that_all_repeat(context, found, has_period=bool(asked.since or asked.until))


def _print_pairs(
    context: Context, asked: FilterArgs, groups: tuple[str, str], authors: int | None, format: str
) -> None:
    from cli.lists.cross_counts import print_cross_counts

    with context.reader() as reader:
        known = prepare_kinds(context, reader)
        print_cross_counts(
            context,
            reader,
            asked,
            groups=groups,
            authors=authors,
            legacy=known.legacy,
            stored=known.stored,
            format=format,
        )
        kinds = {kind.value for kind in asked.kinds()}
        lacks = ("kind" in groups or kinds) and "legacy" not in kinds
        context.info_if(unknown_note(reader) if lacks else "")


def _print_sums(context: Context, asked: FilterArgs, by: str | None, format: str) -> None:
    from cli.lists.money import check_money, may_be_stored, print_money

    check_money(asked.kinds(), by)
    with context.reader() as reader:
        is_stored = may_be_stored(asked) and prepare_summaries(context, reader)
        known = known_kinds(reader) if is_stored else prepare_kinds(context, reader)
        print_money(
            context,
            reader,
            asked,
            by=cast("MoneyGrouping | None", by),
            legacy=known.legacy,
            stored=known.stored,
            is_stored=is_stored,
            format=format,
        )
        context.info_if(unknown_note(reader))


def _about_signs(reader: Connection, found: Stats, shop: str | None) -> str:
    from cli.lists.money import signs_note

    return signs_note(reader, found.sums, shop=shop)


def _say_that_all_repeat(context: Context, found: Stats, *, has_period: bool) -> None:
    """Why there are no amounts."""
    if found.events and not found.sums and has_period:
        context.info("Nothing was paid or refunded first in this time: its events repeat what was recorded.")


def _print(context: Context, counted: stats_records.StatsView, note: str, format: str) -> None:
    if format == "json":
        formats.write_one(context.data, stats_records.document(counted), format=format)
    elif format != "text":
        context.write(stats_records.records(counted), counted.columns, format=format)
    elif counted.stats.events:
        context.out.page(counts.lines(counted, width=context.out.width, zone=context.zone))
    else:
        context.print_answer(note)
    if format != "text":
        context.info_if(note)


def _of_kind(
    reader: Connection, filters: Filters, kind: Kind, kinds: KnownKinds, of: tuple[Period | None, tzinfo]
) -> list[EventCount]:
    """The numbers of the events of a kind by period in a zone."""
    from events import kind_filter
    from events.statistics.counted_notes import without_corrections
    from events.statistics.event_counts import periods_of

    only = kind_filter.restrict_to_kinds(reader, filters, frozenset({kind}), kinds.legacy, kinds.stored)
    by, zone = of
    return periods_of(reader, without_corrections(only), by, zone) if by else []


def _sources(reader: Connection, filters: Filters, corrections: int) -> list[tuple[str, str, int]]:
    """The sources of what is counted."""
    from events.statistics.counted_notes import only_corrections
    from importers.ledger.provenance import by_source

    off: dict[tuple[str, str], int] = {}
    if corrections:
        off = {(name, shop): number for name, shop, number in by_source(reader, only_corrections(filters))}
    less = [
        (name, shop, number - off.get((name, shop), 0)) for name, shop, number in by_source(reader, filters)
    ]
    return sorted((one for one in less if one[2] > 0), key=lambda one: -one[2])


def _of_corrections(number: int) -> str:
    if number == 1:
        return "1 correction is not counted: its note is."
    return f"{number:,} corrections are not counted: their notes are."


def _nothing(reader: Connection, filters: Filters) -> str:
    """A sentence that nothing was counted, with how much the filters hide."""
    from cli.render.people import counted
    from events.filters import EVERYTHING, Filters
    from events.timeline import count

    hidden = count(reader, EVERYTHING, Filters()) if filters.hiding else 0
    return f"No events pass the filters, which hide {counted(hidden, 'event')}." if hidden else "No events."

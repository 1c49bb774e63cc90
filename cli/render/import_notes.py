"""Sentences of an import's report: how the input was read, and what was created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.render import safe
from cli.render.amount_notes import amount_notes
from cli.render.palette import TIMES
from cli.render.people import counted
from events.next_commands import command

if TYPE_CHECKING:
    from importers.report import Counts, ImportReport


def notes(report: ImportReport) -> Iterator[str]:
    """Sentences on how the input was read and what was created."""
    counts: Counts = report.counts
    yield from map(safe.line, report.remarks)
    if not (counts.read or report.nothing_read or report.resumed_at):
        yield "The input has no records."
    if counts.skips:
        yield skipped(counts.skips)
    if counts.typed:
        yield f"Read with a specific type: {_by_name(counts.typed)}."
    if counts.untyped:
        yield f"Read as OTHER because the type or its parameters are unknown: {_by_name(counts.untyped)}."
    if report.resumed_at:
        yield f"Resumed after record {report.resumed_at:,}, where an earlier run was interrupted."
    if counts.orders_made or counts.people_made:
        verb = "Would create" if report.dry_run else "Created"
        orders = counted(counts.orders_made, "order")
        yield f"{verb} {orders} and {_people(counts.people_made)} that the log did not have."
    if report.dry_run and (grows := report.grows_bytes and max(report.grows_bytes / 1e6, 0.1)):
        lasts = f"about {report.seconds:,.0f} s" if report.seconds >= 1 else "less than a second"
        yield f"The import will take {lasts} and make the database {grows:,.1f} MB larger."
    yield from _date_notes(report)
    yield from _text_notes(counts)
    if counts.repaired:
        again = counted(counts.repaired, "record")
        yield f"Rejected before and repaired by a retry, which makes them duplicates: {again}."
    yield from _people_notes(counts)
    if report.legacy:
        yield _legacy(report)
    if report.shared_orders:
        named = ", ".join(map(safe.line, report.shared_orders))
        more = f" and {report.shared_orders_count - len(report.shared_orders):,} more"
        tail = more if report.shared_orders_count > len(report.shared_orders) else ""
        orders = counted(report.shared_orders_count, "order")
        yield f"Already had events from another source, or recorded by hand: {orders} ({named}{tail})."


def _text_notes(counts: Counts) -> Iterator[str]:
    if counts.nuls:
        yield f"{counted(counts.nuls, 'record')} contained NUL characters, which are stored as U+2400."
    if counts.decimals:
        yield f"Order numbers written as decimals (1001.0) were read as integers: {counts.decimals:,}."
    yield from amount_notes(counts.amounts, counts.unseen_amounts, counts.unread_amounts)
    if counts.repeats:
        repeated = "repeats" if counts.repeats == 1 else "repeat"
        count = counted(counts.repeats, "record")
        yield f"{count} without an id {repeated} an earlier one word for word; each is an event of its own."


def _legacy(report: ImportReport) -> str:
    """How many events of a dry run say nothing that is known, and what gives them a meaning."""
    of = (
        counted(report.looked, "event")
        if report.looked >= report.counts.imported
        else f"the first {report.looked:,}"
    )
    verb = "has" if report.legacy == 1 else "have"
    return (
        f"{report.legacy:,} of {of} {verb} no known meaning: shown as written, and in no state or sum. "
        "A table [meanings] in a mapping file gives them one; afterwards, `events meanings set` does."
    )


def _date_notes(report: ImportReport) -> Iterator[str]:
    counts: Counts = report.counts
    if counts.assumed_utc and counts.imported:
        yield (
            f"UTC was assumed for {counted(counts.assumed_utc, 'date')} without a zone. If the shop's clock "
            f"was local, {_again(report, '--tz ZONE')}: imported events keep their dates."
        )
    if counts.gaps:
        yield f"{counted(counts.gaps, 'date')} fell into an hour skipped by a clock change: moved forward."
    if counts.folds:
        yield f"{counted(counts.folds, 'date')} fell into a repeated hour; the first one was used."
    if counts.weekdays:
        is_one = counts.weekdays == 1
        named = "names another weekday than its own" if is_one else "name other weekdays than theirs"
        yield (
            f"{counted(counts.weekdays, 'date')} {named} "
            "(Mon 2020-11-04 was a Wednesday): read by day, month and year."
        )
    if counts.turned > 1:
        again = _again(report, "--date-format")
        yield (
            f"{counted(counts.turned, 'date')} could only be read with day and month the other way round, "
            "and were rejected. Those with days up to 12 may have been read the wrong way: if so, "
            f"{again} as they are written (such as '%Y-%d-%m', with the time if there is one)."
        )


def _again(report: ImportReport, option: str) -> str:
    """How to import with the right dates, which a second import of the same records cannot set."""
    again = f"import it with {option}"
    return again if report.dry_run else f"run `{command('undo', target=str(report.batch))}` and {again}"


def _people_notes(counts: Counts) -> Iterator[str]:
    if counts.without_order:
        records = counted(counts.without_order, "record")
        yield f"Without an order, and so in the history of the customer only: {records}."
    if counts.kept_out:
        yield f"Imported without the forgotten person that they name: {counted(counts.kept_out, 'record')}."
    if counts.customer_conflicts:
        named = counted(counts.customer_conflicts, "order")
        yield f"The input names another customer for {named} than the log, which keeps its own."


def skipped(skips: Mapping[str, int]) -> str:
    """How many records were skipped, by reason, as a sentence."""
    return f"Skipped: {_by_name(skips)}."


def _by_name(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {TIMES} {safe.line(name)}" for name, count in counts.items())


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"

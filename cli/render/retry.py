"""What a retry did, to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.render import safe
from cli.render.import_report import account, groups
from cli.render.layout import Line, flow
from cli.render.palette import DOT, Ink
from cli.render.people import counted

if TYPE_CHECKING:
    from importers.retry.result import RetryReport


def lines(done: RetryReport, *, width: int) -> Iterator[Line]:
    """How the file was matched, what came of it, and the account of the batch as it stands now."""
    did = "Rehearsed a retry of" if done.dry_run else "Retried"
    name: Line = [(f"{did} batch {done.batch} {DOT} {safe.line(done.file)}", Ink.STRONG)]
    yield from flow([*name, (f" {DOT} source {safe.line(done.source)}", Ink.PLAIN)], width)
    for note in (*_matched(done), *_became(done)):
        yield from flow([(note, Ink.PLAIN)], width)
    yield []
    yield [("The batch's account now", Ink.STRONG)]
    yield from account(done.counts.main())
    if done.groups:
        yield []
        yield [("Still rejected, by cause", Ink.STRONG)]
        yield from groups(done.groups, width=width)


def next_command(done: RetryReport) -> str:
    if done.dry_run:
        return "Nothing was changed. Next: run the same command without --dry-run."
    if done.counts.rejected:
        return f"Next: events batch {done.batch} --rejects FILE writes those that are left."
    return f"Next: events batch {done.batch}"


def _matched(done: RetryReport) -> Iterator[str]:
    found = done.matched
    ways = {
        "by legacy id": found.by_id,
        "by position": found.by_position,
        "unchanged": found.unchanged,
    }
    matched = ", ".join(f"{number:,} {way}" for way, number in ways.items() if number)
    if matched:
        yield f"Matched to rejects: {matched}."
    if found.known:
        yield f"In the log already: {counted(found.known, 'record')}."
    if found.new:
        yield f"Matched to no reject, taken as new: {counted(found.new, 'record')}."
    if found.missing:
        yield f"Not in the file, still rejected: {counted(found.missing, 'record')}."


def _became(done: RetryReport) -> Iterator[str]:
    tally = done.tally
    if done.nothing_new:
        yield "Nothing was there to change."
    became = {
        "imported": tally.imported,
        "duplicate": tally.duplicate,
        "changed": tally.changed,
        "skipped": tally.skipped,
        "rejected again": tally.rejected,
    }
    outcomes = ", ".join(f"{number:,} {name}" for name, number in became.items() if number)
    if outcomes:
        yield f"Became: {outcomes}."
    if tally.refused:
        yield f"Neither a reject nor good, left out: {counted(tally.refused, 'record')}."
    if tally.altered:
        yield (
            f"Told otherwise than the log has them, and not applied: {counted(tally.altered, 'record')}. "
            "The log keeps what it has."
        )

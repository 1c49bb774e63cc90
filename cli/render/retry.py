"""The report of a retry."""

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
    """How records were matched, what became of them, and the counts of the batch now."""
    did = "Dry run of a retry of" if done.dry_run else "Retried"
    name: Line = [(f"{did} batch {done.batch} {DOT} {safe.line(done.file)}", Ink.STRONG)]
    yield from flow([*name, (f" {DOT} source {safe.line(done.source)}", Ink.PLAIN)], width)
    for note in (*_matched(done), *_became(done)):
        yield from flow([(note, Ink.PLAIN)], width)
    yield []
    yield [("The batch now", Ink.STRONG)]
    yield from account(done.counts.main())
    if done.groups:
        yield []
        yield [("Still rejected, by cause", Ink.STRONG)]
        yield from groups(done.groups, width=width)


def summary(done: RetryReport, *, width: int) -> Iterator[Line]:
    """What became of the records, in a line."""
    did = "Dry run of a retry of" if done.dry_run else "Retried"
    yield from flow(
        [(f"{did} batch {done.batch} {DOT} {safe.line(done.file)}: {' '.join(_became(done))}", Ink.PLAIN)],
        width,
    )


def next_command(done: RetryReport) -> str:
    """The command to run after a retry."""
    if done.dry_run:
        return "Nothing was changed. Next: run the same command without --dry-run."
    if done.counts.rejected:
        from importers.ledger.user_files import rejects_command

        return f"Next, to write the remaining rejects: {safe.line(rejects_command(done.batch))}"
    return f"Next: events batch {done.batch}"


def _matched(done: RetryReport) -> Iterator[str]:
    found = done.matched
    if done.utf8_instead_of:
        yield f"Read as UTF-8, as the file was saved; its rejects were {done.utf8_instead_of}."
    ways = {
        "by legacy id": found.by_id,
        "by most of their cells": found.by_cells,
        "by position": found.by_position,
        "unchanged": found.unchanged,
    }
    matched = ", ".join(f"{number:,} {way}" for way, number in ways.items() if number)
    if matched:
        yield f"Matched to rejects: {matched}."
    if found.known:
        yield f"Already in the log: {counted(found.known, 'record')}."
    if found.new:
        yield f"Matched no reject, imported as new: {counted(found.new, 'record')}."
    if found.missing:
        yield f"Not in the file, still rejected: {counted(found.missing, 'record')}."


def _became(done: RetryReport) -> Iterator[str]:
    tally = done.tally
    if done.nothing_new:
        yield "Nothing to change."
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
        yield f"Invalid and matching no reject, left out: {counted(tally.refused, 'record')}."
    if tally.altered:
        yield (
            f"Different from the log and not applied: {counted(tally.altered, 'record')}. "
            "The log keeps the first version."
        )

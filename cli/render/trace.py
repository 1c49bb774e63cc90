"""What happened to a line of an imported file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli.render import safe
from cli.render.import_report import groups
from cli.render.layout import Line, flow
from cli.render.palette import DASH, DOT, Ink
from importers.report import RejectGroup

if TYPE_CHECKING:
    from importers.trace.line import LineTrace, RecordOutcome

_INKS = {
    "imported": Ink.GOOD,
    "duplicate": Ink.INFO,
    "elsewhere": Ink.INFO,
    "changed": Ink.BAD,
    "rejected": Ink.BAD,
    "missing": Ink.BAD,
    "undone": Ink.BAD,
}
_SENTENCES = {
    "skipped": "the mapping skips this record",
    "header": "the header",
    "blank": "not part of a record",
    "unread": "the import was interrupted before this line",
    "undone": "its import was undone",
    "missing": "not in the database",
    "elsewhere": "the log has this event already, but not from this file",
    "beyond": "the file ends before this line",
}


def as_record(found: LineTrace) -> dict[str, Any]:
    """The trace of a line, as data."""
    return asdict(found)


def lines(found: LineTrace, *, width: int) -> Iterator[Line]:
    """The line's record, then one paragraph for each event that it makes."""
    yield from flow(_top(found), width)
    if not found.unchanged:
        text = f"The file has changed since batch {found.batch} read it; records are matched by content."
        yield from flow([(text, Ink.DIM)], width)
    for outcome in found.outcomes:
        yield from _outcome(outcome, found.first_line or 0, width)


def next_command(found: LineTrace) -> str:
    """The command to run after a look at a line."""
    kinds = {outcome.kind for outcome in found.outcomes}
    event = next((outcome.event for outcome in found.outcomes if outcome.event), "")
    if event:
        return f"Next: events show {event} --source"
    if "rejected" in kinds and found.status == "done":
        from importers.ledger.user_files import rejects_command

        return f"Next: {safe.line(rejects_command(found.batch, input_path=found.file))}"
    if kinds & {"unread", "missing", "undone"} or found.status != "done":
        return "Next: import the file again; known records stay as they are."
    return f"Next: events batch {found.batch}"


def _top(found: LineTrace) -> Line:
    line: Line = [(f"{safe.line(found.file)}:{found.line}", Ink.STRONG)]
    if len(found.records) == 1:
        line.append((f" {DOT} record {found.records[0]:,}", Ink.PLAIN))
    elif found.records:
        line.append((f" {DOT} records {found.records[0]:,}{DASH}{found.records[-1]:,}", Ink.PLAIN))
    if found.first_line != found.last_line:
        line.append((f" {DOT} lines {found.first_line:,}{DASH}{found.last_line:,}", Ink.PLAIN))
    line.append((f" {DOT} read by batch {found.batch}", Ink.PLAIN))
    return line


def _outcome(outcome: RecordOutcome, at: int, width: int) -> Iterator[Line]:
    part = [(f"{safe.line(outcome.part)}: ", Ink.PLAIN)] if outcome.part else []
    if outcome.kind == "rejected":
        yield [("  ", Ink.PLAIN), *part, ("rejected:", Ink.BAD)]
        yield from groups([_group(outcome, at)], width=width)
        return
    said: Line = [
        ("  ", Ink.PLAIN),
        *part,
        (outcome.kind, _INKS.get(outcome.kind, Ink.DIM)),
        (_rest(outcome), Ink.PLAIN),
    ]
    yield from flow(said, width)


def _rest(outcome: RecordOutcome) -> str:
    place = f"line {outcome.at_line:,}" if outcome.at_line else "a repaired record"
    if outcome.kind == "imported":
        how = ", after a repair of its line" if outcome.repaired else ""
        return f" as event {outcome.event} in batch {outcome.batch}{how}"
    if outcome.kind == "duplicate":
        return f" of {place} of {safe.line(outcome.file)}, event {outcome.event} in batch {outcome.batch}"
    if outcome.kind == "changed":
        known = f"known with other content as event {outcome.event}"
        return f": {known}, from {place} of {safe.line(outcome.file)} in batch {outcome.batch}"
    if outcome.kind == "skipped" and outcome.reason:
        return f": {safe.line(outcome.reason)}"
    return f": {_SENTENCES[outcome.kind]}"


def _group(outcome: RecordOutcome, at: int) -> RejectGroup:
    return RejectGroup(
        code=outcome.code,
        reason=outcome.reason,
        fix=outcome.fix,
        count=1,
        line=at,
        column=outcome.column,
        value=outcome.value,
        example=outcome.example,
    )

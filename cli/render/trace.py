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
    "changed": Ink.BAD,
    "rejected": Ink.BAD,
    "missing": Ink.BAD,
    "undone": Ink.BAD,
}
_SAID = {
    "skipped": "the mapping skips this record",
    "header": "the header",
    "blank": "not part of a record",
    "unread": "the import was interrupted before this line",
    "undone": "its import was undone",
    "missing": "not in the database",
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
    for fate in found.fates:
        yield from _fate(fate, found.first_line or 0, width)


def next_command(found: LineTrace) -> str:
    """The command to run after a look at a line."""
    kinds = {fate.kind for fate in found.fates}
    event = next((fate.event for fate in found.fates if fate.event), "")
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


def _fate(fate: RecordOutcome, at: int, width: int) -> Iterator[Line]:
    part = [(f"{safe.line(fate.part)}: ", Ink.PLAIN)] if fate.part else []
    if fate.kind == "rejected":
        yield [("  ", Ink.PLAIN), *part, ("rejected:", Ink.BAD)]
        yield from groups([_group(fate, at)], width=width)
        return
    said: Line = [
        ("  ", Ink.PLAIN),
        *part,
        (fate.kind, _INKS.get(fate.kind, Ink.DIM)),
        (_rest(fate), Ink.PLAIN),
    ]
    yield from flow(said, width)


def _rest(fate: RecordOutcome) -> str:
    place = f"line {fate.at_line:,}" if fate.at_line else "a repaired record"
    if fate.kind == "imported":
        how = ", after a repair of its line" if fate.repaired else ""
        return f" as event {fate.event} in batch {fate.batch}{how}"
    if fate.kind == "duplicate":
        return f" of {place} of {safe.line(fate.file)}, event {fate.event} in batch {fate.batch}"
    if fate.kind == "changed":
        known = f"known with other content as event {fate.event}"
        return f": {known}, from {place} of {safe.line(fate.file)} in batch {fate.batch}"
    if fate.kind == "skipped" and fate.reason:
        return f": {safe.line(fate.reason)}"
    return f": {_SAID[fate.kind]}"


def _group(fate: RecordOutcome, at: int) -> RejectGroup:
    return RejectGroup(
        code=fate.code,
        reason=fate.reason,
        fix=fate.fix,
        count=1,
        line=at,
        column=fate.column,
        value=fate.value,
        example=fate.example,
    )

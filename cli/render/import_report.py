"""The report of an import: its counts, what it created, and rejects by cause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cli.render import safe
from cli.render.bars import percent
from cli.render.import_notes import notes
from cli.render.layout import Line, Span, flow, indented
from cli.render.palette import DASH, DOT, TIMES, Ink
from cli.render.people import counted
from events.next_commands import command, look_at_order
from importers.evidence import summarize

if TYPE_CHECKING:
    from importers.report import Counts, ImportReport, RejectGroup

_INKS = {"imported": Ink.GOOD, "changed": Ink.BAD, "rejected": Ink.BAD}
_DIGEST = re.compile(r"~[0-9a-f]{32}$")
_AROUND = 30
"""How much of a rejected record is shown on either side of its bad cell."""
_LONGEST_MESSAGE = 120


def as_records(done: Sequence[ImportReport], *, single: bool) -> object:
    """The reports as data: one record for a single source, otherwise a list."""
    records = [as_record(one) for one in done]
    return records[0] if single else records


def as_record(report: ImportReport) -> dict[str, Any]:
    """The report as data: its six counts are at the top level."""
    record = report.as_dict()
    return {**record.pop("counts"), **record, "started": report.started.isoformat().replace("+00:00", "Z")}


def lines(report: ImportReport, *, width: int, in_full: bool = False) -> Iterator[Line]:
    """The report, in lines no wider than `width`; with all the evidence if `in_full`."""
    yield from _top(report, width)
    yield from _evidence(report, width, in_full=in_full)
    yield []
    yield from account(report.counts.main())
    if found := list(notes(report)):
        yield []
    for note in found:
        yield from flow([(note, Ink.PLAIN)], width)
    yield from _examples(report, width)
    if report.groups:
        yield []
        yield [("Rejected, by cause", Ink.STRONG)]
    yield from groups(report.groups, width=width)
    yield from _changed(report, width)
    for name, text in problems(report):
        yield []
        yield from flow([(name, Ink.ERROR), (f" {safe.line(text)}", Ink.PLAIN)], width)
    if report.seal:
        yield []
        yield [("Seal ", Ink.DIM), (report.seal, Ink.STRONG)]


def summary_lines(report: ImportReport, width: int) -> Iterator[Line]:
    """The counts in a line, and a line for each cause of rejects and each problem."""
    counts = [
        f"{number:,} {name}" for name, number in report.counts.main().items() if number or name == "read"
    ]
    batch = "" if report.dry_run else f", batch {report.batch}"
    yield from flow(
        [(f"{did(report)} {safe.line(report.file)}{batch}: {', '.join(counts)}", Ink.PLAIN)], width
    )
    for cause in report.groups:
        name: Line = [(f"{cause.count:,} {TIMES} {cause.code}  ", Ink.ERROR)]
        yield from indented([*name, (safe.line(cause.reason), Ink.PLAIN)], by=2, width=width)
    for heading, text in problems(report):
        yield from flow([(heading, Ink.ERROR), (f" {safe.line(text)}", Ink.PLAIN)], width)


def problems(report: ImportReport) -> Iterator[tuple[str, str]]:
    """Why the import is not complete, besides its rejects: a heading and a sentence for each reason."""
    if report.nothing_read:
        start = f"{report.file} is not empty, but has no records of the kind that was asked for."
        yield "Nothing was read:", f"{start} {_NOTHING_READ}"
    if report.truncated:
        is_cut_off = any("cut off" in one for one in report.truncated)
        heading, again = ("Truncated:", _AGAIN) if is_cut_off else ("Perhaps truncated:", _AGAIN_IF)
        yield heading, f"{'; '.join(report.truncated)}. All records up to there were imported. {again}"
    if report.is_unexpected:
        number = counted(report.expected or 0, "record")
        yield "Expected", f"{number}, but {report.counts.read:,} were read."
    if report.stopped:
        yield "Stopped:", _stopped(report)


_AGAIN = "Get the file again and import it; known records stay."
_AGAIN_IF = "If that is not all of the file, get it again and import it; known records stay."
_NOTHING_READ = (
    "A dump of structure only has no rows; import the file or folder that has them. "
    "`events map` shows which tables the input has."
)


def did(report: ImportReport) -> str:
    """The verb for what the import did."""
    if report.taken_back is not None:
        return "Rolled back"
    return "Dry run of" if report.dry_run else "Stopped in" if report.stopped else "Imported"


def _stopped(report: ImportReport) -> str:
    """Why the import stopped, and whether its events were kept."""
    account = f"{report.stopped}. The counts above cover what was committed before"
    if report.taken_back is None:
        return f"{account}."
    return f"{account} and rolled back: {counted(report.taken_back, 'event')}."


def account(counts: dict[str, int]) -> Iterator[Line]:
    """The counts: `read` is the sum of the others."""
    read = counts["read"]
    for name, number in counts.items():
        ink = _INKS.get(name, Ink.PLAIN) if number else Ink.DIM
        share = f"{percent(number, read):>7}" if name != "read" and number else ""
        yield [(f"  {name:<10}", Ink.PLAIN), (f"{number:>12,}", ink), (f" {share}", Ink.DIM)]


def groups(causes: list[RejectGroup], *, width: int) -> Iterator[Line]:
    """Rejects by cause, each with one marked example, how many there are besides, and its fix."""
    for cause in causes:
        name: Line = [(f"{cause.count:,} {TIMES} {cause.code}  ", Ink.ERROR)]
        yield from indented([*name, (safe.line(cause.reason), Ink.PLAIN)], by=2, width=width)
        where = f"line {cause.line:,}" + (f", column {safe.line(cause.column)}" if cause.column else "")
        more: Line = [(f" and {cause.count - 1:,} more", Ink.DIM)] if cause.count > 1 else []
        yield from indented([(f"{where}: ", Ink.DIM), *_example(cause), *more], by=4, width=width)
        yield from indented([(safe.line(cause.fix), Ink.INFO)], by=4, width=width)


def _top(report: ImportReport, width: int) -> Iterator[Line]:
    source = (f" {DOT} source {safe.line(report.source)}", Ink.PLAIN)
    name: Line = [(f"{did(report)} {safe.line(report.file)}", Ink.STRONG), source]
    name.append((f" {DOT} shop {safe.line(report.shop) if report.shop else '(default)'}", Ink.PLAIN))
    if not report.dry_run:
        name.append((f" {DOT} batch {report.batch}", Ink.PLAIN))
    yield from flow(name, width)
    how = f"{report.format}, {safe.line(report.details)}"
    if not report.nothing_read:  # lines are counted up to the last record
        how += f" {DOT} {counted(report.lines, 'line')} read"
    speed = f" {DOT} {report.seconds:.1f} s" if report.seconds else ""
    yield from flow([(how + speed, Ink.DIM)], width)


def _evidence(report: ImportReport, width: int, *, in_full: bool) -> Iterator[Line]:
    """What was decided about the input, and by how much."""
    if in_full:
        for decision in report.evidence:
            yield from indented([(safe.line(decision.sentence), Ink.DIM)], by=2, width=width)
    elif summary := summarize(report.evidence):
        yield from flow([(f"Inferred: {safe.line(summary)}", Ink.DIM)], width)


def _examples(report: ImportReport, width: int) -> Iterator[Line]:
    """The first events of a dry run, each in a line: date, order or customer, kind, author and message."""
    if not (report.dry_run and report.examples):
        return
    yield []
    yield [("The first events, as they would be (times in UTC)", Ink.STRONG)]
    for one in report.examples:
        when = one.date[:16].replace("T", " ")
        parts = [when, safe.line(one.about), one.kind, safe.line(one.author) or "system"]
        said = _end(one.message.replace("\n", " "), _LONGEST_MESSAGE)
        yield from indented([(f"{'  '.join(parts)}: ", Ink.DIM), (said, Ink.PLAIN)], by=2, width=width)


def _changed(report: ImportReport, width: int) -> Iterator[Line]:
    if not report.changed_records:
        return
    yield []
    yield [("Changed since they were imported; the log keeps the first version", Ink.STRONG)]
    how = "  `events reconcile` with the same file shows what differs, and how to have its version"
    yield from flow([(how, Ink.DIM)], width)
    for record in report.changed_records:
        part = f" {DASH} {safe.line(record.part)}" if record.part else ""
        order = f", order {safe.line(record.order)}" if record.order else ""
        called = safe.line(_DIGEST.sub("", record.identity))  # without an id, its date alone
        yield from flow([(f"  line {record.line:,}: {called}{part}{order}", Ink.PLAIN)], width)
    if report.counts.changed > len(report.changed_records):
        yield [(f"  and {report.counts.changed - len(report.changed_records):,} more", Ink.DIM)]


def _example(cause: RejectGroup) -> Line:
    """The record around its bad cell, with the cell marked."""
    text = cause.example.replace("\n", " ")
    at = text.find(cause.value) if cause.value else -1
    if at < 0:
        return [(_end(text, _AROUND * 2), Ink.PLAIN)]
    end = at + len(cause.value)
    start = max(0, at - _AROUND)
    before = ("…" if start else "") + safe.line(text[start:at])
    spans: list[Span] = [
        (before, Ink.PLAIN),
        (f"»{safe.line(text[at:end])}«", Ink.ERROR),
        (_end(text[end:], _AROUND), Ink.PLAIN),
    ]
    return [span for span in spans if span[0]]


def _end(text: str, most: int) -> str:
    return safe.line(text[:most]) + ("…" if len(text) > most else "")


def next_command(report: ImportReport, *, source: str) -> str:
    """The command to run after an import of `source`."""
    if report.dry_run:
        return _after_dry_run(report.counts)
    if report.stopped:
        resumes = report.counts.read and report.taken_back is None
        again = "it resumes from there" if resumes else "it starts over"
        return f"Next: fix the input or allow more rejects, and run the command again; {again}."
    if report.counts.rejected:
        return _after_rejects(report, source)
    if report.replaces:
        undo = command("undo", target=str(report.replaces))
        return f"Next, if these dates are the right ones: {undo}, then run this import again."
    if report.counts.changed and source != "-" and "://" not in source:
        return f"Next: {safe.line(command('reconcile', target=source))}"
    first = report.first_order
    return f"Next: {safe.line(look_at_order(first)) if first else f'events batch {report.batch}'}"


def _after_rejects(report: ImportReport, source: str) -> str:
    if report.rejects_file:
        name = safe.line(report.rejects_file)
        return f"Next: fix {name} (reasons are in {name}.reasons.csv), then: events retry {report.batch}"
    from importers.ledger.user_files import rejects_command

    return f"Next: {safe.line(rejects_command(report.batch, input_path=source))}"


def _after_dry_run(counts: Counts) -> str:
    if counts.rejected and counts.rejected + counts.skipped == counts.read:
        return (
            "Nothing was changed, and nothing would be imported. Next: correct what is named above, and "
            "run the same command again."
        )
    if not counts.imported:
        return "Nothing was changed, and nothing would be imported."
    return "Nothing was changed. Next: run the same command without --dry-run."

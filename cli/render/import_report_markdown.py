"""Reports of imports as a Markdown page, to be kept or signed off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.render import import_report
from cli.render.import_notes import notes
from cli.render.markdown_report import row, section
from cli.render.safe import markdown_cell as cell

if TYPE_CHECKING:
    from importers.report import ChangedRecord, ImportReport, RejectGroup


_CAUSES = """\
| code | count | first line | column | value | reason | what to do |
|:--|--:|--:|:--|:--|:--|:--|
"""
_CHANGED = """\
| line | record | part | order |
|--:|:--|:--|:--|
"""


def markdown(done: Sequence[ImportReport]) -> Iterator[str]:
    """The reports as Markdown, for a file."""
    for one in done:
        yield from _page(one)


def _page(done: ImportReport) -> Iterator[str]:
    yield from _head(done)
    for name, text in import_report.problems(done):
        yield f"**{name}** {cell(text)}\n\n"
    yield "| records | count |\n|:--|--:|\n"
    for name, number in done.counts.main().items():
        yield f"| {name} | {number:,} |\n"
    yield from section("Notes", (f"- {cell(note)}\n" for note in notes(done)))
    yield from section("Evidence", (f"- {one.subject}: {cell(one.sentence)}\n" for one in done.evidence))
    yield from section("Rejected, by cause", map(_cause, done.groups), head=_CAUSES)
    changed = map(_changed, done.changed_records)
    yield from section("Changed since they were imported", changed, head=_CHANGED)
    yield "\n"


def _head(done: ImportReport) -> Iterator[str]:
    yield f"# {import_report.did(done)} {cell(done.file)}\n\n"
    yield f"- source: {cell(done.source)}, shop: {cell(done.shop or '(default)')}\n"
    if not done.dry_run:
        yield f"- batch: {done.batch}, {done.status}\n"
    yield f"- started: {done.started:%Y-%m-%d %H:%M:%S} UTC, {done.seconds:.1f} s\n"
    yield f"- read as: {cell(done.format)}, {cell(done.details)}; {done.lines:,} lines\n\n"
    if done.seal:
        yield f"Seal of the log: `{done.seal}`\n\n"


def _cause(cause: RejectGroup) -> str:
    values = (cause.code, f"{cause.count:,}", f"{cause.line:,}", cause.column, cause.value)
    return row(*values, cause.reason, cause.fix)


def _changed(changed: ChangedRecord) -> str:
    return row(changed.line, changed.identity, changed.part, changed.order)

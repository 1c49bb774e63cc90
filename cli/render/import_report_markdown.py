"""Reports of imports as a Markdown page, to be kept or signed off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.render import import_report
from cli.render.safe import markdown_cell as cell

if TYPE_CHECKING:
    from importers.report import ImportReport


def markdown(done: Sequence[ImportReport]) -> Iterator[str]:
    """The reports as Markdown, for a file."""
    for one in done:
        yield from _page(one)


def _page(done: ImportReport) -> Iterator[str]:
    yield f"# {import_report.did(done)} {cell(done.file)}\n\n"
    yield f"- source: {cell(done.source)}, shop: {cell(done.shop or '(default)')}\n"
    if not done.dry_run:
        yield f"- batch: {done.batch}, {done.status}\n"
    yield f"- started: {done.started:%Y-%m-%d %H:%M:%S} UTC, {done.seconds:.1f} s\n"
    yield f"- read as: {cell(done.format)}, {cell(done.details)}; {done.lines:,} lines\n\n"
    if done.seal:
        yield f"Seal of the log: `{done.seal}`\n\n"
    for name, text in import_report.problems(done):
        yield f"**{name}** {cell(text)}\n\n"
    yield "| records | count |\n|:--|--:|\n"
    for name, number in done.counts.main().items():
        yield f"| {name} | {number:,} |\n"
    notes = list(import_report.notes(done))
    if notes:
        yield "\n## Notes\n\n"
    for note in notes:
        yield f"- {cell(note)}\n"
    if done.evidence:
        yield "\n## Evidence\n\n"
    for decision in done.evidence:
        yield f"- {decision.subject}: {cell(decision.sentence)}\n"
    if done.groups:
        yield "\n## Rejected, by cause\n\n"
        yield "| code | count | first line | column | value | reason | what to do |\n"
        yield "|:--|--:|--:|:--|:--|:--|:--|\n"
    for cause in done.groups:
        values = (cause.code, f"{cause.count:,}", f"{cause.line:,}", cause.column, cause.value)
        yield f"| {' | '.join(cell(text) for text in (*values, cause.reason, cause.fix))} |\n"
    if done.changed_records:
        yield "\n## Changed since they were imported\n\n| line | record | part | order |\n|--:|:--|:--|:--|\n"
    for changed in done.changed_records:
        cells = (changed.line, changed.identity, changed.part, changed.order)
        yield f"| {' | '.join(cell(text) for text in cells)} |\n"
    yield "\n"

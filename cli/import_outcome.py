"""What an import prints at its end, and its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.exit_codes import ExitCode
from cli.lists.message_counts import unknown_hint
from cli.render import import_report
from cli.zone_hint import zone_hint

if TYPE_CHECKING:
    from cli.context import Context
    from importers.report import ImportReport


def print_report(context: Context, done: ImportReport, source: str) -> None:
    """Print the report on stdout and the next command on stderr."""
    whole = import_report.lines(done, width=context.out.width, in_full=context.is_verbose)
    context.out.show(import_report.summary_lines(done, context.out.width) if context.quiet else whole)
    if done.counts.imported and not done.dry_run and not done.counts.assumed_utc:
        context.info_if(zone_hint(context, done.tz))
    context.info_if(unknown_hint(context, done))
    context.info(import_report.next_command(done, source=source))


def code_of(done: ImportReport) -> ExitCode:
    """The exit code of an import that has ended."""
    if done.stopped or done.nothing_read:
        return ExitCode.DATA
    return ExitCode.DONE if done.complete else ExitCode.INCOMPLETE

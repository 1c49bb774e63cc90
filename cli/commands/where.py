"""`events where FILE:LINE`: what happened to a line of an imported file."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.arguments.options import OneFormat
from cli.context import get_context
from cli.exit_codes import ExitCode
from cli.render import formats, safe, trace
from events.errors import UsageError
from events.url_secrets import mask_url


def where(
    ctx: typer.Context,
    *,
    place: Annotated[
        str, typer.Argument(metavar="FILE:LINE", help="An imported file and a line number, starting at 1.")
    ],
    format: OneFormat = "text",
) -> None:
    """Show what happened to a line: imported, duplicate, changed, rejected or skipped."""
    context = get_context(ctx)
    file, line = _split(place)
    with context.session() as session:
        from importers.trace.line import trace_line as look_up

        found = look_up(session, file, line)
    if found is None:
        context.print_answer(f"{mask_url(file)} was never imported into this database.")
        raise typer.Exit(ExitCode.INCOMPLETE)
    if format == "text":
        context.out.show(trace.lines(found, width=context.out.width))
        context.info(trace.next_command(found))
    else:
        formats.write_one(context.data, trace.as_record(found), format=format)
    if not found.is_known:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _split(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    if not file or not (line.isascii() and line.isdigit() and len(line) < 19) or int(line) < 1:
        raise UsageError(
            f"{safe.line(place)!r} has no line number. Write it as FILE:LINE, like history.csv:42."
        )
    return file, int(line)

"""`events doctor`: stories that cannot be."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import context
from cli.arguments.options import ListFormat
from cli.exit_codes import ExitCode
from cli.render import doctor as suspects
from cli.render import formats


def doctor(
    ctx: typer.Context,
    *,
    check: Annotated[
        list[str] | None, typer.Option("--check", metavar="NAME", help="Only this check; may be given again.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="How many findings of each check to name.")
    ] = 10,
    format: ListFormat = "text",
) -> None:
    """Look for stories that cannot be, each with the command to look at it. The log is only read.

    Checks: shipped-before-paid, refund-above-capture, silence (400 days without an event while nothing says
    that the order was shipped or ended), no-placed, in-the-future, in-1970. Legacy messages count by what
    they say. Exit code 1 where anything is found.
    """
    here = context.of(ctx)
    with here.reader() as reader:
        from events import doctor as examining
        from importers.ledger.provenance import legacy_words

        checks = examining.chosen(check or ())
        found = examining.examine(reader, checks, limit=limit, legacy=legacy_words(reader))
    if format == "text":
        here.out.page(suspects.lines(found, width=here.out.width))
    elif format == "json":
        formats.write_one(here.data, suspects.document(found), format=format)
    else:
        formats.write(here.data, suspects.records(found), suspects.COLUMNS, format=format)
        here.info(suspects.verdict(found))
    if any(one.count for one in found):
        raise typer.Exit(ExitCode.INCOMPLETE)

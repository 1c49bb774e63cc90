"""`events doctor`: find impossible histories."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.arguments.options import ListFormat
from cli.context import get_context
from cli.exit_codes import ExitCode
from cli.render import doctor as suspects
from cli.render import formats
from cli.timelines.kinds import prepare_kinds, prepare_summaries


def doctor(
    ctx: typer.Context,
    *,
    check: Annotated[
        list[str] | None, typer.Option("--check", metavar="NAME", help="Run only this check (repeatable).")
    ] = None,
    rules: Annotated[
        str, typer.Option("--rules", metavar="FILE.toml", help="Also check the rules of this file.")
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="Show at most N findings per check.")
    ] = 10,
    format: ListFormat = "text",
) -> None:
    """Find impossible histories, each with the command that shows it. Changes nothing.

    Checks: shipped-before-paid, shipped-after-cancelled, refund-above-capture, silence (400 days without an
    event on an order that was neither shipped nor closed), no-placed, in-the-future, in-1970. Legacy
    messages count by their meaning. A check that most orders of a legacy source fail is reported once, as a
    fact about the source. The exit code is 1 if there are findings.
    """
    context = get_context(ctx)
    with context.reader() as reader:
        from events.database.postgresql_indexes import find_problem
        from events.doctor import examination as examining
        from events.doctor.checks import chosen
        from events.doctor.rules import load_rules
        from importers.ledger.order_sources import LedgerSources

        context.info_if(_sentence(find_problem(reader)))
        kinds = prepare_kinds(context, reader)
        has_summaries = prepare_summaries(context, reader, kinds)
        found = examining.examine(
            reader,
            [*(load_rules(rules) if rules else ()), *chosen(check or ())],
            limit=limit,
            legacy=kinds.legacy,
            stored=kinds.stored,
            sources=LedgerSources(reader),
            has_summaries=has_summaries,
        )
    if format == "text":
        context.out.page(suspects.lines(found, width=context.out.width))
    elif format == "json":
        formats.write_one(context.data, suspects.document(found), format=format)
    else:
        context.write(suspects.records(found), suspects.COLUMNS, format=format)
        context.info(suspects.verdict(found))
    if any(one.count for one in found):
        raise typer.Exit(ExitCode.INCOMPLETE)


def _sentence(problem: str) -> str:
    return f"{problem[:1].upper()}{problem[1:]}." if problem else ""

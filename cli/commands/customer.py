"""`events customer`: the timeline of a customer and their orders."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from cli.arguments import completion
from cli.arguments.filters import FilterArgs, filtered_for_one
from cli.arguments.options import EventFormat
from cli.context import get_context
from events.next_commands import joined


@filtered_for_one
def customer(
    ctx: typer.Context,
    email: Annotated[
        str,
        typer.Argument(
            metavar="EMAIL",
            autocompletion=completion.people,
            help="The customer's e-mail or name, or a part of it that no other customer has.",
        ),
    ],
    asked: FilterArgs,
    format: EventFormat = "text",
) -> None:
    """Show a customer's events and those of all their orders in one timeline, oldest first.

    `--format json` gives them for an answer to the person: with the original values and the unused columns of
    imported records.
    """
    context = get_context(ctx)
    with context.reader() as reader:
        from cli.timelines import subjects
        from cli.timelines.print_events import print_events

        reading, note = subjects.customer_by_part(reader, email, context.zone)
        context.info_if(note)
        print_events(context, reader, replace(reading, is_whole=True), asked, format)
        if format in ("json", "jsonl") and asked == FilterArgs(redact=asked.redact):
            context.info(
                "These are all events of the customer and of their orders, with the original values and the "
                "unused columns of imported records. Not among them: what others wrote of them elsewhere "
                f"({joined(['events', 'search', email])}), and what they wrote on others' orders "
                f"({joined(['events', 'log', f'--user={email}'])})."
            )

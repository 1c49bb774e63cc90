"""`events order`: the timeline of an order."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.arguments import completion
from cli.arguments.filters import FilterArgs, filtered_for_one
from cli.arguments.options import EventFormat
from cli.context import get_context


@filtered_for_one
def order(
    ctx: typer.Context,
    *,
    number: Annotated[
        str,
        typer.Argument(
            metavar="[NUMBER]",
            autocompletion=completion.orders,
            help="The order number, or shop/number (default: the order shown last).",
        ),
    ] = "",
    asked: FilterArgs,
    format: EventFormat = "text",
) -> None:
    """Show an order's timeline, oldest first."""
    context = get_context(ctx)
    with context.reader() as reader:
        from cli.timelines import last_order, subjects
        from cli.timelines.print_events import print_events

        number = number or last_order.recall_and_report(context)
        reading, number, note = subjects.order_like(reader, number, context.zone)
        context.info_if(note)
        last_order.remember(context, number)
        print_events(context, reader, reading, asked, format)

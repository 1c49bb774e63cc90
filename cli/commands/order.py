"""`events order`: the timeline of an order."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import context
from cli.arguments import completion
from cli.arguments.filters import FilterArgs, filtered
from cli.arguments.options import EventFormat


@filtered
def order(
    ctx: typer.Context,
    number: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER", autocompletion=completion.orders, help="The order number, or shop/number."
        ),
    ],
    asked: FilterArgs,
    format: EventFormat = "text",
) -> None:
    """Show an order's timeline, oldest first."""
    here = context.of(ctx)
    with here.reader() as reader:
        from cli.timelines import subjects
        from cli.timelines.print_events import print_events

        print_events(here, reader, subjects.order(reader, number, here.zone), asked, format)

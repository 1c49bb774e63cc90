"""`events order`: what happened to one order."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import completion, context
from cli.filters import Asked, filtered
from cli.options import ListFormat


@filtered
def order(
    ctx: typer.Context,
    number: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER", autocompletion=completion.orders, help="The order's number, or shop/number."
        ),
    ],
    asked: Asked,
    format: ListFormat = "text",
) -> None:
    """What happened to an order: its timeline, oldest first."""
    here = context.of(ctx)
    with here.reader() as reader:
        from cli.reading import Reading, print_events
        from cli.render import headers
        from events.order.lookup import find
        from events.timeline import Subject

        found = find(reader, number)
        reading = Reading(
            subject=Subject(order_id=found.id),
            header=lambda summary: headers.order(found, found.customer, summary, here.zone),
        )
        print_events(here, reader, reading, asked, format)

"""`events order`: what happened to one order."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import completion, context
from cli.filters import Asked, filtered
from cli.options import EventFormat


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
    format: EventFormat = "text",
) -> None:
    """What happened to an order: its timeline, oldest first."""
    here = context.of(ctx)
    with here.reader() as reader:
        from cli import subjects
        from cli.reading import print_events

        print_events(here, reader, subjects.order(reader, number, here.zone), asked, format)

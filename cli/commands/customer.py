"""`events customer`: what happened to one customer and to their orders."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import completion, context
from cli.filters import Asked, filtered
from cli.options import ListFormat


@filtered
def customer(
    ctx: typer.Context,
    email: Annotated[
        str,
        typer.Argument(
            metavar="EMAIL",
            autocompletion=completion.customers,
            help="The customer's e-mail, or legacy name.",
        ),
    ],
    asked: Asked,
    format: ListFormat = "text",
) -> None:
    """What happened to a customer and to all their orders, merged, oldest first."""
    here = context.of(ctx)
    with here.reader() as reader:
        from cli.lists import count_orders
        from cli.reading import Reading, print_events
        from cli.render import headers
        from cli.render.timeline import Badges
        from events.account.people import find_customer
        from events.timeline import Subject

        who = find_customer(reader, email)
        subject = Subject(user_id=who.id, email=who.email or "")
        orders = count_orders(reader, subject)
        reading = Reading(
            subject=subject,
            header=lambda summary: headers.customer(who, orders, summary, here.zone),
            badges=Badges.ORDER,
        )
        print_events(here, reader, reading, asked, format)

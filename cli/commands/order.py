"""`events order`: what happened to one order."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import context
from cli.filters import Asked, filtered
from cli.options import ListFormat


@filtered
def order(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The order's number, or shop/number.")],
    asked: Asked,
    format: ListFormat = "text",
) -> None:
    """What happened to an order: its timeline, oldest first."""
    here = context.of(ctx)
    with here.session() as session:
        from cli.reading import Reading, print_events
        from cli.render import headers
        from events.account.people import Person, person
        from events.order.lookup import find_order
        from events.timeline import Subject

        found = find_order(session, number)
        guest = Person(id=None, email=found.user_email) if found.user_email else None
        owner = person(found.user) if found.user else guest
        reading = Reading(
            subject=Subject(order_id=found.id),
            header=lambda summary: headers.order(found, owner, summary, here.zone),
        )
        print_events(here, session, reading, asked, format)

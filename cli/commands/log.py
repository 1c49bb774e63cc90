"""`events log`: the newest events of all."""

from __future__ import annotations

from dataclasses import replace

import typer

from cli import context
from cli.filters import Asked, filtered
from cli.options import EventFormat

NEWEST = 50


@filtered
def log(ctx: typer.Context, asked: Asked, format: EventFormat = "text") -> None:
    """The newest events across all orders and customers, newest first; 50 unless --limit says otherwise."""
    here = context.of(ctx)
    with here.reader() as reader:
        from cli.reading import Reading, print_events
        from cli.render.pages import Badges
        from events.timeline import EVERYTHING

        reading = Reading(subject=EVERYTHING, badges=Badges.SUBJECT, newest_first=True)
        asked = replace(asked, limit=asked.limit or NEWEST)
        print_events(here, reader, reading, asked, format)

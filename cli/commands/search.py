"""`events search`: events by what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import context
from cli.filters import Asked, filtered
from cli.options import ListFormat
from cli.render import formats, records
from cli.render.people import counted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.searching import Found, Query

MOST = 50


@filtered
def search(
    ctx: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT...", help='Words that must all be there; "in quotes", a phrase.'),
    ],
    asked: Asked,
    by: Annotated[
        Literal["rank", "date"], typer.Option(metavar="rank|date", help="The best first, or the newest.")
    ] = "rank",
    format: ListFormat = "text",
) -> None:
    """Find events by what they say: notes, messages, amounts, e-mails, and who did it.

    Words match from their start, without regard to case and accents. 50 unless --limit says otherwise. The
    first search makes the index.
    """
    here = context.of(ctx)
    with here.reader() as reader:
        from cli.telling import told
        from events import searching

        query = searching.parse(" ".join(text))
        filters = asked.filters(here.zone, reader)
        _prepare(here, reader)
        limit = asked.limit or MOST
        found = searching.find(reader, query, filters, limit=limit, by_rank=by == "rank")
        hits = list(told(reader, found.entries[::-1] if asked.reverse else found.entries))
    note = _note(found, query, limit=limit, by=by)
    if format != "text":
        formats.WRITERS[format](here.data, map(records.event, hits), records.EVENT_COLUMNS)
        here.say(note)
        return
    from cli.render.hits import lines

    here.out.page(lines(hits, query, note, width=here.out.width, zone=here.zone))


def _prepare(here: context.Context, reader: Connection) -> None:
    """Make the index where it is not there yet, and say so where that takes a while."""
    from cli.progress import counting
    from events.searching import prepare

    with counting(here, "Making the search index") as update:
        for done, of_all in prepare(reader):
            update(done, of_all)


def _note(found: Found, query: Query, *, limit: int, by: str) -> str:
    shown = len(found.entries)
    if not query.pieces:
        return "There is no word to look for."
    if not shown:
        return "Nothing found."
    if found.total is not None and found.total <= shown:
        return f"{counted(shown, 'event')} found."
    number = f"{found.total:,}" if found.total is not None else "many more"
    which = "best" if by == "rank" else "newest"
    if shown < limit:
        return f"{shown:,} of {number}."
    return f"The {which} {shown:,} of {number}; --limit shows more."

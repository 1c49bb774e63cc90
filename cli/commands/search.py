"""`events search`: events by what they say."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.arguments.filters import FilterArgs, filtered
from cli.arguments.options import EventFormat
from cli.context import Context, get_context
from cli.lists.paging import ROWS, is_all
from cli.render import formats, records, safe
from cli.render.page import Badges, Page, PageLayout
from cli.render.people import counted
from events import clock
from events.errors import AmbiguousOrderError, UnknownCustomerError, UnknownOrderError
from events.next_commands import command
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cli.event_view import EventView
    from cli.render.layout import Line
    from events.find import Matches
    from events.search import Found, Query

LOOKUPS = 5
"""Orders and people shown above the events."""


@filtered
def search(
    ctx: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT...", help='Words that must all occur; "in quotes" a phrase.'),
    ],
    asked: FilterArgs,
    by: Annotated[
        Literal["rank", "date"],
        typer.Option(metavar="rank|date", help="Best matches or newest events first."),
    ] = "rank",
    format: EventFormat = "text",
) -> None:
    """Search notes, messages, amounts, e-mails and authors.

    Words match by prefix, ignoring case and accents. Shows 50 results unless --limit is given; as data in a
    pipe or a file, all of them, up to 100,000. The first search builds the index.
    """
    context = get_context(ctx)
    with context.reader() as reader:
        from cli.timelines.index import prepare_index
        from cli.timelines.kinds import KnownKinds, prepare_kinds
        from cli.timelines.wanted import wanted
        from events import kind_filter
        from events import search as searching

        query = searching.parse(" ".join(text))
        filters, kinds = asked.filters(context.zone, reader), asked.kinds()
        prepare_index(context, reader)
        known = prepare_kinds(context, reader) if kinds else KnownKinds(stored=None, legacy=None)
        filters = kind_filter.restrict_to_kinds(reader, filters, kinds, known.legacy, known.stored)
        limit = asked.limit or (searching.REACH if is_all(context, format) else ROWS)
        found = searching.find(reader, query, filters, limit=limit, by_rank=by == "rank")
        hits = _views(reader, found, asked)
        note = _note(found, query, limit=limit, by=by, wanted=wanted(asked))
        if Kind.NOTE in kinds and Kind.LEGACY not in kinds and found.unfiltered != found.total:
            note += " What people wrote without a known meaning may be notes, too: add --kind legacy."
        named = _named(reader, " ".join(text)) if format == "text" and not asked.redact else None
        if named and not hits:
            note = "No event says it."
        elif query.pieces and found.unfiltered == 0:
            note = f"{note} {_next_step(reader, ' '.join(text))}"
    if formats.is_data(format):
        context.write(map(records.event, hits), records.event_columns(format), format=format)
        context.info(note)
        return
    if format == "text":
        _print_text(context, hits, query, named, note)
    else:
        _print_page(context, hits, asked, note, format)


def _print_text(
    context: Context, hits: list[EventView], query: Query, named: Matches | None, note: str
) -> None:
    """On a terminal, the note is the last line; otherwise it is a message, which no pipe swallows."""
    from cli.render.search import lines

    on_page = note if context.out.is_terminal else ""
    shown = lines(hits, query, on_page, width=context.out.width, zone=context.zone)
    context.out.page(chain(_lookups(context, named), shown))
    context.info_if("" if on_page else note)


def _print_page(context: Context, hits: list[EventView], asked: FilterArgs, note: str, format: str) -> None:
    from cli.timelines.print_events import CountedEvents, print_page

    layout = PageLayout(
        width=context.out.width,
        zone=context.zone,
        now=clock.now(),
        badges=Badges.SUBJECT,
        folds=False,
        clips=context.out.is_terminal,
    )
    events = CountedEvents(iter(hits), newest_first=not asked.reverse)
    print_page(context, Page(events=events, layout=layout, note=lambda: note), format)


def _named(reader: Connection, text: str) -> Matches | None:
    """Orders and people that a number or an e-mail names, also in part; None where it names none."""
    from cli.words.command_rules import opener
    from events.find import find

    if opener(text) not in ("order", "customer") or (" " in text and "@" not in text):
        return None
    found = find(reader, text, limit=LOOKUPS)
    return found if found.orders or found.customers else None


def _lookups(context: Context, found: Matches | None) -> Iterator[Line]:
    """Above the events: what is called by the text itself."""
    if found is not None:
        from cli.render.find import matches
        from cli.render.layout import WIDEST

        yield from matches(found, width=min(context.out.width, WIDEST), zone=context.zone)
        yield []


def _views(reader: Connection, found: Found, asked: FilterArgs) -> list[EventView]:
    """The hits with their context, redacted if that was requested."""
    from cli.event_view import enrich
    from cli.timelines.redaction import redactor
    from events.filters import EVERYTHING

    hits = list(enrich(reader, found.entries[::-1] if asked.reverse else found.entries))
    return list(map(redactor(reader, EVERYTHING).event, hits)) if asked.redact else hits


def _note(found: Found, query: Query, *, limit: int, by: str, wanted: str) -> str:
    shown = len(found.entries)
    begin = f"No event {wanted}: the" if wanted else "The"
    if not query.pieces:
        return "The query has no words."
    if not shown:
        return (
            "Nothing found."
            if found.unfiltered == 0
            else f"{begin} filters hide all {_number(found.unfiltered, found.least)}."
        )
    hidden = (found.unfiltered or 0) - (found.total or 0)
    rest = f" The filters hide {hidden:,} more." if hidden > 0 else ""
    if found.total is not None and found.total <= shown:
        return f"{counted(shown, 'event')} found.{rest}"
    which = "best" if by == "rank" else "newest"
    if shown < limit:
        return f"{shown:,} of {_number(found.total, found.least)}.{rest}"
    return f"The {which} {shown:,} of {_number(found.total, found.least)}; --limit shows more.{rest}"


def _next_step(reader: Connection, text: str) -> str:
    """Where else to look: words match from their start only; orders and people have their own commands."""
    from events.account.people import find_customer, is_email
    from events.order.lookup import find, full_number

    with suppress(AmbiguousOrderError, UnknownOrderError):
        order = command("order", target=full_number(reader, find(reader, text)))
        return f"There is such an order: {safe.line(order)}"
    with suppress(UnknownCustomerError):
        if is_email(text):
            email = find_customer(reader, text).label
            return f"There is such a customer: {safe.line(command('customer', target=email))}"
    if text.strip().lower() in {kind.value for kind in Kind}:
        return f"It is a kind of events: events log --kind {text.strip().lower()}"
    grep = safe.line(shlex.join(["events", "log", f"--grep={text}"]))
    return f"Words match from their start; within words: {grep}"


def _number(hits: int | None, least: int) -> str:
    from events.search import REACH

    if hits is None:
        return f"at least {least:,} hits" if least < REACH else f"more than {REACH:,} hits"
    return counted(hits, "hit")

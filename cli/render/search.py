"""What a search found: each event in a line or two, with the sought words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.event_view import EventView
from cli.render import people
from cli.render.layout import WIDEST, Line, Span, flow, flow_parts, pad, span_width, width_of
from cli.render.palette import DOT, ELLIPSIS, Ink
from cli.render.sentences import title
from cli.render.timeline import sign_of

if TYPE_CHECKING:
    from events.search import Query

_INDENT = 4
_LINES = 3
"""How many lines of a long text are shown: those around the first word that was sought."""


def lines(
    events: Iterable[EventView], query: Query, note: str, *, width: int, zone: tzinfo
) -> Iterator[Line]:
    """The hits, and below them the note, if there is one."""
    width, found = min(width, WIDEST), False
    for view in events:
        found = True
        yield from event_lines(view, query, width=width, zone=zone)
    yield from [[]] if found and note else []
    yield from [[(note, Ink.DIM)]] if note else []


def event_lines(view: EventView, query: Query, *, width: int, zone: tzinfo) -> Iterator[Line]:
    """A hit: what it is about, when and by whom, and below that its text around the first mark."""
    yield from _heading(view, width, zone)
    yield from ([(" " * _INDENT, Ink.PLAIN), *line] for line in _text(view, query, width - _INDENT))


def _heading(view: EventView, width: int, zone: tzinfo) -> Iterator[Line]:
    """What a hit is about, when and by whom, with its id; what has no room before the id stands below."""
    entry = view.entry
    icon, ink = sign_of(view)
    about: str = people.customer(entry.customer)
    if entry.order:
        about = people.badge(entry.shop, entry.order, is_shared=view.needs_shop)
    actor = people.author(view)
    head: Line = [(f"{icon} ", ink), (about, Ink.BADGE), (f"  {people.moment(entry.date, zone)}", Ink.DIM)]
    room = max(width - width_of(entry.id) - 2, 20)
    first, *rest = flow_parts([head, [(actor, Ink.DIM)]], (f" {DOT} ", Ink.DIM), room)
    used = span_width(first)
    yield [*first, (pad("", max(width - used - width_of(entry.id), 1)), Ink.PLAIN), (entry.id, Ink.DIM)]
    yield from ([(" " * _INDENT, Ink.PLAIN), *line] for line in rest)


def _text(view: EventView, query: Query, width: int) -> list[Line]:
    """The event's sentence, cut to the lines around the first mark."""
    wrapped = [line for text in title(view) for line in flow(_marked(text, query), max(width, 20))]
    first = next((at for at, line in enumerate(wrapped) if any(ink is Ink.STRONG for _, ink in line)), 0)
    start = max(0, min(first - 1, len(wrapped) - _LINES))
    shown = wrapped[start : start + _LINES]
    if start:
        shown[0] = [(ELLIPSIS, Ink.DIM), *shown[0]]
    if start + _LINES < len(wrapped):
        shown[-1] = [*shown[-1], (ELLIPSIS, Ink.DIM)]
    return shown


def _marked(text: str, query: Query) -> Line:
    spans: list[Span] = []
    at = 0
    for start, end in query.spans(text):
        spans += [(text[at:start], Ink.PLAIN), (text[start:end], Ink.STRONG)]
        at = end
    return [span for span in [*spans, (text[at:], Ink.PLAIN)] if span[0]] or [("", Ink.PLAIN)]

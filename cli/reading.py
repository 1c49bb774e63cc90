"""Printing events: the one way from filters to a timeline or to data."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.context import Context
from cli.filters import Asked
from cli.render import formats, records
from cli.render.layout import Line
from cli.render.palette import Ink
from cli.render.people import counted
from cli.render.timeline import Badges, Layout, header, timeline
from cli.telling import Told, told

if TYPE_CHECKING:
    from events.tables import Reader
    from events.timeline import Filters, Subject, Summary


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Whose events to print, and how. `newest_first` is their usual direction."""

    subject: Subject
    header: Callable[[Summary], list[Line]] | None = None
    badges: Badges = Badges.NONE
    newest_first: bool = False


def print_events(context: Context, reader: Reader, reading: Reading, asked: Asked, format: str) -> None:
    """Print the events of `reading` that pass what was `asked`, and say how many do not."""
    from events.timeline import entries, summary

    filters = asked.filters(context.zone, reader)
    newest_first = reading.newest_first is not asked.reverse
    found = entries(reader, reading.subject, filters, newest_first=newest_first)
    seen = _Counted(told(reader, found), newest_first=newest_first)

    def note() -> str:
        return _note(reader, reading, filters, seen)

    if format != "text":
        formats.WRITERS[format](context.data, map(records.event, seen), records.EVENT_COLUMNS)
        if text := note():
            context.say(text)
        return
    layout = Layout(width=context.out.width, zone=context.zone, badges=reading.badges)
    rows = reading.header(summary(reader, reading.subject)) if reading.header else []
    context.out.page(_text(header(rows, width=layout.width), timeline(seen, layout), note))


class _Counted:
    """Events, counted as they pass."""

    def __init__(self, events: Iterator[Told], *, newest_first: bool) -> None:
        self._events = events
        self._newest_first = newest_first
        self.count = 0
        self.oldest = ""

    def __iter__(self) -> Iterator[Told]:
        for event in self._events:
            self.count += 1
            if not self.oldest or self._newest_first:
                self.oldest = event.entry.id
            yield event


def _text(top: Iterable[Line], body: Iterable[Line], note: Callable[[], str]) -> Iterator[Line]:
    lines = itertools.chain(top, body)
    yield from itertools.dropwhile(lambda line: not line, lines)
    if text := note():
        yield []
        yield [(text, Ink.DIM)]


def _note(reader: Reader, reading: Reading, filters: Filters, seen: _Counted) -> str:
    """What filters keep from sight, in a sentence; empty where that is nothing."""
    from events.timeline import EVERYTHING, summary

    shown = seen.count
    full = filters.limit is not None and shown >= filters.limit
    if not full and not filters.hiding and shown:
        return ""
    if full and reading.subject == EVERYTHING:
        # Counting the whole log would take longer than reading its newest page.
        which = "newest" if filters.after is None else "next"
        return f"The {which} {shown:,}; --limit shows more, --before {seen.oldest} what came before."
    total = summary(reader, reading.subject).count
    if not total:
        return "" if reading.header else "No events yet. `events add-note` and `events import` make some."
    if not shown:
        return f"The filters hide all {counted(total, 'event')}."
    return f"{shown:,} of {counted(total, 'event')} shown, {total - shown:,} hidden." if shown < total else ""

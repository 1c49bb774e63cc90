"""Runs a filtered query and prints it in the chosen format."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cli.arguments.columns import write_records
from cli.arguments.filters import FilterArgs
from cli.context import Context
from cli.event_view import EventView
from cli.lists.remarks import remarks_note
from cli.render import formats, records, standing, views
from cli.render.layout import Line
from cli.render.page import Badges, Page, PageLayout
from cli.render.people import counted
from cli.timelines import neighbours
from cli.timelines.by_kind import read_views
from cli.timelines.kinds import known_kinds, prepare_kinds
from cli.timelines.redaction import redactor
from cli.timelines.wanted import wanted
from events import clock
from events.errors import UsageError
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.filters import Filters, Subject
    from events.timeline import Summary


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Whose events to print, and how. `newest_first` is their usual direction; `is_whole` gives data with all
    that the log has of each, and `columns` are those of data, none for the format's own."""

    subject: Subject
    header: Callable[[Summary], list[Line]] | None = None
    badges: Badges = Badges.NONE
    newest_first: bool = False
    is_whole: bool = False
    columns: tuple[str, ...] = ()


def print_events(
    context: Context, reader: Connection, reading: Reading, asked: FilterArgs, format: str
) -> None:
    """Print the events of `reading` that pass the filters in `asked`, and say how many do not."""
    if formats.is_data(format):
        page = chosen_page(context, reader, reading, asked)
        shape = records.whole_event if reading.is_whole else records.event
        write_records(context, map(shape, page.events), reading.columns, format=format)
        context.info_if(page.note())
    else:
        print_page(context, whole_page(context, reader, reading, asked), format)
    context.info_if(remarks(context, reader, reading, asked))


def remarks(context: Context, reader: Connection, reading: Reading, asked: FilterArgs) -> str:
    """A sentence on what people wrote that may be a note, too, where notes are asked for."""
    if Kind.NOTE not in asked.kinds():
        return ""
    known = known_kinds(reader)
    filters = asked.filters(context.zone, reader)
    return remarks_note(reader, filters, asked.kinds(), known.legacy, known.stored, subject=reading.subject)


def print_page(context: Context, page: Page, format: str) -> None:
    """Print events in a format that is made to be read."""
    if views.is_document(format):
        context.data.writelines(views.chunks(format, page))
        return
    # A note on what is hidden never goes into a pipe: there, a filter such as grep would swallow it.
    on_page = format != "oneline" and context.out.is_terminal
    context.out.page(views.lines(format, page if on_page else replace(page, note=str)))
    if not on_page:
        context.info_if(page.note())


def chosen_page(context: Context, reader: Connection, reading: Reading, asked: FilterArgs) -> Page:
    """The events that were asked for, with what their filters hide, and no header."""
    from events.filters import EVERYTHING, Filters

    if asked.context and reading.subject == EVERYTHING:
        raise UsageError("--context needs an order or a customer: add --order NUMBER or --customer EMAIL.")
    filters, kinds = asked.filters(context.zone, reader), asked.kinds()
    hiding = filters.hiding or bool(kinds)
    newest_first = reading.newest_first is not asked.reverse
    hide = redactor(reader, reading.subject) if asked.redact else None
    known = prepare_kinds(context, reader) if kinds and reading.subject == EVERYTHING else None
    found = read_views(reader, reading.subject, filters, kinds, newest_first=newest_first, known=known)
    matches = None
    if asked.context:
        matches = frozenset(view.entry.id for view in found)
        everything = read_views(reader, reading.subject, Filters(), frozenset(), newest_first=newest_first)
        found = neighbours.around(everything, matches, asked.context)
    seen = CountedEvents(map(hide.event, found) if hide else found, newest_first=newest_first)
    layout = PageLayout(
        width=context.out.width,
        zone=context.zone,
        now=clock.now(),
        badges=reading.badges,
        folds=not (context.is_verbose or kinds or filters.types or filters.text),
        silences=reading.header is not None and not hiding,
        clips=context.out.is_terminal,
        is_compact=not context.is_verbose,
        elapsed=asked.elapsed,
        matches=matches,
        link=context.settings.link,
    )
    others = bool(kinds) or replace(filters, text="").hiding
    only_text = hiding and not others
    note = _Note(reader, reading, filters, seen, wanted=wanted(asked), hiding=hiding, only_text=only_text)
    return Page(events=seen, layout=layout, note=note, hide=hide.line if hide else None)


def whole_page(context: Context, reader: Connection, reading: Reading, asked: FilterArgs) -> Page:
    """The same with its header, and where the subject stands."""
    from events.timeline import summary

    page = chosen_page(context, reader, reading, asked)
    if reading.header is None:
        return page
    header = reading.header(summary(reader, reading.subject))
    header = list(map(page.hide, header)) if page.hide else header
    shows_all = page.layout.silences and asked.limit is None
    events = page.events if shows_all else chosen_page(context, reader, reading, FilterArgs()).events
    history = events.peek(standing.MOST + 1)
    if len(history) > standing.MOST:  # too long to be read first
        return replace(page, header=header)
    history.sort(key=lambda view: view.entry.key)
    order = reading.subject.order_id
    return replace(
        page,
        header=header,
        state=standing.line(
            history, page.layout.zone, of_customer=order is None, lines=_order_lines(reader, history, order)
        ),
        legs=lambda: _legs(reader, order, history) if order is not None else [],
    )


def _order_lines(reader: Connection, history: list[EventView], order: int | None) -> standing.Lines:
    """The lines of an order, which decide whether a shipment was all of it."""
    from events.summaries.stored_summaries import read_lines
    from events.tables import order_lines

    if order is None or not history:
        return {}
    lines = read_lines(reader, order_lines.c.order_id == order)
    first = history[0].entry
    return {(first.shop, first.order): lines.get(order, frozenset())}


def _legs(reader: Connection, order: int, history: list[EventView]) -> list[Line]:
    """How long the order's steps took, beside what is usual in its shop."""
    from cli.render import legs
    from events.statistics.usual_waits import compare_legs
    from importers.ledger.provenance import legacy_word

    found = (compare_legs(reader, order, one, legacy_word) for one in standing.summaries(history))
    return [part for compared in found for part in legs.parts(compared)]


class CountedEvents:
    """Events, counted as they pass."""

    def __init__(self, events: Iterator[EventView], *, newest_first: bool) -> None:
        self._events = events
        self._newest_first = newest_first
        self.count = 0
        self.oldest = ""

    def peek(self, most: int) -> list[EventView]:
        """Return up to `most` of the next events without consuming them."""
        found = list(itertools.islice(self._events, most))
        self._events = itertools.chain(found, self._events)
        return list(found)

    def __iter__(self) -> Iterator[EventView]:
        for event in self._events:
            self.count += 1
            if not self.oldest or self._newest_first:
                self.oldest = event.entry.id
            yield event


class _Note:
    """A sentence on what the filters hide, empty if that is nothing; called when all events were read."""

    def __init__(
        self,
        reader: Connection,
        reading: Reading,
        filters: Filters,
        seen: CountedEvents,
        *,
        wanted: str,
        hiding: bool,
        only_text: bool,
    ) -> None:
        self._wanted = wanted
        self._reader, self._reading, self._filters, self._seen = reader, reading, filters, seen
        self._hiding, self._only_text = hiding, only_text

    def __call__(self) -> str:
        from events.filters import EVERYTHING
        from events.timeline import summary

        reading, shown, limit = self._reading, self._seen.count, self._filters.limit
        full = limit is not None and shown >= limit
        if not full and not self._hiding and shown:
            return ""
        if full and reading.subject == EVERYTHING:
            # Counting the whole log would take longer than reading its newest page.
            which = "newest" if self._filters.after is None else "next"
            return (
                f"The {which} {shown:,}; --limit shows more, --before {self._seen.oldest} what came before."
            )
        total = summary(self._reader, reading.subject).count
        if not total:
            return "" if reading.header else "No events yet. `events add-note` and `events import` add some."
        if not shown and self._only_text:
            return f"None of {counted(total, 'event')} contains {self._filters.text!r}."
        if not shown:
            since = self._filters.since
            late = " --since lies in the future." if since and since > clock.now() else ""
            begin = f"No event {self._wanted}: the" if self._wanted else "The"
            return f"{begin} filters hide all {counted(total, 'event')}.{late}"
        both = "--limit and the filters hide" if self._hiding else "--limit hides"
        hides = both if full else "the filters hide"
        return f"{shown:,} of {counted(total, 'event')}; {hides} {total - shown:,}." if shown < total else ""

"""Prints the log as it grows: what there is, then each event that arrives, until interrupted."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cli.arguments.filters import FilterArgs
from cli.arguments.outputs import check_output
from cli.context import Context
from cli.event_view import EventView, enrich_page
from cli.format_registry import Commands, find_format, offered
from cli.render import formats, records, views
from cli.render.page import Badges, Page, PageLayout
from cli.timelines import cursor_file as cursors
from cli.timelines.print_events import CountedEvents
from cli.timelines.redaction import redactor
from events import clock
from events.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.follow import Follower

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
EVERY_SECONDS = 0.25
"""How often the log is asked for more."""


def follow(
    context: Context, reader: Connection, asked: FilterArgs, *, format: str, cursor_file: str, once: bool
) -> None:
    """Print events as they arrive, or `once` those that have. The cursor is saved after its events were
    printed: a run that is killed in between repeats its last page, and loses none."""
    option = "--once" if once else "--follow"
    if asked.reverse or asked.before or asked.after:
        raise UsageError(f"{option} cannot be combined with --reverse, --before or --after.")
    format = "jsonl" if format == "json" else format  # an array would have no end
    if not find_format(format).endless:
        endless = ", ".join(one.name for one in offered(Commands.EVENTS) if one.endless)
        raise UsageError(f"{option} cannot write {format}, which needs an end. Use one of {endless}.")
    if cursor_file:
        check_output(cursor_file, spare=[context.settings.database])
    with _between_pages() as pause:
        events = _asked_for(reader, asked, _events(context, reader, asked, cursor_file, pause, once=once))
        if views.is_screen(format):
            layout = PageLayout(
                width=context.out.width,
                zone=context.zone,
                now=clock.now(),
                badges=Badges.SUBJECT,
                folds=False,
                clips=context.out.is_terminal,
                is_compact=not context.is_verbose,
                elapsed=asked.elapsed,
            )
            page = Page(events=CountedEvents(events, newest_first=False), layout=layout)
            context.out.show(views.lines(format, page))
        else:
            formats.write(context.data, map(records.event, events), records.EVENT_COLUMNS, format=format)


def _asked_for(reader: Connection, asked: FilterArgs, events: Iterator[EventView]) -> Iterator[EventView]:
    """Those of `events` that are of the kinds asked for, redacted where that was asked for."""
    from events.filters import EVERYTHING
    from events.kind_filter import KindFilter

    wanted = KindFilter(kinds=asked.kinds())
    hide = redactor(reader, EVERYTHING) if asked.redact else None
    for view in events:
        if wanted.matches(view.meaning):
            yield hide.event(view) if hide else view


def _events(
    context: Context, reader: Connection, asked: FilterArgs, cursor_file: str, pause: _Pause, *, once: bool
) -> Iterator[EventView]:
    """Events without end, or `once` all that are there. When the next one is asked for, those before it have
    been printed."""
    follower, backlog = _start(context, reader, asked, cursor_file)
    page = backlog
    while True:
        pause.busy = True
        yield from enrich_page(reader, page)
        reader.rollback()
        context.out.stream.flush()
        if cursor_file:
            cursors.save(cursor_file, follower.marks)
        pause.rest(0 if page or once else EVERY_SECONDS)
        before = dict(follower.marks)
        page = follower.arrivals()
        if once and not page and follower.marks == before:
            cursors.save(cursor_file, follower.marks)
            return


def _start(
    context: Context, reader: Connection, asked: FilterArgs, cursor_file: str
) -> tuple[Follower, list[Any]]:
    from events.follow import Follower

    filters = asked.filters(context.zone, reader)
    cursor = cursors.load(cursor_file) if cursor_file else None
    if cursor is not None:
        follower = Follower.since(reader, filters, cursor)
        return follower, follower.arrivals()
    if cursor_file and asked.limit is None:
        context.info(f"{cursor_file} is new: this starts with the first event; --limit N with the newest N.")
        follower = Follower.since(reader, filters, {})
        return follower, follower.arrivals()
    waiting = "Waiting for other writers to finish, so that none of their events are missed."
    follower = Follower.from_now(reader, filters, on_wait=lambda: context.info(waiting))
    return follower, list(follower.earlier(asked.limit or 1))


class _Pause:
    """Delays an interruption to the end of a page, so that the cursor counts what was printed; a second one
    takes effect at once."""

    def __init__(self) -> None:
        self.busy = False
        self._wanted: Callable[[], object] | None = None
        self.handlers: dict[int, Any] = {}

    def interrupt(self, number: int, frame: object) -> None:
        def end() -> None:
            # Whoever handled the signal before knows the exit code it stands for.
            if callable(self.handlers[number]):
                self.handlers[number](number, frame)
            raise KeyboardInterrupt

        if not self.busy or self._wanted:
            end()
        self._wanted = end

    def rest(self, seconds: float) -> None:
        self.busy = False
        if self._wanted:
            self._wanted()
        time.sleep(seconds)


@contextmanager
def _between_pages() -> Iterator[_Pause]:
    pause = _Pause()
    if threading.current_thread() is not threading.main_thread():
        yield pause
        return
    found = [signal.Signals[name] for name in _ENDING if name in signal.Signals.__members__]
    pause.handlers = {number: signal.getsignal(number) for number in found}
    for number, handler in pause.handlers.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, pause.interrupt)
    try:
        yield pause
    finally:
        for number, handler in pause.handlers.items():
            signal.signal(number, handler)

"""Notes about another time than that at which they are written."""

from __future__ import annotations

import re
from datetime import timedelta

from cli.context import Context
from cli.zone_hint import hint_of_imports
from events import clock, moments
from events.errors import UsageError

_DAY = timedelta(hours=25)
"""The longest day: one on which clocks are put back."""

_LEAST = timedelta(microseconds=1)


_BEGINNING = re.compile(
    r"(?:\d{4}-\d\d-\d\d(?: \d\d:\d\d \([^()\s]+\))?|[^:\n]+ \(\d{4}-\d\d-\d\d \u2013 \d{4}-\d\d-\d\d\)): "
)
"""What `dated` puts before a text."""


def split_dated(message: str) -> tuple[str, str]:
    """What `dated` put before a note's text, empty where nothing is there, and the text."""
    found = _BEGINNING.match(message)
    return (found[0], message[found.end() :]) if found else ("", message)


def dated(context: Context, message: str, date: str) -> str:
    """The note with the time that it is about before its text, in the display zone.

    The event has the time at which it is written: history is not given other dates by hand. Raises
    `InvalidDateError`, and `UsageError` for a time that is still to come.
    """
    start, end = (read(date, context.zone) for read in (moments.since, moments.until))
    if start > clock.now():
        raise UsageError(
            f"--date {date} is still to come: a note is about what happened. Nothing was changed."
        )
    local = start.astimezone(context.zone)
    if start == end:
        when = f"{local:%Y-%m-%d %H:%M} ({context.zone})"
    else:
        last = (end - _LEAST).astimezone(context.zone)
        days = f"{local:%Y-%m-%d} – {last:%Y-%m-%d}"
        when = f"{local:%Y-%m-%d}" if end - start <= _DAY else f"{date.strip()} ({days})"
    context.info(f"The note is dated now; the time that it is about begins its text: {when}")
    with context.reader(creates=True) as reader:
        context.info_if(hint_of_imports(context, reader))
    return f"{when}: {message}"

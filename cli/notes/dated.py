"""Notes about another time than that at which they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as date_type
from datetime import datetime, timedelta

from cli.context import Context
from cli.zone_hint import hint_of_imports
from events import clock, moments
from events.errors import UsageError
from events.notes.dated import with_remark, without_remark

_DAY = timedelta(hours=25)
"""The longest day: one on which clocks are put back."""

_LEAST = timedelta(microseconds=1)


_BEGINNING = re.compile(
    r"(?:\d{4}-\d\d-\d\d(?: \d\d:\d\d \([^()\s]+\))?|[^:\n]+ \(\d{4}-\d\d-\d\d \u2013 \d{4}-\d\d-\d\d\)): "
)
"""What is put before the text of a note about a period; earlier versions put every time there."""


def split_dated(message: str) -> tuple[str, str]:
    """What stands before a note's text for the time that it is about, if anything does, and the text."""
    found = _BEGINNING.match(message)
    return (found[0], message[found.end() :]) if found else ("", message)


@dataclass(frozen=True, kw_only=True)
class DatedText:
    """A note's text, the date of its event, None for now, and what `--date` would say of it at any time."""

    text: str
    date: datetime | None = None
    said: str | None = None


def dated(context: Context, message: str, date: str) -> DatedText:
    """The note at the time that it is about, with the day of writing behind its text, in the display zone.

    One about a longer period than a day has it before its text, and is dated now. Raises
    `InvalidDateError`, and `UsageError` for a time that is still to come.
    """
    start, end = (read(date, context.zone) for read in (moments.since, moments.until))
    if start > clock.now():
        raise UsageError(
            f"--date {date} is still to come: a note is about what happened. Nothing was changed."
        )
    with context.reader(creates=True) as reader:
        context.info_if(hint_of_imports(context, reader))
    local = start.astimezone(context.zone)
    if end - start > _DAY:
        last = (end - _LEAST).astimezone(context.zone)
        when = f"{date.strip()} ({local:%Y-%m-%d} – {last:%Y-%m-%d})"
        context.info(f"The note is dated now; the time that it is about begins its text: {when}")
        return DatedText(text=f"{when}: {message}")
    context.info(f"The note stands at {_moment(local, context)}, with today as the day of writing.")
    return at(context, message, start, about=local.date() if end > start else None)


def at(context: Context, message: str, moment: datetime, *, about: date_type | None = None) -> DatedText:
    """The note at a moment, or about a day, with the time of writing at the end of its text."""
    now = clock.now().astimezone(context.zone)
    text = with_remark(without_remark(message), written=now, about=about)
    said = f"{about:%Y-%m-%d}" if about else moment.isoformat()
    return DatedText(text=text, date=moment, said=said)


def _moment(local: datetime, context: Context) -> str:
    return f"{local:%Y-%m-%d %H:%M} ({context.zone})"

"""Notes about a time other than that of writing: they have its date, and end with the time of writing.

That is stored to the minute, in the writer's zone, and shown as a day unless more is asked for.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_REMARK = re.compile(
    r" \((?:about (\d{4}-\d\d-\d\d), )?written (\d{4}-\d\d-\d\d)( \d\d:\d\d[+-]\d\d:\d\d)?\)\s*\Z"
)
_ZONES = timedelta(hours=14)
"""How far a day can begin from midnight in UTC."""


def with_remark(text: str, *, written: datetime, about: date | None = None) -> str:
    """A note's text with the moment at which it was `written`, in the writer's zone, and the day that it is
    `about` where no time is known."""
    day = f"about {about:%Y-%m-%d}, " if about else ""
    return f"{text} ({day}written {written.isoformat(sep=' ', timespec='minutes')})"


def without_remark(message: str) -> str:
    """A note's own text, as its author wrote it."""
    return _REMARK.sub("", message)


def with_day_only(message: str) -> str:
    """The text with the day on which it was written, and no time."""
    found = _REMARK.search(message)
    return message if not found or not found[3] else message[: found.start(3)] + message[found.end(3) :]


def day_of_writing(message: object) -> str:
    """The day on which a note was written that has the date of what it is about, such as 2020-11-04; empty
    for all others, which were written at their own date."""
    found = _REMARK.search(message) if isinstance(message, str) else None
    return found[2] if found else ""


def times_of_writing(message: object) -> tuple[datetime, datetime] | None:
    """The first and the last moment at which a note about another time may have been written: a minute, or,
    for notes of earlier versions, a day in any zone. None for other notes."""
    found = _REMARK.search(message) if isinstance(message, str) else None
    try:
        if found and found[3]:
            minute = datetime.fromisoformat(found[2] + found[3]).astimezone(UTC)
            return minute, minute + timedelta(minutes=1)
        midnight = datetime.fromisoformat(found[2]).replace(tzinfo=UTC) if found else None
    except (ValueError, OverflowError):  # typed by hand: there is no such day
        return None
    return (midnight - _ZONES, midnight + timedelta(days=1) + _ZONES) if midnight else None


def day_of(message: str) -> date | None:
    """The day that a note is about where it says no time; None for all others."""
    found = _REMARK.search(message)
    try:
        return date.fromisoformat(found[1]) if found and found[1] else None
    except ValueError:  # typed by hand: there is no such day
        return None

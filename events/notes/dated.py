"""Notes about another time than that of writing: they have its date, and end with the day of writing."""

from __future__ import annotations

import re
from datetime import date

_REMARK = re.compile(r" \((?:about (\d{4}-\d\d-\d\d), )?written (\d{4}-\d\d-\d\d)\)\s*\Z")


def with_remark(text: str, *, written: date, about: date | None = None) -> str:
    """A note's text with the day on which it was written, and the day that it is `about` where no time is
    known."""
    day = f"about {about:%Y-%m-%d}, " if about else ""
    return f"{text} ({day}written {written:%Y-%m-%d})"


def without_remark(message: str) -> str:
    """A note's own text, as its author wrote it."""
    return _REMARK.sub("", message)


def day_of_writing(message: object) -> str:
    """The day on which a note was written that has the date of what it is about, such as 2020-11-04; empty
    for all others, which were written at their own date."""
    found = _REMARK.search(message) if isinstance(message, str) else None
    return found[2] if found else ""


def day_of(message: str) -> date | None:
    """The day that a note is about where it says no time; None for all others."""
    found = _REMARK.search(message)
    try:
        return date.fromisoformat(found[1]) if found and found[1] else None
    except ValueError:  # typed by hand: there is no such day
        return None

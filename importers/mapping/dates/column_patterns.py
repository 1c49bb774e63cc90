"""Patterns for the values of a column, by which the inference finds columns that hold dates and times."""

from __future__ import annotations

from importers.mapping.dates.formats import SERIAL

CLOCK = r"^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s*[AaPp]\.?\s?[Mm]\.?|[AaPp])?$"
"""A column's value that is a time of day."""

_SAID_BEFORE = r"(?:um|at|om|à|a las|alle|ore|godz\.?|kl\.?)"
_SAID_BEHIND = r"(?:[Uu]hr|uur|hrs|h)"
_HOUR = r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?"
NAMED_CLOCK = (
    r"^(\d{1,2}[.h]\d{2}([.:]\d{2})?|\d{1,2} ?[AaPp][Mm]|[0-2]\d[0-5]\d([0-5]\d)?"
    rf"|{_SAID_BEFORE} ?{_HOUR}(?: ?{_SAID_BEHIND})?|{_HOUR} ?{_SAID_BEHIND}|(?:um )?\d{{1,2}} ?[Uu]hr)$"
)
"""A value that is a time of day where the column's name says so: see `ClockFormat.by_name`. The words around
it are those that the reader of dates leaves out, as in `14:05 Uhr`."""

HAS_HOUR = r"\d[T ,]+.*\d{1,2}[:.h]\d{2}|^\d{9,}|^\d{5}[.,]\d|^\d{8}T?\d"
MIDNIGHT = r"[T ]0?0:00(:00(\.0+)?)?$"


def number_pattern() -> str:
    """Numbers that are dates where the column's name says so: see `NUMBERS` and `SERIAL`."""
    compact = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[ T]?\d{4}(?:\d\d)?Z?)?"
    return rf"^(?:[01]\d{{9}}(?:\.\d+)?|[01]\d{{12}}|1\d{{15}}|{compact}|{SERIAL})$"

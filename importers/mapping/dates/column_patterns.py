"""Patterns for the values of a column, by which the inference finds columns that hold dates and times."""

from __future__ import annotations

from importers.mapping.dates.formats import SERIAL

CLOCK = r"^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s*[AaPp]\.?\s?[Mm]\.?)?$"
"""A column's value that is a time of day."""

NAMED_CLOCK = r"^(\d{1,2}[.h]\d{2}([.:]\d{2})?|\d{1,2} ?[AaPp][Mm]|[0-2]\d[0-5]\d([0-5]\d)?)$"
"""A value that is a time of day where the column's name says so: see `ClockFormat.by_name`."""

HAS_HOUR = r"\d[T ,]+.*\d{1,2}[:.h]\d{2}|^\d{9,}|^\d{5}[.,]\d|^\d{8}T?\d"
MIDNIGHT = r"[T ]0?0:00(:00(\.0+)?)?$"


def number_pattern() -> str:
    """Numbers that are dates where the column's name says so: see `NUMBERS` and `SERIAL`."""
    compact = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[ T]?\d{4}(?:\d\d)?Z?)?"
    return rf"^(?:[01]\d{{9}}(?:\.\d+)?|[01]\d{{12}}|1\d{{15}}|{compact}|{SERIAL})$"

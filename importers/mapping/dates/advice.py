"""What to do about one date that was not read: the formats that would read it, in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from importers.mapping.dates.order import clock_format, orders_of, readings, spelled_formats

_NUMBERS = re.compile(
    r"\s*(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<last>\d{4}|\d{2})"
    r"(?:\D{1,2}\d{1,2}(?P<minutes>:\d{2})(?P<seconds>:\d{2})?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?\s*$"
)
_ZONE_OR_TIME = re.compile(
    r"(?:\d{4}(?P<mark>[-/.])\d{2}(?P=mark)\d{2}|\d{2}(?P<dot>\.)\d{2}\.\d{4})(?P<space> *)-\d{2}:\d{2}"
)
_REST = re.compile(r"unconverted data remains: (.*)", re.DOTALL)
_TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%H:%M:%S.%f", "%H:%M:%S%z", "%H.%M")


@lru_cache(maxsize=256)
def for_ambiguous(text: str) -> str:
    """The formats between which a date of day, month and year has to be decided, or one before a zone or a
    time; empty for another text."""
    if zoned := _ZONE_OR_TIME.fullmatch(text.strip()):
        mark, space = zoned["mark"] or zoned["dot"], zoned["space"]
        date = "%Y{0}%m{0}%d" if zoned["mark"] else "%d{0}%m{0}%Y"
        return _either([f"{date.format(mark)}{space}{end}" for end in ("%z", "-%H:%M")])
    found = _NUMBERS.match(text)
    if found is None:
        return ""
    mark, is_short = found["mark"], len(found["last"]) < 4
    time = clock_format(minutes=found["minutes"], seconds=found["seconds"], half=found["half"])
    formats = spelled_formats(mark, _orders(found, mark, is_short=is_short), is_short=is_short, time=time)
    return _either(formats)


def _orders(found: re.Match[str], mark: str, *, is_short: bool) -> list[str]:
    """The orders to choose from: day or month first, and those in which a year of two digits makes a date."""
    if not is_short:
        return ["D/M", "M/D"]
    fitting = {order for order, _ in readings(found["first"], found["second"], found["last"], mark=mark)}
    return [order for order in orders_of(mark) if order in fitting or order in {"D/M", "M/D"}]


def _either(formats: Sequence[str]) -> str:
    return "say which it is: " + " or ".join(f"--date-format '{one}'" for one in formats)


@lru_cache(maxsize=256)
def for_unfitting(text: str, formats: Sequence[str]) -> str:
    """What of a date the given formats leave unread, and the format that reads it. Empty without formats."""
    for given in formats:
        try:
            datetime.strptime(text.strip(), given)  # noqa: DTZ007
        except ValueError as error:
            if (found := _REST.match(str(error))) is None:
                continue
        else:
            continue
        advice = f"--date-format '{given}' leaves {found[1]!r} of it unread"
        whole = _with_rest(given, found[1])
        return f"{advice}: give --date-format '{whole}'" if whole else advice
    listed = " or ".join(f"'{one}'" for one in formats)
    return (
        f"it does not fit --date-format {listed}: correct it, or give its own format, too" if listed else ""
    )


def _with_rest(given: str, rest: str) -> str:
    """The format with that of a time behind it; empty where the rest is none."""
    between = rest[: len(rest) - len(rest.lstrip(" T,"))]
    for time in _TIMES:
        try:
            datetime.strptime(rest[len(between) :], time)  # noqa: DTZ007
        except ValueError:
            continue
        return f"{given}{between}{time}"
    return ""

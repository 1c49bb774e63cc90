"""Periods that moments are counted by, and their names, by which they are found again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Literal, get_args

from events.clock import WEEKDAYS

Period = Literal["day", "week", "month", "quarter", "year", "weekday", "hour"]
"""Days, ISO weeks (from Monday on), months, quarters and years, the days of the week, and the hours of the
day."""
PERIODS: Sequence[Period] = get_args(Period)

_MOST_GAPS = {"month": 24, "quarter": 8, "year": 2, "week": 104}
"""How many periods in a row without anything are all named."""


def period_of(moment: datetime, by: Period, zone: tzinfo = UTC) -> str:
    """The name of the period in `zone` that a moment is in: `2020-11-04`, `2020-W45`, `2020-11`, `2020-Q4`,
    `2020`, `Wednesday` or `07:00`. The first and the last day of all are those of UTC."""
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        local = moment.astimezone(UTC)
    return f"{local.hour:02}:00" if by == "hour" else period_of_day(local.date(), by)


def period_of_day(day: date, by: Period) -> str:
    """The name of the period, longer than an hour, that a day is in."""
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    if by == "weekday":
        return WEEKDAYS[day.weekday()]
    if by == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]


def place_of(name: str) -> tuple[int, str]:
    """What the names of the periods of one length are sorted by: by time, and weekdays from Monday on."""
    return (WEEKDAYS.index(name), "") if name in WEEKDAYS else (0, name)


def with_empty(names: Iterable[str], by: Period) -> list[str]:
    """The names by time, with those of the periods between them in which there is nothing. A gap of more than
    two years stays one, and days stay alone; hours and weekdays are all named."""
    given = sorted(set(names), key=place_of)
    if by == "weekday":
        return list(WEEKDAYS)
    if by == "hour":
        return [f"{hour:02}:00" for hour in range(24)]
    found: list[str] = []
    for name in given:
        if found and by in _MOST_GAPS:
            found += _between(found[-1], name, by)
        found.append(name)
    return found


def left_out(names: Iterable[str], by: str) -> str:
    """A sentence on the periods that `with_empty` leaves out between these; empty where there are none."""
    lengths: tuple[Period, ...] = ("year", "quarter", "month", "week")
    for one in (one for one in lengths if one == by):
        shown = with_empty(names, one)
        gaps = [(first, last) for first, last in pairwise(shown) if _next(first, one) < last]
        named = " and ".join(f"between {first} and {last}" for first, last in gaps[:3])
        return f"There is nothing {named}: these {by}s are left out." if gaps else ""
    return ""


def _between(first: str, last: str, by: Period) -> list[str]:
    found: list[str] = []
    name = _next(first, by)
    while name < last and len(found) < _MOST_GAPS[by]:
        found.append(name)
        name = _next(name, by)
    return found if name >= last else []


def _next(name: str, by: Period) -> str:
    if by == "week":
        try:
            monday = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
            return period_of_day(monday + timedelta(weeks=1), by)
        except (ValueError, OverflowError):  # no calendar goes on
            return "9999-X"
    length = {"month": 12, "quarter": 4, "year": 1}[by]
    digits = name[5:].removeprefix("Q")
    year, part = divmod(int(name[:4]) * length + (int(digits) if digits else 1), length)
    return {"month": f"{year:04}-{part + 1:02}", "quarter": f"{year:04}-Q{part + 1}", "year": f"{year:04}"}[
        by
    ]

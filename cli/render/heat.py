"""A calendar of days, week by week, in which shades say how much happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta, tzinfo

from cli.render.layout import Line, Span, flow
from cli.render.palette import DOT, SHADES, Ink
from events.clock import MONTHS, WEEKDAYS

WEEKS = 53
LEAST_DAYS = 14
"""Fewer days with events make no pattern: they are listed where days are asked for."""
_LABEL = len("  Mon ")


def lines(days: Mapping[date, int], *, width: int, zone: tzinfo) -> Iterator[Line]:
    """The weeks up to the last day, as many as fit; nothing for few days."""
    if len(days) < LEAST_DAYS:
        return
    last, busiest = max(days), max(days, key=lambda day: days[day])
    weeks = min(WEEKS, width - _LABEL)
    first = last - timedelta(days=last.weekday(), weeks=weeks - 1)
    yield []
    most = f"most on {busiest}: {days[busiest]:,}"
    yield from flow([(f"By day, {weeks} weeks, {zone}", Ink.STRONG), (f" {DOT} {most}", Ink.DIM)], width)
    yield [(" " * _LABEL + _months(first, weeks), Ink.DIM)]
    levels = _levels(days)
    for weekday, name in enumerate(WEEKDAYS):
        row = (first + timedelta(days=weekday, weeks=week) for week in range(weeks))
        yield [(f"  {name[:3]} ", Ink.DIM), *_shades([days.get(day, 0) for day in row], levels)]
    yield [(f"{' ' * _LABEL}none {DOT} few ", Ink.DIM), (SHADES, Ink.INFO), (" many", Ink.DIM)]


def _months(first: date, weeks: int) -> str:
    """The names of months above the weeks that they begin in, where there is room."""
    text = ""
    for week in range(weeks):
        start = first + timedelta(weeks=week)
        begins = (start + timedelta(days=6)).day <= 7
        if begins and len(text) <= week and week + 3 <= weeks:
            text = text.ljust(week) + MONTHS[(start + timedelta(days=6)).month - 1][:3] + " "
    return text.rstrip()


def _levels(days: Mapping[date, int]) -> list[int]:
    """The numbers at which the next darker shade begins: quartiles of the days that have events."""
    ordered = sorted(days.values())
    return [ordered[len(ordered) * part // len(SHADES)] for part in range(1, len(SHADES))]


def _shades(numbers: list[int], levels: list[int]) -> Iterator[Span]:
    """Neighbours of one kind as one span."""
    texts: list[Span] = []
    for number in numbers:
        ink = Ink.INFO if number else Ink.DIM
        sign = SHADES[sum(number > level for level in levels)] if number else DOT
        if texts and texts[-1][1] is ink:
            texts[-1] = (texts[-1][0] + sign, ink)
        else:
            texts.append((sign, ink))
    yield from texts

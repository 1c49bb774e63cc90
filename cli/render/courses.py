"""Events by period: a bar for each, with examples of orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.render import bars
from cli.render.layout import Line, flow, pad, width_of
from cli.render.order_examples import fitting, order_numbers
from cli.render.palette import Ink
from cli.render.quiet import folded
from events.periods import with_empty
from events.statistics.event_counts import EventCount

if TYPE_CHECKING:
    from events.order_examples import OrderName

BAR = 60
"""The longest bar."""
_LEAST = 14
_MONTHS = 24
"""More months than these are grouped by year."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """A period with the number of its events, the course of its months, and examples of orders."""

    name: str
    events: int
    spark: str = ""
    examples: Sequence[OrderName] = ()


def course(count: EventCount) -> Course:
    """The period of a count."""
    return Course(name=count.name, events=count.events, examples=count.examples)


def months_of(months: list[EventCount], width: int, zone: tzinfo, *, is_alone: bool) -> Iterator[Line]:
    """A bar for each month, or for each year with the course of its months."""
    known = {one.name: one for one in months}
    months = [known.get(name) or EventCount(name=name, events=0) for name in with_empty(known, "month")]
    if is_alone or len(months) <= _MONTHS:
        yield from course_of(f"By month, {zone}", list(map(course, months)), width, by="month")
        return
    most = max(one.events for one in months)
    by_year: dict[str, dict[str, int]] = {}
    for one in months:
        year, _, month = one.name.rpartition("-")
        by_year.setdefault(year, {})[month] = one.events
    courses = [
        Course(
            name=year,
            spark="".join(bars.spark(of.get(f"{month:02}", 0), most) for month in range(1, 13)),
            events=sum(of.values()),
        )
        for year, of in by_year.items()
    ]
    yield from course_of(f"By year, with the course of its months, {zone}", courses, width, by="year")


def course_of(title: str, rows: Sequence[Course], width: int, *, by: str) -> Iterator[Line]:
    """A group of periods: each with its course, its number and a bar, and orders if there is room. Runs of
    periods without events are one line; `by` is the unit of the periods."""
    most, digits = max(one.events for one in rows), max(len(f"{one.events:,}") for one in rows)
    shown = list(folded(rows, lambda one: not one.events, by))
    names = max(width_of(label or one.name) for label, one in shown)
    before = max(names + (width_of(one.spark) + 2 if one.spark else 0) for one in rows) + 4
    room = min(BAR, max(width - before - digits - 2, 4))
    beside, room = shared_room(room, [one.examples for one in rows])
    yield []
    yield from flow([(f"{title}, with orders that have one" if beside else title, Ink.STRONG)], width)
    for label, one in shown:
        line: Line = [(f"  {pad(label or one.name, names)}  ", Ink.DIM if label else Ink.PLAIN)]
        line += [(f"{one.spark}  ", Ink.INFO)] if one.spark else []
        line.append((f"{one.events:>{digits},}  ", Ink.PLAIN))
        drawn = bars.bar(one.events, most, room)
        yield [*line, (pad(drawn, room) if beside else drawn, Ink.INFO), *orders_beside(one.examples, beside)]


def shared_room(room: int, examples: Sequence[Sequence[OrderName]]) -> tuple[int, int]:
    """How much of the room beside the numbers is for orders, and how much for bars."""
    beside = max((width_of(fitting(order_numbers(one), room - _LEAST)) for one in examples), default=0)
    return beside, room - (beside + 2 if beside else 0)


def orders_beside(examples: Sequence[OrderName], room: int) -> Line:
    return [("  " + fitting(order_numbers(examples), room), Ink.PLAIN)] if room else []

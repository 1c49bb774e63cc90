"""Counts as bars and sparklines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from cli.render import bars, heat, people, safe
from cli.render.layout import Line, Span, clip, flow, pad, width_of
from cli.render.order_paths import fitting, indented, opens, order_numbers
from cli.render.palette import ARROW, DASH, DOT, Ink, icon
from cli.render.stats_records import StatsView, all_sources, years
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.event_counts import EventCount
    from events.order_examples import OrderName
    from events.stats import Stats
    from events.step_durations import Duration

WIDEST = 120
_NAME, _BAR, _LEAST = 40, 60, 14
_MONTHS = 24
"""More months than these are grouped by year."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    name: Line
    events: int
    ink: Ink = Ink.INFO
    examples: Sequence[OrderName] = ()


def lines(counted: StatsView, *, width: int, zone: tzinfo) -> Iterator[Line]:
    """All that was counted, group by group."""
    stats, width = counted.stats, min(width, WIDEST)
    total = people.counted(stats.events, "event")
    if stats.first and stats.last:
        first, last = (people.moment(moment, zone)[:10] for moment in (stats.first, stats.last))
        yield [(total, Ink.STRONG), (f" {DOT} {first} {DASH} {last}", Ink.DIM)]
    for name, section in _sections(counted, width):
        if name == counted.group or (not counted.group and name != "year"):
            yield from section


def _sections(counted: StatsView, width: int) -> Iterator[tuple[str, Iterator[Line]]]:
    """Each group's name and lines; that of years is shown alone only."""
    stats = counted.stats
    days = {date.fromisoformat(one.name): one.events for one in stats.days}
    yield "month", _months(stats.months, width, is_alone=bool(counted.group))
    yield (
        "year",
        _course_of("By year, UTC", [(one.name, "", one.events) for one in years(stats.months)], width),
    )
    yield "day", heat.lines(days, width=width)
    types = [_row(one.name, one.events) for one in stats.types]
    yield "type", _bars("By type", types, stats.events, width)
    title = "By kind, legacy messages by what they say"
    yield "kind", _bars(title, list(map(_kind, stats.kinds)), stats.events, width)
    yield "author", _bars(_authors(stats), _people(counted), stats.events, width)
    sources = [_row(_source(name, shop), number) for name, shop, number in all_sources(counted)]
    yield "source", _bars("By source", sources, stats.events, width)
    if len(stats.shops) > 1 or counted.group:
        shops = [_row(one.name or "(default)", one.events) for one in stats.shops]
        yield "shop", _bars("By shop", shops, stats.events, width)
    yield "duration", _durations(stats.durations, width)


def _row(name: str, events: int) -> _Row:
    return _Row(name=[(safe.line(name), Ink.PLAIN)], events=events)


def _kind(tally: EventCount) -> _Row:
    kind = Kind.parse(tally.name)
    sign, ink = icon(kind)
    return _Row(
        name=[(f"{sign} ", ink), (kind.word, Ink.PLAIN)],
        events=tally.events,
        ink=ink,
        examples=tally.examples,
    )


def _people(counted: StatsView) -> list[_Row]:
    return [
        _row(people.actor(one.who, imported=one.who is not None and one.who.id in counted.legacy), one.events)
        for one in counted.stats.authors
    ]


def _authors(stats: Stats) -> str:
    shown = len(stats.authors)
    return "By author" if shown == stats.all_authors else f"By author: {shown:,} of {stats.all_authors:,}"


def _source(name: str | None, shop: str) -> str:
    if name is None:
        return "(recorded here)"
    return f"{shop}/{name}" if shop else name


def _bars(title: str, rows: list[_Row], total: int, width: int) -> Iterator[Line]:
    """A group: each name with its number, its share and a bar."""
    if not rows:
        return
    yield []
    names = min(max(_width(row.name) for row in rows), _NAME, max(width - 34, 12))
    digits = max(len(f"{row.events:,}") for row in rows)
    room = min(_BAR, max(width - names - digits - 14, 4))
    beside = max((width_of(fitting(order_numbers(row.examples), room - _LEAST)) for row in rows), default=0)
    room -= beside + 2 if beside else 0
    yield from flow([(f"{title}, with orders that have one" if beside else title, Ink.STRONG)], width)
    most = max(row.events for row in rows)
    for row in rows:
        numbers = f"  {row.events:>{digits},}  {bars.percent(row.events, total):>6}  "
        drawn = bars.bar(row.events, most, room)
        bar: Span = (pad(drawn, room) if beside else drawn, row.ink)
        orders: Line = [("  " + fitting(order_numbers(row.examples), beside), Ink.DIM)] if beside else []
        yield [("  ", Ink.PLAIN), *_padded(row.name, names), (numbers, Ink.PLAIN), bar, *orders]


def _width(line: Line) -> int:
    return sum(width_of(text) for text, _ in line)


def _padded(name: Line, width: int) -> Line:
    *before, (text, ink) = name
    room = width - _width(before)
    return [*before, (pad(clip(text, room), room), ink)]


def _months(months: list[EventCount], width: int, *, is_alone: bool) -> Iterator[Line]:
    """A bar for each month, or for each year with the course of its months."""
    if is_alone or len(months) <= _MONTHS:
        yield from _course_of("By month, UTC", [(one.name, "", one.events) for one in months], width)
        return
    most = max(one.events for one in months)
    by_year: dict[str, dict[str, int]] = {}
    for one in months:
        year, _, month = one.name.rpartition("-")
        by_year.setdefault(year, {})[month] = one.events
    courses = [
        (
            year,
            "".join(bars.spark(of.get(f"{month:02}", 0), most) for month in range(1, 13)),
            sum(of.values()),
        )
        for year, of in by_year.items()
    ]
    yield from _course_of("By year, with the course of its months, UTC", courses, width)


def _course_of(title: str, rows: list[tuple[str, str, int]], width: int) -> Iterator[Line]:
    yield []
    yield [(title, Ink.STRONG)]
    yield from _course(rows, width)


def _course(rows: list[tuple[str, str, int]], width: int) -> Iterator[Line]:
    most, digits = max(events for *_, events in rows), max(len(f"{events:,}") for *_, events in rows)
    for name, spark, events in rows:
        before = f"  {name}  {spark}  " if spark else f"  {name}  "
        room = min(_BAR, max(width - width_of(before) - digits - 2, 4))
        line: Line = [(f"  {name}  ", Ink.PLAIN)]
        line += [(f"{spark}  ", Ink.INFO)] if spark else []
        yield [*line, (f"{events:>{digits},}  ", Ink.PLAIN), (bars.bar(events, most, room), Ink.INFO)]


def _durations(durations: list[Duration], width: int) -> Iterator[Line]:
    known = [one for one in durations if one.orders or one.backwards]
    if not known:
        return
    yield []
    yield from flow([("From the first of one kind to the first of another, per order", Ink.STRONG)], width)
    for one in known:
        line: Line = [(pad(f"{one.start.word} {ARROW} {one.end.word}", 18), Ink.PLAIN)]
        if one.median is not None and one.p90 is not None:
            line += [("median ", Ink.DIM), (f"{people.lapse(one.median.total_seconds()):<13}", Ink.PLAIN)]
            line += [("90% within ", Ink.DIM), (f"{people.lapse(one.p90.total_seconds()):<13}", Ink.PLAIN)]
        yield from indented([*line, (people.counted(one.orders, "order"), Ink.DIM)], 2, width)
        if one.slowest:
            yield from indented([(f"longest: {opens(one.slowest)}", Ink.DIM)], 4, width)
    backwards = sum(one.backwards for one in known if one.end is Kind.SHIPPED and one.start is Kind.PAID)
    if backwards:
        yield [(f"  {people.counted(backwards, 'order')} shipped before paid: events doctor", Ink.DIM)]

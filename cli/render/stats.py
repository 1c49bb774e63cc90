"""Counts as bars and sparklines, and as plain records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any

from cli.render import bars, heat, people, safe
from cli.render import records as shapes
from cli.render.layout import Line, Span, clip, flow, pad, width_of
from cli.render.order_paths import fitting, indented, opens, order_numbers
from cli.render.palette import ARROW, DASH, DOT, Ink, icon
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.event_counts import EventCount
    from events.order_examples import OrderName
    from events.stats import Stats
    from events.step_durations import Duration

COLUMNS = ("group", "name", "events", "orders", "backwards", "median_seconds", "p90_seconds", "examples")
WIDEST = 120
_NAME, _BAR, _LEAST = 40, 60, 14
_MONTHS = 24
"""More months than these are grouped by year."""


@dataclass(frozen=True, kw_only=True)
class StatsView:
    """The counts, those of imported events by source (name, shop, events), and which authors are only a
    legacy name."""

    stats: Stats
    sources: list[tuple[str, str, int]]
    legacy: set[int]

    @property
    def recorded(self) -> int:
        """How many events no import brought."""
        return self.stats.events - sum(number for _, _, number in self.sources)


def document(counted: StatsView) -> dict[str, Any]:
    """Everything, as one document; `user` is null for the system, `source` for what was not imported."""
    stats = counted.stats
    return {
        "events": stats.events,
        "first": shapes.moment(stats.first) if stats.first else None,
        "last": shapes.moment(stats.last) if stats.last else None,
        "months": _named("month", stats.months),
        "days": _named("day", stats.days),
        "types": _named("code", stats.types),
        "kinds": [
            {"kind": one.name, "events": one.events, "examples": order_numbers(one.examples)}
            for one in stats.kinds
        ],
        "authors": [
            {"user": one.who.label if one.who else None, "events": one.events} for one in stats.authors
        ],
        "all_authors": stats.all_authors,
        "sources": [
            {"source": name, "shop": shop, "events": number} for name, shop, number in _sources(counted)
        ],
        "shops": _named("shop", stats.shops),
        "durations": [
            {
                "from": one.start.value,
                "to": one.end.value,
                **_spans(one),
                "examples": order_numbers(one.slowest),
            }
            for one in stats.durations
        ],
    }


def records(counted: StatsView) -> Iterator[dict[str, Any]]:
    """The same as rows: the group a count belongs to, its name, and the numbers."""
    stats = counted.stats
    yield {"group": "all", "name": None, "events": stats.events}
    groups = {
        "month": stats.months,
        "day": stats.days,
        "type": stats.types,
        "kind": stats.kinds,
        "shop": stats.shops,
    }
    for group, tallies in groups.items():
        yield from (
            {"group": group, "name": one.name, "events": one.events, "examples": _examples(one.examples)}
            for one in tallies
        )
    for author in stats.authors:
        who = author.who.label if author.who else None
        yield {"group": "author", "name": who, "events": author.events}
    for name, shop, number in _sources(counted):
        yield {"group": "source", "name": f"{shop}/{name}" if shop else name, "events": number}
    for one in stats.durations:
        name = f"{one.start}-{one.end}"
        yield {"group": "duration", "name": name, **_spans(one), "examples": _examples(one.slowest)}


def _examples(names: Sequence[OrderName]) -> str | None:
    return ", ".join(order_numbers(names)) or None


def _named(key: str, tallies: Sequence[EventCount]) -> list[dict[str, Any]]:
    return [{key: one.name, "events": one.events} for one in tallies]


def _sources(counted: StatsView) -> list[tuple[str | None, str, int]]:
    recorded = [(None, "", counted.recorded)] if counted.recorded else []
    return [*counted.sources, *recorded]


def _spans(one: Duration) -> dict[str, Any]:
    return {
        "orders": one.orders,
        "backwards": one.backwards,
        "median_seconds": one.median.total_seconds() if one.median is not None else None,
        "p90_seconds": one.p90.total_seconds() if one.p90 is not None else None,
    }


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
    yield from _months(stats.months, width)
    yield from heat.lines({date.fromisoformat(one.name): one.events for one in stats.days}, width=width)
    yield from _bars("By type", [_row(one.name, one.events) for one in stats.types], stats.events, width)
    yield from _bars(
        "By kind, legacy messages by what they say",
        list(map(_kind, stats.kinds)),
        stats.events,
        width,
    )
    yield from _bars(_authors(stats), _people(counted), stats.events, width)
    sources = [_row(_source(name, shop), number) for name, shop, number in _sources(counted)]
    yield from _bars("By source", sources, stats.events, width)
    if len(stats.shops) > 1:
        shops = [_row(one.name or "(default)", one.events) for one in stats.shops]
        yield from _bars("By shop", shops, stats.events, width)
    yield from _durations(stats.durations, width)


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


def _months(months: list[EventCount], width: int) -> Iterator[Line]:
    """A bar for each month, or for each year with the course of its months."""
    yield []
    if len(months) <= _MONTHS:
        yield [("By month, UTC", Ink.STRONG)]
        yield from _course([(one.name, "", one.events) for one in months], width)
        return
    yield [("By year, with the course of its months, UTC", Ink.STRONG)]
    most = max(one.events for one in months)
    years: dict[str, dict[str, int]] = {}
    for one in months:
        year, _, month = one.name.rpartition("-")
        years.setdefault(year, {})[month] = one.events
    durations = [
        (
            year,
            "".join(bars.spark(of.get(f"{month:02}", 0), most) for month in range(1, 13)),
            sum(of.values()),
        )
        for year, of in years.items()
    ]
    yield from _course(durations, width)


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

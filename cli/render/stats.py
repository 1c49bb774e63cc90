"""Counts as bars and sparklines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from cli.render import bars, heat, people, safe, standing
from cli.render.courses import BAR, course, course_of, months_of, orders_beside, shared_room
from cli.render.layout import WIDEST, Line, Span, clip, flow, indented, pad, width_of
from cli.render.order_examples import opens
from cli.render.palette import ARROW, DASH, DOT, TIMES, Ink, icon
from cli.render.quiet import folded
from cli.render.stats_records import StatsView, all_sources, period_sums
from cli.render.table import Column, table
from events.next_commands import joined
from events.periods import PERIODS
from events.statistics.event_counts import EventCount
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.order_examples import OrderName
    from events.statistics.money_sums import MoneySum
    from events.statistics.stats import Stats
    from events.statistics.step_durations import Duration

_NAME = 60
_WORDS = {"hour": "hour of the day", "weekday": "day of the week"}


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
    if counted.by_kind:
        yield from _periods_by_kind(counted, width)
    for name, section in () if counted.by_kind else _sections(counted, width):
        if name == counted.group or not counted.group:
            yield from section
    yield from _money(counted, width)


def _sections(counted: StatsView, width: int) -> Iterator[tuple[str, Iterator[Line]]]:
    """Each group's name and lines; most periods are shown alone only."""
    stats, zone = counted.stats, counted.stats.zone
    days = {date.fromisoformat(one.name): one.events for one in stats.days}
    yield "month", months_of(stats.months, width, zone, is_alone=bool(counted.group))
    if counted.group in PERIODS and counted.group not in ("month", "day"):
        title = f"By {_WORDS.get(counted.group, counted.group)}, {zone}"
        yield counted.group, course_of(title, list(map(course, counted.periods())), width, by=counted.group)
    if counted.group == "day" and 0 < len(days) < heat.LEAST_DAYS:
        yield "day", course_of(f"By day, {zone}", list(map(course, stats.days)), width, by="day")
    else:
        yield "day", heat.lines(days, width=width, zone=zone)
    types = [_row(one.name, one.events) for one in stats.types]
    yield "type", _bars("By type", types, stats.events, width)
    title = "By kind, legacy messages by what they say"
    yield "kind", _bars(title, list(map(_kind, stats.kinds)), stats.events, width)
    yield "author", _bars(_authors(stats), _people(counted), stats.events, width)
    sources = [_row(_source(name, shop), number) for name, shop, number in all_sources(counted)]
    yield "source", _bars("By source", sources, stats.events, width)
    if len(stats.shops) > 1 or counted.group:
        shops = [_row(one.name or "(default)", one.events, one.examples) for one in stats.shops]
        yield "shop", _bars("By shop", shops, stats.events, width)
    yield "duration", _durations(stats.durations, width)


def _periods_by_kind(counted: StatsView, width: int) -> Iterator[Line]:
    """A line for each month or year, a column for each of several kinds, and what they add up to."""
    periods = counted.periods_by_kind()
    rows: list[list[Span]] = []
    for label, (one, of) in folded(periods, lambda row: not any(row[1].values()), counted.group):
        numbers = ((f"{number:,}", Ink.PLAIN if number else Ink.DIM) for number in of.values())
        rows.append([(label or one.name, Ink.DIM if label else Ink.PLAIN), *numbers])
    in_all = [f"{sum(of[kind] for _, of in periods):,}" for kind in counted.by_kind]
    rows.append([("in all", Ink.STRONG), *((number, Ink.STRONG) for number in in_all)])
    columns = [Column(title=counted.group), *(Column(title=one.word, right=True) for one in counted.by_kind)]
    yield []
    yield [(f"By {counted.group}, {counted.stats.zone}", Ink.STRONG)]
    yield from table(columns, rows, width=width)


def _row(name: str, events: int, examples: Sequence[OrderName] = ()) -> _Row:
    return _Row(name=[(safe.line(name), Ink.PLAIN)], events=events, examples=examples)


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
        _row(
            people.actor(
                one.who,
                imported=one.who is not None and one.who.id in counted.legacy,
                apart=counted.apart.get(one.who.id or 0, "") if one.who else "",
            ),
            one.events,
            one.examples,
        )
        for one in counted.stats.authors
    ]


def _money(counted: StatsView, width: int) -> Iterator[Line]:
    """What the payments or refunds add up to, of each month or year where that is the group, and in all."""
    if not counted.stats.sums:
        if counted.group == "currency":
            yield from flow([("No amounts: nothing was paid or refunded.", Ink.PLAIN)], width)
        return
    yield []
    yield from flow([("Amounts, each payment and refund once", Ink.STRONG)], width)
    periods = period_sums(counted.stats.sums, counted.group) if counted.group in PERIODS else []
    in_all = period_sums(counted.stats.sums, "")
    names = max(width_of(kind.word) for _, kind, _ in in_all)
    if counted.group == "currency":
        yield from _currencies(in_all, names, width)
        return
    wide = max([8, *(len(period) + 1 for period, _, _ in periods)])
    for period, kind, one in [*periods, *in_all]:
        sign, ink = icon(kind)
        head: Line = [(f"{period or 'in all':<{wide}}" if periods else "", Ink.PLAIN), (f"{sign} ", ink)]
        head.append((f"{pad(kind.word, names)}  {one.times:,}{TIMES}  ", Ink.PLAIN))
        unknown = f"{one.unknown:,} without an amount" if one.unknown else ""
        said = ", ".join(filter(None, (standing.sums(one.amounts), unknown)))
        yield from indented([*head, (said, Ink.STRONG)], by=2, width=width)


def _currencies(in_all: Sequence[tuple[str, Kind, MoneySum]], names: int, width: int) -> Iterator[Line]:
    """A line for each currency and kind, then what no amount is known of."""
    by_currency = sorted(
        (currency, kind, amount) for _, kind, one in in_all for currency, amount in one.amounts.items()
    )
    units = max((width_of(currency or "unknown") for currency, _, _ in by_currency), default=0)
    for currency, kind, amount in by_currency:
        sign, ink = icon(kind)
        head: Line = [(f"{pad(safe.line(currency) or 'unknown', units)}  ", Ink.PLAIN), (f"{sign} ", ink)]
        head.append((f"{pad(kind.word, names)}  ", Ink.PLAIN))
        yield from indented([*head, (f"{amount:f}", Ink.STRONG)], by=2, width=width)
    for _, kind, one in in_all:
        if one.unknown:
            said = f"{kind.word}: {one.unknown:,} of {one.times:,} without an amount"
            yield from indented([(said, Ink.PLAIN)], by=2, width=width)


def _authors(stats: Stats) -> str:
    shown = len(stats.authors)
    return (
        "By author"
        if shown == stats.all_authors
        else f"By author: {shown:,} of {stats.all_authors:,}; --authors {stats.all_authors} shows all"
    )


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
    room = min(BAR, max(width - names - digits - 14, 4))
    beside, room = shared_room(room, [row.examples for row in rows])
    yield from flow([(f"{title}, with orders that have one" if beside else title, Ink.STRONG)], width)
    most = max(row.events for row in rows)
    for row in rows:
        numbers = f"  {row.events:>{digits},}  {bars.percent(row.events, total):>6}  "
        drawn = bars.bar(row.events, most, room)
        bar: Span = (pad(drawn, room) if beside else drawn, row.ink)
        orders = orders_beside(row.examples, beside)
        yield [("  ", Ink.PLAIN), *_padded(row.name, names), (numbers, Ink.PLAIN), bar, *orders]


def _width(line: Line) -> int:
    return sum(width_of(text) for text, _ in line)


def _padded(name: Line, width: int) -> Line:
    *before, (text, ink) = name
    room = width - _width(before)
    return [*before, (pad(clip(text, room), room), ink)]


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
        yield from indented([*line, (people.counted(one.orders, "order"), Ink.DIM)], by=2, width=width)
        if one.slowest:
            yield from indented([(f"longest: {opens(one.slowest)}", Ink.PLAIN)], by=4, width=width)
    backwards = sum(one.backwards for one in known if one.end is Kind.SHIPPED and one.start is Kind.PAID)
    if backwards:
        shows = joined(["events", "doctor"])
        yield [(f"  {people.counted(backwards, 'order')} shipped before paid: {shows}", Ink.PLAIN)]

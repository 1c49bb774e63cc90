"""Counts events by a property, by month, and by day, in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    TableClause,
    Text,
    case,
    column,
    func,
    literal_column,
    select,
    type_coerce,
    values,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from events.database.types import UtcDateTime
from events.filters import EVERYTHING, TABLES, conditions, with_condition
from events.meaning.classify import OTHER
from events.order_examples import OrderName
from events.periods import period_of_day, place_of
from events.statistics.zone_offsets import ZoneOffset, countable_zone, zone_offsets

if TYPE_CHECKING:
    from events.filters import Filters
    from events.periods import Period
    from events.tables import Reader

DAYS = 371
"""Days that are counted one by one: 53 weeks."""

_NONE: Mapping[Any, Sequence[OrderName]] = MappingProxyType({})

MOST_MONTHS = 1200
"""Months from the first event to the last that are counted one by one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventCount:
    """The number of events of a month (`2020-11`), a day, a type's code, a kind or a shop; for a kind, with
    orders that have one."""

    name: str
    events: int
    examples: Sequence[OrderName] = field(default=(), compare=False)


def select_events(table: TableClause, filters: Filters, *wanted: ColumnElement[Any]) -> Any:
    """These columns of the events of a table that pass the filters."""
    return select(*wanted).select_from(table).where(*conditions(table, EVERYTHING, filters))


def read_extent(
    reader: Reader, table: TableClause, filters: Filters
) -> tuple[int, datetime | None, datetime | None]:
    """The number of a table's events that pass the filters, and the first and the last date.

    Without filters, the dates are the ends of an index, and SQLite counts its entries without reading them.
    """
    wanted = (func.count(), func.min(table.c.date), func.max(table.c.date))
    if filters.hiding:
        rows = select_events(table, filters, *wanted)
    else:
        rows = select(*(select(one).select_from(table).scalar_subquery() for one in wanted))
    events, first, last = tuple(reader.execute(rows).one())
    return events, first, last


def count_types(reader: Reader, filters: Filters) -> list[EventCount]:
    """The numbers of events by the code of their type, most first.

    Without filters, legacy events are those that have no other type: sorting them into a group would take
    longer than reading them.
    """
    if filters.hiding:
        return count_by(reader, filters, _type)
    found: Counter[str] = Counter()
    for table in TABLES.values():
        events, _, _ = read_extent(reader, table, filters)
        by = _type(table)
        typed = select(by, func.count()).select_from(table).where(by != OTHER).group_by(by)
        numbers = {str(row[0]): int(row[1]) for row in reader.execute(typed)}
        found.update({**numbers, OTHER: max(0, events - sum(numbers.values()))})
    return in_order(+found)


def count_by(reader: Reader, filters: Filters, group: Any) -> list[EventCount]:
    """The numbers of events by what `group` makes of their table, most first."""
    found: Counter[str] = Counter()
    for table in TABLES.values():
        by = group(table).label("name")
        for name, events in reader.execute(select_events(table, filters, by, func.count()).group_by(by)):
            found[name] += events
    return in_order(found)


def count_months(
    reader: Reader, filters: Filters, first: datetime | None, last: datetime | None, zone: tzinfo = UTC
) -> list[EventCount]:
    """The numbers of events by month in `zone`, from the first event's to the last one's.

    Without filters, each month is counted in the index of dates, without reading the events.
    """
    if first is None or last is None:
        return []
    start, end = first.astimezone(zone), last.astimezone(zone)
    places = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    if filters.hiding or len(places) > MOST_MONTHS or last.year == MAXYEAR:
        offsets = zone_offsets(zone, first, last)
        by_month = count_by(reader, filters, lambda table: _Month(table.c.date, _offset(table, offsets)))
        return sorted(by_month, key=lambda month: month.name)
    starts = [
        datetime(place // 12, place % 12 + 1, 1, tzinfo=zone).astimezone(UTC)
        for place in [*places, places[-1] + 1]
    ]
    found: Counter[datetime] = Counter()
    for table in TABLES.values():
        for start, number in reader.execute(_in_periods(table, starts)):
            found[start] += number
    return [
        EventCount(name=f"{place // 12:04}-{place % 12 + 1:02}", events=found[start])
        for place, start in zip(places, starts, strict=False)
        if found[start]
    ]


def count_periods(
    reader: Reader,
    filters: Filters,
    by: Period,
    *,
    first: datetime | None,
    last: datetime | None,
    zone: tzinfo = UTC,
) -> list[EventCount]:
    """The numbers of events, of which `first` and `last` are dated first and last, by period in `zone`: by
    time, those that have any."""
    if first is None or last is None:
        return []
    if by in ("month", "quarter", "year"):
        named = [(f"{one.name}-01", one.events) for one in count_months(reader, filters, first, last, zone)]
    else:
        offsets, unit = zone_offsets(zone, first, last), _Hour if by == "hour" else _Day
        counted = count_by(reader, filters, lambda table: unit(table.c.date, _offset(table, offsets)))
        named = [(one.name, one.events) for one in counted]
    found: Counter[str] = Counter()
    for name, events in named:
        found[f"{name}:00" if by == "hour" else period_of_day(date.fromisoformat(name), by)] += events
    return [EventCount(name=name, events=found[name]) for name in sorted(found, key=place_of)]


def periods_of(reader: Reader, filters: Filters, by: Period, zone: tzinfo) -> list[EventCount]:
    """The numbers of the events that pass the filters by period in `zone`."""
    extents = [read_extent(reader, table, filters) for table in TABLES.values()]
    first = min(filter(None, (first for _, first, _ in extents)), default=None)
    last = max(filter(None, (last for _, _, last in extents)), default=None)
    return count_periods(reader, filters, by, first=first, last=last, zone=countable_zone(zone, first, last))


def _in_periods(table: TableClause, starts: Sequence[datetime]) -> Select[Any]:
    """The number of events from each of these moments to the next."""
    columns = (column("start", UtcDateTime), column("next", UtcDateTime))
    periods = values(*columns, name="periods").data(list(pairwise(starts))).cte()
    within = (table.c.date >= periods.c.start, table.c.date < periods.c.next)
    number = select(func.count()).select_from(table).where(*within).correlate(periods).scalar_subquery()
    return select(periods.c.start, number)


def count_days(
    reader: Reader, filters: Filters, last: datetime | None, zone: tzinfo = UTC
) -> list[EventCount]:
    """The numbers of events of each of the `DAYS` in `zone` up to the last event that has any."""
    if last is None:
        return []
    first = last - timedelta(days=DAYS)
    offsets = zone_offsets(zone, first, last)
    latest = with_condition(filters, lambda table: table.c.date > first)
    by_day = count_by(reader, latest, lambda table: _Day(table.c.date, _offset(table, offsets)))
    return sorted(by_day, key=lambda day: day.name)


def _offset(table: TableClause, offsets: Sequence[ZoneOffset]) -> ColumnElement[int]:
    """How many seconds the clocks were ahead of UTC at the date of an event."""
    *earlier, latest = offsets
    last: ColumnElement[int] = literal_column(str(latest.seconds), Integer)
    whens = [(table.c.date < one.until, literal_column(str(one.seconds), Integer)) for one in earlier]
    return case(*whens, else_=last) if whens else last


def in_order(found: Counter[Any], examples: Mapping[Any, Sequence[OrderName]] = _NONE) -> list[EventCount]:
    """By number of events, most first, then by name."""
    inorder = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        EventCount(name=str(name), events=events, examples=examples.get(name, ())) for name, events in inorder
    ]


def _type(table: TableClause) -> ColumnElement[str]:
    return type_coerce(table.c.type, String)


class _Month(FunctionElement[str]):
    inherit_cache = True
    type = Text()
    formats = ("%Y-%m", "YYYY-MM")


class _Day(_Month):
    inherit_cache = True
    formats = ("%Y-%m-%d", "YYYY-MM-DD")


class _Hour(_Month):
    inherit_cache = True
    formats = ("%H", "HH24")


@compiles(_Month)
def _sqlite(element: _Month, compiler: Any, **given: Any) -> str:
    date, offset = (compiler.process(clause, **given) for clause in element.clauses)
    # Division rounds towards 1970; a moment before that has to be rounded down.
    seconds = f"({date} - 999999 * ({date} < 0)) / 1000000 + {offset}"
    return f"strftime('{element.formats[0]}', {seconds}, 'unixepoch')"


@compiles(_Month, "postgresql")
def _postgresql(element: _Month, compiler: Any, **given: Any) -> str:
    date, offset = (compiler.process(clause, **given) for clause in element.clauses)
    local = f"({date} AT TIME ZONE 'UTC') + make_interval(secs => {offset})"
    return f"to_char({local}, '{element.formats[1]}')"

"""Counts events by period and kind at once, in one pass: a database knows no kinds."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta, tzinfo
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, type_coerce

from events.classified_events import dialect_of, read_customer_events, read_order_events
from events.database.types import to_microseconds
from events.filters import TABLES
from events.meaning.kind_codes import MEANT
from events.periods import period_of_day, place_of
from events.statistics.counted_notes import has_corrections, without_corrections
from events.statistics.event_counts import EventCount, in_order, read_extent, select_events
from events.statistics.zone_offsets import countable_zone, zone_offsets
from events.summaries.stored_summaries import expect_all
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds
    from events.periods import Period
    from events.tables import Reader

_HOUR, _DAY = 3600, 86_400
_MICROSECONDS = 1_000_000
_EPOCH = date(1970, 1, 1)
_PAGE = 5000
_SHOWN = {code: shown for code, (_, shown) in MEANT.items()}

Page = tuple[Sequence[int], Sequence[Kind]]
"""The dates of events, in seconds since 1970, and what kind each is."""


def count_kinds_by_period(
    reader: Reader,
    filters: Filters,
    by: Period,
    *,
    zone: tzinfo,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
) -> list[tuple[str, list[EventCount]]]:
    """The periods in `zone` with events that pass the filters, in order of time, each with the numbers of its
    events by kind, most first. Each note counts once, however often it was corrected. `stored` kinds replace
    the classification of messages with the `legacy` words."""
    expect_all(reader)
    filters = without_corrections(filters) if has_corrections(reader) else filters
    extents = [read_extent(reader, table, filters) for table in TABLES.values()]
    first = min(filter(None, (one for _, one, _ in extents)), default=None)
    last = max(filter(None, (one for _, _, one in extents)), default=None)
    if first is None or last is None:
        return []
    offsets = zone_offsets(countable_zone(zone, first, last), first, last)
    ahead = [one.seconds for one in offsets]
    changes = [to_microseconds(one.until) // _MICROSECONDS for one in offsets[:-1]]
    unit = _HOUR if by == "hour" else _DAY
    counted: Counter[tuple[int, Kind]] = Counter()
    for dates, kinds in _pages(reader, filters, legacy, stored):
        counted.update(zip(_units(dates, ahead, changes, unit), kinds, strict=True))
    found: dict[str, Counter[Kind]] = defaultdict(Counter)
    for (number, kind), events in counted.items():
        found[_name(number, by)][kind] += events
    return [(name, in_order(found[name])) for name in sorted(found, key=place_of)]


def _units(dates: Sequence[int], ahead: Sequence[int], changes: Sequence[int], unit: int) -> list[int]:
    """The number since 1970 of the hour or day of each date, by clocks that are `ahead` of UTC."""
    if not changes:
        (by,) = ahead
        return [(one + by) // unit for one in dates]
    return [(one + ahead[bisect_right(changes, one)]) // unit for one in dates]


def _name(number: int, by: Period) -> str:
    return f"{number % 24:02}:00" if by == "hour" else period_of_day(_EPOCH + timedelta(days=number), by)


def _pages(
    reader: Reader, filters: Filters, legacy: LegacyKind | None, stored: StoredKinds | None
) -> Iterator[Page]:
    if stored is None:
        of_orders = read_order_events(reader, filters, legacy)
        for event in chain(of_orders, read_customer_events(reader, filters, legacy)):
            yield [event.date // _MICROSECONDS], [event.display_kind]
        return
    on_server = dialect_of(reader) == "postgresql"
    for letter, table in TABLES.items():
        date = _seconds(table.c.date) if on_server else type_coerce(table.c.date, BigInteger)
        rows = select_events(table, filters, table.c.id, date)
        with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
            for page in result.partitions():
                ids, dates = zip(*page, strict=True)
                seconds = dates if on_server else [one // _MICROSECONDS for one in dates]
                yield seconds, [_SHOWN[code] for code in stored.codes(letter, ids)]


def _seconds(date: ColumnElement[Any]) -> ColumnElement[int]:
    """A date in whole seconds since 1970. A server's `extract` computes with decimal numbers, which takes
    three times as long."""
    return cast(func.floor(func.date_part("epoch", date)), BigInteger)

"""Statistics: events by month, type, kind, author and shop, and how long orders take.

The database counts. Kinds and durations depend on what legacy messages mean, which the database does not
know: they take one pass over the events, one order at a time, and no texts where kinds are stored. Months
are in UTC.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, TableClause, Text, func, select, type_coerce, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from events.account.people import Person, columns, from_columns
from events.filters import EVERYTHING, TABLES, conditions, with_condition
from events.kind_codes import MEANT
from events.stored_summaries import count_customer_kinds, expect_all, read_summaries
from events.summary_store import read_moments
from events.tables import customer_events, order_events, orders, users
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds
    from events.tables import Reader

DAYS = 371
"""Days that are counted one by one: 53 weeks."""
STEPS = ((Kind.PLACED, Kind.PAID), (Kind.PAID, Kind.SHIPPED), (Kind.PLACED, Kind.SHIPPED))


@dataclass(frozen=True, kw_only=True, slots=True)
class EventCount:
    """The number of events of a month (`2020-11`), a day, a type's code, a kind or a shop."""

    name: str
    events: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorEventCount:
    """The number of events by an author; None is the system."""

    who: Person | None
    events: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """How long orders took from the first event of one kind to the first of another. `orders` had both, in
    this order; `backwards` had them the other way round, and are not in `median` and `p90`."""

    start: Kind
    end: Kind
    orders: int
    backwards: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Stats:
    """The results. `days` are those of the last `DAYS` up to the last event that have any; `authors` has the
    most active ones, of `all_authors` in total."""

    events: int
    first: datetime | None
    last: datetime | None
    months: list[EventCount]
    days: list[EventCount]
    types: list[EventCount]
    kinds: list[EventCount]
    authors: list[AuthorEventCount]
    all_authors: int
    shops: list[EventCount]
    durations: list[Duration]


def stats(
    reader: Reader,
    filters: Filters,
    *,
    authors: int,
    legacy: LegacyKind | None = None,
    stored: StoredKinds | None = None,
    has_summaries: bool = False,
) -> Stats:
    """Count the events that pass the filters; `authors` is how many authors to name. `stored` kinds take the
    place of classifying messages with the `legacy` words. Without filters, kinds are counted in the store,
    and durations come from the stored summaries of orders, where there are any."""
    expect_all(reader)
    extents = [
        reader.execute(_of(table, filters, func.count(), func.min(table.c.date), func.max(table.c.date)))
        for table in TABLES.values()
    ]
    counts, firsts, lasts = zip(*(tuple(extent.one()) for extent in extents), strict=True)
    is_stored = has_summaries and stored is not None and not filters.hiding
    kinds, durations = (
        _stored_meanings(reader, stored)
        if is_stored and stored is not None
        else _meanings(reader, filters, legacy, stored)
    )
    most, all_authors = _authors(reader, filters, authors)
    return Stats(
        events=sum(counts),
        first=min(filter(None, firsts), default=None),
        last=max(filter(None, lasts), default=None),
        months=sorted(_tallies(reader, filters, _month), key=lambda month: month.name),
        days=_days(reader, filters, max(filter(None, lasts), default=None)),
        types=_tallies(reader, filters, lambda table: type_coerce(table.c.type, String)),
        kinds=_ordered(kinds),
        authors=most,
        all_authors=all_authors,
        shops=_shops(reader, filters),
        durations=durations,
    )


def _of(table: TableClause, filters: Filters, *wanted: ColumnElement[Any]) -> Any:
    return select(*wanted).select_from(table).where(*conditions(table, EVERYTHING, filters))


def _tallies(reader: Reader, filters: Filters, group: Any) -> list[EventCount]:
    found: Counter[str] = Counter()
    for table in TABLES.values():
        by = group(table).label("name")
        for name, events in reader.execute(_of(table, filters, by, func.count()).group_by(by)):
            found[name] += events
    return _ordered(found)


def _days(reader: Reader, filters: Filters, last: datetime | None) -> list[EventCount]:
    if last is None:
        return []
    latest = with_condition(filters, lambda table: table.c.date > last - timedelta(days=DAYS))
    return sorted(_tallies(reader, latest, _day), key=lambda day: day.name)


def _ordered(found: Counter[Any]) -> list[EventCount]:
    """By number of events, most first, then by name."""
    inorder = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [EventCount(name=str(name), events=events) for name, events in inorder]


def _authors(reader: Reader, filters: Filters, most: int) -> tuple[list[AuthorEventCount], int]:
    parts = []
    for table in TABLES.values():
        author = table.c.user_id.label("author")
        parts.append(_of(table, filters, author, func.count().label("n")).group_by(author))
    both = union_all(*parts).subquery()
    summed = select(both.c.author, func.sum(both.c.n).label("n")).group_by(both.c.author).subquery()
    rows = (
        select(func.count().over(), summed.c.n, *columns(users))
        .select_from(summed)
        .outerjoin(users, users.c.id == summed.c.author)
        .order_by(summed.c.n.desc(), summed.c.author.is_(None), summed.c.author)
        .limit(most)
    )
    found = reader.execute(rows).all()
    named = [AuthorEventCount(who=from_columns(tuple(who)), events=int(n)) for _, n, *who in found]
    return named, found[0][0] if found else 0


def _shops(reader: Reader, filters: Filters) -> list[EventCount]:
    """Events by the shop of their order; a customer's events without an order are of no shop."""
    found: Counter[str] = Counter()
    for table in (order_events, customer_events):
        per_order = _of(table, filters, table.c.order_id, func.count().label("n")).group_by(table.c.order_id)
        part = per_order.subquery()
        joined = part.join(orders, orders.c.id == part.c.order_id)
        rows = select(orders.c.shop, func.sum(part.c.n)).select_from(joined).group_by(orders.c.shop)
        for shop, events in reader.execute(rows):
            found[shop] += int(events)
    return _ordered(found)


def _meanings(
    reader: Reader, filters: Filters, legacy: LegacyKind | None, stored: StoredKinds | None
) -> tuple[Counter[Kind], list[Duration]]:
    counts = count_customer_kinds(reader, filters, legacy=legacy, kinds=stored)
    orders = read_summaries(reader, filters, legacy=legacy, kinds=stored, counts=counts)
    durations = _durations(
        (one.first.get(Kind.PLACED), one.first.get(Kind.PAID), one.first.get(Kind.SHIPPED)) for one in orders
    )
    return counts, durations


def _stored_meanings(reader: Reader, stored: StoredKinds) -> tuple[Counter[Kind], list[Duration]]:
    """The same of all events, without reading them."""
    kinds: Counter[Kind] = Counter()
    for letter in TABLES:
        for code, (_, kind) in MEANT.items():
            kinds[kind] += stored.pages(letter).count([code])
    return +kinds, _durations(one for page in read_moments(reader) for one in page)


def _durations(moments: Iterable[tuple[int | None, int | None, int | None]]) -> list[Duration]:
    """Durations from step to step, in microseconds: eight bytes for each order that has both. `moments` are
    when orders were first placed, paid and shipped."""
    found = {step: array("q") for step in STEPS}
    for placed, paid, shipped in moments:
        for step, start, end in zip(STEPS, (placed, paid, placed), (paid, shipped, shipped), strict=True):
            if start is not None and end is not None:
                found[step].append(end - start)
    return [_duration(start, end, taken) for (start, end), taken in found.items()]


def _duration(start: Kind, end: Kind, taken: array[int]) -> Duration:
    forward = array("q", sorted(span for span in taken if span >= 0))
    return Duration(
        start=start,
        end=end,
        orders=len(forward),
        backwards=len(taken) - len(forward),
        median=_quantile(forward, 0.5),
        p90=_quantile(forward, 0.9),
    )


def _quantile(spans: array[int], share: float) -> timedelta | None:
    """The quantile of `spans` by nearest rank, so it is a span that occurred."""
    if not spans:
        return None
    return timedelta(microseconds=spans[ceil(share * len(spans)) - 1])


def _month(table: TableClause) -> ColumnElement[str]:
    return _Month(table.c.date)


def _day(table: TableClause) -> ColumnElement[str]:
    return _Day(table.c.date)


class _Month(FunctionElement[str]):
    inherit_cache = True
    type = Text()
    formats = ("%Y-%m", "YYYY-MM")


class _Day(_Month):
    inherit_cache = True
    formats = ("%Y-%m-%d", "YYYY-MM-DD")


@compiles(_Month)
def _sqlite(element: _Month, compiler: Any, **given: Any) -> str:
    date = compiler.process(element.clauses, **given)
    # Division cuts towards 1970, and what was before has to go down.
    return f"strftime('{element.formats[0]}', ({date} - 999999 * ({date} < 0)) / 1000000, 'unixepoch')"


@compiles(_Month, "postgresql")
def _postgresql(element: _Month, compiler: Any, **given: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **given)} AT TIME ZONE 'UTC', '{element.formats[1]}')"

"""The one filter by kind, for events that are read and for events that are counted in the database.

The database does not know what legacy messages mean. `KindFilter.conditions` gives what it can check; the
meaning decides the rest, either while events are read (`select_page`), or once for a temporary table of ids
that belongs to the connection (`restrict_to_kinds`).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import Connection, TableClause, and_, column, insert, select, table, text

from events.classified_events import (
    ClassifiedEvent,
    read_by_date,
    read_customer_events,
    read_order_events,
)
from events.classify import Meaning, codes_of_kinds
from events.database.types import Id, from_microseconds
from events.filters import CUSTOMER, ORDER, RANK, TABLES, Filters, letter_of, with_condition
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.filters import ExtraCondition, Key, Subject
    from events.tables import Condition, Reader


class _HasMeaning(Protocol):
    @property
    def meaning(self) -> Meaning:
        """What the event means."""


Event = TypeVar("Event", bound=_HasMeaning)

_CHUNK = 5000
_FIRST_PAGE, _LARGEST_PAGE = 100, 2000
_found = table("events_of_kinds", column("letter"), column("id", Id))
_MAKE = text(
    "CREATE TEMPORARY TABLE IF NOT EXISTS events_of_kinds (letter TEXT, id BIGINT, PRIMARY KEY (letter, id))"
)


@dataclass(frozen=True, kw_only=True)
class KindFilter:
    """Selects events of any of `kinds`; without kinds, all events."""

    kinds: frozenset[Kind]

    def conditions(self, filters: Filters) -> Filters | None:
        """`filters`, with the event types that can be of these kinds; None where no type is left."""
        if not self.kinds:
            return filters
        types = codes_of_kinds(self.kinds)
        wanted = filters.types & types if filters.types else types
        return replace(filters, types=wanted) if wanted else None

    def matches(self, meaning: Meaning) -> bool:
        """Whether an event of this meaning is selected."""
        return not self.kinds or meaning.matches(self.kinds)


def select_page(
    reader: Reader,
    read: Callable[[Filters, bool], Iterator[Event]],
    *,
    subject: Subject,
    filters: Filters,
    kinds: frozenset[Kind],
    legacy: LegacyKind | None,
    newest_first: bool,
) -> Iterator[Event]:
    """The subject's events that pass `filters` and are of one of `kinds`, read as they are asked for.

    `read` gives the subject's events that pass filters, newest first or not. `filters.limit` counts selected
    events. Whole events are read only of those whose message or type is of these kinds.
    """
    kind_filter = KindFilter(kinds=kinds)
    if not kinds:
        return read(filters, newest_first)
    wanted = kind_filter.conditions(filters)
    if wanted is None:
        return iter(())
    wide, from_newest = replace(wanted, limit=None), filters.after is None

    def select_events(is_newest_first: bool) -> Iterator[Event]:
        for places in _places(reader, subject, wide, kinds, legacy, newest_first=is_newest_first):
            found = read(with_condition(wide, _are_among(places)), is_newest_first)
            yield from (one for one in found if kind_filter.matches(one.meaning))

    if filters.limit is None:
        return select_events(newest_first)
    page = islice(select_events(from_newest), filters.limit)
    return page if newest_first is from_newest else reversed(list(page))


def _places(
    reader: Reader,
    subject: Subject,
    filters: Filters,
    kinds: frozenset[Kind],
    legacy: LegacyKind | None,
    *,
    newest_first: bool,
) -> Iterator[list[Key]]:
    """Positions of the events that are of one of `kinds`, in pages, each larger than the one before."""

    def positions(letter: str, table: TableClause) -> Iterator[tuple[int, int, int]]:
        events = read_by_date(reader, table, subject, filters, legacy, newest_first=newest_first)
        for event in events:
            if event.display_kind in kinds or event.kind in kinds:
                yield event.date, RANK[letter], event.id

    tables = {letter: table for letter, table in TABLES.items() if letter == ORDER or not subject.order_id}
    merged = heapq.merge(*(positions(*pair) for pair in tables.items()), reverse=newest_first)
    size = _FIRST_PAGE
    while page := list(islice(merged, size)):
        yield [(from_microseconds(date), rank, number) for date, rank, number in page]
        size = min(size * 4, _LARGEST_PAGE)


def _are_among(places: list[Key]) -> ExtraCondition:
    """The condition that an event is one of these; the dates let an index find them in their order."""
    dates = [date for date, _, _ in places]
    first, last = min(dates), max(dates)

    def condition(table: TableClause) -> Condition:
        rank = RANK[letter_of(table)]
        numbers = [number for _, its_rank, number in places if its_rank == rank]
        return and_(table.c.date >= first, table.c.date <= last, table.c.id.in_(numbers))

    return condition


def restrict_to_kinds(
    reader: Connection, filters: Filters, kinds: frozenset[Kind], legacy: LegacyKind | None
) -> Filters:
    """`filters`, restricted to events of one of `kinds`, for counting in the database.

    Reads the log once. The result holds for this connection until the next call with other kinds.
    """
    if not kinds:
        return filters
    wanted = KindFilter(kinds=kinds).conditions(filters)
    reader.execute(_MAKE)
    reader.execute(_found.delete())
    if wanted is not None:
        _remember(reader, ORDER, read_order_events(reader, wanted, legacy), kinds)
        _remember(reader, CUSTOMER, read_customer_events(reader, wanted, legacy), kinds)

    def is_found(events: TableClause) -> Condition:
        letter = ORDER if events is TABLES[ORDER] else CUSTOMER
        return events.c.id.in_(select(_found.c.id).where(_found.c.letter == letter))

    return with_condition(filters, is_found)


def _remember(
    reader: Connection, letter: str, events: Iterable[ClassifiedEvent], kinds: frozenset[Kind]
) -> None:
    numbers = (event.id for event in events if event.display_kind in kinds or event.kind in kinds)
    while chunk := [{"letter": letter, "id": number} for number in islice(numbers, _CHUNK)]:
        reader.execute(insert(_found), chunk)

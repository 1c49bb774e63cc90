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

from sqlalchemy import (
    BigInteger,
    Connection,
    TableClause,
    and_,
    column,
    func,
    insert,
    select,
    table,
    text,
    type_coerce,
)

from events.classified_events import (
    ClassifiedEvent,
    dialect_of,
    read_by_date,
    read_customer_events,
    read_order_events,
    read_positions,
)
from events.database.types import Id, from_microseconds
from events.filters import CUSTOMER, ORDER, RANK, TABLES, Filters, letter_of, with_condition
from events.meaning.classify import codes_of_kinds
from events.meaning.kind_codes import codes_of
from events.meaning.meaning import Meaning
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.filters import ExtraCondition, Key, Subject
    from events.kind_store import StoredKinds
    from events.tables import Condition, Reader


class _HasMeaning(Protocol):
    @property
    def meaning(self) -> Meaning:
        """What the event means."""


Event = TypeVar("Event", bound=_HasMeaning)

FEW = 50_000
"""Events of a kind that are all looked up, and sorted by date, in a fraction of a second."""

FindPositions = Callable[[str, bool], Iterator[tuple[int, int, int]]]
"""Gives positions of a table's events, newest first or not, with dates in microseconds."""

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
    stored: StoredKinds | None = None,
) -> Iterator[Event]:
    """The subject's events that pass `filters` and are of one of `kinds`, read as they are asked for.

    `read` gives the subject's events that pass filters, newest first or not. `filters.limit` counts selected
    events. Whole events are read only of those whose message or type is of these kinds: `stored` kinds show
    that, else the messages, with the `legacy` words.
    """
    kind_filter = KindFilter(kinds=kinds)
    if not kinds:
        return read(filters, newest_first)
    wanted = kind_filter.conditions(filters)
    if wanted is None:
        return iter(())
    wide, from_newest = replace(wanted, limit=None), filters.after is None
    find = (
        _by_message(reader, subject, wide, kinds, legacy)
        if stored is None
        else _by_code(reader, subject, replace(filters, limit=None), codes_of(kinds), stored)
    )

    def select_events(is_newest_first: bool) -> Iterator[Event]:
        letters = (letter for letter in TABLES if letter == ORDER or not subject.order_id)
        found_in = [find(letter, is_newest_first) for letter in letters]
        for places in _pages(heapq.merge(*found_in, reverse=is_newest_first)):
            found = read(with_condition(wide, _are_among(places)), is_newest_first)
            yield from (one for one in found if kind_filter.matches(one.meaning))

    if filters.limit is None:
        return select_events(newest_first)
    page = islice(select_events(from_newest), filters.limit)
    return page if newest_first is from_newest else reversed(list(page))


def _by_message(
    reader: Reader, subject: Subject, filters: Filters, kinds: frozenset[Kind], legacy: LegacyKind | None
) -> FindPositions:
    def find(letter: str, is_newest_first: bool) -> Iterator[tuple[int, int, int]]:
        events = read_by_date(reader, TABLES[letter], subject, filters, legacy, newest_first=is_newest_first)
        for event in events:
            if event.display_kind in kinds or event.kind in kinds:
                yield event.date, RANK[letter], event.id

    return find


def _by_code(
    reader: Reader, subject: Subject, filters: Filters, codes: frozenset[int], stored: StoredKinds
) -> FindPositions:
    """Events of a rare kind are looked up; those of a frequent kind turn up soon when read by date."""

    def find(letter: str, is_newest_first: bool) -> Iterator[tuple[int, int, int]]:
        table, pages, wanted = TABLES[letter], stored.pages(letter), filters
        number = pages.count(codes)
        if number <= FEW:
            is_one = _is_one_of(list(pages.ids(codes)), on_server=dialect_of(reader) == "postgresql")
            wanted = with_condition(filters, is_one)
        order = (table.c.date.desc(), table.c.id.desc()) if is_newest_first else (table.c.date, table.c.id)
        for page in read_positions(reader, table, wanted, subject=subject, order=order) if number else ():
            found = stored.codes(letter, [number for _, _, number in page])
            for (_, date, number), code in zip(page, found, strict=True):
                if code in codes:
                    yield date, RANK[letter], number

    return find


def _is_one_of(ids: list[int], *, on_server: bool) -> ExtraCondition:
    """The condition that an event has one of these ids, of which there may be more than a statement takes
    values."""

    def condition(table: TableClause) -> Condition:
        if not on_server:
            return table.c.id.in_(select(func.json_each(str(ids)).table_valued("value").c.value))
        from sqlalchemy.dialects.postgresql import ARRAY

        found: Condition = table.c.id == func.any(type_coerce(ids, ARRAY(BigInteger)))
        return found

    return condition


def _pages(positions: Iterator[tuple[int, int, int]]) -> Iterator[list[Key]]:
    """Positions in pages, each larger than the one before."""
    size = _FIRST_PAGE
    while page := list(islice(positions, size)):
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
    reader: Connection,
    filters: Filters,
    kinds: frozenset[Kind],
    legacy: LegacyKind | None,
    stored: StoredKinds | None = None,
) -> Filters:
    """`filters`, restricted to events of one of `kinds`, for counting in the database.

    Reads the log once, unless kinds are `stored`. The result holds for this connection until the next call
    with other kinds.
    """
    if not kinds:
        return filters
    wanted = KindFilter(kinds=kinds).conditions(filters)
    reader.execute(_MAKE)
    reader.execute(_found.delete())
    if stored is not None:
        for letter in TABLES:
            _remember(reader, letter, stored.pages(letter).ids(codes_of(kinds)))
    elif wanted is not None:
        _remember(reader, ORDER, _ids(read_order_events(reader, wanted, legacy), kinds))
        _remember(reader, CUSTOMER, _ids(read_customer_events(reader, wanted, legacy), kinds))

    def is_found(events: TableClause) -> Condition:
        letter = ORDER if events is TABLES[ORDER] else CUSTOMER
        return events.c.id.in_(select(_found.c.id).where(_found.c.letter == letter))

    return with_condition(filters, is_found)


def _ids(events: Iterable[ClassifiedEvent], kinds: frozenset[Kind]) -> Iterator[int]:
    return (event.id for event in events if event.display_kind in kinds or event.kind in kinds)


def _remember(reader: Connection, letter: str, ids: Iterable[int]) -> None:
    numbers = iter(ids)
    while chunk := [{"letter": letter, "id": number} for number in islice(numbers, _CHUNK)]:
        reader.execute(insert(_found), chunk)

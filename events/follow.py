"""Follows the log: every event once, in the order of arrival, while other processes write.

Dates cannot be followed, since imports bring old ones; ids can, but only those that are settled. On SQLite
writers take turns, so that ids are committed in the order they are given. On PostgreSQL a transaction with
lower ids may be committed after one with higher ids. Whoever inserts holds a lock on the table from before
its first id until its end: an id is settled when nobody who held the lock after the id was seen holds it
any more. Until then, the ids that were already returned are kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, and_, func, select, text

from events.database.last_ids import last_id
from events.database.postgresql import writers
from events.errors import UnreadableDataError
from events.filters import CUSTOMER, EVERYTHING, ORDER, TABLES, Filters
from events.tables import Condition
from events.timeline import PAGE, TimelineEntry, by_numbers, entries

if TYPE_CHECKING:
    from sqlalchemy import Connection


class ForeignCursorError(UnreadableDataError):
    """The cursor belongs to another log."""

    def __init__(self) -> None:
        super().__init__(
            "The cursor is of another log: it is ahead of this one. Choose another file for it, or delete it."
        )


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How far a table was read: every id up to `floor`, and those in `seen` above it."""

    floor: int = 0
    seen: frozenset[int] = frozenset()


Cursor = Mapping[str, Mark]
"""A mark for each table, by its letter."""


@dataclass
class _Settling:
    """Ids up to `upto` are settled once none of `writers` is active any more."""

    upto: int
    writers: frozenset[str]


@dataclass
class Follower:
    """Reads the events that arrived since the last call. `reader` must not be used by anybody else."""

    reader: Connection
    filters: Filters
    marks: dict[str, Mark]
    _settling: dict[str, _Settling] = field(default_factory=dict)

    @classmethod
    def since(cls, reader: Connection, filters: Filters, cursor: Cursor) -> Follower:
        """A follower that continues from `cursor`. Raises `ForeignCursorError`."""
        for letter, mark in cursor.items():
            if mark.floor > _highest(reader, letter) and mark.floor > _ever(reader, letter):
                raise ForeignCursorError
        reader.rollback()
        return cls(reader, filters, {letter: cursor.get(letter, Mark()) for letter in TABLES})

    @classmethod
    def from_now(cls, reader: Connection, filters: Filters, *, on_wait: Callable[[], None]) -> Follower:
        """A follower that starts now. Waits for active writers, and calls `on_wait` if that takes long."""
        floors = {letter: _highest(reader, letter) for letter in TABLES}
        at_work = {letter: _writers(reader, letter) for letter in TABLES}
        reader.rollback()
        began, has_reported = time.monotonic(), False
        while any(at_work.values()):
            time.sleep(0.05)
            at_work = {letter: at_work[letter] & _writers(reader, letter) for letter in TABLES}
            reader.rollback()
            if not has_reported and time.monotonic() - began > 1:
                has_reported = True
                on_wait()
        return cls(reader, filters, {letter: Mark(floor=floor) for letter, floor in floors.items()})

    def earlier(self, limit: int) -> Iterator[TimelineEntry]:
        """The newest `limit` events of those already read, oldest first."""
        marks, wanted = self.marks, self.filters.extra_condition

        def is_printed(table: TableClause) -> Condition:
            known = table.c.id <= marks[_letter(table)].floor
            return and_(known, wanted(table)) if wanted else known

        chosen = replace(self.filters, extra_condition=is_printed, limit=limit)
        yield from entries(self.reader, EVERYTHING, chosen)
        self.reader.rollback()

    def arrivals(self) -> list[TimelineEntry]:
        """Events that have arrived and pass the filters, by date; they count as read from now on."""
        found = [entry for letter in TABLES for entry in self._arrivals(letter)]
        self.reader.rollback()
        return sorted(found, key=lambda entry: entry.key)

    def _arrivals(self, letter: str) -> Iterator[TimelineEntry]:
        table, mark = TABLES[letter], self.marks[letter]
        settled = self._settled(letter)
        # After the writers were listed: whatever an earlier writer has committed is visible now.
        room = PAGE + len(mark.seen)
        above = select(table.c.id).where(table.c.id > mark.floor).order_by(table.c.id).limit(room)
        found = list(self.reader.scalars(above))
        new = [number for number in found if number not in mark.seen]
        seen = mark.seen | set(new)
        in_sight = found[-1] if len(found) == room else None
        floor = mark.floor if settled is None else min(settled, in_sight or settled)
        self.marks[letter] = Mark(floor=floor, seen=frozenset(number for number in seen if number > floor))
        if seen and letter not in self._settling:
            self._settling[letter] = _Settling(upto=max(seen), writers=_writers(self.reader, letter))
        yield from by_numbers(self.reader, letter, new, self.filters)

    def _settled(self, letter: str) -> int | None:
        """The id up to which no event can arrive any more, if that has become known since the last call."""
        waiting = self._settling.get(letter)
        if waiting is None or waiting.writers & _writers(self.reader, letter):
            return None
        del self._settling[letter]
        return waiting.upto


def _letter(table: TableClause) -> str:
    return ORDER if table is TABLES[ORDER] else CUSTOMER


def _writers(reader: Connection, letter: str) -> frozenset[str]:
    """The transactions that may hold ids that are not visible yet."""
    return writers(reader, TABLES[letter].name)


def _highest(reader: Connection, letter: str) -> int:
    return reader.scalar(select(func.max(TABLES[letter].c.id))) or 0


def _ever(reader: Connection, letter: str) -> int:
    """The highest id ever assigned, including those that an undo removed."""
    name = {"name": TABLES[letter].name}
    if reader.dialect.name == "postgresql":
        last = text("SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:name, 'id') AS regclass))")
        return reader.scalar(last, name) or 0
    return last_id(reader, name["name"])

"""Makes the store, and adds the kinds of events that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from events.classified_events import read_codes
from events.database.derived import storing, where_allowed
from events.filters import TABLES
from events.kind_store.loaded import highest, read_pages
from events.kind_store.pages import CodePages
from events.kind_store.tables import WIDTH, add, create, is_there
from events.meaning.kind_codes import UNKNOWN, classifier

if TYPE_CHECKING:
    from sqlalchemy import Connection, TableClause

    from events.classified_events import LegacyKind

LEAST = 10_000
"""Fewer events are classified each time they are read: that takes less than a store is worth."""

_OUTDATED = text("DELETE FROM event_kinds WHERE classifier <> :classifier")


def prepare(
    connection: Connection, legacy: LegacyKind | None, *, least: int | None = None
) -> Iterator[tuple[int, int]]:
    """Make the store, and add what it lacks, if that is more than `least` events; yields (done, total) ids.

    If interrupted, the next call resumes. A role that may not write reads what is there. `legacy` gives the
    words of all legacy records.
    """
    with where_allowed(connection):
        if _lacks_more(connection, LEAST if least is None else least):
            yield from _fill(connection, legacy)


def rebuild(connection: Connection, legacy: LegacyKind | None) -> Iterator[tuple[int, int]]:
    """Complete a store, and replace what another version of the classifier understood; yields (done, total)
    ids. Does nothing where there is no store."""
    if is_there(connection):
        yield from prepare(connection, legacy, least=0)


def _lacks_more(connection: Connection, left: int) -> bool:
    if left < 0:
        return True
    exists = is_there(connection)
    stored = read_pages(connection) if exists else {letter: CodePages() for letter in TABLES}
    for letter, table in TABLES.items():
        for first, last in stored[letter].holes(highest(connection, table)):
            some = select(table.c.id).where(table.c.id.between(first, last)).limit(left + 1).subquery()
            left -= connection.scalar(select(func.count()).select_from(some)) or 0
            if left < 0:
                return True
    return False


def _fill(connection: Connection, legacy: LegacyKind | None) -> Iterator[tuple[int, int]]:
    with storing(connection):
        if not is_there(connection):
            create(connection)
        connection.execute(_OUTDATED, {"classifier": classifier()})
    stored = read_pages(connection)
    for letter, table in TABLES.items():
        total = highest(connection, table)
        for gap in stored[letter].holes(total):
            for done in _fill_gap(connection, letter, table, gap, legacy):
                yield done, total


def _fill_gap(
    connection: Connection,
    letter: str,
    table: TableClause,
    gap: tuple[int, int],
    legacy: LegacyKind | None,
) -> Iterator[int]:
    first, last = gap
    next_id = select(func.min(table.c.id)).where(table.c.id.between(first, last))
    while (start := connection.scalar(next_id)) is not None:
        end = min(start + WIDTH - 1, last)
        with storing(connection):
            codes = _codes(connection, table, start, end, legacy)
            if codes:
                add(connection, letter, start, codes, classifier=classifier())
        yield end
        next_id = select(func.min(table.c.id)).where(table.c.id.between(end + 1, last))


def _codes(
    connection: Connection, table: TableClause, first: int, last: int, legacy: LegacyKind | None
) -> bytes:
    """The codes from id `first` to that of the last event; one that is not visible yet stays unknown."""
    codes = bytearray(last - first + 1)
    for number, code in read_codes(connection, table, first, last, legacy):
        codes[number - first] = code
    return bytes(codes).rstrip(bytes([UNKNOWN]))

"""Full-text search over the texts and authors of events, with the text index of either database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from events.filters import EVERYTHING, TABLES, Filters, with_condition
from events.search.people import people
from events.search.query import Query, parse, texts
from events.timeline import PAGE, TimelineEntry, by_numbers
from events.timeline import count as count_events

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.tables import Reader

__all__ = ["REACH", "Found", "Query", "find", "is_missing", "parse", "prepare", "scrub", "takes_long"]

REACH = 100_000
"""How many hits are counted."""
INDEXED_AT_ONCE = 200_000
"""A larger log is indexed only where somebody searches in its texts alone, since that takes long."""
_PAGE = 100
"""Up to this many hits of a common word are taken from the newest events of a large log."""
_MORE = 50
"""How many more of the best hits are looked at for those that say a word as a whole."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The hits to show, and their numbers with and without the filters: exact up to `REACH`, else None.
    There are at least `least` of them if only the newest events were searched. `people` are the ids of those
    whose name or e-mail contains all the words."""

    entries: list[TimelineEntry]
    total: int | None
    unfiltered: int | None
    people: frozenset[int] = frozenset()
    least: int = REACH


def prepare(connection: Connection) -> Iterator[tuple[int, int]]:
    """Build the index if it is missing; yields (done, total). If interrupted, the next call resumes."""
    yield from _means(connection).build(connection)


def is_missing(connection: Connection) -> bool:
    """Whether `prepare` has something to build."""
    return bool(_means(connection).is_missing(connection))


def takes_long(connection: Connection) -> bool:
    """Whether the index is missing, in a log that is too large to build it by the way."""
    most = max(connection.scalar(select(func.max(table.c.id))) or 0 for table in TABLES.values())
    return most > INDEXED_AT_ONCE and is_missing(connection)


def scrub(connection: Connection) -> None:
    """Remove traces of erased text from the index, in the transaction of the erasure."""
    _means(connection).scrub(connection)


def find(reader: Reader, query: Query, filters: Filters, *, limit: int, by_rank: bool) -> Found:
    """Up to `limit` hits, best or newest first. Call `prepare` before."""
    if not query.pieces:
        return Found(entries=[], total=0, unfiltered=0)
    meant = {piece: people(reader, piece) for piece in query.pieces}
    of_all = frozenset.intersection(*map(frozenset, meant.values()))
    means, is_page = _means(reader), limit <= _PAGE and not replace(filters, limit=None).hiding
    if is_page and not any(meant.values()):
        near = means.find_near(reader, query, limit + _MORE if by_rank else limit, by_rank=by_rank)
        if near is not None:
            entries = _in_order(reader, near.hits)
            entries = _by_whole_words(entries, query)[:limit] if by_rank else entries
            return Found(entries=entries, total=None, unfiltered=None, least=near.number)
    index = means.open_index(reader, query, meant, reach=REACH)
    if not index.hits:
        return Found(entries=[], total=0, unfiltered=0, people=of_all)
    wide = replace(filters, limit=None)
    found = index.best(wide, limit + _MORE) if by_rank else index.newest(wide, limit)
    total = unfiltered = index.hits if index.hits <= REACH else None
    if total is not None and wide.hiding:
        total = count_events(reader, EVERYTHING, with_condition(wide, index.condition))
    entries = _in_order(reader, found)
    if by_rank:
        entries = _by_whole_words(entries, query)[:limit]
    return Found(entries=entries, total=total, unfiltered=unfiltered, people=of_all)


def _by_whole_words(entries: list[TimelineEntry], query: Query) -> list[TimelineEntry]:
    """The entries in the same order, but those with whole words first: `doe` before `does`."""
    return sorted(entries, key=lambda entry: not query.is_said(texts(entry.parameters)))


def _in_order(reader: Reader, found: list[tuple[str, int]]) -> list[TimelineEntry]:
    known: dict[tuple[str, int], TimelineEntry] = {}
    for letter in TABLES:
        numbers = [number for its, number in found if its == letter]
        for start in range(0, len(numbers), PAGE):
            page = by_numbers(reader, letter, numbers[start : start + PAGE])
            known |= {(letter, entry.number): entry for entry in page}
    return [known[place] for place in found if place in known]


def _means(reader: Reader) -> ModuleType:
    dialect = reader.dialect.name if hasattr(reader, "dialect") else reader.get_bind().dialect.name
    if dialect == "postgresql":
        from events.search import postgresql

        return postgresql
    from events.search import sqlite

    return sqlite

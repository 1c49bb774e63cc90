"""The hits of one query in SQLite's full-text index.

Where many events contain a word, they are not looked up one by one, since each look-up has to join all words
with that beginning. Instead, pages of events by date are compared with a range of the index.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, TableClause, column, func, literal_column, select, table

from events.database.spellings import spellings
from events.filters import CUSTOMER, EVERYTHING, ORDER, RANK, TABLES, Filters, Key, conditions, with_condition
from events.search.query import in_order
from events.tables import Condition

if TYPE_CHECKING:
    from events.search.query import Query
    from events.tables import Reader

PARITY = {ORDER: 0, CUSTOMER: 1}
"""A row id of the index is twice the event's id, plus this number for the event's table."""
WEIGHED = 5_000
"""The number of newest hits that are ranked when there are too many to count."""
FIRST_PAGE, LARGEST_PAGE = 500, 64_000
"""Events compared with the index at a time; each page is four times as large as the one before."""

_INDEX = table("search_index", column("rowid"), column("rank"))
_ROW: ColumnElement[int] = literal_column("rowid")
_BEST: ColumnElement[float] = literal_column("rank")
_BY_TEXT = literal_column("rank").op("MATCH")(literal_column("'bm25(1.0, 0.0)'"))
"""Ranks by the text alone: what an author did, without saying it, comes behind all that says it."""


class SqliteIndex:
    """`hits` is the number of hits, counted up to `reach` + 1 for each table; `people` are those that each
    piece may mean."""

    def __init__(
        self, reader: Reader, query: Query, people: Mapping[str, Sequence[int]], *, reach: int
    ) -> None:
        self._reader, self._reach = reader, reach
        self._match = literal_column("search_index").op("MATCH")(_matching(query, people))
        self._hits = {letter: self._count(letter) for letter in TABLES}
        self.hits = sum(self._hits.values())

    def condition(self, events: TableClause) -> Condition:
        """The condition that an event is a hit; only for as many hits as are counted."""
        letter = ORDER if events is TABLES[ORDER] else CUSTOMER
        return events.c.id.in_(self._of(letter, _ROW.op(">>")(1)))

    def newest(self, filters: Filters, limit: int) -> list[tuple[str, int]]:
        """Letters and ids of the newest hits that pass the filters, or of those next to `after`."""
        letters = {rank: letter for letter, rank in RANK.items()}
        from_newest = filters.after is None
        streams = [self._by_date(letter, filters) for letter, hits in self._hits.items() if hits]
        found = list(islice(heapq.merge(*streams, reverse=from_newest), limit))
        return [(letters[rank], number) for _, rank, number in (found if from_newest else reversed(found))]

    def best(self, filters: Filters, limit: int) -> list[tuple[str, int]]:
        """Letters and ids of the best hits that pass the filters; of equal ranks, the newest first."""
        if not filters.hiding:
            return self._best_of_all(limit)
        ranked: list[tuple[float, str, int]] = []
        for letter, hits in self._hits.items():
            if hits > self._reach:
                ranked += self._weighed(letter, filters)
            elif hits:
                ranked += self._passing(letter, filters, limit)
        return in_order(ranked, limit)

    def _count(self, letter: str) -> int:
        events = TABLES[letter]
        if self._reader.scalar(select(events.c.id).limit(1)) is None:  # else all hits are looked through
            return 0
        some = self._of(letter, literal_column("1")).limit(self._reach + 1)
        return self._reader.scalar(select(func.count()).select_from(some.subquery())) or 0

    def _of(self, letter: str, *wanted: ColumnElement[Any]) -> Select[Any]:
        return select(*wanted).select_from(_INDEX).where(self._match, _ROW.op("&")(1) == PARITY[letter])

    def _best_of_all(self, limit: int) -> list[tuple[str, int]]:
        """Ranks hits by the index alone, since it has no entries of deleted events."""
        newest = (
            select(_ROW.label("row"), _BEST.label("rank")).select_from(_INDEX).where(self._match, _BY_TEXT)
        )
        if self.hits > self._reach:
            newest = newest.order_by(_ROW.desc()).limit(WEIGHED)
        hits = newest.subquery()
        rows = self._reader.execute(select(hits).order_by(hits.c.rank, hits.c.row.desc()).limit(limit))
        return in_order([(rank, CUSTOMER if row & 1 else ORDER, row >> 1) for row, rank in rows], limit)

    def _passing(self, letter: str, filters: Filters, limit: int) -> list[tuple[float, str, int]]:
        """The best of few hits."""
        events = TABLES[letter]
        hits = (
            self._of(letter, _ROW.op(">>")(1).label("number"), _BEST.label("rank")).where(_BY_TEXT).subquery()
        )
        rows = (
            select(hits.c.rank, events.c.id)
            .select_from(hits.join(events, events.c.id == hits.c.number))
            .where(*conditions(events, EVERYTHING, filters))
            .order_by(hits.c.rank, events.c.id.desc())
            .limit(limit)
        )
        return [(rank, letter, number) for rank, number in self._reader.execute(rows)]

    def _weighed(self, letter: str, filters: Filters) -> list[tuple[float, str, int]]:
        """The newest of many hits, with their ranks."""
        found: list[tuple[float, str, int]] = []
        for page in self._pages(letter, filters, WEIGHED):
            numbers = {number for _, _, number in page}
            weighed = self._reader.execute(self._among(letter, numbers, _BEST, _ROW).where(_BY_TEXT))
            found += [(rank, letter, row >> 1) for rank, row in weighed]
            if len(found) >= WEIGHED:
                break
        return found

    def _by_date(self, letter: str, filters: Filters) -> Iterator[Key]:
        """The positions of hits that pass the filters, in the order of `_pages`."""
        if self._hits[letter] <= self._reach:
            for page in self._pages(letter, with_condition(filters, self.condition), FIRST_PAGE):
                yield from page
            return
        for page in self._pages(letter, filters, FIRST_PAGE):
            numbers = {number for _, _, number in page}
            hits = set(self._reader.scalars(self._among(letter, numbers, _ROW.op(">>")(1))))
            yield from (place for place in page if place[2] in hits)

    def _pages(self, letter: str, filters: Filters, size: int) -> Iterator[list[Key]]:
        """The positions of events that pass the filters, newest first; with `after`, oldest first."""
        events, own = TABLES[letter], TABLES[letter].c
        from_newest = filters.after is None
        order = (own.date.desc(), own.id.desc()) if from_newest else (own.date, own.id)
        while True:
            rows = select(own.date, own.id).where(*conditions(events, EVERYTHING, filters)).order_by(*order)
            page = [(date, RANK[letter], number) for date, number in self._reader.execute(rows.limit(size))]
            if page:
                yield page
            if len(page) < size:
                return
            last = page[-1]
            filters = replace(filters, before=last) if from_newest else replace(filters, after=last)
            size = min(size * 4, LARGEST_PAGE)

    def _among(self, letter: str, numbers: set[int], *wanted: ColumnElement[Any]) -> Select[Any]:
        """The hits among these events, in one scan of the index range that contains them."""
        rows = func.json_each(str([self._row(letter, number) for number in numbers])).table_valued("value")
        return self._of(letter, *wanted).where(
            self._row(letter, min(numbers)) <= _ROW,
            self._row(letter, max(numbers)) >= _ROW,
            literal_column("+rowid").in_(select(rows.c.value)),  # +: no look-up for each of them
        )

    @staticmethod
    def _row(letter: str, number: int) -> int:
        return number * 2 + PARITY[letter]


def _matching(query: Query, people: Mapping[str, Sequence[int]]) -> str:
    """The query in FTS5 syntax, with every piece of text quoted."""
    return " AND ".join(_piece(piece, people[piece]) for piece in query.pieces)


def _piece(piece: str, people: Sequence[int]) -> str:
    forms = " OR ".join(f'"{form}" *' for form in spellings(piece))
    phrase = f'text : ("{piece}" OR {forms})'  # who says the whole word says it twice
    words = " OR ".join(f'"u{number}"' for number in people)
    return f"({phrase} OR who : ({words}))" if words else f"({phrase})"

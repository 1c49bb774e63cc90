"""Finds the few events of a large log that contain a rare text, all at once.

A page of events is read by date, which soon meets enough that contain a frequent text. For a rare one, the
whole log would be read in this order, by one process of a server. Read in whatever order is fastest, by
several processes, it takes half the time or less.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, func, select

from events.database.value_match import contains_value, may_contain_value
from events.filters import EVERYTHING, TABLES, Filters, conditions, letter_of, with_condition

if TYPE_CHECKING:
    from events.filters import Subject
    from events.tables import Reader

LARGE = 1_000_000
"""A log without higher ids is read by date, which takes a second."""
NEAR = 200_000
"""A text that fills a page from this many events is not rare."""
MOST = 2_000
"""Nor is one that more events may contain."""


def naming_hits(reader: Reader, subject: Subject, filters: Filters, *, newest_first: bool) -> Filters:
    """The filters of a page; those for a rare text, and for no more than dates besides, name all events that
    may contain it."""
    wide = replace(filters, text="", limit=None)
    besides = replace(wide, since=None, until=None, before=None, after=None)
    if not filters.text or filters.limit is None or subject != EVERYTHING or besides != Filters():
        return filters
    if max(reader.scalar(select(func.max(table.c.id))) or 0 for table in TABLES.values()) <= LARGE:
        return filters
    near = sum(
        _near(reader, table, wide, filters.text, most=filters.limit, newest_first=newest_first)
        for table in TABLES.values()
    )
    if near >= filters.limit:
        return filters
    named: dict[str, list[int]] = {}
    for letter, table in TABLES.items():
        may = may_contain_value(table.c.parameters, filters.text)
        # In no order that an index has: a server that expects to meet enough soon would not share the work.
        candidates = (
            select(table.c.id)
            .where(may, *conditions(table, EVERYTHING, wide))
            .order_by(table.c.id + 0)
            .limit(MOST + 1)
        )
        named[letter] = list(reader.scalars(candidates))
        if len(named[letter]) > MOST:
            return filters
    return with_condition(filters, lambda table: table.c.id.in_(named[letter_of(table)]))


def _near(
    reader: Reader, table: TableClause, filters: Filters, text: str, *, most: int, newest_first: bool
) -> int:
    """How many of the nearest events contain the text, counted up to `most`."""
    date = table.c.date.desc() if newest_first else table.c.date
    wanted = conditions(table, EVERYTHING, filters)
    near = select(table.c.parameters).where(*wanted).order_by(date).limit(NEAR).subquery()
    hits = select(near.c.parameters).where(contains_value(near.c.parameters, text)).limit(most).subquery()
    return reader.scalar(select(func.count()).select_from(hits)) or 0

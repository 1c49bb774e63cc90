"""Counts each note once, however often it was corrected: a correction says again what its note should say.

Corrections are few. Where nothing is filtered, what they add to the counts is taken off again, so that the
whole log is still counted by its indexes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from events.filters import CUSTOMER, EVERYTHING, ORDER, TABLES, Filters, letter_of, with_condition
from events.statistics.event_counts import EventCount
from events.statistics.stats import AuthorEventCount, Stats, stats
from events.tables import corrections
from events.timeline import count
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import TableClause

    from events.tables import Condition, Reader


def has_corrections(reader: Reader) -> bool:
    """Whether the log has any correction."""
    return any(reader.scalar(select(one.c.event_id).limit(1)) is not None for one in corrections.values())


def without_corrections(filters: Filters) -> Filters:
    """The filters, for all but corrections."""
    return with_condition(filters, lambda table: ~_is_correction(table))


def only_corrections(filters: Filters) -> Filters:
    """The filters, for nothing but corrections."""
    return with_condition(filters, _is_correction)


def stats_of_notes_once(reader: Reader, filters: Filters, *, authors: int, **how: Any) -> tuple[Stats, int]:
    """What `stats` counts, without corrections, and how many corrections it leaves out."""
    if not has_corrections(reader):
        return stats(reader, filters, authors=authors, **how), 0
    if filters.hiding:
        left_out = count(reader, EVERYTHING, only_corrections(filters))
        return stats(reader, without_corrections(filters), authors=authors, **how), left_out
    same = {name: how[name] for name in ("zone", "period") if name in how}
    part = stats(
        reader,
        only_corrections(filters),
        authors=_authors_of_corrections(reader),
        with_kinds=False,
        **same,
    )
    whole = stats(reader, filters, authors=authors + len(part.authors), **how)
    people = _less_authors(whole.authors, part.authors)
    return (
        replace(
            whole,
            events=whole.events - part.events,
            months=_less(whole.months, part.months),
            periods=_less(whole.periods, part.periods),
            days=_less(whole.days, part.days),
            types=_in_order(_less(whole.types, part.types)),
            kinds=_in_order(_less(whole.kinds, [EventCount(name=Kind.NOTE.value, events=part.events)])),
            shops=_in_order(_less(whole.shops, part.shops)),
            authors=people[:authors],
            all_authors=whole.all_authors - _who_only_corrected(reader, part.authors),
        ),
        part.events,
    )


def _is_correction(table: TableClause) -> Condition:
    return table.c.id.in_(select(corrections[letter_of(table)].c.event_id))


def _authors_of_corrections(reader: Reader) -> int:
    """At least as many as there are authors who corrected a note."""
    return 1 + sum(reader.scalar(select(func.count()).select_from(one)) or 0 for one in corrections.values())


def _less(whole: Iterable[EventCount], part: Iterable[EventCount]) -> list[EventCount]:
    """The counts without those of a part; what is left of none is left out."""
    off = Counter({one.name: one.events for one in part})
    left = (replace(one, events=one.events - off[one.name]) for one in whole)
    return [one for one in left if one.events > 0]


def _in_order(counts: list[EventCount]) -> list[EventCount]:
    return sorted(counts, key=lambda one: (-one.events, one.name))


def _less_authors(whole: list[AuthorEventCount], part: list[AuthorEventCount]) -> list[AuthorEventCount]:
    off = Counter({_id(one): one.events for one in part})
    left = [replace(one, events=one.events - off[_id(one)]) for one in whole]
    return sorted((one for one in left if one.events > 0), key=lambda one: (-one.events, one.who is None))


def _who_only_corrected(reader: Reader, part: list[AuthorEventCount]) -> int:
    """How many authors have no event but corrections."""
    found: Counter[int] = Counter()
    ids = [number for one in part if (number := _id(one)) is not None]
    for letter in (CUSTOMER, ORDER):
        own = TABLES[letter].c.user_id
        for who, number in reader.execute(select(own, func.count()).where(own.in_(ids)).group_by(own)):
            found[who] += number
    return sum(found[_id(one) or 0] == one.events for one in part)


def _id(one: AuthorEventCount) -> int | None:
    return one.who.id if one.who is not None else None

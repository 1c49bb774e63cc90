"""The events that were recorded here and not imported, found without a look at the others.

An import's records have ids without a gap, but for what was recorded meanwhile: where the log has few such
gaps, only the events in them are looked up in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, and_, exists, func, or_, select, true

from events.filters import CUSTOMER, letter_of
from events.tables import Condition
from importers.ledger.record_tables import batch_of, record_id, spans

if TYPE_CHECKING:
    from events.tables import Reader

MOST_GAPS = 100
"""More gaps than a statement should name: every event is looked up instead."""

Gap = tuple[int | None, int | None]
"""The ids between two others; None where nothing bounds them."""


def recorded_here(reader: Reader) -> Callable[[TableClause], Condition]:
    """The condition on events that they were not imported; each use reads where the gaps are now."""

    def condition(events: TableClause) -> Condition:
        not_imported: Condition = batch_of(record_id(events)).is_(None)
        gaps = list(_gaps(reader, events))
        if len(gaps) > MOST_GAPS:
            return not_imported
        # A chunk may be imported between the two statements.
        return and_(or_(*(_is_within(events, gap) for gap in gaps)), not_imported)

    return condition


def _gaps(reader: Reader, events: TableClause) -> Iterator[Gap]:
    """The gaps of the ids of records that events of this kind have, at most one more than `MOST_GAPS`.

    A log may have a span for each record: they are compared by the database, and not read.
    """
    of_customers = letter_of(events) == CUSTOMER
    floor, ceiling = (None, 0) if of_customers else (0, None)
    is_own = spans.c.first_id < 0 if of_customers else spans.c.first_id > 0
    lowest = reader.scalar(select(func.min(spans.c.first_id)).where(is_own))
    yield floor, ceiling if lowest is None else lowest
    other = spans.alias()
    follower = select(func.min(other.c.first_id)).where(other.c.first_id > spans.c.last_id).scalar_subquery()
    goes_on = exists().where(other.c.first_id == spans.c.last_id + 1)
    ends = select(spans.c.last_id, follower).where(is_own, ~goes_on).limit(MOST_GAPS)
    for last, first in reader.execute(ends):
        yield last, ceiling if first is None or (of_customers and first > 0) else first


def _is_within(events: TableClause, gap: Gap) -> Condition:
    own, (above, below) = events.c.id, gap
    if letter_of(events) == CUSTOMER:
        above, below = (None if end is None else -end for end in (below, above))
    return and_(
        true(), *([own > above] if above is not None else []), *([own < below] if below is not None else [])
    )

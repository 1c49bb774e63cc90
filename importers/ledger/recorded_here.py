"""The events that were recorded here and not imported, found without a look at the others.

An import's records have ids without a gap, but for what was recorded meanwhile: where the log has few such
gaps, only the events in them are looked up in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, and_, or_, select

from events.filters import CUSTOMER, letter_of
from events.tables import Condition
from importers.ledger.record_tables import batch_of, record_id, spans

if TYPE_CHECKING:
    from events.tables import Reader

_BELOW_ALL = -(1 << 62)
MOST_GAPS = 100
"""More gaps than a statement should name: every event is looked up instead."""


def recorded_here(reader: Reader) -> Callable[[TableClause], Condition]:
    """The condition on events that they were not imported; each use reads where the gaps are now."""

    def condition(events: TableClause) -> Condition:
        not_imported: Condition = batch_of(record_id(events)).is_(None)
        gaps = list(_gaps(reader, events))
        if len(gaps) > MOST_GAPS:
            return not_imported
        own = events.c.id
        within = [and_(own > above, own < below) if below else own > above for above, below in gaps]
        return and_(or_(*within), not_imported)  # a chunk may be imported between the two statements

    return condition


def _gaps(reader: Reader, events: TableClause) -> Iterator[tuple[int, int]]:
    """The ids that no import has, from the one after the first number to that before the second; 0 where
    nothing comes behind."""
    first, last = spans.c.first_id, spans.c.last_id
    of_customers = letter_of(events) == CUSTOMER
    ranges = select(-last, -first).where(last < 0) if of_customers else select(first, last).where(first > 0)
    found = sorted(tuple(row) for row in reader.execute(ranges))
    known = [(0, _BELOW_ALL), *found]
    for (_, above), (below, _) in pairwise(known):
        if below > above + 1:
            yield above, below
    yield known[-1][1], 0

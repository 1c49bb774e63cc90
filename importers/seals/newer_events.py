"""Events that came after a seal, which it says nothing about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, text

from importers.seals.event_text import TABLES

_COUNT = "SELECT count(*) FROM {table} WHERE id > :mark"
_SPANS = {
    "o": "SELECT batch_id, first_id, last_id FROM record_spans WHERE last_id > :mark",
    "c": "SELECT batch_id, -last_id, -first_id FROM record_spans WHERE first_id < -:mark",
}


@dataclass(frozen=True, kw_only=True)
class NewerEvents:
    """How many there are: by the batch that imported them, and of those recorded by hand."""

    batches: dict[int, int]
    by_hand: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.batches.values()) + self.by_hand


def newer_events(connection: Connection, marks: dict[str, int]) -> NewerEvents:
    """Count the events above these ids."""
    found: Counter[int] = Counter()
    total = 0
    for letter, table in TABLES.items():
        given = {"mark": marks[letter]}
        total += connection.scalar(text(_COUNT.format(table=table)), given) or 0
        for batch, first, last in connection.execute(text(_SPANS[letter]), given):
            found[batch] += last - max(first, marks[letter] + 1) + 1
    return NewerEvents(batches=dict(sorted(found.items())), by_hand=total - found.total())

"""Imports since a moment that brought events with older dates, which lists by date do not show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import column, literal, select, table

from events.database.types import Id, UtcDateTime
from events.filters import CUSTOMER, ORDER, TABLES
from importers.ledger.record_tables import record_id, spans

if TYPE_CHECKING:
    from events.tables import Reader

_batches = table(
    "batches", column("id", Id), column("finished", UtcDateTime), column("status"), column("imported", Id)
)

_UNDONE = "undone"
"""As in `importers.ledger.batches`, whose mapped classes take long to load."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """An import, and how many events it brought."""

    batch: int
    events: int


def arrived_since(reader: Reader, since: datetime) -> Iterator[Arrived]:
    """The imports that ended since then and brought an older event, the newest first."""
    own = _batches.c
    ended = own.finished >= since, own.status != _UNDONE, own.imported > 0
    found = select(own.id, own.imported).where(*ended).order_by(own.id.desc())
    for number, events in reader.execute(found).all():
        if any(_has_older(reader, number, name, since) for name in (ORDER, CUSTOMER)):
            yield Arrived(batch=number, events=events)


def _has_older(reader: Reader, batch: int, letter: str, since: datetime) -> bool:
    events = TABLES[letter]
    is_in_span = record_id(events).between(spans.c.first_id, spans.c.last_id)
    older = select(literal(1)).select_from(events.join(spans, is_in_span))
    older = older.where(spans.c.batch_id == batch, events.c.date < since)
    return reader.scalar(older.limit(1)) is not None

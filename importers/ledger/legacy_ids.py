"""Finds events by the id that their record had in the legacy data: a charge's, a ticket's, a comment's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from importers.ledger.record_models import RecordKey, RecordStream

if TYPE_CHECKING:
    from events.tables import Reader


def records_of(reader: Reader, legacy_id: str, *, limit: int) -> list[int]:
    """The ids of up to `limit` records with exactly this legacy id, in any source: those of customers' events
    are below 0. Whole numbers are none: too many systems count from 1."""
    if not legacy_id or legacy_id.isdecimal():
        return []
    streams = select(RecordStream.id)
    found = select(RecordKey.id).where(
        RecordKey.stream_id.in_(streams), RecordKey.name == legacy_id, RecordKey.number == 0
    )
    return list(reader.scalars(found.limit(limit)))  # without an order, so that only the key is looked up

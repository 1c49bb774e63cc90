"""Adds a record of an event to the ledger, as an import would have written it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.models import CustomerEvent, OrderEvent
from importers.ledger.models import Batch
from importers.ledger.record_models import RecordDetail, RecordKey, RecordSpan, RecordStream
from importers.ledger.record_tables import record_id
from importers.record_frame import split_identity


def add_record(
    session: Session,
    batch: Batch,
    event: OrderEvent | CustomerEvent,
    *,
    identity: str,
    occurrence: int = 0,
    record: int,
    line: int,
    **details: Any,
) -> None:
    """Add the record that `event` was made of. `details` are `kind`, `extra` and the raw texts."""
    session.flush()
    number, name = split_identity(identity, occurrence)
    id = session.scalars(select(record_id(type(event))).where(type(event).id == event.id)).one()
    stream = _stream(session, batch.source_id)
    session.add(RecordKey(id=id, stream_id=stream.id, number=number, name=name, digest=0))
    place = {"record": record, "line": line, "record_step": 1, "line_step": 1, "utc_offset": None}
    session.add(RecordSpan(first_id=id, last_id=id, batch_id=batch.id, **place))
    if details:
        session.add(RecordDetail(id=id, **details))


def _stream(session: Session, source: int) -> RecordStream:
    found = session.scalar(select(RecordStream).where(RecordStream.source_id == source))
    if found is None:
        found = RecordStream(source_id=source, source_table="", part="")
        session.add(found)
        session.flush()
    return found

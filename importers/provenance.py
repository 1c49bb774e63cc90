"""Where imported events came from, for those who read timelines: a page of events at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from events.timeline import CUSTOMER, ORDER, TimelineEntry
from importers.ledger import Batch, Record, Source

_READ_AS = ("format", "encoding", "delimiter", "input_table")


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """The ledger's word on one imported event.

    `legacy_id` is None where the record had none and is known by its content. `raw_*` are the
    original texts where mapping altered them; `extra` is what it did not use.
    """

    batch: int
    source: str
    shop: str
    file: str
    path: str
    file_digest: str
    read_as: dict[str, str]
    """The input's format, encoding, delimiter and table, as far as they were given or found."""
    table: str
    legacy_id: str | None
    part: str
    record: int
    line: int
    kind: str | None = None
    raw_date: str | None = None
    raw_author: str | None = None
    raw_message: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def of_entries(session: Session, entries: Iterable[TimelineEntry]) -> dict[str, Provenance]:
    """Provenance by event id (o17, c17); events that were not imported are not in it."""
    numbers: dict[str, list[int]] = {ORDER: [], CUSTOMER: []}
    for entry in entries:
        numbers[entry.table].append(entry.number)
    if not any(numbers.values()):
        return {}
    rows = session.execute(
        select(Record, Batch, Source)
        .join(Batch, Batch.id == Record.batch_id)
        .join(Source, Source.id == Record.source_id)
        .where(
            or_(
                Record.order_event_id.in_(numbers[ORDER]),
                Record.customer_event_id.in_(numbers[CUSTOMER]),
            )
        )
    )
    return {_event_id(record): _provenance(record, batch, source) for record, batch, source in rows}


def _event_id(record: Record) -> str:
    if record.order_event_id is not None:
        return f"{ORDER}{record.order_event_id}"
    return f"{CUSTOMER}{record.customer_event_id}"


def _provenance(record: Record, batch: Batch, source: Source) -> Provenance:
    return Provenance(
        batch=record.batch_id,
        source=source.name,
        shop=source.shop,
        file=batch.file,
        path=batch.path,
        file_digest=batch.file_digest,
        read_as={name: batch.mapping.get(name) or "" for name in _READ_AS},
        table=record.source_table,
        legacy_id=None if record.occurrence else record.identity,
        part=record.part,
        record=record.record,
        line=record.line,
        kind=record.kind,
        raw_date=record.raw_date,
        raw_author=record.raw_author,
        raw_message=record.raw_message,
        extra=json.loads(record.extra) if record.extra else {},
    )

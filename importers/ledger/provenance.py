"""Where imported events came from, for those who read timelines: a page of events at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    TableClause,
    Text,
    and_,
    cast,
    column,
    func,
    null,
    select,
    table,
)

from events.database.types import FileName
from events.filters import CUSTOMER, EVERYTHING, ORDER, TABLES, conditions
from events.tables import Condition, order_events
from events.timeline import TimelineEntry
from importers.ledger.record_tables import (
    batch_of,
    details,
    of_batch,
    record_id,
    spans,
)

if TYPE_CHECKING:
    from events.filters import Filters
    from events.tables import Reader

# The ledger's tables as far as readers need them: its mapped classes take long to load.
_sources = table("sources", column("id"), column("name", Text), column("shop", Text))
_batches = table(
    "batches",
    column("id"),
    column("source_id"),
    column("file", FileName),
    column("path", FileName),
    column("file_digest", Text),
    column("settings", JSON),
)
_records = table(
    "records",
    *map(column, ("id", "source_id", "source_table", "identity", "part", "occurrence", "batch_id", "record")),
    *map(column, ("line", "kind", "raw_date", "raw_author", "raw_message", "extra")),
)

LARGE = 100_000
"""The most events of a batch that are gathered and sorted in a fraction of a second."""


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
    settings: str
    """The batch's settings, as the JSON text that is stored."""
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


def of_entries(reader: Reader, entries: Iterable[TimelineEntry]) -> dict[str, Provenance]:
    """Provenance by event id (o17, c17); events that were not imported are not in it."""
    ids = [entry.number if entry.table == ORDER else -entry.number for entry in entries]
    if not ids:
        return {}
    rows = reader.execute(
        select(
            *_records.c,
            *(_batches.c[name] for name in ("file", "path", "file_digest")),
            cast(_batches.c.settings, Text).label("settings"),
            _sources.c.name,
            _sources.c.shop,
        )
        .select_from(_records)
        .join(_batches, _batches.c.id == _records.c.batch_id)
        .join(_sources, _sources.c.id == _records.c.source_id)
        .where(_records.c.id.in_(ids))
    )
    return {_event_id(row.id): _provenance(row) for row in rows}


def batches_of(reader: Reader, events: Iterable[str]) -> list[int]:
    """The batches that imported the events with these ids (o17, c17), by number."""
    numbers = [int(event[1:]) if event[0] == ORDER else -int(event[1:]) for event in events]
    known = select(_records.c.batch_id).where(_records.c.id.in_(numbers)).distinct()
    return sorted(reader.scalars(known)) if numbers else []


def imported_condition(
    *, imported: bool | None, batch: int | None, is_large: bool = False
) -> Callable[[TableClause], Condition]:
    """The condition on events that they were (or were not) imported, and by this batch.

    Of a batch that `is_large` the events are not gathered and sorted: each event in its turn is looked up in
    the ledger, so that the first of them come at once.
    """

    def condition(events: TableClause) -> Condition:
        record = record_id(events)
        found: list[Condition] = []
        if batch is not None and is_large:
            found.append(batch_of(record) == batch)
        elif batch is not None:
            found.append(events.c.id.in_(of_batch(batch, events)))
        if imported is not None:
            known = batch_of(record)
            found.append(known.is_not(None) if imported else known.is_(None))
        return and_(True, *found)

    return condition


def legacy_words(reader: Reader) -> Callable[[TableClause], ColumnElement[Any]] | None:
    """The legacy record's own status or type as a column of events; None where no record has one, which
    spares a look-up for each event. Any of them may matter: one that stands before its message is the order's
    status at the time."""
    if reader.scalar(select(details.c.id).where(details.c.kind.is_not(None)).limit(1)) is None:
        return None
    return legacy_word


def legacy_word_if_any(reader: Reader) -> Callable[[TableClause], ColumnElement[Any]]:
    """The same as a column that is NULL where none of them says anything. Whether one does is looked up, in
    the whole ledger, when the column is first asked for: for many events, that spares more than it takes."""

    @cache
    def find() -> Callable[[TableClause], ColumnElement[Any]] | None:
        return legacy_words(reader)

    def column_of(events: TableClause) -> ColumnElement[Any]:
        words = find()
        return null() if words is None else words(events)

    return column_of


def legacy_word(events: TableClause) -> ColumnElement[Any]:
    """The legacy record's own status or type as a column of events."""
    return select(details.c.kind).where(details.c.id == record_id(events)).scalar_subquery()


def by_source(reader: Reader, filters: Filters) -> list[tuple[str, str, int]]:
    """Imported events that pass the filters by source: its name, its shop, how many; the most first."""
    found: Counter[tuple[str, str]] = Counter()
    for events in TABLES.values():
        passing = conditions(events, EVERYTHING, filters)
        if not passing:
            rows = _in_spans(is_of_orders=events is order_events).subquery()
        else:
            of = batch_of(record_id(events)).label("batch")
            brought = select(of).select_from(events).where(*passing).subquery()
            rows = (
                select(_batches.c.source_id, func.count().label("n"))
                .select_from(brought.join(_batches, _batches.c.id == brought.c.batch))
                .group_by(_batches.c.source_id)
                .subquery()
            )
        named = select(_sources.c.name, _sources.c.shop, rows.c.n).select_from(rows)
        for name, shop, number in reader.execute(named.join(_sources, _sources.c.id == rows.c.source_id)):
            found[name, shop] += int(number)
    return [(name, shop, number) for (name, shop), number in found.most_common()]


def _in_spans(*, is_of_orders: bool) -> Select[Any]:
    """The number of records by source: each id of a span has one."""
    number = func.sum(spans.c.last_id - spans.c.first_id + 1).label("n")
    is_of = spans.c.first_id > 0 if is_of_orders else spans.c.first_id < 0
    joined = spans.join(_batches, _batches.c.id == spans.c.batch_id)
    return (
        select(_batches.c.source_id, number).select_from(joined).where(is_of).group_by(_batches.c.source_id)
    )


def events_by_batch(reader: Reader) -> dict[int, int]:
    """How many events of each batch are in the log."""
    number = func.sum(spans.c.last_id - spans.c.first_id + 1)
    rows = select(spans.c.batch_id, number).group_by(spans.c.batch_id)
    return {int(batch): int(number) for batch, number in reader.execute(rows)}


def check_batch(reader: Reader, number: int) -> None:
    """Raises `UnknownBatchError` where no import has this number."""
    from importers.ledger.batches import BEYOND_IDS, UnknownBatchError

    known = select(_batches.c.id).where(_batches.c.id == number)
    if abs(number) >= BEYOND_IDS or reader.scalar(known) is None:
        raise UnknownBatchError(number)


def is_large(reader: Reader, batch: int) -> bool:
    """Whether the batch brought more events than are quickly sorted."""
    records = select(func.sum(spans.c.last_id - spans.c.first_id + 1)).where(spans.c.batch_id == batch)
    return (reader.scalar(records) or 0) > LARGE


def batch_names(reader: Reader, *, limit: int) -> list[tuple[int, str]]:
    """The newest batches: their numbers and files."""
    rows = reader.execute(select(_batches.c.id, _batches.c.file).order_by(_batches.c.id.desc()).limit(limit))
    return [(number, file) for number, file in rows]


def _event_id(record: int) -> str:
    return f"{ORDER}{record}" if record > 0 else f"{CUSTOMER}{-record}"


def _provenance(row: Any) -> Provenance:
    return Provenance(
        batch=row.batch_id,
        source=row.name,
        shop=row.shop,
        file=row.file,
        path=row.path,
        file_digest=row.file_digest,
        settings=row.settings or "",
        table=row.source_table,
        legacy_id=None if row.occurrence else row.identity,
        part=row.part,
        record=row.record,
        line=row.line,
        kind=row.kind,
        raw_date=row.raw_date,
        raw_author=row.raw_author,
        raw_message=row.raw_message,
        extra=json.loads(row.extra) if row.extra else {},
    )

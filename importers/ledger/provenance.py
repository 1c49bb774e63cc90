"""Where imported events came from, for those who read timelines: a page of events at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    ColumnClause,
    ColumnElement,
    TableClause,
    Text,
    and_,
    cast,
    column,
    func,
    or_,
    select,
    table,
)

from events.database.types import FileName
from events.filters import CUSTOMER, EVERYTHING, ORDER, TABLES, conditions
from events.tables import Condition, order_events
from events.timeline import PAGE, TimelineEntry

if TYPE_CHECKING:
    from events.filters import Filters
    from events.tables import Reader

# The ledger's tables as far as readers need them: its mapped classes take long to load.
_sources = table("sources", column("id"), column("name", Text), column("shop", Text))
_batches = table(
    "batches",
    column("id"),
    column("file", FileName),
    column("path", FileName),
    column("file_digest", Text),
    column("settings", JSON),
)
_records = table(
    "records",
    *map(column, ("source_id", "source_table", "identity", "part", "occurrence", "batch_id", "record")),
    *map(column, ("line", "order_event_id", "customer_event_id", "kind", "raw_date", "raw_author")),
    *map(column, ("raw_message", "extra")),
)
_names = table("legacy_names", column("user_id"))

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
    numbers: dict[str, list[int]] = {ORDER: [], CUSTOMER: []}
    for entry in entries:
        numbers[entry.table].append(entry.number)
    chosen = [
        ours.in_(numbers[letter])
        for letter, ours in ((ORDER, _records.c.order_event_id), (CUSTOMER, _records.c.customer_event_id))
        if numbers[letter]
    ]
    if not chosen:
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
        .where(or_(*chosen))
    )
    return {_event_id(row): _provenance(row) for row in rows}


def imported_condition(
    *, imported: bool | None, batch: int | None, is_large: bool = False
) -> Callable[[TableClause], Condition]:
    """The condition on events that they were (or were not) imported, and by this batch.

    Of a batch that `is_large` the events are not gathered and sorted: each event in its turn is looked up in
    the ledger, so that the first of them come at once.
    """

    def condition(events: TableClause) -> Condition:
        event_id = _event_id_for(events)
        found: list[Condition] = []
        if batch is not None and is_large:
            its_batch = select(_records.c.batch_id).where(event_id == events.c.id).scalar_subquery()
            found.append(its_batch == batch)
        elif batch is not None:
            of_batch = select(event_id).where(_records.c.batch_id == batch, event_id.is_not(None))
            found.append(events.c.id.in_(of_batch))
        if imported is not None:
            known = select(_records.c.record).where(event_id == events.c.id).exists()
            found.append(known if imported else ~known)
        return and_(True, *found)

    return condition


def legacy_words(reader: Reader) -> Callable[[TableClause], ColumnElement[Any]] | None:
    """The legacy record's own status or type as a column of events; None where none of them says anything
    that a message does not, which spares a look-up for each event."""
    from events.status_names import CODES

    telling = func.lower(_records.c.kind).in_(sorted(CODES))
    if reader.scalar(select(_records.c.record).where(telling).limit(1)) is None:
        return None

    def word(events: TableClause) -> ColumnElement[Any]:
        return select(_records.c.kind).where(_event_id_for(events) == events.c.id).scalar_subquery()

    return word


def by_source(reader: Reader, filters: Filters) -> list[tuple[str, str, int]]:
    """Imported events that pass the filters by source: its name, its shop, how many; the most first."""
    found: Counter[tuple[str, str]] = Counter()
    ledger = _records.alias()  # the filters look into the records on their own
    for events in TABLES.values():
        event_id = ledger.c[_event_id_for(events).key]
        passing = conditions(events, EVERYTHING, filters)
        rows = (
            select(ledger.c.source_id, func.count().label("n"))
            .select_from(ledger.join(events, events.c.id == event_id) if passing else ledger)
            .where(event_id.is_not(None), *passing)
            .group_by(ledger.c.source_id)
            .subquery()
        )
        named = select(_sources.c.name, _sources.c.shop, rows.c.n).select_from(rows)
        for name, shop, number in reader.execute(named.join(_sources, _sources.c.id == rows.c.source_id)):
            found[name, shop] += number
    return [(name, shop, number) for (name, shop), number in found.most_common()]


def legacy_people(reader: Reader, ids: list[int]) -> set[int]:
    """Those of these users that a legacy name stands for."""
    pages = (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))
    named = (select(_names.c.user_id).where(_names.c.user_id.in_(page)) for page in pages)
    return {number for rows in named for number in reader.scalars(rows)}


def _event_id_for(events: TableClause) -> ColumnClause[Any]:
    return _records.c.order_event_id if events is order_events else _records.c.customer_event_id


def check_batch(reader: Reader, number: int) -> None:
    """Raises `UnknownBatchError` where no import has this number."""
    from importers.ledger.batches import BEYOND_IDS, UnknownBatchError

    known = select(_batches.c.id).where(_batches.c.id == number)
    if abs(number) >= BEYOND_IDS or reader.scalar(known) is None:
        raise UnknownBatchError(number)


def is_large(reader: Reader, batch: int) -> bool:
    """Whether the batch brought more events than are quickly sorted."""
    some = select(_records.c.batch_id).where(_records.c.batch_id == batch).limit(LARGE + 1).subquery()
    return (reader.scalar(select(func.count()).select_from(some)) or 0) > LARGE


def batch_names(reader: Reader, *, limit: int) -> list[tuple[int, str]]:
    """The newest batches: their numbers and files."""
    rows = reader.execute(select(_batches.c.id, _batches.c.file).order_by(_batches.c.id.desc()).limit(limit))
    return [(number, file) for number, file in rows]


def _event_id(row: Any) -> str:
    if row.order_event_id is not None:
        return f"{ORDER}{row.order_event_id}"
    return f"{CUSTOMER}{row.customer_event_id}"


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

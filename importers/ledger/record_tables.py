"""The tables of records for queries: the mapped classes take long to load.

`of_batch` and `batch_of` are how a record and its batch are found from each other; the view `records` finds
only the batch of a record quickly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Text, case, column, func, select, table

from importers.record_frame import split_identity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

streams = table("record_streams", column("id"), column("source_id"), column("source_table"), column("part"))
keys = table(
    "record_keys", column("id"), column("stream_id"), column("number"), column("digest"), column("name")
)
spans = table(
    "record_spans",
    *map(column, ("first_id", "last_id", "batch_id", "record", "line", "record_step", "line_step")),
)
details = table(
    "record_details",
    column("id"),
    *(column(name, Text) for name in ("kind", "raw_date", "raw_author", "raw_message", "extra")),
)


def of_batch(batch: Any) -> Select[Any]:
    """The ids of a batch's records."""
    within = keys.c.id.between(spans.c.first_id, spans.c.last_id)
    return select(keys.c.id).select_from(spans.join(keys, within)).where(spans.c.batch_id == batch)


def batch_of(record_id: Any) -> Any:
    """The batch of a record, as an expression; null where there is no record of this id."""
    batch = case((spans.c.last_id >= record_id, spans.c.batch_id))
    nearest = select(batch).where(spans.c.first_id <= record_id)
    return nearest.order_by(spans.c.first_id.desc()).limit(1).scalar_subquery()


def of_source(source: Any) -> Select[Any]:
    """The ids of a source's streams."""
    return select(streams.c.id).where(streams.c.source_id == source)


def record_id(events: Any) -> Any:
    """The id of an event's record, for a table or a mapped class of events."""
    own = events.c.id if hasattr(events, "c") else events.id
    return own if _are_of_orders(events) else -own


def event_id(events: Any) -> Any:
    """The id of a record's event, by its key; null where it is of another kind than `events`."""
    if _are_of_orders(events):
        return case((keys.c.id > 0, keys.c.id))
    return case((keys.c.id < 0, -keys.c.id))


def with_key(stream: tuple[int, str, str], *, number: int, name: str) -> Select[Any]:
    """The id of the record of a stream (its source, table and part) that has this key."""
    source, source_table, part = stream
    is_of = (
        (streams.c.source_id == source) & (streams.c.source_table == source_table) & (streams.c.part == part)
    )
    found = select(keys.c.id).join(streams, streams.c.id == keys.c.stream_id)
    return found.where(is_of, keys.c.number == number, keys.c.name == name)


def with_identities(source: int, identities: Iterable[str]) -> Select[Any]:
    """The ids of a source's records with these identities, in any table, part and occurrence."""
    split = [split_identity(one, 0) for one in identities]
    numbers = [number for number, name in split if not name]
    names = [name for _, name in split if name]
    has = ((keys.c.name == "") & keys.c.number.in_(numbers)) | keys.c.name.in_(names)
    return select(keys.c.id).where(keys.c.stream_id.in_(of_source(source)), has)


def at_places(batches: Any, records: Sequence[int]) -> Select[Any]:
    """The ids of what these batches made of the input's `records`; these lie close to each other."""
    past = func.abs(keys.c.id) - func.abs(spans.c.first_id)
    all_past = func.abs(spans.c.last_id) - func.abs(spans.c.first_id)
    end = spans.c.record + all_past * spans.c.record_step
    first, last = min(records), max(records)
    may_have = ((spans.c.record <= last) & (end >= first)) | ((end <= last) & (spans.c.record >= first))
    has = (spans.c.record + past * spans.c.record_step).in_(records)
    within = keys.c.id.between(spans.c.first_id, spans.c.last_id)
    found = select(keys.c.id).select_from(spans.join(keys, within))
    return found.where(spans.c.batch_id.in_(batches), may_have, has)


def last_place(batch: int) -> Select[Any]:
    """The number of the last record of its input that a batch has, null where it has none."""
    all_past = func.abs(spans.c.last_id) - func.abs(spans.c.first_id)
    ends = (spans.c.record, spans.c.record + all_past * spans.c.record_step)
    last = case((ends[0] > ends[1], ends[0]), else_=ends[1])
    return select(func.max(last)).where(spans.c.batch_id == batch)


def marks(session: Session | Connection) -> tuple[int, int]:
    """The first and the last id of the records that there are now: those of later ones lie outside."""
    first = session.scalar(select(func.min(keys.c.id)))
    last = session.scalar(select(func.max(keys.c.id)))
    return min(first or 0, 0), max(last or 0, 0)


def _are_of_orders(events: Any) -> bool:
    return bool((getattr(events, "__tablename__", None) or events.name) == "order_events")

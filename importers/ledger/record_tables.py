"""The tables of records for queries: the mapped classes take long to load.

Every id of a span has a record: which events were imported, and by which batch, its spans say alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Text, case, column, func, select, table, text

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

batches = table("batches", column("id"), column("source_id"))
_RUNS_OF = """
    WITH k (number) AS (VALUES {numbers})
    SELECT r.first_id + (k.number - r.first_number) AS first_id, k.number AS first_number,
        k.number AS last_number,
        substr(r.digests, CAST(8 * (k.number - r.first_number) + 1 AS INTEGER), 8) AS digests
    FROM k CROSS JOIN record_runs AS r
    WHERE r.stream_id = {stream} AND r.last_number >= k.number AND r.first_number = (
        SELECT max(first_number) FROM record_runs WHERE stream_id = {stream} AND first_number <= k.number
    )
"""


def of_batch(batch: Any, events: Any) -> Select[Any]:
    """The ids of those `events`, a table of them, that a batch brought, or one of those of a query."""
    one, first, last = events.alias(), spans.c.first_id, spans.c.last_id
    is_within = one.c.id.between(first, last) if _are_of_orders(events) else one.c.id.between(-last, -first)
    own = spans.c.batch_id
    is_theirs = own.in_(batch) if isinstance(batch, Select) else own == batch
    return select(one.c.id).select_from(spans.join(one, is_within)).where(is_theirs)


def batch_of(record_id: Any) -> Any:
    """The batch of a record, as an expression; null where there is no record of this id."""
    batch = case((spans.c.last_id >= record_id, spans.c.batch_id))
    nearest = select(batch).where(spans.c.first_id <= record_id)
    return nearest.order_by(spans.c.first_id.desc()).limit(1).scalar_subquery()


def span_of(record_id: str) -> str:
    """SQL that joins the span `s` of the record with this id, which is SQL, too."""
    nearest = f"SELECT max(first_id) FROM record_spans WHERE first_id <= {record_id}"  # noqa: S608 - no value
    return f"record_spans AS s ON s.first_id = ({nearest}) AND s.last_id >= {record_id}"


def is_of_source(record_id: Any, source: Any) -> Any:
    """Whether a record is there and of a source, as an expression."""
    own = select(batches.c.id).where(batches.c.source_id == source)
    return func.coalesce(batch_of(record_id), 0).in_(own)


def record_id(events: Any) -> Any:
    """The id of an event's record, for a table or a mapped class of events."""
    own = events.c.id if hasattr(events, "c") else events.id
    return own if _are_of_orders(events) else -own


def event_id(events: Any, record: Any) -> Any:
    """The id of a record's event; null where it is of another kind than `events`."""
    return case((record > 0, record)) if _are_of_orders(events) else case((record < 0, -record))


def with_key(
    reader: Session | Connection, stream: tuple[int, str, str], *, number: int, name: str
) -> int | None:
    """The id of the record of a stream (its source, table and part) that has this key."""
    source, source_table, part = stream
    is_of = (
        (streams.c.source_id == source) & (streams.c.source_table == source_table) & (streams.c.part == part)
    )
    own = reader.scalar(select(streams.c.id).where(is_of))
    row = select(keys.c.id).where(keys.c.stream_id == own, keys.c.number == number, keys.c.name == name)
    found: int | None = reader.scalar(row)
    return found if found is not None or name else next(iter(_in_runs(reader, [own], [number])), None)


def with_identities(reader: Session | Connection, source: int, identities: Iterable[str]) -> list[int]:
    """The ids of a source's records with these identities, in any table, part and occurrence."""
    split = [split_identity(one, 0) for one in identities]
    numbers = [number for number, name in split if not name]
    names = [name for _, name in split if name]
    has = ((keys.c.name == "") & keys.c.number.in_(numbers)) | keys.c.name.in_(names)
    own = [row[0] for row in reader.execute(select(streams.c.id).where(streams.c.source_id == source))]
    rows = reader.execute(select(keys.c.id).where(keys.c.stream_id.in_(own), has))
    return [*(row[0] for row in rows), *_in_runs(reader, own, numbers)]


def _in_runs(reader: Session | Connection, of: Sequence[int | None], numbers: Sequence[int]) -> Iterator[int]:
    """The ids of the records of some streams that have one of these numbers in a run."""
    for stream in of if numbers else ():
        if stream is not None:
            yield from reader.execute(text(runs_of(stream, numbers))).scalars()


def runs_of(stream: int, numbers: Iterable[int]) -> str:
    """SQL that looks up each of these numbers, and reads nothing of what lies between them. Each one that is
    in a run comes as a run of its own: `first_id`, `first_number`, `last_number`, `digests`."""
    return _RUNS_OF.format(stream=stream, numbers=", ".join(f"({number})" for number in numbers))


def at_places(reader: Session | Connection, in_batches: Iterable[int], records: Sequence[int]) -> list[int]:
    """The ids of what these batches made of the input's `records`; these lie close to each other."""
    all_past = func.abs(spans.c.last_id) - func.abs(spans.c.first_id)
    end = spans.c.record + all_past * spans.c.record_step
    first, last = min(records), max(records)
    may_have = ((spans.c.record <= last) & (end >= first)) | ((end <= last) & (spans.c.record >= first))
    columns = (spans.c.first_id, spans.c.last_id, spans.c.record, spans.c.record_step)
    found = reader.execute(select(*columns).where(spans.c.batch_id.in_(in_batches), may_have))
    wanted = sorted(set(records))
    return [id for span in found for id in _at(span, wanted)]


def _at(span: Any, records: list[int]) -> Iterator[int]:
    """The ids of those records of a span that have one of these places, in ascending order."""
    first_id, last_id, record, step = span
    end = record + (abs(last_id) - abs(first_id)) * step
    within = records[bisect_left(records, min(record, end)) : bisect_right(records, max(record, end))]
    if not step:
        yield from range(first_id, last_id + 1) if within else ()
        return
    sign = 1 if first_id > 0 else -1
    for wanted in within:
        past, rest = divmod(wanted - record, step)
        if not rest and first_id <= (id := first_id + sign * past) <= last_id:
            yield id


def last_place(batch: int) -> Select[Any]:
    """The number of the last record of its input that a batch has, null where it has none."""
    all_past = func.abs(spans.c.last_id) - func.abs(spans.c.first_id)
    ends = (spans.c.record, spans.c.record + all_past * spans.c.record_step)
    last = case((ends[0] > ends[1], ends[0]), else_=ends[1])
    return select(func.max(last)).where(spans.c.batch_id == batch)


def marks(session: Session | Connection) -> tuple[int, int]:
    """The first and the last id of the records that there are now: those of later ones lie outside."""
    first, last = session.execute(select(func.min(spans.c.first_id), func.max(spans.c.last_id))).one()
    return min(first or 0, 0), max(last or 0, 0)


def _are_of_orders(events: Any) -> bool:
    return bool((getattr(events, "__tablename__", None) or events.name) == "order_events")

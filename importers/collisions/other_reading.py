"""Whether a source has an input's records already, read in a way that makes them other records.

A record is known again by its id, or without one by its content. So a file that was read without ids and
is read with them, or by another column of ids, would be in the log twice; as would one without ids whose
message, author or kind comes from another column than before: by other options, or because a later version
knows the column by its name. Where nobody chose the columns of dates, orders or customers, a later version
may take others for these, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Set
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, Select, func, select, text

from events.database.types import Document, from_microseconds
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.batch_settings import BatchSettings, StoredFields, readable_settings, stored_fields
from importers.collisions.errors import CollisionError, Settlement
from importers.collisions.free_names import free_source
from importers.collisions.mapped_chunks import mapped_chunks
from importers.identity import Identifier
from importers.ledger.models import LedgerRecord, Source
from importers.ledger.record_tables import record_id
from importers.mapping.apply import MappingApplier
from importers.mapping.column_mapping import STATUS, ColumnMapping
from importers.planning.import_input import ImportInput

ENOUGH = 1_000
"""Records after which an input is no longer looked at: a file is read in one way."""

_SEVERAL = 2

_LOOKED_AT = 3
"""How many of the newest batches that read other columns are compared with an input, record by record."""

_TOGETHER = 200
"""Records that one query asks for."""

_BATCHES = text(
    """
    SELECT id, position, prefix_digest, settings FROM batches
    WHERE source_id = :source AND imported > 0 AND status NOT IN ('undoing', 'undone')
    ORDER BY id DESC
    """
).columns(settings=Document)

_ABOUT = ("order", "customer", "date", "table")
_SAYS = ("message", "author", "kind")
"""The fields whose columns may be chosen otherwise while records stay those of the same orders and dates."""
_GUESSED = ("order", "customer", "date")
"""The fields of which nobody may have chosen the columns: a message of a row is said once."""


@dataclass(frozen=True, kw_only=True)
class OtherReadingCheck:
    """An input as it is `planned`, which `opened` opens anew, to be imported with these `settings` into a
    `source` that the log has. `given` are the fields whose columns the user chose."""

    connection: Connection
    planned: ImportInput
    opened: Callable[[], AbstractContextManager[ImportInput]]
    settings: BatchSettings
    source: Source
    given: Collection[str]

    def run(self) -> None:
        """Raises `CollisionError` where records of the input would be in the log twice."""
        batches = list(self.connection.execute(_BATCHES, {"source": self.source.id}))
        read = {one.id: readable_settings(one.settings) for one in batches}
        others = {number: one for number, one in read.items() if _way(one) != _way(self.settings)}
        if len(others) == len(batches) and self.planned.path:
            alike = [one for one in batches if self._differing(others[one.id])]
            self._check_same_input(alike)
            for batch in alike[:_LOOKED_AT]:
                if self._twin({batch.id}, read_by=others[batch.id].column_mapping()) is not None:
                    raise self._of_other_columns(batch)
        for number, one in others.items():
            shown = _shown_before(one, self.settings)
            if shown and self._twin({number}, read_by=one.column_mapping()) is not None:
                raise self._error(number, problem=_restated(shown))
        by_other_ids = {id_ for id_, one in others.items() if _ids(one) != _ids(self.settings)}
        twin = self._twin(by_other_ids) if by_other_ids else None
        if twin is not None:
            raise self._error(twin, problem=_known_by(others[twin], self.settings))

    def _check_same_input(self, others: list[Row[Any]]) -> None:
        """Raise where one of the batches imported the input's very bytes, or those at its start."""
        starts = {*self.planned.prefixes(one.position for one in others)} if others else set()
        for batch in others:
            if (batch.position, batch.prefix_digest) in starts:
                raise self._of_other_columns(batch)

    def _of_other_columns(self, batch: Row[Any]) -> CollisionError:
        *more, last = self._differing(readable_settings(batch.settings))
        fields = f"{', '.join(more)} and {last}" if more else last
        return self._error(batch.id, problem=f"with other columns as their {fields}. None has an id, so")

    def _differing(self, earlier: BatchSettings) -> list[str]:
        """The fields whose columns an earlier reading of the same rows chose otherwise."""
        return _otherwise(earlier, self.settings, given=self.given)

    def _twin(self, batches: Set[int], *, read_by: ColumnMapping | None = None) -> int | None:
        """That of these batches with a record that says what one of the input says, by another identity; or
        with one that says the same where the input is `read_by` the batch's mapping."""
        seen = 0
        earlier = MappingApplier(read_by) if read_by else None
        identifier = Identifier(digest_algorithm=self.source.digest_algorithm)
        with closing(mapped_chunks(self.opened)) as chunks, closing(identifier):
            for chunk, applier in chunks:
                shaped = (earlier or applier).shape(chunk).frame
                good = shaped.filter(pl.col("code").is_null() & ~pl.col("skipped")).head(ENOUGH - seen)
                twin = self._twin_among(identifier.identify(good), batches, by_any=earlier is not None)
                seen += good.height
                if twin is not None or seen >= ENOUGH:
                    return twin
        return None

    def _twin_among(self, records: pl.DataFrame, batches: Set[int], *, by_any: bool) -> int | None:
        contents, identities = {*records.select("part", "digest").iter_rows()}, {*records["identity"]}
        for some in records.iter_slices(_TOGETHER):
            for one in self._of_same_moments(some):
                is_same = (one.part, one.digest) in contents and (by_any or one.identity not in identities)
                if is_same and one.batch_id in batches:
                    return int(one.batch_id)
        return None

    def _of_same_moments(self, records: pl.DataFrame) -> Iterator[Any]:
        """The source's records of the moments of these, and of their orders and customers."""
        known = select(LedgerRecord.part, LedgerRecord.identity, LedgerRecord.digest, LedgerRecord.batch_id)
        for query in _ids_of_same_moments(records):
            ids = list(self.connection.execute(query).scalars())
            for start in range(0, len(ids), _TOGETHER):
                wanted = LedgerRecord.id.in_(ids[start : start + _TOGETHER])
                yield from self.connection.execute(
                    known.where(wanted, LedgerRecord.source_id == self.source.id)
                )

    def _error(self, batch: int, *, problem: str) -> CollisionError:
        name = free_source(self.connection, self.source.name)
        return CollisionError(
            self.planned.name,
            problem=(
                f"Batch {batch} has already imported records of this file, {problem} they would be in the "
                f"log a second time. To replace them, undo that batch with `events undo {batch}` and import "
                "its file with these options. To add only what is new, use the options of that batch."
            ),
            replaced=batch,
            settlements=[
                Settlement(
                    meaning="If they are other records", options=("--source", name), replaces=("--source",)
                )
            ],
        )


def _ids_of_same_moments(records: pl.DataFrame) -> Iterator[Select[Any]]:
    """Queries for the ids. A moment alone may be that of millions of events, where dates have no time."""
    dates = [from_microseconds(moment) for moment in records["date"].unique()]
    orders = records["order"].drop_nulls().unique().to_list()
    names = records.filter(pl.col("order").is_null())["customer"].drop_nulls().unique().to_list()
    if orders:
        of_orders = OrderEvent.order_id.in_(select(Order.id).where(Order.number.in_(orders)))
        yield select(record_id(OrderEvent)).where(of_orders, OrderEvent.date.in_(dates))
    if names:
        is_named = func.lower(User.email).in_([name.lower() for name in names]) | User.name.in_(names)
        of_customers = CustomerEvent.customer_id.in_(select(User.id).where(is_named))
        yield select(record_id(CustomerEvent)).where(of_customers, CustomerEvent.date.in_(dates))


def _parts(settings: BatchSettings) -> dict[str, StoredFields]:
    """The fields of each part of a row's records."""
    shared = settings.fields
    if settings.events or settings.platform or len(shared.get(STATUS, ())) < _SEVERAL:
        return {one.part: {**shared, **one.fields} for one in settings.events} or {"": shared}
    return {one.part: stored_fields(one.fields) for one in settings.column_mapping().parts()}


def _way(settings: BatchSettings) -> tuple[str, dict[str, StoredFields]]:
    """What decides which records a row makes."""
    return settings.platform, _parts(settings)


def _ids(settings: BatchSettings) -> list[Any]:
    """The columns of each part's ids."""
    return [fields.get("legacy_id") for fields in _parts(settings).values()]


def _otherwise(earlier: BatchSettings, now: BatchSettings, *, given: Collection[str]) -> list[str]:
    """The fields in which two readings of the same rows differ, where none has an id; none where the user
    chose other orders, customers or dates than before."""
    if _have_other_rows(earlier, now):
        return []
    guessed = [name for name in _GUESSED if name not in given and not now.platform]
    then, found = _parts(earlier), set()
    for part, fields in _parts(now).items():
        other = then.get(part, {})
        differs = {name for name in (*_ABOUT, *_SAYS) if fields.get(name) != other.get(name)}
        about = differs & {*_ABOUT}
        is_again = about <= {*guessed} and fields.get("message") == other.get("message")
        if other and "legacy_id" not in {*fields, *other} and (not about or is_again):
            found |= {
                name for name in differs if name in _SAYS or _first(fields, name) != _first(other, name)
            }
    return [name for name in (*_GUESSED, *_SAYS) if name in found]


def _shown_before(earlier: BatchSettings, now: BatchSettings) -> list[str]:
    """The columns of states that were shown in the events of their rows, and make events of their own now."""
    if earlier.platform or now.platform or _have_other_rows(earlier, now):
        return []
    then, own = earlier.column_mapping(), now.column_mapping()
    fields = then.parts()[0].fields
    ways = [way for name in ("message", STATUS) for way in fields.get(name, ())[:1]]
    shown = {column for way in ways for column in way.columns}
    had = {one.column for one in then.further_states()}
    return [one.column for one in own.further_states() if one.column in shown - had]


def _restated(columns: list[str]) -> str:
    of = " and ".join(columns)
    return f"with {of} in their messages. As {'events' if columns[1:] else 'an event'} of their own,"


def _first(fields: StoredFields, name: str) -> tuple[Any, ...]:
    """The first way to fill a field: the others fill it where that has nothing."""
    return fields.get(name, ())[:1]


def _have_other_rows(earlier: BatchSettings, now: BatchSettings) -> bool:
    """Whether two readings of one input are of other tables, or each of rows with conditions of its own."""
    is_filtered = bool(earlier.where and now.where)
    return earlier.input_table != now.input_table or (is_filtered and earlier.where != now.where)


def _known_by(earlier: BatchSettings, now: BatchSettings) -> str:
    """By what records are known again in two readings."""
    was, becomes = (_key(one) for one in (earlier, now))
    return f"identified by {was}. Identified by {becomes},"


def _key(settings: BatchSettings) -> str:
    columns = [one for value in _ids(settings) if value for one in value]
    shown = [one if isinstance(one, str) else one.shown() for one in columns]
    return f"the column {shown[0]}" if shown else "their content"

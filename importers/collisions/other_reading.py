"""Whether a source has an input's records already, read in a way that makes them other records.

A record is known again by its id, or without one by its content. So a file that was read without ids and
is read with them, or by another column of ids, would be in the log twice; as would one without ids whose
message, author or kind comes from another column than before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, select, text

from events.database.types import Document, from_microseconds
from events.models import CustomerEvent, OrderEvent
from importers.batch_settings import BatchSettings, StoredFields, UnreadableSettingsError
from importers.collisions.errors import CollisionError, Settlement
from importers.collisions.free_names import free_source
from importers.identity import Identifier
from importers.ledger.models import LedgerRecord, Source
from importers.ledger.record_tables import record_id
from importers.mapping.apply import MappingApplier
from importers.mapping.column_mapping import ColumnMapping
from importers.planning.import_input import ImportInput

ENOUGH = 1_000
"""Records after which an input is no longer looked at: a file is read in one way."""

_TOGETHER = 200
"""Dates that one query asks for."""

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


@dataclass(frozen=True, kw_only=True)
class OtherReadingCheck:
    """An input as it is `planned`, which `opened` opens anew, to be imported with these `settings` into a
    `source` that the log has."""

    connection: Connection
    planned: ImportInput
    opened: Callable[[], AbstractContextManager[ImportInput]]
    settings: BatchSettings
    source: Source

    def run(self) -> None:
        """Raises `CollisionError` where records of the input would be in the log twice."""
        batches = list(self.connection.execute(_BATCHES, {"source": self.source.id}))
        others = {one.id: _settings(one) for one in batches if _way(_settings(one)) != _way(self.settings)}
        if len(others) == len(batches) and self.planned.path:
            self._check_same_input([one for one in batches if _otherwise(others[one.id], self.settings)])
        if any(_ids(settings) != _ids(self.settings) for settings in others.values()):
            twin = self._twin()
            if twin is not None:
                raise self._error(twin, problem=_known_by(others.get(twin), self.settings))

    def _check_same_input(self, others: list[Row[Any]]) -> None:
        """Raise where one of the batches imported the input's very bytes, or those at its start."""
        starts = {*self.planned.prefixes(one.position for one in others)} if others else set()
        for batch in others:
            if (batch.position, batch.prefix_digest) in starts:
                fields = " and ".join(_otherwise(_settings(batch), self.settings))
                raise self._error(
                    batch.id, problem=f"with other columns as their {fields}. None has an id, so"
                )

    def _twin(self) -> int | None:
        """The batch of a record that says what one of the input says, and goes by another identity."""
        seen = 0
        identifier = Identifier(digest_algorithm=self.source.digest_algorithm)
        with self.opened() as again, closing(again.chunks()) as chunks, closing(identifier):
            mapped_by, applier = ColumnMapping(), MappingApplier(ColumnMapping())
            for chunk, mapping in chunks:
                if mapping is not mapped_by:
                    mapped_by, applier = mapping, MappingApplier(mapping)
                shaped = applier.shape(chunk).frame
                good = shaped.filter(pl.col("code").is_null() & ~pl.col("skipped")).head(ENOUGH - seen)
                twin = self._twin_among(identifier.identify(good))
                seen += good.height
                if twin is not None or seen >= ENOUGH:
                    return twin
        return None

    def _twin_among(self, records: pl.DataFrame) -> int | None:
        contents, identities = {*records.select("part", "digest").iter_rows()}, {*records["identity"]}
        for one in self._dated(sorted({*records["date"]})):
            if (one.part, one.digest) in contents and one.identity not in identities:
                return int(one.batch_id)
        return None

    def _dated(self, moments: list[int]) -> Iterator[Any]:
        """The source's records of these moments, in microseconds."""
        record = LedgerRecord
        for first in range(0, len(moments), _TOGETHER):
            dates = [from_microseconds(moment) for moment in moments[first : first + _TOGETHER]]
            for events in (OrderEvent, CustomerEvent):
                of_then = select(record_id(events)).where(events.date.in_(dates))
                ids = list(self.connection.execute(of_then).scalars())
                for start in range(0, len(ids), _TOGETHER):
                    yield from self.connection.execute(
                        select(record.part, record.identity, record.digest, record.batch_id).where(
                            record.id.in_(ids[start : start + _TOGETHER]), record.source_id == self.source.id
                        )
                    )

    def _error(self, batch: int, *, problem: str) -> CollisionError:
        name = free_source(self.connection, self.source.name)
        return CollisionError(
            self.planned.name,
            problem=(
                f"Batch {batch} has records of this file already, {problem} they would be in the log a "
                f"second time. To replace them, take that batch back with `events undo {batch}`, then import "
                "its file as this one. To add only what is new, read this file as that batch was."
            ),
            settlements=[
                Settlement(
                    meaning="If they are other records", options=("--source", name), replaces=("--source",)
                )
            ],
        )


def _settings(batch: Row[Any]) -> BatchSettings:
    """How the batch was read, as far as this version understands it."""
    try:
        return BatchSettings.from_document(batch.settings)
    except UnreadableSettingsError:
        return BatchSettings()


def _parts(settings: BatchSettings) -> dict[str, StoredFields]:
    """The fields of each part of a row's records."""
    shared = settings.fields
    return {one.part: {**shared, **one.fields} for one in settings.events} or {"": shared}


def _way(settings: BatchSettings) -> tuple[str, dict[str, StoredFields]]:
    """What decides which records a row makes."""
    return settings.platform, _parts(settings)


def _ids(settings: BatchSettings) -> list[Any]:
    """The columns of each part's ids."""
    return [fields.get("legacy_id") for fields in _parts(settings).values()]


def _otherwise(earlier: BatchSettings, now: BatchSettings) -> list[str]:
    """The fields in which two readings of the same rows, orders and dates differ, where none has an id."""
    then, found = _parts(earlier), set()
    for part, fields in _parts(now).items():
        other = then.get(part, {})
        is_alike = all(fields.get(name) == other.get(name) for name in _ABOUT)
        if is_alike and other and "legacy_id" not in {*fields, *other}:
            found |= {name for name in _SAYS if fields.get(name) != other.get(name)}
    return [name for name in _SAYS if name in found]


def _known_by(earlier: BatchSettings | None, now: BatchSettings) -> str:
    """By what records are known again in two readings."""
    was, becomes = (_key(one) for one in (earlier, now))
    return f"which it knows by {was}. By {becomes}"


def _key(settings: BatchSettings | None) -> str:
    columns = [one for value in _ids(settings) if value for one in value] if settings else []
    shown = [one if isinstance(one, str) else one.shown() for one in columns]
    return f"their ids in {shown[0]}" if shown else "what they say"

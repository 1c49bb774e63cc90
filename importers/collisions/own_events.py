"""Which records of one of the program's own exports are events that the log has, wherever it has them from.

Ids and provenance differ from log to log, and a note that was written by hand has no record in the ledger. So
an event is recognised by what it says: its order or customer, its date, its type and its parameters. Of
several events that say the same, as many records are known as the log has of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection

from events.account.events import CustomerEvents
from events.order import OrderEvents
from importers.collisions.log_contents import LogContents, about, content
from importers.collisions.mapped_chunks import mapped_chunks
from importers.digest_algorithms import XXH3
from importers.erasure.kept_records import KeptRecords
from importers.identity import AS_WRITTEN, CONTENT, Identifier
from importers.known_events import KnownEvents
from importers.mapping.apply import SUBJECT
from importers.mapping.event_types import OTHER
from importers.planning.import_input import ImportInput

_Row = dict[str, Any]

_NAMES = ("record", "legacy_id", "shop", "order", "customer", "date", "type", "parameters", "message")
_NOTES = (OrderEvents.NOTE_ADDED, CustomerEvents.NOTE_ADDED)


@dataclass(frozen=True, kw_only=True)
class OwnEvents:
    """An export, opened by `opened`, and the log that it is imported into, for `shop`. `source` is the id of
    the source that it becomes: what this has of it is known by its ids. `kept` takes forgotten people out."""

    connection: Connection
    opened: Callable[[], AbstractContextManager[ImportInput]]
    source: int
    shop: str
    kept: KeptRecords | None

    def known(self) -> KnownEvents | None:
        """The records whose events the log has from elsewhere; None where nothing there is from elsewhere."""
        with closing(LogContents(self.connection, source=self.source)) as log:
            return self._known(log) if log.has_any() else None

    def _known(self, log: LogContents) -> KnownEvents:
        known = KnownEvents()
        with closing(mapped_chunks(self.opened)) as chunks, closing(_Counts()) as counts:
            for chunk, applier in chunks:
                good = self._good(applier.shape(chunk).frame)
                if good.height:
                    log.read(good)
                    _add(known, good, log, counts)
        return known

    def _good(self, records: pl.DataFrame) -> pl.DataFrame:
        """The good records, as they would be written."""
        good = records.filter(pl.col("code").is_null() & ~pl.col("skipped"))
        good = good.with_columns(pl.col("shop").fill_null(self.shop))
        return self.kept.records(good.with_columns(identity=pl.lit(""))) if self.kept else good


def _add(known: KnownEvents, good: pl.DataFrame, log: LogContents, counts: _Counts) -> None:
    """Add those of the records that the log has; equal ones are counted from the start of the input."""
    rows = [(row, _content_of(row)) for row in good.select(_NAMES).iter_rows(named=True)]
    in_log = log.counts([said for _, said in rows])
    for row, said, count in counts.of([pair for pair in rows if pair[1] in in_log]):
        if count > in_log[said]:
            continue
        known.records.add(row["record"])
        if row["type"] in _NOTES and count and row["legacy_id"]:
            known.notes.add(row["legacy_id"], log.event(said, count))


def _content_of(record: _Row) -> bytes:
    """What a record says, as `content` has it of an event."""
    packed = record["parameters"]
    values = {"message": record["message"]} if packed is None else json.loads(packed)
    subject = about(record["shop"], record["order"], record["customer"])
    return content(subject, record["date"], record["type"] or OTHER, values)


class _Counts:
    """How often the same was met from the start of the input."""

    def __init__(self) -> None:
        self._contents, self._records = (Identifier(digest_algorithm=XXH3) for _ in range(2))

    def of(self, rows: list[tuple[_Row, bytes]]) -> Iterator[tuple[_Row, bytes, int]]:
        """The rows with their content, and its occurrence, from 1; 0 where one of this id has said the same
        before: exports that overlap were joined."""
        named = [f"{row['legacy_id'] or row['record']} {said.hex()}" for row, said in rows]
        again = [count > 1 for count in _occurrences(named, self._records)]
        first = [said.hex() for (_, said), is_again in zip(rows, again, strict=True) if not is_again]
        counts = iter(_occurrences(first, self._contents))
        for (row, said), is_again in zip(rows, again, strict=True):
            yield row, said, 0 if is_again else next(counts)

    def close(self) -> None:
        """Delete what was counted."""
        self._contents.close()
        self._records.close()


def _occurrences(texts: list[str], identifier: Identifier) -> list[int]:
    """How often each of the texts was met from the start of the input, this time included."""
    if not texts:
        return []
    nothing = [pl.lit(None, pl.String).alias(name) for name in {*SUBJECT, *AS_WRITTEN, *CONTENT}]
    frame = pl.DataFrame({"message": texts}, schema={"message": pl.String})
    frame = frame.with_columns(one for one in nothing if one.meta.output_name() != "message")
    return identifier.identify(frame)["occurrence"].to_list()

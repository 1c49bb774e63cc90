"""What the ledger has of a chunk's records, looked up for their whole set.

Legacy ids that are whole numbers are mostly in runs. Of those that stand close together all runs in their
range are read; others are looked up one by one, whatever lies between them. What is in no run is in rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import polars as pl

from importers.ledger.record_tables import runs_of
from importers.new_records import NewRecords
from importers.record_runs import found_in
from importers.writing.protocol import Target
from importers.writing.streams import Streams

SPREAD = 4
"""Numbers stand close together if there is at least one in this many."""

_TOGETHER = 5_000
"""Numbers that one query asks for."""

# From the run that may have the first number on.
_BOUNDS = """
    FROM record_runs WHERE stream_id = {stream} AND first_number <= {last} AND first_number >= coalesce((
        SELECT max(first_number) FROM record_runs WHERE stream_id = {stream} AND first_number <= {first}
    ), {first})
"""
_RUNS = f"SELECT first_id, first_number, last_number, digests {_BOUNDS}"
_HAS_RUN = f"SELECT first_number AS number {_BOUNDS} AND last_number >= {{first}} LIMIT 1"
_HAS_ROW = """
    SELECT number FROM record_keys
    WHERE stream_id = {stream} AND name = '' AND number BETWEEN {first} AND {last} LIMIT 1
"""
_SPANS = """
    SELECT first_id, last_id FROM record_spans
    WHERE batch_id IN ({batches}) AND first_id <= {last} AND first_id >= coalesce((
        SELECT max(first_id) FROM record_spans WHERE first_id <= {first}
    ), {first})
"""
FOUND = {"id": pl.Int64, "known_digest": pl.Int64}


class KnownRecords(ABC):
    """Looks up records of one source for one batch."""

    def __init__(self, target: Target, streams: Streams) -> None:
        self._target, self._streams = target, streams

    @abstractmethod
    def _read(self, statement: str) -> pl.DataFrame:
        """The rows of a query."""

    @abstractmethod
    def _in_rows(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Those of the records that have a row of their own, with its `id` and `known_digest`."""

    def find(self, records: pl.DataFrame) -> pl.DataFrame:
        """Those of the records that the ledger has: `i`, the known record's `id`, whether it has the `same`
        digest, and whether it is this batch's `own`."""
        wanted = self._streams.known(records).filter(pl.col("stream_id").is_not_null())
        wanted = wanted.select("i", "stream_id", "digest", number="key_number", name="key_name")
        found = pl.concat([_none(), *self._parts(wanted)])
        found = found.with_columns(same=(pl.col("digest") == pl.col("known_digest")).cast(pl.Int64))
        return self._with_own(found.select("i", "id", "same"))

    def may_have(self, records: NewRecords) -> bool:
        """Whether the ledger may have numbers of these records, as far as its unique key does not show: a
        number in a run of another's range is in no row, and the other way round."""
        known = ((self._streams.only([one]), *ends) for one, ends in records.ranges.items())
        return any(
            self._has(_HAS_RUN, stream, *ends)
            or (records.keys.runs.height and self._has(_HAS_ROW, stream, *ends))
            for stream, *ends in known
            if stream is not None
        )

    def _has(self, query: str, stream: int, first: int, last: int) -> bool:
        return self._read(query.format(stream=stream, first=first, last=last)).height > 0

    def _parts(self, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
        is_number = pl.col("name") == ""
        left = [wanted.filter(~is_number)]
        for part in wanted.filter(is_number).partition_by("stream_id"):
            found = found_in(self._runs(part), part)
            yield found.select("i", "digest", *FOUND)
            others = part.join(found, on="i", how="anti") if found.height else part
            if others.height and self._has(_HAS_ROW, *_range(others)):
                left.append(others)
        rest = pl.concat(left)
        if rest.height:
            yield self._in_rows(rest).select("i", "digest", *FOUND)

    def _runs(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Runs that have those of the wanted numbers of one stream that are in any."""
        stream, first, last = _range(wanted)
        if last - first < SPREAD * wanted.height:
            return self._read(_RUNS.format(stream=stream, first=first, last=last))
        numbers = wanted["number"].unique().sort()
        parts = [
            self._read(runs_of(stream, (number for (number,) in some.iter_rows())))
            for some in numbers.to_frame().iter_slices(_TOGETHER)
        ]
        return pl.concat([part for part in parts if part.height] or parts[:1])

    def _with_own(self, found: pl.DataFrame) -> pl.DataFrame:
        """A record is of the batch in whose span its id is. None is before the batch has written one."""
        spans = pl.DataFrame()
        if found.height:
            batches = ", ".join(map(str, self._target.own_batches))
            ids = {"first": found["id"].min(), "last": found["id"].max()}
            spans = self._read(_SPANS.format(batches=batches, **ids))
        if not spans.height:
            return found.with_columns(own=pl.lit(0, pl.Int64))
        spans = spans.cast(pl.Int64).sort("first_id")
        placed = found.sort("id").join_asof(spans, left_on="id", right_on="first_id", strategy="backward")
        is_own = (pl.col("id") <= pl.col("last_id")).fill_null(False).cast(pl.Int64)
        return placed.sort("i").select("i", "id", "same", own=is_own)


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={"i": pl.Int64, "digest": pl.Int64, **FOUND})


def _range(wanted: pl.DataFrame) -> tuple[int, int, int]:
    """The stream of some numbers, the first and the last of them."""
    numbers = wanted["number"]
    return wanted["stream_id"][0], numbers.min(), numbers.max()  # type: ignore[return-value]

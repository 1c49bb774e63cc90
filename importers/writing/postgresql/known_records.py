"""What the ledger on a PostgreSQL server has of a chunk's records.

Legacy ids that are whole numbers mostly stand close together: then the whole range of them is read at once,
and compared here. All other keys are looked up one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import polars as pl

from importers.writing.postgresql.csv_rows import storable
from importers.writing.postgresql.server import Server
from importers.writing.protocol import Target
from importers.writing.streams import Streams

SPREAD = 4
"""A range of numbers is read if the wanted ones are at least one in this many."""

_FOUND = {"id": pl.Int64, "known_digest": pl.Int64}
_RANGE = """
    SELECT array_agg(number), array_agg(id), array_agg(digest) FROM record_keys
    WHERE stream_id = %s AND name = '' AND number BETWEEN %s AND %s
"""
# OFFSET keeps it a look-up in the unique index for each key, whatever the planner knows of the tables.
_ONE_BY_ONE = """
    SELECT s.place, k.id, k.digest
    FROM ROWS FROM (
        json_array_elements_text(%(streams)s::json),
        json_array_elements_text(%(numbers)s::json),
        json_array_elements_text(%(names)s::json)
    ) WITH ORDINALITY AS s (stream_id, number, name, place)
    CROSS JOIN LATERAL (
        SELECT one.id, one.digest FROM record_keys AS one
        WHERE one.stream_id = s.stream_id::bigint AND one.number = s.number::bigint AND one.name = s.name
        OFFSET 0
    ) AS k
"""
_OWN = """
    SELECT first_id, last_id FROM record_spans
    WHERE batch_id = ANY(%s) AND first_id <= %s AND last_id >= %s ORDER BY first_id
"""


class KnownRecords:
    """Looks up records of one source for one batch."""

    def __init__(self, server: Server, target: Target, streams: Streams) -> None:
        self._server, self._target, self._streams = server, target, streams

    def find(self, records: pl.DataFrame) -> pl.DataFrame:
        """Those of the records that the ledger has: `i`, the known record's `id`, whether it has the `same`
        digest, and whether it is this batch's `own`."""
        wanted = self._streams.known(records).filter(pl.col("stream_id").is_not_null())
        wanted = wanted.select("i", "stream_id", "digest", number="key_number", name="key_name")
        found = pl.concat([wanted.clear().with_columns(**_no_match()), *self._parts(wanted)])
        found = found.with_columns(same=(pl.col("digest") == pl.col("known_digest")).cast(pl.Int64))
        return self._with_own(found.select("i", "id", "same"))

    def _parts(self, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
        numbered = wanted.filter(name="")
        for part in numbered.partition_by("stream_id", maintain_order=True):
            yield self._in_range(part) if _is_dense(part["number"]) else self._one_by_one(part)
        yield self._one_by_one(wanted.filter(pl.col("name") != ""))

    def _in_range(self, wanted: pl.DataFrame) -> pl.DataFrame:
        numbers = wanted["number"]
        (columns,) = self._server.run(_RANGE, wanted["stream_id"][0], numbers.min(), numbers.max())
        schema = {"number": pl.Int64, **_FOUND}
        rows = pl.DataFrame([column or [] for column in columns], schema=schema, orient="col")
        return wanted.join(rows, on="number", maintain_order="left")

    def _one_by_one(self, wanted: pl.DataFrame) -> pl.DataFrame:
        if not wanted.height:
            return wanted.with_columns(**_no_match())
        keys = {
            "streams": json.dumps(wanted["stream_id"].to_list()),
            "numbers": json.dumps(wanted["number"].to_list()),
            "names": json.dumps(storable(wanted["name"].to_list())),
        }
        rows = self._server.frame(_ONE_BY_ONE, keys, schema={"place": pl.Int64, **_FOUND})
        places = rows["place"] - 1
        return pl.concat([wanted[places], rows.select(*_FOUND)], how="horizontal")

    def _with_own(self, found: pl.DataFrame) -> pl.DataFrame:
        """A record is of the batch in whose span its id is. None is before the batch has written one."""
        ids = found["id"]
        own = list(self._target.own_batches)
        spans = self._server.run(_OWN, own, ids.max(), ids.min()) if found.height else []
        if not spans:
            return found.with_columns(own=pl.lit(0, pl.Int64))
        ends = pl.DataFrame(spans, schema={"first_id": pl.Int64, "last_id": pl.Int64}, orient="row")
        placed = found.sort("id").join_asof(ends, left_on="id", right_on="first_id", strategy="backward")
        is_own = (pl.col("id") <= pl.col("last_id")).fill_null(False).cast(pl.Int64)
        return placed.sort("i").select("i", "id", "same", own=is_own)


def _no_match() -> dict[str, pl.Expr]:
    return {name: pl.lit(None, kind) for name, kind in _FOUND.items()}


def _is_dense(numbers: pl.Series) -> bool:
    first, last = numbers.min(), numbers.max()
    return int(last) - int(first) < SPREAD * len(numbers)  # type: ignore[arg-type]

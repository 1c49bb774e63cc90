"""What the ledger on a PostgreSQL server has of a chunk's records."""

from __future__ import annotations

import json
from collections.abc import Iterator

import polars as pl

from importers.writing.known_records import FOUND, SPREAD, KnownRecords
from importers.writing.postgresql.csv_rows import storable
from importers.writing.postgresql.server import Server
from importers.writing.protocol import Target
from importers.writing.streams import Streams

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


class ServerRecords(KnownRecords):
    """See `KnownRecords`."""

    def __init__(self, server: Server, target: Target, streams: Streams) -> None:
        self._server = server
        super().__init__(target, streams)

    def _read(self, statement: str) -> pl.DataFrame:
        return self._server.table(statement)

    def _in_rows(self, wanted: pl.DataFrame) -> pl.DataFrame:
        return pl.concat(self._parts_of_rows(wanted))

    def _parts_of_rows(self, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
        numbered = wanted.filter(name="")
        for part in numbered.partition_by("stream_id", maintain_order=True):
            yield self._in_range(part) if _is_dense(part["number"]) else self._one_by_one(part)
        yield self._one_by_one(wanted.filter(pl.col("name") != ""))

    def _in_range(self, wanted: pl.DataFrame) -> pl.DataFrame:
        numbers = wanted["number"]
        (columns,) = self._server.run(_RANGE, wanted["stream_id"][0], numbers.min(), numbers.max())
        schema = {"number": pl.Int64, **FOUND}
        rows = pl.DataFrame([column or [] for column in columns], schema=schema, orient="col")
        return wanted.join(rows, on="number", maintain_order="left")

    def _one_by_one(self, wanted: pl.DataFrame) -> pl.DataFrame:
        if not wanted.height:
            return wanted.with_columns(pl.lit(None, kind).alias(name) for name, kind in FOUND.items())
        keys = {
            "streams": json.dumps(wanted["stream_id"].to_list()),
            "numbers": json.dumps(wanted["number"].to_list()),
            "names": json.dumps(storable(wanted["name"].to_list())),
        }
        rows = self._server.frame(_ONE_BY_ONE, keys, schema={"place": pl.Int64, **FOUND})
        places = rows["place"] - 1
        return pl.concat([wanted[places], rows.select(*FOUND)], how="horizontal")


def _is_dense(numbers: pl.Series) -> bool:
    first, last = numbers.min(), numbers.max()
    return int(last) - int(first) < SPREAD * len(numbers)  # type: ignore[arg-type]

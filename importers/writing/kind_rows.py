"""The kinds of a chunk's events as rows of the log's store of kinds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import polars as pl

from events.filters import CUSTOMER, ORDER
from events.kind_store.tables import COLUMNS, WIDTH
from importers.record_frame import KIND_CODE

ADD = f"INSERT INTO {COLUMNS} VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
_SIGNS = {ORDER: 1, CUSTOMER: -1}

KindRow = tuple[str, int, int, int, bytes]


def kind_rows(records: pl.DataFrame) -> Iterator[KindRow]:
    """Rows for records with the `id` of the ledger, as far as these were classified."""
    if KIND_CODE not in records.columns:
        return
    from events.meaning.kind_codes import classifier

    for letter, sign in _SIGNS.items():
        ids, codes = _of_table(records, sign)
        first = 0
        while first < len(ids):
            start = ids[first]
            end = bisect_left(ids, start + WIDTH, first)
            row = _spread(ids[first:end], codes[first:end])
            first = end
            if any(row):
                yield letter, start, start + len(row) - 1, classifier(), row


def _of_table(records: pl.DataFrame, sign: int) -> tuple[Sequence[int], bytes]:
    """The ids of a table's events, in ascending order, and their codes."""
    ids = records["id"]
    lowest, highest = int(ids.min() or 0), int(ids.max() or 0)  # type: ignore[arg-type]
    if (highest if sign > 0 else -lowest) < 0:
        return (), b""
    if sign > 0 and lowest > 0 and highest - lowest == ids.len() - 1 and ids.is_sorted():
        return range(lowest, highest + 1), bytes(records[KIND_CODE].to_list())
    rows = records.select(pl.col("id") * sign, KIND_CODE).filter(pl.col("id") > 0).sort("id")
    return rows["id"].to_list(), bytes(rows[KIND_CODE].to_list())


def _spread(ids: Sequence[int], codes: bytes) -> bytes:
    """The codes at the places of their ids, with 0 between them."""
    if ids[-1] - ids[0] == len(ids) - 1:
        return codes
    found = bytearray(ids[-1] - ids[0] + 1)
    for number, code in zip(ids, codes, strict=True):
        found[number - ids[0]] = code
    return bytes(found)

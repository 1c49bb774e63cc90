"""The kinds of a chunk's events as rows of the log's store of kinds."""

from __future__ import annotations

from collections.abc import Iterator

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
        rows = records.select(pl.col("id") * sign, KIND_CODE).filter(pl.col("id") > 0).sort("id")
        first = 0
        while first < rows.height:
            start = rows["id"][first]
            row = rows.slice(first).filter(pl.col("id") < start + WIDTH)
            first += row.height
            codes = _spread(row["id"] - start, row[KIND_CODE])
            if any(codes):
                yield letter, start, start + len(codes) - 1, classifier(), codes


def _spread(places: pl.Series, codes: pl.Series) -> bytes:
    """The codes at their places, with 0 between them."""
    found = bytearray(places[-1] + 1)
    if len(found) == len(codes):
        return bytes(codes.to_list())
    for place, code in zip(places.to_list(), codes.to_list(), strict=True):
        found[place] = code
    return bytes(found)

"""Packed JSON columns as one canonical text, whichever file format carried them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from importers.readers.packed_values import canonical, members, packed

if TYPE_CHECKING:
    from importers.readers.chunks import Chunk

_JSON = ("{", "[", '"')


def unpack(chunk: Chunk, columns: Iterable[str], *, exploded: bool) -> pl.DataFrame:
    """The chunk's frame with each of `columns` as canonical JSON, and its members as their own columns.

    A JSON reader has already split such a column into its members, as text. Its value is read again from the
    record's own bytes, so that 2 and "2" stay different; not in rows that were `exploded` from a list, which
    have no bytes of their own.
    """
    frame = chunk.frame
    for column in columns:
        frame = unpack_members(_whole(chunk, frame, column, exploded=exploded), column)
    return frame


def unpack_members(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """`frame` with the members of a packed column as their own columns; the column stays."""
    if column not in frame.columns:
        return frame
    found = [members(text) for text in frame[column].to_list()]
    names = dict.fromkeys(name for one in found for name in one)
    made = [
        pl.Series(f"{column}.{name}", [one.get(name) for one in found], dtype=pl.String) for name in names
    ]
    return frame.with_columns(made)


def _whole(chunk: Chunk, frame: pl.DataFrame, column: str, *, exploded: bool) -> pl.DataFrame:
    names = [name for name in frame.columns if name.startswith(f"{column}.")]
    if column not in frame.columns and not names:
        return frame
    given = frame[column].to_list() if column in frame.columns else [None] * frame.height
    cells = [canonical(text) if text and text.lstrip().startswith(_JSON) else text for text in given]
    if names:
        cells = _joined(chunk, frame, column, names, cells, exploded=exploded)
    return frame.with_columns(pl.Series(column, cells, dtype=pl.String))


def _joined(
    chunk: Chunk,
    frame: pl.DataFrame,
    column: str,
    names: list[str],
    cells: list[str | None],
    *,
    exploded: bool,
) -> list[str | None]:
    """The cells of a column that was read as its members, each as one value again.

    An empty member is text only where a JSON list had it: a CSV file has empty cells for missing members.
    """
    own = [None] * frame.height if exploded else _own_values(chunk, column)
    parts = [name.removeprefix(f"{column}.").split(".") for name in names]
    return [
        cell or value or packed(zip(parts, row if exploded else (x or None for x in row), strict=True))
        for cell, value, row in zip(cells, own, frame.select(names).iter_rows(), strict=True)
    ]


def _own_values(chunk: Chunk, column: str) -> list[str | None]:
    """The member `column` of each record, as its own bytes have it; None for records that are not JSON."""
    return [_own_value(raw, column) for raw in chunk.originals(range(chunk.frame.height))]


def _own_value(raw: bytes, column: str) -> str | None:
    try:
        record = msgspec.json.decode(raw.strip().rstrip(b","), type=dict[str, msgspec.Raw])
        if column not in record and "fields" in record:  # a record of Django's dumpdata
            record = msgspec.json.decode(record["fields"], type=dict[str, msgspec.Raw])
        text = bytes(record[column]).decode()
        return canonical(text) if isinstance(json.loads(text), dict | list) else None
    except (msgspec.DecodeError, KeyError, ValueError, RecursionError):
        return None

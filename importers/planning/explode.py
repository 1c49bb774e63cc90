"""Explodes a column of packed lists, which a platform declares, into one row for each object of a list.

This works on text columns of any format: a cell holds JSON, a serialized PHP value, or text that a pattern
splits. All rows made from one record keep its bytes. Lists of JSON documents that are records by themselves
are exploded earlier, by `importers.readers.json.nested`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from importers.mapping.packed_columns import holder_of
from importers.readers.chunks import pick_rows
from importers.readers.packed_values import flat, node, unquoted

if TYPE_CHECKING:
    from importers.platforms import HistoryTable
    from importers.readers.chunks import Chunk


def explode_column(chunk: Chunk, records: HistoryTable) -> Chunk:
    """Replace the column `records.explode` by the fields of its objects, as columns like `history.date`.

    Rows without an object are dropped. A list on the way to it is gone through, too, and an object within
    keeps the columns of the one that holds it. A list that begins with its latest object, by
    `explode_sort_key`, is reversed, because events of the same second keep the order of their rows.
    """
    column = records.explode
    while column not in chunk.frame.columns:
        holder = holder_of(column, chunk.frame.columns)
        if holder is None:
            return pick_rows(chunk, [])
        chunk = _exploded(chunk, holder, records)  # a list on the way: `refunds` of `refunds.transactions`
    return _exploded(chunk, column, records)


def _exploded(chunk: Chunk, column: str, records: HistoryTable) -> Chunk:
    by = records.explode_sort_key
    rows: list[int] = []
    found: list[dict[str, str]] = []
    for row, text in enumerate(chunk.frame[column].to_list()):
        items = _listed(text, records.explode_pattern) if text else None
        for item in _oldest_first(items, by) if isinstance(items, list) else []:
            rows.append(row)
            found.append({f"{column}.{name}": text for name, text in flat(node(item)).items()})
    names = dict.fromkeys(name for one in found for name in one)
    fields = [pl.Series(name, [one.get(name) for one in found], dtype=pl.String) for name in names]
    repeated = pick_rows(chunk, rows)
    return replace(repeated, frame=repeated.frame.drop(column).with_columns(fields))


def _listed(text: str, pattern: str) -> Any:
    return [found.groupdict() for found in re.finditer(pattern, text)] if pattern else unquoted(text)


def _oldest_first(items: list[Any], by: str) -> list[Any]:
    values: list[Any] = [item.get(by) for item in (items[:1] + items[-1:]) if isinstance(item, dict)]
    alike = len(values) == 2 and type(values[0]) is type(values[1]) and isinstance(values[0], int | str)
    return items[::-1] if alike and values[0] > values[1] else items

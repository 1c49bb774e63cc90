"""Lists within a table's rows, each of whose objects is a record of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from importers.readers.chunks import pick_rows
from importers.readers.packed_values import flat, node, unquoted

if TYPE_CHECKING:
    from importers.platforms import HistoryTable
    from importers.readers.chunks import Chunk


def each(chunk: Chunk, records: HistoryTable) -> Chunk:
    """A row for every object in the lists of a column; a row without any has none.

    Items of the same second keep the order it has here, so a list that begins with the latest is
    turned round.
    """
    column, by = records.explode, records.explode_sort_key
    if column not in chunk.frame.columns:
        return pick_rows(chunk, [])
    rows: list[int] = []
    found: list[dict[str, str]] = []
    for row, text in enumerate(chunk.frame[column].to_list()):
        items = _listed(text, records.explode_pattern) if text else None
        for item in _oldest_first(items, by) if isinstance(items, list) else []:
            rows.append(row)
            found.append({f"{column}.{name}": text for name, text in flat(node(item)).items()})
    names = dict.fromkeys(name for one in found for name in one)
    made = [pl.Series(name, [one.get(name) for one in found], dtype=pl.String) for name in names]
    several = pick_rows(chunk, rows)
    return replace(several, frame=several.frame.drop(column).with_columns(made))


def _listed(text: str, pattern: str) -> Any:
    return [found.groupdict() for found in re.finditer(pattern, text)] if pattern else unquoted(text)


def _oldest_first(items: list[Any], by: str) -> list[Any]:
    values: list[Any] = [item.get(by) for item in (items[:1] + items[-1:]) if isinstance(item, dict)]
    alike = len(values) == 2 and type(values[0]) is type(values[1]) and isinstance(values[0], int | str)
    return items[::-1] if alike and values[0] > values[1] else items

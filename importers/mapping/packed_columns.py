"""Members of cells that hold JSON or PHP-serialized text, as columns of their own: `data.note`."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import polars as pl

from importers.readers.packed_values import member, unpacked


def holder_of(name: str, columns: Collection[str]) -> str | None:
    """The column whose cells may hold the member `name`: the longest that precedes one of its dots."""
    parts = name.split(".")
    ways = (".".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
    return next((way for way in ways if way in columns), None)


def with_members(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """`frame` with a text column for each of `names` that it lacks; null where a cell has no such member."""
    made = [
        _members(frame, name, holder)
        for name in dict.fromkeys(names)
        if name not in frame.columns and (holder := holder_of(name, frame.columns))
    ]
    return frame.with_columns(made)


def can_hold_members(cells: pl.Series) -> bool:
    """Whether any of the filled cells is a JSON or PHP object or list, or none is filled."""
    filled = cells.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    return filled.is_empty() or any(isinstance(unpacked(text), dict | list) for text in filled.unique())


def _members(frame: pl.DataFrame, name: str, holder: str) -> pl.Series:
    path = name[len(holder) + 1 :].split(".")
    cells = [member(text, path) if text else None for text in frame[holder].to_list()]
    return pl.Series(name, cells, dtype=pl.String)

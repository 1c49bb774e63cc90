"""Columns of a chunk that are there as a whole: to put them into a frame takes no query of Polars.

Each query takes 30 µs, and waits for Polars' threads where another thread of ours keeps these busy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


def with_whole(frame: pl.DataFrame, *columns: pl.Series) -> pl.DataFrame:
    """The frame with columns of its height, in the place of those that are called the same."""
    if any(column.name in frame.columns for column in columns):
        return frame.with_columns(columns)
    return frame.hstack(list(columns))


def same_in_all(name: str, value: Any, dtype: pl.DataType | type[pl.DataType], *, height: int) -> pl.Series:
    """A column that has one value in all of its rows."""
    import polars as pl

    return pl.Series(name, [value], dtype=dtype).new_from_index(0, height)

"""Columns of dates that complete each other: each row has its date in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from events.next_commands import quoted
from importers.inference.value_profile import ValueProfile
from importers.mapping.dates.zones import IN_COLUMN

if TYPE_CHECKING:
    import polars as pl

_DATES = 0.8
"""The share of a column's values that are dates, from which on it is a column of dates."""


def completing(columns: Sequence[str], frame: pl.DataFrame) -> list[str]:
    """The first of `columns`, and those of the others that hold the date where it has none.

    Empty unless exactly one of them is filled in every row: where two are, they are dates of two things.
    """
    if not columns or not frame.height:
        return []
    found, covered = [columns[0]], _is_filled(frame, columns[0])
    for name in columns[1:]:
        filled = _is_filled(frame, name)
        if filled.any() and not (filled & covered).any():
            found, covered = [*found, name], filled | covered
    return found if len(found) > 1 and covered.all() else []


def gap_note(
    columns: Sequence[str], used: Sequence[str], frame: pl.DataFrame, *, given: Sequence[str]
) -> str:
    """A sentence that names a column of dates outside `used` that is filled where the date `columns` are
    empty; empty if there is none. `given` are the date's values in the mapping."""
    own = [name for name in columns if name in frame.columns]
    if not own or len(own) < len(columns):
        return ""
    empty = frame
    for name in own:
        empty = empty.filter(~_is_filled(empty, name))
    for name in (name for name in frame.columns if name not in used and empty.height):
        filled = int(_is_filled(empty, name).sum())
        if filled and ValueProfile.at(empty[name]).dates > _DATES:
            sets = " ".join(f"--set {quoted(f'date={value}')}" for value in (*given, name))
            where = f"{empty.height:,} of the first {frame.height:,} records"
            return f"No date in {' or '.join(own)} in {where}; {name} has one in {filled:,} of them: {sets}."
    return ""


def _is_filled(frame: pl.DataFrame, name: str) -> pl.Series:
    import polars as pl

    from importers.mapping.expressions import filled

    return frame.select(filled(pl.col(name)).is_not_null()).to_series()


def offsets(dates: pl.Series) -> float:
    """The share of dates that state their zone or offset from UTC."""
    filled = dates.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    return float(filled.str.contains(IN_COLUMN).mean() or 0.0) if len(filled) else 0.0  # type: ignore[arg-type]

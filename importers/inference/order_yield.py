"""How many orders the rows of a table make: few of many rows may mean that a column is not the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_ROWS = 20
"""Fewer rows may well be about one order."""

_PER_ORDER = 50
"""Hardly any order has more events than this."""


def yield_note(columns: Sequence[str], frame: pl.DataFrame) -> str:
    """A sentence where the first rows hold one order, or one for more than `_PER_ORDER` rows. `columns` are
    those that the order is taken from."""
    known = [name for name in dict.fromkeys(columns) if name in frame.columns]
    orders = _filled(frame.select(known)) if known else frame.clear()
    count = orders.n_unique() if orders.height else 0
    if orders.height < _ROWS or (count > 1 and count * _PER_ORDER > orders.height):
        return ""
    what = f"The order is taken from {', '.join(known)}"
    check = "If that is not the order, import with --set order=COLUMN."
    if count == 1:
        return f"{what}, which has the same value in the first {orders.height:,} rows that have one. {check}"
    return (
        f"{what}: only {count:,} different orders in the first {orders.height:,} rows that have one. {check}"
    )


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in which all cells hold something."""
    import polars as pl

    return frame.drop_nulls().filter(pl.all_horizontal(pl.all().str.strip_chars() != ""))

"""The moments of a column of dates, and the counts of what was assumed to find them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class Moments:
    """`micros` is microseconds since 1970 UTC, null where `code` gives the cause. Counts are of records."""

    micros: pl.Series
    code: pl.Series
    gaps: int
    folds: int
    assumed_utc: int
    weekdays: int = 0
    """Dates that name another day of the week than theirs."""
    turned: int = 0
    """Dates that cannot be read, but could be with day and month the other way round."""


def no_moments(height: int) -> Moments:
    """`height` dates of which none is read yet."""
    import polars as pl

    micros = pl.Series("date", [None], dtype=pl.Int64).new_from_index(0, height)
    return Moments(micros=micros, code=micros.cast(pl.String), gaps=0, folds=0, assumed_utc=0)


def joined(moments: Moments, more: Moments) -> Moments:
    """`moments` with the counts of `more` added."""
    return replace(
        moments,
        gaps=moments.gaps + more.gaps,
        folds=moments.folds + more.folds,
        assumed_utc=moments.assumed_utc + more.assumed_utc,
        weekdays=moments.weekdays + more.weekdays,
    )

"""Reads whole columns of texts in strptime's formats, as polars spells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from events.database.types import to_microseconds
from importers.errors import InvalidMappingError

if TYPE_CHECKING:
    import polars as pl

_FEW = 100
_FIRST_YEAR = to_microseconds(datetime(1000, 1, 1, tzinfo=UTC))


def fitting(texts: pl.Series, patterns: Sequence[str]) -> Sequence[str]:
    """Those of `patterns` that read any of a few texts: one query for all of them is much faster than
    several for each. Of many texts the first patterns leave few, and all of `patterns` are returned."""
    if len(patterns) == 1 or len(texts) > _FEW:
        return patterns
    hits = count_hits(texts, patterns)
    return [pattern for pattern in patterns if hits[pattern]]


def count_hits(texts: pl.Series, patterns: Sequence[str]) -> dict[str, int]:
    """How many texts each of `patterns` reads, in one query."""
    import polars as pl

    return pl.DataFrame({"text": texts}).select(map(_count, dict.fromkeys(patterns))).row(0, named=True)


def read_as(texts: pl.Series, pattern: str) -> pl.Series:
    """Moments in UTC where the format has an offset, else local ones.

    None of them is in years before 1000, since the 3 of 3-4-19 would be a year.
    """
    # Fractions of a second take four times as long, also where there are none.
    whole = pattern.replace("%.f", "")
    found = _read(texts, whole)
    if whole != pattern and found.null_count() > texts.null_count():
        unread = (found.is_null() & texts.is_not_null()).arg_true()
        found = found.scatter(unread, _read(texts.gather(unread), pattern))
    is_early = found.to_physical() < _FIRST_YEAR
    return found.set(is_early, None) if is_early.any() else found


def _read(texts: pl.Series, pattern: str) -> pl.Series:
    import polars as pl

    return pl.DataFrame({"text": texts}).select(_moment(pattern)).to_series()


@lru_cache(maxsize=200)
def _count(pattern: str) -> pl.Expr:
    moment = _moment(pattern)
    return (moment.to_physical() >= _FIRST_YEAR).sum().alias(pattern)


@lru_cache(maxsize=200)
def _moment(pattern: str) -> pl.Expr:
    import polars as pl

    zone = "UTC" if "z" in pattern else None
    return pl.col("text").str.to_datetime(pattern, strict=False, time_unit="us", time_zone=zone)


def checked(text: str) -> str:
    """A strptime format in the spelling of polars, tried on a date of its own."""
    import polars as pl

    pattern = text.replace(".%f", "%.f").replace("%z", "%#z")
    sample = datetime(2001, 12, 31, 23, 58, 59, tzinfo=UTC)
    written = sample.strftime(text)
    try:
        read = pl.Series([written]).str.to_datetime(
            pattern, strict=False, time_unit="us", time_zone="UTC" if "z" in pattern else None
        )
    except pl.exceptions.PolarsError:
        read = pl.Series([None])
    if read[0] is None or read[0].year != sample.year:
        raise InvalidMappingError(
            f"date format {text!r}",
            problem="it does not read a date back. Use strptime's letters, for example '%d/%m/%Y %H:%M'.",
        )
    return pattern

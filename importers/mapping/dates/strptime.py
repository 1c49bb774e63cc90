"""Reads whole columns of texts in strptime's formats, as polars spells them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from events.database.types import to_microseconds
from importers.errors import InvalidMappingError

if TYPE_CHECKING:
    import polars as pl

_FEW = 100
_ISO = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_YEAR, _DAY_FIRST = re.compile("%[Yy]"), re.compile("%[Yy].*%d.*%m")
_CLOCK = re.compile("%[HIkTRrXsc]|%-[HI]")
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
    moments = found.to_physical()
    if found.null_count() == len(found) or cast(int, moments.min()) >= _FIRST_YEAR:
        return found
    return found.set(moments < _FIRST_YEAR, None)


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

    text, zone = pl.col("text"), "UTC" if "z" in pattern else None
    if zone and not _CLOCK.search(pattern):  # a day with a zone begins at its midnight
        text, pattern = text + " 00:00", f"{pattern} %H:%M"
    return text.str.to_datetime(pattern, strict=False, time_unit="us", time_zone=zone)


def checked(text: str) -> str:
    """A strptime format in the spelling of polars, tried on a date of its own."""
    import polars as pl

    pattern = text.replace(".%f", "%.f").replace("%z", "%#z")
    sample = datetime(2001, 12, 31, 23, 58, 59, tzinfo=UTC)
    written = sample.strftime(text)
    try:
        read = _read(pl.Series([written]), pattern)
    except pl.exceptions.PolarsError:
        read = pl.Series([None])
    if read[0] is None or read[0].year != sample.year:
        raise InvalidMappingError(
            f"date format {text!r}",
            problem="it does not read a date back. Use strptime's letters, for example '%d/%m/%Y %H:%M'.",
        )
    return pattern


def with_years(patterns: Sequence[str]) -> list[str]:
    """Given formats, then what else their dates may look like without any doubt.

    That is a year of four digits where one of two is given, or the other way round unless it stands first,
    and ISO 8601, to which a rejected date is corrected.
    """
    if not patterns:
        return []
    others = [_YEAR.sub(lambda year: year[0].swapcase(), pattern) for pattern in patterns]
    others = [pattern for pattern in others if not pattern.startswith("%y")]
    is_day_first = any(_DAY_FIRST.search(pattern) for pattern in patterns)
    return list(dict.fromkeys([*patterns, *others, *(() if is_day_first else _ISO)]))

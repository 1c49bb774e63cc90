"""Dates like 3/4/2019: whether day or month comes first, judged by a whole column and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_SLASHED = r"^\s*(\d{1,2})[-/](\d{1,2})[-/](\d{2,4})"
_WRITTEN = re.compile(
    r"\s*\d{1,2}(?P<mark>[-/])\d{1,2}[-/](?P<year>\d{4}|\d{2})"
    r"(?:[ ,]+\d{1,2}(?P<minutes>:\d{2})(?P<seconds>:\d{2})?(?P<half>\s*[AaPp][Mm])?)?"
)
_TIMES = ("", " %H:%M:%S%.f", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S")


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """How many dates fit both readings, and how many only one. `firsts` and `lasts` are the sets of numbers
    that stand first and last, as bits: of years there are fewer than of days. `example` is one date."""

    either: int = 0
    day_first: int = 0
    month_first: int = 0
    firsts: int = 0
    lasts: int = 0
    example: str = ""

    def __add__(self, other: Judgement) -> Judgement:
        return Judgement(
            either=self.either + other.either,
            day_first=self.day_first + other.day_first,
            month_first=self.month_first + other.month_first,
            firsts=self.firsts | other.firsts,
            lasts=self.lasts | other.lasts,
            example=self.example or other.example,
        )

    def __bool__(self) -> bool:
        return bool(self.either or self.day_first or self.month_first)

    @property
    def verdict(self) -> str:
        """`D/M`, `M/D`, or empty where nothing decides, or where the column contradicts itself."""
        if bool(self.day_first) == bool(self.month_first) or self.may_start_with_years:
            return ""
        return "D/M" if self.day_first else "M/D"

    @property
    def may_start_with_years(self) -> bool:
        """Whether 19-03-01 is one of them, that means the first day of a month rather than the 19th: what
        stands last could be days, and varies more than what stands first."""
        days = not self.lasts >> 32 and not self.month_first
        return days and self.lasts.bit_count() > self.firsts.bit_count()

    @property
    def sentence(self) -> str:
        """The count, and what follows from it."""
        decided = self.verdict or f"not decided: say --date-format {' or '.join(self.formats)}"
        if self.may_start_with_years:
            decided = decided.replace("not decided", "not decided, the year may come first")
        fit = "date fits" if self.either == 1 else "dates fit"
        return (
            f"{self.either:,} {fit} D/M and M/D, {self.day_first:,} only D/M, "
            f"{self.month_first:,} only M/D \u2192 {decided}"
        )

    @property
    def formats(self) -> list[str]:
        """What --date-format may be, in quotation marks, by how the example is written."""
        found = _WRITTEN.match(self.example)
        if found is None:
            return []
        year, hour = "%Y" if len(found["year"]) == 4 else "%y", "%I" if found["half"] else "%H"
        time = f" {hour}:%M" if found["minutes"] else ""
        time += f"{':%S' if found['seconds'] else ''}{' %p' if found['half'] else ''}"
        orders = [("%d", "%m", year), ("%m", "%d", year)]
        orders = [(year, "%m", "%d"), *orders] if self.may_start_with_years else orders
        return [f"'{found['mark'].join(order)}{time}'" for order in orders]


def judge(columns: Iterable[pl.Series]) -> Judgement:
    """The judgement on all dates in `columns` that are written so."""
    import polars as pl

    found = Judgement()
    for column in columns:
        numbers = column.drop_nulls().str.extract_groups(_SLASHED).struct.unnest().cast(pl.Int64)
        first, second, last = pl.col("1"), pl.col("2"), pl.col("3")
        low, high = pl.lit(12), pl.lit(31)
        counts = numbers.select(
            either=(first.is_between(1, low) & second.is_between(1, low)).sum(),
            day_first=(first.is_between(low + 1, high) & second.is_between(1, low)).sum(),
            month_first=(first.is_between(1, low) & second.is_between(low + 1, high)).sum(),
        )
        sets = {
            name: sum(1 << number for number in numbers.select(part.unique().drop_nulls()).to_series())
            for name, part in (("firsts", first), ("lasts", last.clip(0, 99)))
        }
        counted = {name: int(count or 0) for name, count in counts.row(0, named=True).items()}
        slashed = column.drop_nulls().filter(column.drop_nulls().str.contains(_SLASHED))
        found += Judgement(**counted, **sets, example=slashed[0] if len(slashed) else "")
    return found


def shapes(verdict: str) -> list[str]:
    """The parser's formats for a verdict, those with a four-digit year first."""
    order = {"D/M": ("%d", "%m"), "M/D": ("%m", "%d")}.get(verdict)
    if order is None:
        return []
    return [f"{mark.join((*order, year))}{time}" for year in ("%Y", "%y") for mark in "/-" for time in _TIMES]

"""Columns that are made of another one: what a pattern finds in its texts, or its numbers with leading zeros.

`Subject ~ Order #(\\d+)` is what the pattern's first group matches, the whole match where it has none;
`order:09` are the numbers in `order`, written with at least 9 digits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.errors import InvalidMappingError

if TYPE_CHECKING:
    import polars as pl

_MADE = re.compile(r"(?P<column>.*\S)(?:\s+~\s+(?P<pattern>.*\S)|:0(?P<digits>[1-9]\d?))\s*")
_WITH_COUNTS = re.compile(r"[^{}]*\S\s+~\s+(?:[^{}]|\{\d+,?\d*\})+")
_WHOLE = r"^\s*(\d+)(?:[.,]00?)?\s*$"


@dataclass(frozen=True, kw_only=True)
class DerivedColumn:
    """A column that is made of `column`, by a regular expression of Rust or with so many `digits`."""

    column: str
    pattern: str
    digits: int

    @classmethod
    def from_name(cls, name: str) -> DerivedColumn | None:
        """What a mapping's name of a column says; None for a plain name."""
        found = _MADE.fullmatch(name)
        return found and cls(
            column=found["column"], pattern=found["pattern"] or "", digits=int(found["digits"] or 0)
        )

    def of(self, cells: pl.Series) -> pl.Series:
        """The column, null where there is nothing of that kind. Its time is linear in the length of texts."""
        if not self.pattern:
            number = cells.str.extract(_WHOLE).str.zfill(self.digits)
            return number.zip_with(number.is_not_null(), cells)
        return cells.str.extract(self.pattern, int(_has_groups(self.pattern)))


def has_counts(text: str) -> bool:
    """Whether a text is a column made by a pattern, in which all braces count: `Subject ~ \\d{9}`."""
    return _WITH_COUNTS.fullmatch(text) is not None


def checked_name(name: str, *, where: str) -> str:
    """The name of a column. Raises `InvalidMappingError` where it is made by a pattern that is none."""
    derived = DerivedColumn.from_name(name)
    if derived and derived.pattern:
        import polars as pl

        try:
            _has_groups(derived.pattern)
        except pl.exceptions.PolarsError as error:
            why = str(error).rpartition("\nerror: ")[2].splitlines()[0]
            problem = f"{derived.pattern!r} is not a regular expression ({why})."
            raise InvalidMappingError(where, problem=problem) from None
    return name


def base_of(name: str, columns: Collection[str]) -> str:
    """The column that `name` is made of; `name` itself where it is one of the columns, or made of none."""
    derived = None if name in columns else DerivedColumn.from_name(name)
    return derived.column if derived else name


def is_made_of(name: str, columns: Collection[str]) -> bool:
    """Whether `name` is made of one of the columns: from its texts, or as a member of what its cells hold
    (`data.note`, where `data` is one)."""
    base = base_of(name, columns)
    return (base != name and base in columns) or any(base.startswith(f"{column}.") for column in columns)


def with_derived(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """`frame` with those of `names` that are made of other columns."""
    from importers.mapping.packed_columns import with_members

    given, named = frame.columns, list(dict.fromkeys(names))
    frame = with_members(frame, [base_of(name, given) for name in named])
    made = [
        derived.of(frame[derived.column]).alias(name)
        for name in named
        if name not in given
        and (derived := DerivedColumn.from_name(name)) is not None
        and derived.column in frame.columns
    ]
    return frame.with_columns(made)


def _has_groups(pattern: str) -> bool:
    import polars as pl

    found = pl.select(pl.lit("").str.extract_groups(pattern).alias("_")).to_series()
    return bool(found.struct.fields)

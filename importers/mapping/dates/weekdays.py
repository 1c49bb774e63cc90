"""Dates that name a day of the week, and not the one that they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers.mapping.dates import names

if TYPE_CHECKING:
    import polars as pl

_WORDS = (
    r"^[^\pL\d]*(\pL[\pL-]*)",
    r"\d[^\pL]* (\pL*\p{Ll}[\pL-]*)[^\pL\d)]*$",
    r"\d,? \(?(\pL[\pL-]{2,})\.?\)?,? \d{1,2}:\d",
)
"""The first word of a text and the last one, around the numbers, and one between date and time; capitals at
the end are a zone."""


def other_weekdays(texts: pl.Series, isos: pl.Series) -> int:
    """How many of `texts` name another weekday than that of the same date in `isos`, written in ISO 8601 with
    its own clock's day."""
    import polars as pl

    days: pl.Series | None = None
    wrong = pl.Series("wrong", [False]).new_from_index(0, len(texts))
    for pattern in _WORDS:
        words = texts.str.extract(pattern)
        meant = {word: names.weekdays(names.fold(word)) for word in words.drop_nulls().unique()}
        if not any(meant.values()):
            continue
        if days is None:
            days = (
                isos.str.extract(r"^(\d{4}-\d{1,2}-\d{1,2})")
                .str.to_date("%Y-%m-%d", strict=False)
                .dt.weekday()
            )
        for word, possible in meant.items():
            if possible:
                wrong |= ((words == word) & ~days.is_in(list(possible))).fill_null(value=False)
    return int(wrong.sum())

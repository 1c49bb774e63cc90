"""A note on text that was encoded as UTF-8 twice, in formats whose bytes are not judged first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers.readers.encodings.utf8_twice import encoded_twice

if TYPE_CHECKING:
    import polars as pl

_SUSPICIOUS = "[^\\x00-\\x7f]{2}"
_REPAIRED = ("xml", "yaml")
_JUDGED = ("csv", "json", "jsonl", "sql")
"""Formats whose readers report it themselves."""
_EXAMPLE = 40


def spoilt_note(sample: pl.DataFrame, form: str) -> str:
    """The note for the first rows of an input in the format `form`; empty where no text was encoded twice."""
    import polars as pl

    if form in _JUDGED:
        return ""
    rows = sample.select(pl.col(pl.String)).filter(
        pl.any_horizontal(False, pl.col(pl.String).str.contains(_SUSPICIOUS).fill_null(value=False))
    )
    spoilt = [text for row in rows.iter_rows() if (text := _spoilt(row))]
    if not spoilt:
        return ""
    records = "1 sampled record has" if len(spoilt) == 1 else f"{len(spoilt):,} sampled records have"
    repair = f"import with --encoding {encoded_twice(spoilt[0])}" if form in _REPAIRED else "export it again"
    return (
        f"{records} text that was encoded as UTF-8 twice ({spoilt[0][:_EXAMPLE]}): it is imported as it is. "
        f"To repair it, {repair}."
    )


def _spoilt(row: tuple[str | None, ...]) -> str:
    return next((text for text in row if text and encoded_twice(text)), "")

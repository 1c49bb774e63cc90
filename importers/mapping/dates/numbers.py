"""Reads the dates of a column that are one number, such as a count of seconds since 1970."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers.mapping.dates.formats import NUMBERS

if TYPE_CHECKING:
    import polars as pl

_NUMBER = rf"^(?:{'|'.join(row.pattern for row in NUMBERS)})$"


def read_numbers(texts: pl.Series) -> pl.Series:
    """Microseconds of the texts that are a number of the table's `NUMBERS`, else null."""
    import polars as pl

    micros = pl.Series("date", [None], dtype=pl.Int64).new_from_index(0, len(texts))
    rows = texts.str.contains(_NUMBER).arg_true()
    return micros.scatter(rows, _counted(texts.gather(rows))) if len(rows) else micros


def _counted(numbers: pl.Series) -> pl.Series:
    import polars as pl

    text = pl.col("text")
    whole = text.str.split_exact(".", 1).struct[0].cast(pl.Int64, strict=False)
    fraction = text.str.extract(r"\.(\d+)$").str.pad_end(6, "0").cast(pl.Int64, strict=False).fill_null(0)
    ways = [
        pl.when(text.str.contains(f"^(?:{row.pattern})$")).then(whole * row.unit + fraction)
        for row in NUMBERS
    ]
    return pl.DataFrame({"text": numbers}).select(pl.coalesce(ways).alias("date")).to_series()

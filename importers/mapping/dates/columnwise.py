"""Reads the texts of a column by their layouts: `layouts.learn_layout`, each template once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from importers.mapping.dates.formats import ZERO
from importers.mapping.dates.layouts import PARTS, Piece, learn_layout
from importers.mapping.dates.text import ZONE_OR_TIME

if TYPE_CHECKING:
    import polars as pl

_FEWEST = 16
"""Learning a layout takes as long as reading a few texts."""

_MOST = 5_000
"""A column of free text has no end of templates."""

_DIGITS = list("123456789")
_FORMATTED = rf"{ZERO}|^\d{{5}}|{ZONE_OR_TIME}"
"""Zero dates, digits that no separator divides, and dates of which only some are ambiguous."""


class LayoutReader:
    """Writes the dates of one input in ISO 8601, those whose template is frequent; `orders` and `tz` are
    those of `text.read_text`, which reads the same texts alike."""

    def __init__(self, *, orders: Mapping[str, str], tz: str) -> None:
        self._orders = orders
        self._tz = tz
        self._layouts: dict[str, tuple[Piece, ...] | None] = {}

    def iso_texts(self, texts: pl.Series) -> pl.Series:
        """`texts` as `YYYY-M-D H:M:S.f`, with ` AM` or ` PM` and an offset where they have one; null where
        they must be read in another way."""
        import polars as pl

        nothing = pl.Series("text", [None], dtype=pl.String).new_from_index(0, len(texts))
        if len(texts) < _FEWEST:
            return nothing
        frame = pl.DataFrame({"text": texts.set(texts.str.contains(_FORMATTED), None)})
        frame = frame.with_columns(template=pl.col("text").str.replace_many(_DIGITS, ["0"] * len(_DIGITS)))
        known = self._known(frame["template"])
        if not known:
            return nothing
        joined = frame.join(_as_frame(known), on="template", how="left", maintain_order="left")
        return joined.select(_iso_text()).to_series()

    def _known(self, templates: pl.Series) -> dict[str, tuple[Piece, ...]]:
        """The layouts of the frequent templates."""
        counted = templates.drop_nulls().value_counts(name="texts")
        frequent = counted.filter(counted["texts"] >= _FEWEST)["template"].sort()
        found = {template: self._layout(template) for template in frequent}
        return {template: pieces for template, pieces in found.items() if pieces}

    def _layout(self, template: str) -> tuple[Piece, ...] | None:
        if template not in self._layouts and len(self._layouts) < _MOST:
            self._layouts[template] = learn_layout(template, orders=self._orders, tz=self._tz)
        return self._layouts.get(template)


def _as_frame(layouts: Mapping[str, tuple[Piece, ...]]) -> pl.DataFrame:
    """One row per template: prefix, start and length of each part."""
    import polars as pl

    columns: dict[str, list[str | int]] = {"template": list(layouts)}
    for index, part in enumerate(PARTS):
        pieces = [layout[index] for layout in layouts.values()]
        columns[f"{part} prefix"] = [piece.prefix for piece in pieces]
        columns[f"{part} start"] = [piece.start for piece in pieces]
        columns[f"{part} length"] = [piece.length for piece in pieces]
    return pl.DataFrame(columns)


def _iso_text() -> pl.Expr:
    """The parts of each row, joined; null for a second 60 or an offset of more than 14 hours, as in
    `text.read_text`."""
    import polars as pl

    values = {
        part: pl.col("text").str.slice(pl.col(f"{part} start"), pl.col(f"{part} length")) for part in PARTS
    }
    short = pl.col("y length") == 2
    century = (
        pl.when(~short).then(pl.lit("")).when(values["y"] < "70").then(pl.lit("20")).otherwise(pl.lit("19"))
    )
    impossible = (values["S"] == "60") | (values["zh"].str.slice(0, 2) > "14") & (pl.col("zh length") > 1)
    pieces = [text for part in PARTS for text in (pl.col(f"{part} prefix"), values[part])]
    return pl.when(~impossible).then(pl.concat_str([century, *pieces])).alias("text")

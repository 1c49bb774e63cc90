"""Cells of a report in another language, in the words of the platform's declaration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers.catalogue.compile import names_of
from importers.catalogue.named_tables import renamings

if TYPE_CHECKING:
    import polars as pl

    from importers.catalogue.match import MatchedTable
    from importers.platforms import HistoryTable, Values
    from importers.readers.chunks import Chunk

UNTRANSLATED = "untranslated."
"""What precedes the name of a column in the name of the one with its cells that have no translation."""

_NAMED = 5
"""The most words of a column that are named."""


def translated(frame: pl.DataFrame, records: HistoryTable) -> pl.DataFrame:
    """`frame` with its columns called as declared, and their cells translated where the columns are called
    otherwise: those without a translation stay, and are in `untranslated.NAME` and `untranslated`, too. The
    cells as they were keep their column's own name, or are in `own.NAME` where it is called as declared."""
    import polars as pl

    called = renamings(records.column_aliases, frame.columns)
    headers = {name: header for header, name in called.items()}
    frame = frame.rename(called)
    for column, words in records.cell_translations.items():
        lost = pl.lit(None, pl.String)
        if called and column in frame.columns:
            known = _dictionary(words)
            cell = pl.col(column).cast(pl.String)
            own = cell.str.strip_chars().str.to_lowercase()
            english = own.replace_strict(known, default=None, return_dtype=pl.String)
            lost = pl.when(english.is_null() & (own != "")).then(cell)
            frame = frame.with_columns(
                lost.alias(f"{UNTRANSLATED}{column}"),
                cell.alias(headers.get(column, f"own.{column}")),
                pl.coalesce(english, cell).alias(column),
            )
        else:
            frame = frame.with_columns(lost.alias(f"{UNTRANSLATED}{column}"))
    if not records.cell_translations:
        return frame
    any_of = pl.coalesce(f"{UNTRANSLATED}{column}" for column in records.cell_translations)
    return frame.with_columns(any_of.alias(UNTRANSLATED.rstrip(".")))


class UntranslatedCells:
    """Collects the cells without a translation, for the report."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, None]] = {}

    def noticed(self, chunks: Iterator[Chunk], source: MatchedTable) -> Iterator[Chunk]:
        """The chunks of a table as they are, once each was looked at."""
        for chunk in chunks:
            for column in source.records.cell_translations:
                name = f"{UNTRANSLATED}{column}"
                if name in chunk.frame.columns:
                    cells = chunk.frame[name].drop_nulls().unique(maintain_order=True)
                    self._words.setdefault(column, {}).update(dict.fromkeys(cells.to_list()))
            yield chunk

    def notes(self) -> list[str]:
        """A sentence on each column with such cells."""
        return [
            f"{column} has words without a known meaning: {_shown([*words])}. Their rows count as no payment "
            "and no refund: check what they were."
            for column, words in self._words.items()
            if words
        ]


def _shown(words: list[str]) -> str:
    more = f" and {len(words) - _NAMED:,} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more


def _dictionary(words: Values) -> dict[str, str]:
    """What each word means, in small letters; a meaning is a word for itself."""
    own = {word.lower(): meaning for meaning, others in words.items() for word in names_of(others)}
    return {**{meaning.lower(): meaning for meaning in words}, **own}

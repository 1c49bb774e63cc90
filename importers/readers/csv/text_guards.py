"""Cells such as `="0011"`, which keep Excel from reading text as a number: read as the text alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.evidence import Decision
from importers.readers.csv.record_fitter import Rows

_START = '="'
_GUARDED = r'\A="([^"]*)"\z'


@dataclass(kw_only=True)
class TextGuards:
    """Takes the guards off the cells of one text; `count` is from how many cells so far."""

    encoding: str
    count: int = 0

    def removed(self, rows: Rows, data: bytes) -> Rows:
        """The rows that were read from `data`, without guards; their original bytes keep them."""
        # One character is found faster than two.
        marks = [text.encode(self.encoding) for text in ("=", '"', _START)]
        if not all(mark in data for mark in marks):
            return rows
        frame = rows.frame
        guarded = [one for one in frame if one.str.starts_with(_START).any()]
        self.count += sum(int(one.str.contains(_GUARDED).sum()) for one in guarded)
        frame = frame.with_columns(one.str.replace(_GUARDED, "$1") for one in guarded)
        return replace(rows, frame=frame, block="")

    def remarks(self) -> list[str]:
        """A sentence with the number of cells."""
        cells = "1 cell" if self.count == 1 else f"{self.count:,} cells"
        return [f'{cells} like ="0011" (text for Excel) read as 0011.'] if self.count else []


def guards_decision(sample: Sequence[Sequence[str | None]]) -> Decision | None:
    """How many records of `sample` have guarded cells; None without any."""
    fits = sum(any(is_guarded(cell) for cell in cells) for cells in sample)
    chosen = 'cells like ="0011" in'
    return Decision(subject="guards", chosen=chosen, fits=fits, sampled=len(sample)) if fits else None


def is_guarded(cell: str | None) -> bool:
    """Whether a cell has exactly the form `="…"`, without further quotation marks."""
    text = cell or ""
    return len(text) > 2 and text.startswith(_START) and text.find('"', 2) == len(text) - 1

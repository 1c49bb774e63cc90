"""Headers below the first one of a sheet: repeated, or of a table whose rows have other columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

import polars as pl

from importers.readers.chunks import Broken, Chunk, pick_rows
from importers.readers.csv.header import unique_names
from importers.readers.csv.later_headers import LaterHeaders, are_usual_names, repeated_headers
from importers.reject_codes import Code

_SAMPLED = 100
_LAST_DIGIT = "9"


class LaterTables:
    """Watches the rows of one sheet, chunk by chunk. `columns` may get longer meanwhile."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._header = list(columns)
        self._has_begun = False
        self._repeated: list[int] = []
        self._valued: list[str] | None = None
        self._line = 0
        """The row of another table's header, once there is one."""

    def set_apart(self, chunk: Chunk) -> Chunk:
        """The chunk without rows that repeat the header; those from another table's header on are rejects."""
        chunk = self._without_headers(chunk)
        if self._valued is None and chunk.frame.height:
            self._valued = _valued_columns(chunk.frame)
        first = 0 if self._line else self._header_in(chunk.frame)
        if first is None:
            return chunk
        self._line = self._line or chunk.lines[first]
        rejected = [self._broken(chunk, row) for row in range(first, chunk.frame.height)]
        return replace(pick_rows(chunk, list(range(first))), broken=[*chunk.broken, *rejected])

    def remarks(self, others: Callable[[], list[str]]) -> Callable[[], list[str]]:
        """`others`, and a sentence on the other table."""
        return lambda: [*others(), *self._remark()]

    def _without_headers(self, chunk: Chunk) -> Chunk:
        """The chunk without rows that hold the names of all columns; the first record of all is none."""
        if len(self._header) < 2 or not chunk.frame.height:
            return chunk
        first = self._header[0]
        starts = (chunk.frame[first].str.strip_chars() == first).arg_true().to_list()
        found = {row for row in starts if (row or self._has_begun) and self._repeats(chunk.frame.row(row))}
        self._has_begun = True
        if not found:
            return chunk
        self._repeated += [chunk.lines[row] for row in sorted(found)]
        return pick_rows(chunk, [row for row in range(chunk.frame.height) if row not in found])

    def _repeats(self, row: Sequence[str | None]) -> bool:
        cells = [(cell or "").strip() for cell in row]
        own = len(self._header)
        return not any(cells[own:]) and unique_names(cells[:own]) == self._header

    def _remark(self) -> list[str]:
        repeated = [repeated_headers("Row", self._repeated)] if self._repeated else []
        if not self._line:
            return repeated
        return [
            *repeated,
            f"Row {self._line:,} is the header of another table; the rows from there on are rejected. Put "
            "each table into a sheet of its own.",
        ]

    def _header_in(self, frame: pl.DataFrame) -> int | None:
        """The first row that holds only names, at least one of them in a column of values. None if there is
        no such row."""
        if not self._valued or len(self._columns) < 2:
            return None
        cells = [pl.col(name).fill_null("") for name in self._valued]
        has_no_value = pl.all_horizontal((cell > _LAST_DIGIT) | (cell == "") for cell in cells)
        has_name = pl.any_horizontal(cell > _LAST_DIGIT for cell in cells)
        rows = frame.select((has_no_value & has_name).arg_true()).to_series()
        return next((row for row in rows if self._is_header(frame.row(row))), None)

    def _is_header(self, row: Sequence[str | None]) -> bool:
        names = _filled(row)
        return names != list(self._columns[: len(names)]) and are_usual_names(names)

    def _broken(self, chunk: Chunk, row: int) -> Broken:
        """A reject that a retry does not take for a record: the list of its cells."""
        raw = json.dumps(chunk.frame.row(row), ensure_ascii=False).encode() + b"\n"
        detail = f"its header is in row {self._line:,}"
        return Broken(
            record=chunk.records[row], line=chunk.lines[row], code=Code.TABLE, raw=raw, detail=detail
        )


def _valued_columns(frame: pl.DataFrame) -> list[str]:
    """The columns in which nearly all of the first rows, up to one of names, have a value such as a date."""
    first = frame.head(_SAMPLED).rows()
    own = [*takewhile(lambda row: not are_usual_names(_filled(row)), first)]
    found = LaterHeaders.find(frame.columns, own or first)
    return [frame.columns[place] for place in found.valued]


def _filled(row: Sequence[str | None]) -> list[str]:
    return [cell.strip() for cell in row if cell and cell.strip()]

"""Headers below the first one of a delimited text: repeated by joined exports, or of another table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers.column_words import is_column_name
from importers.readers.csv.header import unique_names
from importers.readers.csv.record_sample import is_rule
from importers.readers.csv.stdlib import Strict

if TYPE_CHECKING:
    import polars as pl

_VALUE = re.compile(r"^\W*\d")
"""What starts with a digit is a value, not a name."""

_NAME = re.compile(r"^[^\W\d_][\w .#/()-]{0,39}$")

_NAMED = 5
_LAST_DIGIT = "9"
"""Letters come after it, and what mostly stands before a number comes before it."""


@dataclass(kw_only=True)
class LaterHeaders:
    """Watches the records of one text, in order. `columns` are its names, `valued` the places of the columns
    in which nearly every sampled cell is a value such as a date or a number.

    A later record of the names themselves is passed over. A record of as many other names starts another
    table, which does not belong into these columns: any names after a blank line, and perhaps a title;
    usual names of columns anywhere.
    """

    columns: Sequence[str]
    valued: Sequence[int]
    other_line: int = 0
    """The line of another table's header, once it has been passed."""
    repeated: list[int] = field(default_factory=list)
    _has_begun: bool = False
    _is_apart: bool = False
    """Whether a blank line stands above, with no record since."""

    @classmethod
    def find(cls, columns: Sequence[str], sample: Sequence[Sequence[str | None]]) -> LaterHeaders:
        """Those of a text with these `columns`, of whose first records `sample` are the cells."""
        whole = [_stripped(cells) for cells in sample if len(cells) == len(columns)]
        other = next((at for at, cells in enumerate(whole) if _are_names(cells)), len(whole))
        records = whole[:other] or whole[other + 1 :]  # rejected records may be of the other table only
        valued = [place for place in range(len(columns)) if _holds_values(records, place)]
        return cls(columns=list(columns), valued=valued)

    def begin(self) -> None:
        """Records have come before: the names again are a header that was appended."""
        self._has_begun = True

    @property
    def is_amid_records(self) -> bool:
        """Whether what comes next is neither of another table nor below a blank line."""
        return self._has_begun and not self._is_apart and not self.other_line

    def may_be_in(self, frame: pl.DataFrame) -> bool:
        """Whether the next records, which are well formed, have to be looked at one by one."""
        if len(self.columns) == 1:
            return False
        if self.other_line or (not self._starts_with_numbers(frame) and self._is_unusual(frame)):
            return True
        self._has_begun, self._is_apart = (
            self._has_begun or frame.height > 0,
            self._is_apart and not frame.height,
        )
        return False

    def _starts_with_numbers(self, frame: pl.DataFrame) -> bool:
        """Whether each record starts with a number, as no header does, no rule and no blank row."""
        import polars as pl

        first = self.columns[0]
        return not _VALUE.match(first) and frame[first].cast(pl.Int64, strict=False).null_count() == 0

    def _is_unusual(self, frame: pl.DataFrame) -> bool:
        first = self.columns[0]
        starts = frame[first].str.strip_chars()
        if (starts == first).any() or _has_blank_row(frame, starts == ""):
            return True
        return self._has_names_in(frame) or _has_rule(frame, starts)

    def passes_over(self, record: Strict, line: int) -> bool:
        """Whether the record on `line` is a blank line, a printed table's rule, or repeats the header. In a
        text of one column, each is a record like any other."""
        if len(self.columns) == 1:
            return False
        if is_rule(record.raw):
            return True
        if record.cells == [] or self.other_line:
            self._is_apart = True
            return record.cells == []
        cells = _stripped(record.cells or ())
        if cells and not any(cells):  # a spreadsheet's blank row
            self._is_apart = True
            return False
        if self._has_begun and len(cells) > 1 and unique_names(cells) == self.columns:
            self.repeated.append(line)
            return True
        self._has_begun = True
        if self._is_other(cells) and (self._is_apart or are_usual_names(cells)):
            self.other_line = line
        self._is_apart = self._is_apart and sum(map(bool, cells)) < 2
        return False

    @property
    def detail(self) -> str:
        """Why the records below another header are not read."""
        return f"its header is on line {self.other_line:,}"

    def kept_raw(self, raw: bytes, line: int) -> bytes:
        """The bytes kept of a record of the other table: with the blank line above its header, by which it
        is known again."""
        return b"\n" + raw if line == self.other_line else raw

    def remarks(self) -> list[str]:
        """Sentences on the headers that were found."""
        found = []
        if self.repeated:
            found.append(repeated_headers("Line", self.repeated))
        if self.other_line:
            found.append(
                f"Line {self.other_line:,} is the header of another table; the records from there on are "
                "rejected. Put each table into a file of its own."
            )
        return found

    def _has_names_in(self, frame: pl.DataFrame) -> bool:
        """Whether a record has usual names of columns, and nothing that starts like a number."""
        if not self.valued:
            return False
        import polars as pl

        names = [self.columns[place] for place in self.valued]
        rows = frame.filter(pl.all_horizontal(pl.col(names) > _LAST_DIGIT))
        return any(self._is_other(cells) and are_usual_names(cells) for cells in map(_stripped, rows.rows()))

    def _is_other(self, cells: Sequence[str]) -> bool:
        """Whether these are other names of as many columns, of which some hold values in other records."""
        if len(cells) != len(self.columns) or not self.valued:
            return False
        return _are_names(cells) and unique_names(cells) != self.columns


def repeated_headers(noun: str, lines: Sequence[int]) -> str:
    """The sentence on the header's repetitions in these lines, or whatever `noun` calls them."""
    numbers = ", ".join(f"{line:,}" for line in lines[:_NAMED])
    more = ", …" if len(lines) > _NAMED else ""
    named = f"{noun}s {numbers}{more} repeat" if len(lines) > 1 else f"{noun} {numbers} repeats"
    return f"{named} the header, as where exports were joined: the records below are read, too."


def _has_blank_row(frame: pl.DataFrame, blank_start: pl.Series) -> bool:
    import polars as pl

    rows = frame.filter(blank_start)
    return rows.height > 0 and not rows.filter(pl.all_horizontal(pl.all().str.strip_chars() == "")).is_empty()


def _has_rule(frame: pl.DataFrame, starts: pl.Series) -> bool:
    """Whether a row of as many cells may be a printed table's rule, as in Markdown: `---|:---`."""
    import polars as pl

    rows = frame.filter((starts == "") | starts.str.contains("^:?[-=]{3}"))
    for name in frame.columns:
        rows = rows.filter(pl.col(name).str.contains(r"^[-=:+\s]*$"))
        if rows.is_empty():
            return False
    return not rows.filter(pl.any_horizontal(pl.all().str.contains("[-=]{3}"))).is_empty()


def _are_names(cells: Sequence[str]) -> bool:
    return len({*cells}) == len(cells) and all(map(_NAME.match, cells))


def are_usual_names(cells: Sequence[str]) -> bool:
    """Whether all cells are different names, and two of them and half are usual ones of columns."""
    usual = sum(map(is_column_name, cells))
    return usual > 1 and 2 * usual >= len(cells) and _are_names(cells)


def _stripped(cells: Sequence[str | None]) -> list[str]:
    return [(cell or "").strip() for cell in cells]


def _holds_values(records: Sequence[Sequence[str]], place: int) -> bool:
    filled = [cells[place] for cells in records if cells[place]]
    values = sum(_VALUE.match(cell[:20]) is not None for cell in filled)
    return values > 0 and 10 * values >= 9 * len(filled)

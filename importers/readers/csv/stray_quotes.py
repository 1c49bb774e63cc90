"""Records of delimited text with a quotation mark too many or a separator too few.

A record is never read by a guess: where a second reading is as good, it is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from importers.readers.csv.stdlib import Strict, strict_records

_MOST_MARKS = 64
_MOST_BYTES = 64 * 1024
"""In longer records, trying each mark would take more than linear time."""

_STRAY = "\ue000"
"""Stands for the mark that is text while the others are tried as the marks of quoted cells."""

_NAMED = 5

_SAMPLED = 200

_ENOUGH = 10
"""How many records show which columns are quoted only where they must be."""

TORN = (
    "a quotation mark opens within a cell and closes in a later one: a separator may be missing before it; "
    "--quote none keeps quotation marks as text"
)


@dataclass
class StrayQuotes:
    """Repairs the records of one text. `delimiter` is one character, perhaps with a blank behind it; `sample`
    is the start of the text."""

    delimiter: str
    encoding: str
    quote: str
    width: int
    sample: bytes
    lines: list[int] = field(default_factory=list)
    """The lines of the records that were repaired."""

    def __post_init__(self) -> None:
        mark, quote = re.escape(self.delimiter[0]), re.escape(self.quote)
        blank = " ?" if len(self.delimiter) > 1 else ""
        self._cell = re.compile(
            rf"{blank}(?:{quote}((?:[^{quote}]|{quote}{quote})*+){quote}|([^{quote}{mark}]*+))({mark}|\Z)"
        )
        inside = rf"((?:[^{quote}\n]|{quote}{quote})*+)"
        before = rf"(?<=[^{mark}{quote}\r\n{' ' if blank else ''}])"
        torn = rf"{before}{quote}(?=[^\s{mark}{quote}]){inside}{quote}(?={mark}|\r?\n|\Z)"
        self._torn = re.compile(torn.encode(self.encoding), re.DOTALL)

    def is_torn(self, raw: bytes) -> bool:
        """Whether a mark within an unquoted cell seems to open one that ends in another unquoted cell."""
        mark = self.delimiter[0].encode(self.encoding)
        inside = (found.group(1) for found in self._torn.finditer(raw))
        return any(mark in text and not text.endswith(mark) for text in inside)

    def repaired(self, record: Strict, following: Strict | None) -> list[str] | None:
        """The cells of a record that cannot be read, where it has one mark too many and only one mark can be
        text. None if it may go on in the next line: what follows has to be a whole record. None, too, in a
        column that is sometimes quoted without need: there the closing mark may be missing instead."""
        if following is None or len(following.cells or ()) != self.width or len(record.raw) > _MOST_BYTES:
            return None
        try:
            text = record.raw.decode(self.encoding).rstrip("\r\n")
        except UnicodeDecodeError:
            return None
        found = self._readings(text)
        if len(found) != 1 or found[0][1] in self._doubtful:
            return None
        return found[0][0]

    def remark(self) -> list[str]:
        """A sentence on the records that were repaired, if there were any."""
        if not self.lines:
            return []
        lines = ", ".join(f"{line:,}" for line in self.lines[:_NAMED]) + (", …" * (len(self.lines) > _NAMED))
        if len(self.lines) == 1:
            return [f"The record on line {lines} has a stray quotation mark, which was kept as text."]
        return [f"{len(self.lines):,} records have a stray quotation mark, kept as text (lines {lines})."]

    def _readings(self, text: str) -> list[tuple[list[str], int]]:
        """Each reading of the record with one mark as text: its cells, and the place of the unquoted cell
        that starts with this mark, or -1."""
        places = [at for at, character in enumerate(text) if character == self.quote]
        found: dict[tuple[str, ...], int] = {}
        for at in places if len(places) <= _MOST_MARKS and _STRAY not in text else ():
            cells = self._cells(text[:at] + _STRAY + text[at + 1 :])
            if cells is not None and len(cells) == self.width:
                bare = (place for place, (cell, quoted) in enumerate(cells) if not quoted and _STRAY in cell)
                found[tuple(cell.replace(_STRAY, self.quote) for cell, _ in cells)] = next(bare, -1)
        return [(list(cells), place) for cells, place in found.items()]

    def _cells(self, text: str) -> list[tuple[str, bool]] | None:
        """The cells, and whether they are quoted; None unless all marks are those of quoted cells."""
        cells, at = [], 0
        while found := self._cell.match(text, at):
            quoted = found.group(1) is not None
            cell = found.group(1).replace(self.quote * 2, self.quote) if quoted else found.group(2)
            cells.append((cell, quoted))
            at = found.end()
            if not found.group(3):
                return cells
        return None

    @cached_property
    def _doubtful(self) -> frozenset[int]:
        """The columns in which a closing mark may be missing: those with quoted cells that hold neither a
        delimiter nor a mark; all, where cells hold line ends or there are too few records to judge."""
        records = strict_records(
            self.sample, encoding=self.encoding, delimiter=self.delimiter, quote=self.quote
        )
        whole = [one for one in islice(records, 1, _SAMPLED) if len(one.cells or ()) == self.width]
        if len(whole) < _ENOUGH or any(one.raw.count(b"\n") > 1 for one in whole):
            return frozenset(range(self.width))
        texts = (one.raw.decode(self.encoding, "replace").rstrip("\r\n") for one in whole)
        return frozenset(place for text in texts for place in self._needless(self._cells(text) or ()))

    def _needless(self, cells: Sequence[tuple[str, bool]]) -> Iterator[int]:
        for place, (cell, is_quoted) in enumerate(cells):
            if is_quoted and self.quote not in cell and self.delimiter[0] not in cell:
                yield place

"""What all kinds of workbooks give: sheets, and their rows of texts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from importers.errors import NotDataError
from importers.readers import streams
from importers.readers.archive import zip
from importers.readers.chunks import RECORD_BYTES
from importers.readers.streams import Input
from importers.readers.xml.walk import walk

ROWS = 1_048_576
COLUMNS = 16_384
"""No program that makes workbooks has more of them in a sheet."""

DIGITS = 15
"""How many digits of a number they keep."""

ROW_BYTES = 2 * 1024 * 1024
"""A row is in memory as a tree, which may take fifty times as much."""

ROW_TEXTS = 2 * RECORD_BYTES
"""How many characters a row's cells may have: any number of them may name, or repeat, the same long text. A
row that is only too long for a record is a reject."""

HEAD = 100
"""How many of a sheet's rows decide which columns there are."""


class SheetLine(NamedTuple):
    """A row that is not blank: its number in the sheet, and its filled cells by the column's, all from 1."""

    number: int
    cells: dict[int, str]


@dataclass
class Doubts:
    """What about a sheet its user should know, counted while it is read."""

    cut: int = 0
    """Numbers that a spreadsheet has rounded, since it keeps 15 digits."""
    example: str = ""

    def look_at(self, text: str) -> None:
        """Count `text` if it is a whole number that a spreadsheet may have rounded."""
        if len(text) > DIGITS and text.isdecimal() and not text[DIGITS:].strip("0"):
            self.cut, self.example = self.cut + 1, self.example or text

    def remarks(self) -> list[str]:
        """Return sentences for the report about what was counted, none where nothing was."""
        if not self.cut:
            return []
        return [
            f"Spreadsheets keep {DIGITS} digits of a number and write zeros for the rest. Numbers here that "
            f"look so: {self.cut:,}, such as {self.example}. If they are ids, export them as text, or as CSV."
        ]


class Book(ABC):
    """An open workbook."""

    @abstractmethod
    def sheets(self) -> dict[str, bool]:
        """The names of its sheets, and whether people see them."""

    @abstractmethod
    def lines(self, sheet: str, doubts: Doubts) -> Generator[SheetLine]:
        """A sheet's rows that are not blank, from its start. Raises `NotDataError` for what is damaged."""

    def head(self, sheet: str) -> list[SheetLine]:
        """The first of them, `HEAD` at most."""
        with closing(self.lines(sheet, Doubts())) as lines:
            return list(islice(lines, HEAD))


@dataclass(frozen=True)
class Parts:
    """The XML files that a workbook is made of. `shown` is its name for people."""

    path: Path
    shown: str
    names: dict[str, str] = field(repr=False)

    @staticmethod
    def load(path: Path, shown: str) -> Parts:
        """List the parts of the workbook at `path`; raise `NotDataError` for one that is encrypted or
        damaged."""
        with zip.opened(path) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise NotDataError(shown, problem="the workbook is encrypted. Save it without a password.")
            return Parts(path, shown, {name.lower(): name for name in archive.namelist()})

    def __contains__(self, part: str) -> bool:
        return part.lower() in self.names

    @contextmanager
    def open(self, part: str, what: str = "") -> Iterator[Input]:
        """A part as a stream; `what` is what people call it. Raises `NotDataError` for one that is not
        there."""
        if part not in self:
            raise damaged(self.shown, f"{part} is missing")
        with zip.raw(self.path, self.names[part.lower()]) as stream:
            yield streams.wrapped(stream, name=f"{self.shown}: {what or part}", path="", size=None)

    def elements(self, part: str, tags: set[str]) -> Iterator[tuple[str, dict[str, str]]]:
        """The elements of these tags in a small part, with their attributes by local name, and in `parent`
        the tag that they stand in."""
        with self.open(part) as source:
            for step in walk(source, frozenset(tags), only=frozenset(tags)):
                if not step.started:
                    found = {str(key).rpartition("}")[2]: str(value) for key, value in step.element.items()}
                    yield step.tag, {**found, "parent": step.parent}


def check_texts(characters: int) -> None:
    """Raises `ValueError` for a row whose cells have more of them than memory has room for."""
    if characters > ROW_TEXTS:
        raise ValueError(f"its cells have more than {ROW_TEXTS:,} characters")


def damaged(name: str, why: object) -> NotDataError:
    """Return the error for the damaged workbook or sheet `name`, with the reason `why`."""
    return NotDataError(name, problem=f"it is damaged ({why}). Open it, and save it again or as CSV.")

"""XLSX: a sheet's rows one after the other, with the texts they share and their numbers' formats."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from importers.readers.sheets.formats import Text, format_of, plain
from importers.readers.sheets.rows import (
    COLUMNS,
    DIGITS,
    ROW_BYTES,
    ROWS,
    Book,
    Doubts,
    Parts,
    SheetLine,
    check_texts,
    damaged,
)
from importers.readers.sheets.strings import Strings
from importers.readers.streams import Input
from importers.readers.xml.walk import local, walk

_WORKBOOK = "xl/workbook.xml"
_ESCAPES = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
"""Characters that XML cannot hold, and what looks like such an escape."""

_TRUTH = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}

TEXTS = 1 << 30
"""How many characters a workbook's shared texts may have, which wait in a file: a few bytes of an archive may
stand for any number of them."""


@dataclass
class XlsxBook(Book):
    """An XLSX workbook. Raises `NotDataError` for one that is none, or damaged."""

    parts: Parts
    _sheets: dict[str, tuple[str, bool]] = field(default_factory=dict, init=False)
    """The part of each sheet, and whether people see it."""
    _others: dict[str, str] = field(default_factory=dict, init=False)
    """The parts that all sheets share, by what they are."""
    _from_1904: bool = field(default=False, init=False)
    _formats: list[Text] = field(default_factory=list, init=False)

    @staticmethod
    def open(path: Path, shown: str) -> XlsxBook:
        """Open the workbook at `path`, which errors call `shown`."""
        return XlsxBook(Parts.load(path, shown))

    def __post_init__(self) -> None:
        related = self._related()
        for tag, found in self.parts.elements(_WORKBOOK, {"sheet", "workbookPr"}):
            if tag == "workbookPr":
                self._from_1904 = _TRUTH.get(found.get("date1904", "")) == "TRUE"
            else:
                kind, part = related.get(found.get("id", ""), ("", ""))
                if kind == "worksheet" and part in self.parts:
                    self._sheets[found["name"]] = part, found.get("state", "visible") == "visible"
        self._others = dict(related.values())
        if styles := self._others.get("styles"):
            self._formats = self._formats_in(styles)

    def sheets(self) -> dict[str, bool]:
        """Return the worksheets' names, each with whether people see it."""
        return {name: seen for name, (_, seen) in self._sheets.items()}

    def lines(self, sheet: str, doubts: Doubts) -> Generator[SheetLine]:
        """Yield a sheet's rows that are not blank; raise `NotDataError` for a damaged sheet."""
        with ExitStack() as stack:
            strings = Strings(self._strings())
            stack.callback(strings.close)
            source = stack.enter_context(self.parts.open(self._sheets[sheet][0], sheet))
            rows = stack.enter_context(closing(_rows(source)))
            cells, number = _Cells(strings, self._formats or [plain], doubts), 0
            for row in rows:
                number = _number(row.get("r"), number + 1)
                if number > ROWS:
                    raise damaged(source.name, f"it has a row {number:,}")
                try:
                    found = cells.read_texts(row)
                except (IndexError, ValueError) as error:
                    raise damaged(source.name, f"row {number:,} cannot be read: {error}") from None
                if found:
                    yield SheetLine(number, found)

    def _related(self) -> dict[str, tuple[str, str]]:
        """What each id stands for: the kind of a part, and its name."""
        return {
            found.get("Id", ""): (
                found.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/xl", found.get("Target", ""))).lstrip("/"),
            )
            for _, found in self.parts.elements("xl/_rels/workbook.xml.rels", {"Relationship"})
        }

    def _formats_in(self, styles: str) -> list[Text]:
        """What each style of a cell says of its number."""
        codes, numbers = dict[int, str](), list[int]()
        if styles not in self.parts:
            return []
        for _, found in self.parts.elements(styles, {"numFmt", "xf"}):
            if found["parent"] == "numFmts":
                codes[int(found["numFmtId"])] = found.get("formatCode", "")
            elif found["parent"] == "cellXfs":
                numbers.append(int(found.get("numFmtId", "0")))
        return [format_of(number, codes, from_1904=self._from_1904) for number in numbers]

    def _strings(self) -> Iterator[str]:
        part = self._others.get("sharedStrings", "")
        if part not in self.parts:
            return
        left = TEXTS
        with self.parts.open(part) as source:
            for step in walk(source, frozenset({"si"}), only=frozenset({"si"}), most=ROW_BYTES):
                if not step.started:
                    text = _rich(step.element)
                    left -= len(text)
                    if left < 0:
                        raise damaged(source.name, f"its shared texts have more than {TEXTS:,} characters")
                    yield text


def _rows(source: Input) -> Generator[etree._Element]:
    only = frozenset({"row", "sheetData"})
    for step in walk(source, frozenset({"row"}), only=only, within="sheetData", most=ROW_BYTES):
        if not step.started and step.tag == "row":
            yield step.element


@dataclass
class _Cells:
    """The texts of rows."""

    strings: Strings
    formats: list[Text]
    doubts: Doubts
    _columns: dict[str, int] = field(default_factory=dict, init=False)

    def read_texts(self, row: etree._Element) -> dict[int, str]:
        """Raises `ValueError` or `IndexError` for what no workbook holds."""
        found: dict[int, str] = {}
        column, known, size = 0, self._columns, 0
        for cell in row:
            if place := cell.get("r"):
                letters = place.rstrip("0123456789")
                column = known.get(letters) or self._column(letters)
            else:
                column += 1
            if len(cell) and (text := self._text(cell)):
                found[column] = text
                size += len(text)
                check_texts(size)
        return found

    def _text(self, cell: etree._Element) -> str | None:
        kind = cell.get("t")
        if kind == "inlineStr":
            return _rich(cell[0])
        kept = cell[-1]  # behind the formula that made it
        value = kept.text if str(kept.tag).endswith("}v") else cell.findtext("{*}v")
        if not value:
            return None
        if kind == "s":
            return self.strings[int(value)]
        if kind is None or kind == "n":
            return self._number(cell, value.strip())
        return _TRUTH.get(value, value) if kind == "b" else _unescaped(value)

    def _number(self, cell: etree._Element, value: str) -> str:
        style = int(cell.get("s") or 0)
        text = self.formats[style](value) if style < len(self.formats) else plain(value)
        if len(text) > DIGITS:
            self.doubts.look_at(text)
        return text

    def _column(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        if not 0 < number <= COLUMNS:
            raise ValueError(f"there is no column {letters[:10]}")
        self._columns[letters] = number
        return number


def _number(text: str | None, following: int) -> int:
    """A row's number as it says; rows go down."""
    return max(int(text), following) if text and text.isdecimal() and len(text) < 10 else following


def _rich(element: etree._Element) -> str:
    """A text, or one in runs of different looks, without how it is pronounced."""
    texts = []
    for child in element:
        tag = local(child)
        if tag == "t":
            texts.append(child.text or "")
        elif tag == "r":
            texts.append(child.findtext("{*}t") or "")
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    return _ESCAPES.sub(_characters, text) if "_x" in text else text


def _characters(found: re.Match[str]) -> str:
    units = (int(code, 16) for code in found.group().replace("x", "").split("_") if code)
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")

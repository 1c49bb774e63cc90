"""ODS: all sheets are one document, where cells and rows may say that they are repeated."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from importers.errors import NotDataError
from importers.readers.sheets import cells
from importers.readers.sheets.rows import HEAD, ROW_BYTES, ROWS, Book, Doubts, Parts, SheetLine, damaged
from importers.readers.streams import Input
from importers.readers.xml.walk import walk

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_REPEATED_CELLS = 20_000_000
"""Nobody's sheet repeats more: a few bytes would make days of work."""

_TABLE, _ROW = f"{cells.TABLE}table", f"{cells.TABLE}table-row"
_NAME, _STYLE = f"{cells.TABLE}name", f"{cells.TABLE}style-name"
_REPEATED = f"{cells.TABLE}number-rows-repeated"
_OWN_NAME = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"
_TAGS = frozenset({"table", "table-row", "table-properties"})


@dataclass
class OdsBook(Book):
    """An ODS workbook, whose document is read once to find its sheets. Raises `NotDataError` for one that
    is none, damaged or absurd."""

    parts: Parts
    _seen: dict[str, bool] = field(default_factory=dict, init=False)
    _heads: dict[str, list[SheetLine]] = field(default_factory=dict, init=False)

    @staticmethod
    def open(path: Path, shown: str) -> OdsBook:
        """Open the workbook at `path`, which errors call `shown`."""
        return OdsBook(Parts.load(path, shown))

    def __post_init__(self) -> None:
        if _MANIFEST in self.parts and list(self.parts.elements(_MANIFEST, {"encryption-data"})):
            problem = "the workbook is protected by a password. Save it without, or save the sheet as CSV."
            raise NotDataError(self.parts.shown, problem=problem)
        hidden = set[str | None]()
        with self.parts.open(_CONTENT) as source, closing(_elements(source)) as elements:
            for element in elements:
                if element.tag == _TABLE:
                    sheet = _Sheet(element.get(_NAME) or "", source)
                    self._seen.setdefault(sheet.name, element.get(_STYLE) not in hidden)
                    self._heads.setdefault(sheet.name, sheet.head)
                elif element.tag == _ROW:
                    sheet.look_at(element)
                elif element.get(f"{cells.TABLE}display") == "false":
                    style = element.getparent()
                    hidden.add(None if style is None else style.get(_OWN_NAME))

    def sheets(self) -> dict[str, bool]:
        """Return the sheets' names, each with whether people see it."""
        return self._seen

    def head(self, sheet: str) -> list[SheetLine]:
        """Return the first rows of a sheet that are not blank, `HEAD` at most, as found on opening."""
        return self._heads[sheet]

    def lines(self, sheet: str, doubts: Doubts) -> Generator[SheetLine]:
        """Yield a sheet's rows that are not blank, a repeated row once for each repetition."""
        with self.parts.open(_CONTENT, sheet) as source, closing(_elements(source)) as elements:
            wanted, number = False, 0
            for element in elements:
                if element.tag == _TABLE:
                    if wanted:
                        return
                    wanted = element.get(_NAME) == sheet
                elif wanted and element.tag == _ROW:
                    times, found = _read(element, source, number + 1)
                    for text in found.values():
                        doubts.look_at(text)
                    for more in range(times if found else 0):
                        yield SheetLine(number + 1 + more, found)
                    number += times


class _Sheet:
    """A sheet that is looked at before it is read: its head, and how much of it is repeats."""

    def __init__(self, name: str, source: Input) -> None:
        self.name, self.head = name, list[SheetLine]()
        self._source, self._number, self._repeated = source, 0, 0

    def look_at(self, row: etree._Element) -> None:
        self._number += 1
        if len(self.head) == HEAD and not row.get(_REPEATED):
            return
        times, found = _read(row, self._source, self._number)
        self._repeated += (times - 1) * len(found)
        if self._repeated > _REPEATED_CELLS:
            problem = (
                f"it says that {self._repeated:,} of its cells are repeats. Delete what is beyond the data, "
                "or save the sheet as CSV."
            )
            raise NotDataError(f"{self._source.name}: {self.name}", problem=problem)
        for more in range(min(times, HEAD - len(self.head)) if found else 0):
            self.head.append(SheetLine(self._number + more, found))
        self._number += times - 1


def _elements(source: Input) -> Generator[etree._Element]:
    """The sheets, their rows, and what shows which are hidden."""
    for step in walk(source, frozenset({"table-row"}), only=_TAGS, most=ROW_BYTES):
        if step.started == (step.tag != "table-row"):
            yield step.element


def _read(row: etree._Element, source: Input, number: int) -> tuple[int, dict[int, str]]:
    """How often a row stands there, and its filled cells."""
    try:
        times, found = cells.repeats(row, "rows"), cells.texts(row)
    except ValueError as error:
        raise damaged(source.name, f"row {number:,} cannot be read: {error}") from None
    if found and number + times - 1 > ROWS:
        raise damaged(source.name, f"it has a row {number + times - 1:,}")
    return times, found

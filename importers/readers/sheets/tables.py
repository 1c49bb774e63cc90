"""A workbook's sheets as tables, each under its first row that is not blank."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

from importers.errors import NotDataError
from importers.readers.csv.header import unique_names
from importers.readers.factory import InputOptions
from importers.readers.json_adapter import Row, adapted_input
from importers.readers.sheets.ods import OdsBook
from importers.readers.sheets.rows import Book, Doubts, SheetLine
from importers.readers.sheets.xls import XlsBook
from importers.readers.sheets.xlsx import XlsxBook
from importers.readers.streams import Input
from importers.readers.tables import BaseTables

_BOOKS: dict[str, Callable[[Path, str], Book]] = {
    "xlsx": XlsxBook.open,
    "ods": OdsBook.open,
    "xls": XlsBook.open,
}

_ABOVE = 50
"""No more rows than this are above the columns' names."""


class SheetTables(BaseTables):
    """A workbook. Raises `NotDataError`, or `MissingExtraError` for an old one."""

    def __init__(self, path: Path, form: str, *, how: InputOptions, stack: ExitStack, name: str = "") -> None:
        super().__init__(name or path.name, str(path.resolve()), how=how, stack=stack)
        self.format = form
        self._book = _BOOKS[form](path, self.name)
        self._sheets = self._book.sheets()
        self._names: list[str] | None = None
        self._headers: dict[str, _Header] = {}
        hidden = [sheet for sheet, seen in self._sheets.items() if not seen]
        self.details = f"{form.upper()} workbook"
        if hidden and len(hidden) < len(self._sheets):
            self.details += f", hidden sheets left out: {', '.join(hidden)}"

    def names(self) -> list[str]:
        """Sheets that hold something and that people see; where they see none, those that they don't."""
        if self._names is None:
            filled = [sheet for sheet in self._sheets if self._header(sheet).columns]
            self._names = [sheet for sheet in filled if self._sheets[sheet]] or filled
        return self._names

    def columns(self, name: str) -> list[str]:
        """Return a sheet's columns, from its header; raise `NotDataError` for an empty sheet."""
        return list(self._known(name).columns.values())

    def _stream(self, name: str) -> AbstractContextManager[Input]:
        header, doubts = self._known(name), Doubts()
        columns = list(header.columns.values())
        return adapted_input(
            _rows(self._book.lines(name, doubts), header, columns),
            name=self.name,
            path=self.path,
            carrier=self.format,
            table=name,
            columns=columns,
            lines_before=header.number,
            remarks=doubts.remarks,
        )

    def _known(self, name: str) -> _Header:
        if name not in self._sheets:
            raise self.missing(name)
        header = self._header(name)
        if not header.columns:
            raise NotDataError(f"{self.name}: {name}", problem="the sheet is empty.")
        return header

    def _header(self, sheet: str) -> _Header:
        if sheet not in self._headers:
            self._headers[sheet] = _Header.find(self._book.head(sheet))
        return self._headers[sheet]


class _Header:
    """The row that names the columns, and the names by the columns' numbers."""

    def __init__(self, number: int, columns: dict[int, str]) -> None:
        self.number, self.columns = number, columns

    @staticmethod
    def find(first: list[SheetLine]) -> _Header:
        """From a sheet's first rows that are not blank."""
        texts = [SheetLine(number, _stripped(cells)) for number, cells in first]
        above = [line for line in texts if line.cells and line.number <= _ABOVE]
        above = above or [line for line in texts if line.cells][:1]
        if not above:
            return _Header(0, {})
        # A report's title fills one cell above the columns.
        wide = [line for line in above if len(line.cells) > 1]
        tabular = any(len(line.cells) > 2 for line in wide)
        number, cells = wide[0] if tabular else above[0]
        used = {place for line in texts if line.number >= number for place in line.cells}
        names = unique_names([cells.get(place, "") for place in range(1, max(used) + 1)])
        return _Header(number, {place: names[place - 1] for place in sorted(used)})


def _stripped(cells: dict[int, str]) -> dict[int, str]:
    stripped = ((place, text.strip()) for place, text in cells.items())
    return {place: text for place, text in stripped if text}


def _rows(lines: Generator[SheetLine], header: _Header, columns: list[str]) -> Generator[Row | None]:
    """The rows below the header, blank ones too. A column that a later row is the first to fill is put at
    the end of `columns`."""
    places = list(header.columns)
    known = set(places)
    at = header.number
    with closing(lines):
        for number, cells in lines:
            if number <= header.number:
                continue
            while number > at + 1:
                yield None
                at += 1
            at = number
            if not cells.keys() <= known:
                for place in sorted(cells.keys() - known):
                    places.append(place)
                    columns.append(_new_name(place, columns))
                known = set(places)
            yield list(map(cells.get, places))


def _new_name(place: int, columns: list[str]) -> str:
    return unique_names([*columns, f"column_{place}"])[-1]

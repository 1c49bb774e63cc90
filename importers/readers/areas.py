"""How large a sheet is once it is read, from the bytes of its part: one cell in the last corner, or one that
says it is repeated a million times, is enough for an area that no memory holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ROW_BYTES = 16 * 1024 * 1024
"""No row's text is longer: one that is would be held in memory to look at it."""

# No start of a tag holds a "<", so that no input makes these look twice at what they have seen.
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*?\s)?r=["'](\d{1,9})["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Za-z]{1,3})(\d{1,9})["']""")
_STARTS = re.compile(rb"<(?:\w+:)?(?:(row)(?=[\s/>])([^<>]*?\sr=)?|c(?=[\s/>])(?![^<>]*?\sr=))")
"""Rows, and whether they are named; cells that are not."""

_USUAL = (b"<c ", b"<c>", b"<c/")
"""How cells start: where as many have a reference, the others need not be looked for."""

_PIECES = re.compile(rb"(?=<table:table(?:-row)?[\s/>])")
_PIECE_START = len(b"<table:table-row ")
_ATTRIBUTES = rb"""((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)"""
_REPEATED_ROW = re.compile(rb"<table:table-row\b" + _ATTRIBUTES + rb"/?>")
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b" + _ATTRIBUTES + rb"(/?)>")
_ROWS = re.compile(rb"""number-rows-repeated=["'](\d{1,12})["']""")
_COLUMNS = re.compile(rb"""number-columns-repeated=["'](\d{1,12})["']""")


class RowTooLong(ValueError):
    """A row of more than `ROW_BYTES`."""


@dataclass(frozen=True)
class Area:
    rows: int
    columns: int

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def measured(part: str, pieces: Iterable[bytes]) -> Area:
    """The largest area that a part of a workbook makes; none for what is no sheet. Raises `RowTooLong`."""
    ways: dict[bool, Callable[[Iterable[bytes]], Area]] = {
        "/worksheets/" in part: _of_xlsx,
        part == "content.xml": _of_ods,
    }
    if way := ways.get(True):
        return way(pieces)
    for _ in pieces:
        pass
    return Area(0, 0)


def _of_xlsx(pieces: Iterable[bytes]) -> Area:
    """By the cells' references; cells and rows without one follow each other."""
    rows = columns = following = 0
    rest = b""
    for piece in pieces:
        data = rest + piece
        end = data.rfind(b">") + 1  # what is open yet is looked at with the next piece
        data, rest = data[:end], data[end:]
        if len(rest) > ROW_BYTES:
            raise RowTooLong
        named = _CELL.findall(data)
        columns = max([columns, *map(_place, {letters for letters, _ in named})])
        rows = max([rows, *(int(number) for _, number in named)])
        if named and len(named) == sum(map(data.count, _USUAL)):
            continue
        rows = max([rows, *map(int, _ROW.findall(data))])
        for row, has_name in _STARTS.findall(data):
            following = 0 if row else following + 1
            rows, columns = rows + bool(row and not has_name), max(columns, following)
    return Area(rows, columns)


def _of_ods(pieces: Iterable[bytes]) -> Area:
    """By the filled cells, and how often they and their rows say that they are repeated."""
    sheet, largest = _Sheet(), Area(0, 0)
    rest = b""
    for piece in pieces:
        *whole, rest = _PIECES.split(rest + piece)
        for one in whole:
            if one.startswith(b"<table:table-row"):
                sheet.take(one)
            elif one.startswith(b"<table:table"):
                largest, sheet = max(largest, sheet.area, key=_cells), _Sheet()
        if not rest.startswith(b"<table:table-row"):
            rest = rest[-_PIECE_START:]
        elif len(rest) > ROW_BYTES:
            raise RowTooLong
    if rest.startswith(b"<table:table-row"):
        sheet.take(rest)
    return max(largest, sheet.area, key=_cells)


def _cells(area: Area) -> int:
    return area.cells


class _Sheet:
    """The used area of a sheet of an ODS, row by row; blank rows count once a filled one follows."""

    def __init__(self) -> None:
        self._rows = self._blank = self._columns = 0

    @property
    def area(self) -> Area:
        return Area(self._rows, self._columns)

    def take(self, row: bytes) -> None:
        start = _REPEATED_ROW.match(row)
        repeated = _number(_ROWS, start.group(1)) if start else 1
        width = at = 0
        if b"value-type" in row or b"<text:" in row:
            for cell in _ODS_CELL.finditer(row):
                at += _number(_COLUMNS, cell.group(1))
                if b"value-type" in cell.group(1) or not cell.group(2):
                    width = at
        if not width:
            self._blank += repeated
            return
        self._rows += self._blank + repeated
        self._blank, self._columns = 0, max(self._columns, width)


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found.group(1)) if found else 1


def _place(letters: bytes) -> int:
    """A column's number from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

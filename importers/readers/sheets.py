"""Workbooks: XLSX, ODS and old XLS, each sheet a table under its first row that is not blank."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from importers.errors import MissingExtra, NotData
from importers.readers import archives, areas
from importers.readers.delimited import unique_names
from importers.readers.made import Row, made_input
from importers.readers.reading import How
from importers.readers.streams import Input
from importers.readers.tables import BaseTables

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

PART_BYTES = 512 * 1024 * 1024
"""A sheet is held in memory while it is read: one whose text is longer is refused."""

CELLS = 20_000_000
"""A sheet's used area, from its first cell to its last, has no more cells than this."""

_ABOVE = 50
"""No more rows than this are above the columns' names."""

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")


class SheetTables(BaseTables):
    """A workbook, by the library for it, which is an extra. Raises `MissingExtra` or `NotData`."""

    def __init__(self, path: Path, form: str, *, how: How, stack: ExitStack) -> None:
        super().__init__(path.name, str(path.resolve()), how=how, stack=stack)
        self.format, self._file = form, path
        self._workbook = self._opened()
        stack.callback(self._workbook.close)
        self._names: list[str] | None = None
        self.details = f"{form.upper()} workbook"

    def names(self) -> list[str]:
        """Sheets that hold something."""
        from python_calamine import SheetTypeEnum

        if self._names is None:
            self._names = [
                sheet.name
                for sheet in self._workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and self._sheet(sheet.name).height
            ]
        return self._names

    def columns(self, name: str) -> list[str]:
        return self._header(self._sheet(name))[1]

    def _stream(self, name: str) -> AbstractContextManager[Input]:
        if name not in self._workbook.sheet_names:
            raise self.missing(name)
        sheet = self._sheet(name)
        line, columns = self._header(sheet)
        return made_input(
            _rows(sheet, after=line),
            name=self.name,
            path=self.path,
            carrier=self.format,
            table=name,
            columns=columns,
            lines_before=line,
        )

    def _sheet(self, name: str) -> CalamineSheet:
        import python_calamine as calamine

        try:
            return self._workbook.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError) as error:
            problem = f"it is damaged ({error}). Open it, and save it again or as CSV."
            raise NotData(f"{self.name}: {name}", problem=problem) from None

    def _header(self, sheet: CalamineSheet) -> tuple[int, list[str]]:
        """The line that names the columns (from 1), and their names."""
        rows = ([(as_text(cell) or "").strip() for cell in cells] for cells in sheet.iter_rows())
        first = [(line, texts) for line, texts in enumerate(islice(rows, _ABOVE), start=1) if any(texts)]
        if not first:
            first = [(line, texts) for line, texts in enumerate(rows, start=_ABOVE + 1) if any(texts)][:1]
        if not first:
            raise NotData(f"{self.name}: {sheet.name}", problem="the sheet is empty.")
        # A report's title fills one cell above the columns.
        wide = [(line, texts) for line, texts in first if sum(map(bool, texts)) > 1]
        tabular = any(sum(map(bool, texts)) > 2 for _, texts in wide)
        line, texts = wide[0] if tabular else first[0]
        return line, unique_names(texts)

    def _opened(self) -> CalamineWorkbook:
        try:
            import python_calamine as calamine
        except ImportError:
            raise MissingExtra("Workbooks", extra="excel") from None
        if self.format != "xls":
            refuse_absurd(self._file)
        try:
            return calamine.CalamineWorkbook.from_path(str(self._file))
        except calamine.PasswordError:
            problem = "the workbook is protected by a password. Save it without, or save the sheet as CSV."
            raise NotData(self.name, problem=problem) from None
        except (calamine.CalamineError, OSError) as error:
            problem = f"it cannot be read as a workbook ({error}). Open it, and save it again or as CSV."
            raise NotData(self.name, problem=problem) from None


def _rows(sheet: CalamineSheet, *, after: int) -> Generator[Row | None]:
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > after:
            texts = [as_text(cell) for cell in cells]
            yield texts if any(texts) else None


def as_text(cell: Any) -> str | None:
    """A cell as people see it: whole numbers without a fraction, dates as ISO, a blank one as none."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def refuse_absurd(path: Path) -> None:
    """Raises `NotData` for a workbook with a part longer than memory has room for, whatever its directory
    says, or a sheet whose used area is absurd: one cell in its last corner is enough for that."""
    with archives.opened(path) as archive, path.open("rb") as file:
        for info in archive.infolist():
            if info.flag_bits & 1:
                raise NotData(path.name, problem="the workbook is encrypted. Save it without a password.")
            try:
                _check_part(path, file, info)
            except OSError as error:  # the archive's directory lies
                raise NotData(path.name, problem=f"the workbook is damaged ({error.strerror}).") from None


def _check_part(path: Path, file: BinaryIO, info: zipfile.ZipInfo) -> None:
    try:
        area = areas.measured(info.filename, _bounded(path, info.filename, _unpacked(file, info)))
    except areas.RowTooLong:
        problem = (
            f"{info.filename} has a row of more than {areas.ROW_BYTES >> 20} MiB. Save the sheet as CSV."
        )
        raise NotData(path.name, problem=problem) from None
    if area.cells > CELLS:
        problem = (
            f"{info.filename} uses {area.rows:,} rows × {area.columns:,} columns, most of them surely blank. "
            "Delete what is beyond the data, or save the sheet as CSV."
        )
        raise NotData(path.name, problem=problem)


def _bounded(path: Path, part: str, pieces: Iterable[bytes]) -> Generator[bytes]:
    """The same pieces. Raises `NotData` where they come to more than `PART_BYTES`."""
    length = 0
    for data in pieces:
        length += len(data)
        if length > PART_BYTES:
            problem = f"{part} is longer than {PART_BYTES >> 20} MiB. Save the sheet as CSV."
            raise NotData(path.name, problem=problem)
        yield data


def _unpacked(file: BinaryIO, info: zipfile.ZipInfo) -> Generator[bytes]:
    """A part's bytes as they are, however many the archive's directory promises."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        return
    *_, name, extra = _LOCAL_HEADER.unpack(header)
    file.seek(name + extra, 1)
    unpack = zlib.decompressobj(-15)
    left = info.compress_size
    while left > 0 and (data := file.read(min(left, 1 << 18))):
        left -= len(data)
        if info.compress_type != zipfile.ZIP_DEFLATED:
            yield data
            continue
        try:
            while data:
                yield unpack.decompress(data, 1 << 20)
                data = unpack.unconsumed_tail
        except zlib.error:
            return  # damaged: whoever reads it will say so

"""Old XLS, by the library for it, an extra. It holds no more than 65,536 rows, which fit in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from events.errors import MissingExtraError
from importers.errors import NotDataError
from importers.readers.sheets.formats import plain
from importers.readers.sheets.rows import Book, Doubts, SheetLine, damaged

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


class XlsBook(Book):
    """Raises `MissingExtraError`, or `NotDataError` for what is none."""

    def __init__(self, workbook: CalamineWorkbook, shown: str) -> None:
        self._workbook, self._shown = workbook, shown

    @staticmethod
    def open(path: Path, shown: str) -> XlsBook:
        """Open the workbook at `path`, which errors call `shown`."""
        try:
            import python_calamine as calamine
        except ImportError:
            raise MissingExtraError(
                what="Reading an old XLS workbook", extra="excel", library="python-calamine"
            ) from None
        try:
            return XlsBook(calamine.CalamineWorkbook.from_path(str(path)), shown)
        except calamine.PasswordError:
            problem = "the workbook is protected by a password. Save it without, or save the sheet as CSV."
            raise NotDataError(shown, problem=problem) from None
        except (calamine.CalamineError, OSError) as error:
            problem = f"it cannot be read as a workbook ({error}). Open it, and save it again or as CSV."
            raise NotDataError(shown, problem=problem) from None

    def sheets(self) -> dict[str, bool]:
        """Return the worksheets' names, each with whether people see it."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        return {
            sheet.name: sheet.visible == SheetVisibleEnum.Visible
            for sheet in self._workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        }

    def lines(self, sheet: str, doubts: Doubts) -> Generator[SheetLine]:
        """Yield a sheet's rows that are not blank; raise `NotDataError` for a damaged sheet."""
        import python_calamine as calamine

        try:
            rows = self._workbook.get_sheet_by_name(sheet).iter_rows()
        except (calamine.CalamineError, OSError) as error:
            raise damaged(f"{self._shown}: {sheet}", error) from None
        for number, row in enumerate(rows, start=1):
            texts = {place: _text(cell, doubts) for place, cell in enumerate(row, start=1)}
            if cells := {place: text for place, text in texts.items() if text}:
                yield SheetLine(number, cells)


def _text(cell: Any, doubts: Doubts) -> str:
    """A cell as people see it, but for the zeros that a format puts before it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        text = plain(repr(cell))
        doubts.look_at(text)
        return text
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)

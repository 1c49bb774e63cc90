"""Records as an XLSX workbook: local times as dates, amounts as numbers, texts as nothing but texts.

Rows are written one after the other into a private temporary folder, so that a workbook of any size takes
little memory. No text becomes a formula or a link.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import IO, TYPE_CHECKING, Any

from cli.render import safe
from cli.render.data.csv_table import AMOUNTS, value_at
from cli.render.formats import Record, document
from events.errors import WriteError
from events.vocabulary.parameters import storable
from importers.private_files import private_folder
from importers.readable_export import date_heading

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_576
"""The rows of a sheet, its header among them; what is more goes to another sheet."""

_SHEET = "export"
_CELL = 32_767
"""The most characters of a cell, as spreadsheets count them: those beyond 16 bits are two."""

_DIGITS = 15
"""A spreadsheet keeps no more of a number."""

_DATES = frozenset(
    {"date", "created", "first_event", "last_event", "state_since", "first", "last", "started", "finished"}
)
_FIRST_DAY = datetime(1900, 3, 1, tzinfo=UTC)
"""Spreadsheets count the days before in ways of their own."""

_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - as the parts of the file, so that the same events make the same file
_WIDTHS = {
    "message": 60,
    "customer": 28,
    "user": 28,
    "email": 28,
    "id": 9,
    "kind": 14,
    "state": 14,
    "currency": 9,
}
_WIDTH, _DATE_WIDTH = 13, 19


def write(
    stream: IO[bytes], records: Iterable[Record], columns: Sequence[str], zone: tzinfo, *, hidden: int = 0
) -> str:
    """Write a header and a row per record, with the values at `columns`, of which people do not see the last
    `hidden` ones. Returns a note about texts that no cell holds, or ""."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    with private_folder("export") as folder:
        path = folder / "whole.xlsx"
        options = {"constant_memory": True, "tmpdir": str(folder), "default_date_format": "yyyy-mm-dd hh:mm"}
        try:
            with Workbook(str(path), options) as book:
                book.set_properties({"created": _MADE})
                rows = _Rows(book=book, columns=columns, zone=zone, hidden=hidden)
                for record in records:
                    rows.add(record)
        except XlsxFileError as error:
            raise WriteError(f"Cannot write a workbook in {folder}: {error}. Nothing was exported.") from None
        with path.open("rb") as file:
            shutil.copyfileobj(file, stream)
    stream.flush()
    if not rows.cut:
        return ""
    texts = "text is" if rows.cut == 1 else "texts are"
    return (
        f"{rows.cut:,} {texts} longer than a cell can be ({_CELL:,} characters) and cut; CSV has all of it."
    )


@dataclass(kw_only=True)
class _Rows:
    """The sheets of a workbook, which fill one after the other. `cut` counts texts that were too long."""

    book: Workbook
    columns: Sequence[str]
    zone: tzinfo
    hidden: int
    cut: int = 0
    _sheet: Worksheet = field(init=False)
    _row: int = field(default=0, init=False)
    _sheets: int = field(default=0, init=False)
    _formats: dict[str, Format] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._begin()

    def add(self, record: Record) -> None:
        if self._row == ROWS:
            self._begin()
        for place, column in enumerate(self.columns):
            self._write(place, column, value_at(record, column))
        self._row += 1

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self.book.add_worksheet(_SHEET if self._sheets == 1 else f"{_SHEET} {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        shown = len(self.columns) - self.hidden
        for place, column in enumerate(self.columns):
            width = _DATE_WIDTH if column in _DATES else _WIDTHS.get(column, _WIDTH)
            self._sheet.set_column(place, place, width, None, {"hidden": place >= shown})
            heading = date_heading(self.zone) if column == "date" else column
            self._sheet.write_string(0, place, heading, self._format("bold", {"bold": True}))
        self._row = 1

    def _write(self, place: int, column: str, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, place, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(self._row, place, value)
        elif column in _DATES and (moment := self._local(value)):
            date = self._format("date", {"num_format": "yyyy-mm-dd hh:mm:ss"})
            self._sheet.write_datetime(self._row, place, moment, date)
        elif column in AMOUNTS and (amount := _amount(value)) is not None:
            places = max(0, -int(amount.as_tuple().exponent))
            shown = self._format(f"{places}", {"num_format": f"0.{'0' * places}" if places else "0"})
            self._sheet.write_number(self._row, place, float(amount), shown)
        else:
            self._text(place, value)

    def _text(self, place: int, value: Any) -> None:
        text = storable(safe.cell(value)) if isinstance(value, str) else document(value)
        fitting = _fitting(text)
        self.cut += fitting != text
        self._sheet.write_string(self._row, place, fitting)

    def _local(self, value: Any) -> datetime | None:
        """The moment as clocks showed it, to the second; None for what a spreadsheet has no date for."""
        try:
            moment = datetime.fromisoformat(value)
            if moment < _FIRST_DAY:
                return None
            return moment.astimezone(self.zone).replace(microsecond=0, tzinfo=None)
        except (TypeError, ValueError, OverflowError):
            return None

    def _format(self, name: str, properties: dict[str, Any]) -> Format:
        if name not in self._formats:
            self._formats[name] = self.book.add_format(properties)
        return self._formats[name]


def _fitting(text: str) -> str:
    """The beginning of a text that a cell holds."""
    if len(text) <= _CELL // 2:
        return text
    return text.encode("utf-16-le")[: 2 * _CELL].decode("utf-16-le", errors="ignore")


def _amount(value: Any) -> Decimal | None:
    """An amount that a spreadsheet keeps exactly; None for others, which stay texts."""
    with suppress(InvalidOperation):
        amount = Decimal(value)
        if (
            amount.is_finite()
            and len(amount.as_tuple().digits) <= _DIGITS
            and abs(amount.adjusted()) < _DIGITS
        ):
            return amount
    return None

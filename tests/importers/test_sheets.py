"""Workbooks: each sheet is a table of the text that people see, of any size."""

from __future__ import annotations

import datetime as dt
import json
import sys
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from bringing import bring_into, rows
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from reading import again, names_of, read_table
from workbooks import HEADER, ods, ods_cell, ods_row, xlsx

from cli.exit_codes import choose_exit_code
from events.errors import MissingExtraError
from importers.errors import NotDataError
from importers.readers import opening
from importers.readers.sheets import strings
from importers.readers.sheets.rows import Doubts
from importers.readers.sheets.xlsx import XlsxBook


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    file = tmp_path / "history.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Notes")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row("B3", ["id", "order", "date", "day", "message", "paid", ""])
        sheet.write_row("B4", [12345, "000017"])
        sheet.write("D4", dt.datetime.fromisoformat("2020-11-04T07:40:03"), moment)
        sheet.write("E4", dt.date(2020, 11, 4), day)
        sheet.write_row("F4", ["Zażółć\nline 2", True, 12.5])
        sheet.write_row("B7", [12346, 18])
        book.add_worksheet("Empty")
        book.add_worksheet("Orders").write_row(0, 0, ["id"])
    return file


@pytest.mark.parametrize("apart", [0, 2])
@pytest.mark.parametrize("header", [["sku", "date"], ["sku", "qty", "shelf", "price", "stock"]])
def test_another_table_below_is_not_read_with_the_first(
    tmp_path: Path, database: str, apart: int, header: list[str]
) -> None:
    file = tmp_path / "history.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "order", "date", "author", "message"])
        for at in (1, 2):
            sheet.write_row(at, 0, [at, f"{at}", "2020-11-04", "date", "note"])
        sheet.write_row(3 + apart, 0, header)
        sheet.write_row(4 + apart, 0, ["7", "8", "2020-11-05", "x", "y"])
    report = bring_into(database, file)
    assert (report.counts.imported, [(one.code, one.count) for one in report.groups]) == (2, [("E-TABLE", 2)])
    assert any(one.startswith(f"Row {4 + apart} is the header") for one in report.remarks)


def test_a_header_that_is_repeated_within_a_sheet_is_reported_and_is_no_record(tmp_path: Path) -> None:
    file = tmp_path / "history.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(
            [["id", "note", "note"], [1, "a", "b"], ["id", "note", "note"], [2, "c", "d"]]
        ):
            sheet.write_row(at, 0, row)
    with opening.open_tables(str(file)) as tables:
        reader = tables.reader(tables.names()[0])
        rows = [row for chunk in reader.chunks() for row in chunk.frame.rows()]
        assert rows == [("1", "a", "b"), ("2", "c", "d")]
        assert [one.split(",")[0] for one in reader.source.remarks()] == ["Row 3 repeats the header"]


def test_a_sheet_is_read_as_people_see_it(workbook: Path, tmp_path: Path) -> None:
    assert names_of(workbook) == ["Notes", "Orders"]
    read = read_table(workbook)
    assert read.columns == ["id", "order", "date", "day", "message", "paid", "column_8"]
    assert read.rows == [
        ("12345", "000017", "2020-11-04T07:40:03", "2020-11-04", "Zażółć\nline 2", "TRUE", "12.5"),
        ("12346", "18", None, None, None, None, None),
    ]
    assert read.lines == [4, 7], "the sheet's own row numbers"
    assert again(read, tmp_path / "rejects.jsonl").rows == read.rows
    assert read_table(workbook, "Orders").rows == []


def test_an_import_from_a_sheet_goes_on_and_shows_its_original(workbook: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "log.db")
    sets = ("order=order", "date=date", "message=message")
    report = bring_into(database, workbook, sets=sets, table="Notes")
    assert (report.counts.imported, report.counts.rejected) == (1, 1)
    assert rows(database, "SELECT line, code FROM rejects") == [(7, "E-DATE-EMPTY")]
    again = bring_into(database, workbook, sets=sets, table="Notes")
    assert (again.counts.imported, again.counts.duplicate) == (0, 1)


def test_a_cell_in_the_last_corner_is_a_row_and_a_column_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["id", "note"])
        sheet.write_row("A2", ["1", "new"])
        sheet.write("XFD1048576", "x")
    read = read_table(file)
    assert (read.columns, read.lines) == (["id", "note", "column_16384"], [2, 1_048_576])
    assert read.rows == [("1", "new", None), (None, None, "x")]


def test_a_column_that_a_late_row_is_the_first_to_fill_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "late.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["order", "date", "message"])
        for row in range(1, 200):
            sheet.write_row(row, 0, [f"{row}", "2020-11-04", "paid"])
        sheet.write(150, 4, "gift")
    database = str(tmp_path / "log.db")
    bring_into(database, file, sets=("order=order", "date=date", "message=message"))
    found = rows(database, "SELECT extra FROM records WHERE extra LIKE '%gift%'")
    assert [json.loads(extra) for (extra,) in found] == [{"column_5": "gift"}]


def test_a_part_of_a_workbook_that_is_longer_than_its_directory_says_is_reported(
    tmp_path: Path, workbook: Path
) -> None:
    file = tmp_path / "lies.xlsx"
    data = bytearray(workbook.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02"))
    data[at - 22 : at - 18] = (10).to_bytes(4, "little")
    file.write_bytes(data)
    with pytest.raises(NotDataError, match=r"lies.xlsx: xl/worksheets/sheet1.xml: it is cut off or damaged"):
        read_table(file)


@pytest.mark.parametrize("inside", ["<c/>" * (2 << 20), f"<c><v>{'1' * (9 << 20)}</v></c>"])
def test_a_row_longer_than_memory_has_room_for_is_refused(tmp_path: Path, inside: str) -> None:
    file = xlsx(tmp_path / "bomb.xlsx", f"<row>{inside}</row>")
    with pytest.raises(NotDataError, match=r"bomb.xlsx: Notes: a record in it is longer than 2 MiB"):
        names_of(file)


def test_a_workbook_that_is_none_or_needs_the_extra_is_reported(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(NotDataError, match="cannot be read as a workbook"):
        read_table(tmp_path / "x.xls")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert names_of(workbook) == ["Notes", "Orders"], "the library is for old ones alone"
    with pytest.raises(MissingExtraError, match=r"pip install 'shop-event-log\[excel\]'") as told:
        read_table(tmp_path / "x.xls")
    assert choose_exit_code(told.value) == 78


def test_a_workbook_with_a_password_or_in_a_form_that_is_not_read_is_reported(tmp_path: Path) -> None:
    locked, binary = tmp_path / "locked.xlsx", tmp_path / "binary.xlsb"
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    header[30], header[48] = 9, 1
    locked.write_bytes(header + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 480)
    with pytest.raises(NotDataError, match=r"locked.xlsx: it is protected by a password\. Save the workbook"):
        names_of(locked)
    with zipfile.ZipFile(binary, "w") as book:
        book.writestr("xl/workbook.bin", "")
    with pytest.raises(NotDataError, match=r"this is a binary XLSB workbook\. Save it as XLSX or CSV"):
        names_of(binary)
    secret = ods(tmp_path / "secret.ods", manifest="<m:file-entry><m:encryption-data/></m:file-entry>")
    with pytest.raises(NotDataError, match=r"the workbook is protected by a password"):
        names_of(secret)


def test_hidden_sheets_are_left_out_unless_they_are_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["id", "note"])
        lists = book.add_worksheet("Lists")
        lists.write_row(0, 0, ["status", "label"])
        lists.hide()
    with opening.open_tables(str(file)) as tables:
        assert tables.names() == ["Notes"]
        assert tables.details == "XLSX workbook, hidden sheets left out: Lists"
        assert tables.reader("Lists").columns == ["status", "label"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_cells_that_all_name_one_long_text_are_refused_before_they_are_put_together(
    tmp_path: Path, kind: str
) -> None:
    long = "x" * 1_000_000
    if kind == "xlsx":
        row = "<row>" + '<c t="s"><v>0</v></c>' * 40 + "</row>"
        file = xlsx(tmp_path / "bomb.xlsx", HEADER, row, shared=f"<si><t>{long}</t></si>")
    else:
        repeated = ods_row(ods_cell(long, 'table:number-columns-repeated="40"'))
        file = ods(tmp_path / "bomb.ods", ods_row(ods_cell("a"), ods_cell("b")), repeated)
    with pytest.raises(NotDataError, match="its cells have more than 33,554,432 characters"):
        read_table(file)


def test_ids_that_a_spreadsheet_has_rounded_are_named_in_the_report(tmp_path: Path) -> None:
    file = tmp_path / "ids.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["order", "date", "message"])
        sheet.write_row("A2", [4507893123456789012, "2020-11-04", "paid"])
    report = bring_into(str(tmp_path / "log.db"), file, sets=("order=order", "date=date", "message=message"))
    assert report.remarks[-1].startswith("Spreadsheets keep 15 digits of a number")
    assert rows(str(tmp_path / "log.db"), "SELECT number FROM orders") == [("4507893123456790000",)]


def test_texts_that_memory_has_no_room_for_are_found_again_by_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strings, "BLOCK", 50)
    monkeypatch.setattr(strings, "AT_HAND", 200)
    texts = [f"text {number} ż" for number in range(1000)]
    with closing(strings.Strings(iter(texts))) as found:
        for number in (0, 999, 3, 500, 998, 3, 0, 501):
            assert found[number] == texts[number]
        with pytest.raises(IndexError):
            found[1000]


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20),
    st.integers(-(10**15), 10**15),
    st.floats(-1e9, 1e9).map(lambda number: float(f"{number:.12g}")),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
)


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.lists(st.none() | VALUES, min_size=1, max_size=5), min_size=1, max_size=8))
def test_cells_are_what_another_reader_finds(cells: list[list[object]]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "any.xlsx"
        with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet, day = book.add_worksheet(), book.add_format({"num_format": "d.m.yyyy"})
            for number, row in enumerate(cells):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, place, cell, *([day] if isinstance(cell, dt.date) else []))
        found = {
            (line.number, place): text
            for line in XlsxBook.open(file, "any").lines("Sheet1", Doubts())
            for place, text in line.cells.items()
        }
        other = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Sheet1")
        theirs = {
            (number, place + (other.start or (0, 0))[1]): _text_of(cell)
            for number, row in enumerate(other.iter_rows(), start=1)
            for place, cell in enumerate(row, start=1)
            if cell != ""
        }
        assert found == theirs


def _text_of(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.15g}'):f}"
    return str(cell)

"""Workbooks, Parquet and databases: what is no text becomes the text that people see."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from bringing import bring_into, rows
from reading import again, names_of, read_table

from cli.exit_codes import of
from events.errors import DatabaseUnavailable, EventsError, Misconfigured, UsageFault
from importers.errors import MissingExtra, NoSuchInput, NotData
from importers.readers import areas, made, opening, parquet, sheets


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


def test_a_sheet_is_read_as_people_see_it(workbook: Path, tmp_path: Path) -> None:
    assert names_of(workbook) == ["Notes", "Orders"]
    read = read_table(workbook)
    assert read.columns == ["id", "order", "date", "day", "message", "paid", "column_7"]
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


def test_a_sheet_with_a_cell_in_its_last_corner_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "absurd.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "id")
        sheet.write("XFD1048576", "x")
    with pytest.raises(NotData, match="1,048,576 rows × 16,384 columns"):
        read_table(file)


def test_a_workbook_that_unpacks_to_more_than_memory_has_room_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workbook: Path
) -> None:
    monkeypatch.setattr(sheets, "PART_BYTES", 100_000)
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(workbook) as whole, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in whole.namelist():
            data = whole.read(name)
            bomb.writestr(name, data + b" " * 1_000_000 if name.endswith("sheet1.xml") else data)
    data = bytearray(file.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02"))
    data[at - 22 : at - 18] = (10).to_bytes(4, "little")  # the directory says that it is 10 bytes long
    file.write_bytes(data)
    with pytest.raises(NotData, match=r"sheet1.xml is longer than 0 MiB\. Save the sheet as CSV"):
        read_table(file)


def test_a_workbook_that_is_none_or_needs_the_extra_is_told(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(NotData, match="cannot be read as a workbook"):
        read_table(tmp_path / "x.xls")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtra, match=r"pip install 'shop-event-log\[excel\]'") as told:
        read_table(workbook)
    assert of(told.value) == 78


def test_parquet_is_read_some_rows_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 3)
    monkeypatch.setattr(made, "CHUNK_BYTES", 300)
    file = tmp_path / "notes.parquet"
    moment = dt.datetime(2020, 11, 4, 7, 40, 3, 120, tzinfo=dt.UTC)
    pl.DataFrame(
        {
            "id": pl.Series([1.0, 2.0, None] * 3, dtype=pl.Float64),
            "text": ["", None, "Zażółć"] * 3,
            "at": [moment, None, moment] * 3,
            "amount": pl.Series([Decimal("12.50"), None, Decimal("0.10")] * 3),
            "ok": [True, None, False] * 3,
            "tags": [["a"], None, []] * 3,
            "raw": [b"abc", None, b"\xff"] * 3,
            "rate": [0.5, float("nan"), 1e20] * 3,
        }
    ).write_parquet(file, row_group_size=4)
    read = read_table(file)
    at = "2020-11-04T07:40:03.000120+00:00"
    assert (
        read.rows
        == [
            ("1", "", at, "12.50", "true", '["a"]', "abc", "0.5"),
            ("2", None, None, None, None, None, None, "NaN"),
            (None, "Zażółć", at, "0.10", "false", "[]", "0xFF", "1e+20"),
        ]
        * 3
    )
    assert len(read.ends) > 1
    assert again(read, tmp_path / "rejects.jsonl").rows == read.rows
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(NotData, match="cannot be read as Parquet"):
        read_table(file)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    file = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            'CREATE TABLE "order notes" (id INTEGER PRIMARY KEY, "text" TEXT, paid REAL, raw BLOB)'
        )
        connection.executemany(
            'INSERT INTO "order notes" VALUES (?, ?, ?, ?)',
            [(3, "c", 1.0, b"abc"), (1, "", 2.5, b"\xff"), (2, None, None, None)],
        )
        connection.execute("INSERT INTO \"order notes\" VALUES (4, CAST(x'636166E9' AS TEXT), 0, NULL)")
        connection.execute("CREATE TABLE plain (a)")
        connection.execute("INSERT INTO plain VALUES ('x')")
        connection.commit()
    return file


@pytest.mark.parametrize("as_url", [False, True])
def test_a_database_is_read_in_the_order_of_its_keys(shop: Path, as_url: bool) -> None:
    source = f"sqlite:///{shop}" if as_url else str(shop)
    before = shop.read_bytes()
    assert names_of(source) == ["order notes", "plain"]
    assert read_table(source, "order notes").rows == [
        ("1", "", "2.5", "0xFF"), ("2", None, None, None), ("3", "c", "1", "abc"), ("4", "café", "0", None)
    ]  # fmt: skip
    assert read_table(source, "plain").rows == [("x",)]
    with pytest.raises(EventsError, match=r"no table 'plane'. Did you mean 'plain'"):
        read_table(source, "plane")
    assert shop.read_bytes() == before
    assert [file.name for file in shop.parent.iterdir()] == ["shop.sqlite"]


def test_a_database_is_imported_again_without_doubling(shop: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "log.db")
    sets = ("legacy_id=id", "order=id", "date='2020-11-04'", "message=text")
    first = bring_into(database, f"sqlite:///{shop}", sets=sets, table="order notes")
    second = bring_into(database, shop, sets=sets, table="order notes")
    assert (first.counts.imported, second.counts.duplicate) == (2, 2)


def test_a_database_that_cannot_be_read_is_told_without_its_password(tmp_path: Path) -> None:
    for url, family, words in [
        ("postgresql+psycopg://shop:s3cret@127.0.0.1:1/x", DatabaseUnavailable, "Cannot read postgresql"),
        ("oddbase://shop:s3cret@host/x", Misconfigured, "needs a driver"),
        ("://s3cret", UsageFault, "no database URL"),
        (f"sqlite:///{tmp_path}/absent.db", NoSuchInput, "absent.db"),
    ]:
        with pytest.raises(family, match=words) as told:
            names_of(url)
        assert "s3cret" not in str(told.value)
    assert "s3cret" not in opening.shown("postgresql://shop:s3cret@host/x")
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    with pytest.raises(NotData, match="cannot be read as a SQLite database"):
        names_of(broken)


def ods_cell(text: str, more: str = "") -> str:
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string" {more}>{lines}</table:table-cell>'


def ods_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods(file: Path, *rows: str) -> Path:
    """A workbook of one sheet, as small as one can be."""
    names = "".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" '
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Notes">{"".join(rows)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file


def test_an_ods_sheet_is_read_with_its_repeats(tmp_path: Path) -> None:
    moment = '<table:table-cell office:value-type="date" office:date-value="{}"/>'
    file = ods(
        tmp_path / "history.ods",
        ods_row(*map(ods_cell, ["order", "date", "status", "before", "message"])),
        ods_row(
            ods_cell("0042"),
            moment.format("2020-11-04T09:30:15"),
            ods_cell("paid", 'table:number-columns-repeated="2"'),
            ods_cell("one\ntwo"),
        ),
        ods_row(ods_cell("0043"), moment.format("2020-11-05"), more='table:number-rows-repeated="2"'),
        ods_row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            more='table:number-rows-repeated="1048000"',
        ),
    )
    read = read_table(file, "Notes")
    assert read.columns == ["order", "date", "status", "before", "message"]
    day = ("0043", "2020-11-05", None, None, None)
    assert read.rows == [("0042", "2020-11-04T09:30:15", "paid", "paid", "one\ntwo"), day, day]
    assert read.lines == [2, 3, 4]


MANY_COLUMNS, MANY_ROWS = 'table:number-columns-repeated="10000"', "table:number-rows-repeated='9000'"


@pytest.mark.parametrize(
    "rows",
    {
        "repeated": [ods_row(ods_cell("x", MANY_COLUMNS), more=MANY_ROWS)],
        "behind a sign of an end": [
            ods_row(ods_cell("x", f'table:style-name="a>b" {MANY_COLUMNS}'), more=f'table:x=">" {MANY_ROWS}')
        ],
        "blank until the last": [
            ods_row(f"<table:table-cell {MANY_COLUMNS}/>", ods_cell("x"), more=MANY_ROWS),
        ],
        "far down": [
            ods_row(*map(ods_cell, "abcdefghij")),
            ods_row(more='table:number-rows-repeated="9000000"'),
            ods_row(ods_cell("x")),
        ],
    }.values(),
)
def test_an_ods_sheet_that_repeats_itself_beyond_memory_is_refused(tmp_path: Path, rows: list[str]) -> None:
    with pytest.raises(
        NotData, match=r"uses 9,00\d,00\d rows × 10 columns|uses 9,000 rows × 10,00\d columns"
    ):
        names_of(ods(tmp_path / "bomb.ods", *rows))


XLSX_CELLS = {
    "references": '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>',
    "other marks": "<row r='1'><c r='A1'/></row><row r='1048576'><c s='1' r='XFD1048576'/></row>",
    "a prefix": '<x:row r="1"><x:c r="A1"/></x:row><x:row><x:c t="n" r="XFD1048576"/></x:row>',
    "small letters": '<row><c r="a1"/></row><row><c r="xfd1048576"/></row>',
    "rows alone": '<row r="1048576">' + "<c><v>1</v></c>" * 20 + "</row>",
    "no names": ("<row>" + "<c/>" * 5000 + "</row>") + "<row><c/></row>" * 5000,
}


@pytest.mark.parametrize("way", XLSX_CELLS)
@pytest.mark.parametrize("size", [7, 1000, 1 << 20])
def test_a_sheet_s_area_is_measured_however_its_cells_are_named(way: str, size: int) -> None:
    text = f'<sheetData>{XLSX_CELLS[way]}</sheetData><note r="ZZZ9">text</note>'.encode()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert areas.measured("xl/worksheets/sheet1.xml", pieces).cells > sheets.CELLS
    plain = b'<row r="1"><c r="A1"/><c r="B1"/></row><row r="2"><c r="A2"/></row>' * 2000
    pieces = [plain[at : at + size] for at in range(0, len(plain), size)]
    assert areas.measured("xl/worksheets/sheet1.xml", pieces) == areas.Area(rows=2, columns=2)

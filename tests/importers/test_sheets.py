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

from cli.exit_codes import of
from events.errors import MissingExtraError
from importers.errors import NotDataError
from importers.readers import opening
from importers.readers.sheets import strings
from importers.readers.sheets import xlsx as xlsx_reader
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


def test_a_part_of_a_workbook_that_is_longer_than_its_directory_says_is_told(
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


def test_a_workbook_that_is_none_or_needs_the_extra_is_told(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(NotDataError, match="cannot be read as a workbook"):
        read_table(tmp_path / "x.xls")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert names_of(workbook) == ["Notes", "Orders"], "the library is for old ones alone"
    with pytest.raises(MissingExtraError, match=r"pip install 'shop-event-log\[excel\]'") as told:
        read_table(tmp_path / "x.xls")
    assert of(told.value) == 78


def test_a_workbook_with_a_password_or_in_a_form_that_is_not_read_is_told(tmp_path: Path) -> None:
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


def ods_cell(text: str, more: str = "") -> str:
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string" {more}>{lines}</table:table-cell>'


def ods_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods(file: Path, *rows: str, manifest: str = "") -> Path:
    """A workbook of one sheet, as small as one can be."""
    names = "".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" '
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="urn:m">{manifest}</m:manifest>')
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


def ods_typed(kind: str, value: str, shown: str = "", name: str = "value") -> str:
    attributes = f'office:value-type="{kind}" office:{name}="{value}"'
    return f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (ods_cell('a<text:line-break/>b<text:tab/>c<text:s text:c="3"/>d'), "a\nb\tc   d"),
        (ods_cell("  e   <text:span>f</text:span> <text:a>g</text:a> "), "e f g"),
        (ods_cell("seen<office:annotation><text:p>a remark</text:p></office:annotation>"), "seen"),
        (ods_typed("float", "17", "00017"), "00017"),
        (ods_typed("float", "17", "PO-0017"), "PO-0017"),
        (ods_typed("float", "12345", "12,345"), "12345"),
        (ods_typed("float", "12345", "12 345"), "12345"),
        (ods_typed("float", "0.30000000000000004", "0.3"), "0.3"),
        (ods_typed("currency", "0.1", "€0.10"), "0.1"),
        (ods_typed("percentage", "0.5", "50%"), "0.5"),
        (ods_typed("time", "PT07H40M03S", "7:40", "time-value"), "07:40:03"),
        (ods_typed("time", "PT36H00M00.5S", "36:00", "time-value"), "36:00:00.5"),
        (ods_typed("date", "2020-11-04T07:40:03,500000", "4 Nov", "date-value"), "2020-11-04T07:40:03.5"),
        (ods_typed("boolean", "true", "PRAWDA", "boolean-value"), "TRUE"),
    ],
)
def test_an_ods_cell_is_read_as_people_see_it(tmp_path: Path, cell: str, text: str) -> None:
    file = ods(tmp_path / "one.ods", ods_row(ods_cell("id"), ods_cell("note")), ods_row(ods_cell("1"), cell))
    assert read_table(file).rows == [("1", text)]


MANY_COLUMNS, MANY_ROWS = 'table:number-columns-repeated="10000"', "table:number-rows-repeated='9000'"


@pytest.mark.parametrize(
    "rows",
    {
        "repeated": [ods_row(ods_cell("x", MANY_COLUMNS), more=MANY_ROWS)],
        "behind a sign of an end": [
            ods_row(ods_cell("x", f'table:style-name="a>b" {MANY_COLUMNS}'), more=f'table:x=">" {MANY_ROWS}')
        ],
        "too wide": [ods_row(ods_cell("x", 'table:number-columns-repeated="99999999"'))],
        "far down": [
            ods_row(*map(ods_cell, "abcdefghij")),
            ods_row(more='table:number-rows-repeated="9000000"'),
            ods_row(ods_cell("x")),
        ],
    }.values(),
)
def test_an_ods_sheet_that_repeats_itself_absurdly_is_refused(tmp_path: Path, rows: list[str]) -> None:
    with pytest.raises(
        NotDataError, match=r"89,990,000 of its cells are repeats|more than 16,384 columns|a row 9,000,002"
    ):
        names_of(ods(tmp_path / "bomb.ods", *rows))


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


NAMES = "http://schemas.openxmlformats.org/{}"
RELATED = NAMES.format("officeDocument/2006/relationships")


def xlsx(file: Path, *rows: str, formats: tuple[str, ...] = (), shared: str = "", more: str = "") -> Path:
    """A workbook of one sheet, as other programs write it; style 1 is the first of `formats`."""
    main = NAMES.format("spreadsheetml/2006/main")
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATED}">{more}<sheets>'
        '<sheet name="Notes" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="a" Type="{RELATED}/worksheet" Target="/xl/sheets/One.xml"/>'
        f'<Relationship Id="b" Type="{RELATED}/styles" Target="styles.xml"/>'
        f'<Relationship Id="c" Type="{RELATED}/sharedStrings" Target="strings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/strings.xml": f'<sst xmlns="{main}">{shared}</sst>',
        "xl/sheets/one.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData>'
        "<mergeCells/></worksheet>",
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return file


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("00000", "17", "00017"),
        ("00000", "1234567", "1234567"),
        ("0", "17", "17"),
        ("000\\-000", "12345", "012-345"),
        ("&quot;PO&quot;0000", "17", "PO0017"),
        ("00000;[Red]-00000", "17", "00017"),
        ("00000", "1.5", "1.5"),
        ("0.00", "12.5", "12.5"),
        ("#,##0.00\\ [$zł-415]", "1234.5", "1234.5"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "1.2E1", "12"),
        ("General", "1E-07", "0.0000001"),
        ("General", "1.234567890123457E+17", "123456789012346000"),
        ("General", "123456789012345678", "123456789012345678"),
        ("General", "-0.5", "-0.5"),
        ("yyyy-mm-dd", "44139", "2020-11-04"),
        ("dd/mm/yyyy", "44139.31948", "2020-11-04T07:40:03.072"),
        ("yyyy-mm-dd hh:mm:ss", "44139", "2020-11-04T00:00:00"),
        ("[$-409]d-mmm-yy\\ h:mm AM/PM;@", "44139.319479166669", "2020-11-04T07:40:03"),
        ("hh:mm", "0.319479166669", "07:40:03"),
        ("[h]:mm:ss", "1.5", "36:00:00"),
        ("yyyy-mm-dd", "59", "1900-02-28"),
        ("yyyy-mm-dd", "60", "1900-02-29"),
        ("yyyy-mm-dd", "61", "1900-03-01"),
        ("yyyy-mm-dd", "0", "1900-01-00"),
        ("yyyy-mm-dd", "-1", "-1"),
        ("yyyy-mm-dd", "1E+30", "1e+30"),
        ("&quot;day &quot;0", "5", "day 5"),
    ],
)
def test_a_number_is_what_its_format_makes_of_it(tmp_path: Path, code: str, number: str, text: str) -> None:
    row = f'<row r="2"><c s="1"><v>{number}</v></c></row>'
    file = xlsx(tmp_path / "one.xlsx", HEADER, row, formats=(code,))
    assert read_table(file).rows == [(text, None)]


HEADER = '<row><c t="str"><v>id</v></c><c t="str"><v>note</v></c></row>'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2" t="s"><v>0</v></c>', "plain"),
        ('<c r="A2" t="s"><v>1</v></c>', "Zażółć\n b"),
        ('<c r="A2" t="s"><v>2</v></c>', "a\r_x0041_"),
        (
            '<c r="A2" t="inlineStr"><is><r><t>a</t></r><r><rPr/><t xml:space="preserve"> b</t></r></is></c>',
            "a b",
        ),
        ('<c r="A2"><f>B2*2</f><v>4</v></c>', "4"),
        ('<c r="A2" t="str"><f>B2&amp;1</f><v>41</v></c>', "41"),
        ('<c r="A2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A2" t="d"><v>2020-11-04T07:40:03</v></c>', "2020-11-04T07:40:03"),
        ('<c r="A2"><v>5</v><extLst/></c>', "5"),
        ("<c><v>5</v></c>", "5"),
        ('<c r="a2"><v>5</v></c>', "5"),
    ],
)
def test_an_xlsx_cell_is_read_as_people_see_it(tmp_path: Path, cell: str, text: str) -> None:
    shared = (
        "<si><t>plain</t></si><si><r><t>Zażółć</t></r><r><t xml:space='preserve'>\n b</t></r>"
        "<rPh><t>read so</t></rPh></si><si><t>a_x000D__x005F_x0041_</t></si>"
    )
    file = xlsx(tmp_path / "one.xlsx", HEADER, f"<row>{cell}</row>", shared=shared)
    assert read_table(file).rows == [(text, None)]


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


def test_texts_without_end_fill_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_reader, "TEXTS", 1000)
    shared = f"<si><t>{'x' * 400}</t></si>" * 3
    file = xlsx(tmp_path / "bomb.xlsx", HEADER, '<row><c t="s"><v>2</v></c></row>', shared=shared)
    with pytest.raises(NotDataError, match="its shared texts have more than 1,000 characters"):
        read_table(file)


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    row, more = '<row><c s="1"><v>42677</v></c></row>', '<workbookPr date1904="1"/>'
    file = xlsx(tmp_path / "mac.xlsx", HEADER, row, formats=("yyyy-mm-dd",), more=more)
    assert read_table(file).rows == [("2020-11-04", None)]


@pytest.mark.parametrize(
    "cell", ['<c t="s"><v>7</v></c>', '<c t="s"><v>x</v></c>', '<c r="XFE1"><v>1</v></c>']
)
def test_a_cell_that_no_workbook_holds_is_told_with_its_row(tmp_path: Path, cell: str) -> None:
    with pytest.raises(NotDataError, match=r"odd.xlsx: Notes: it is damaged \(row 2 cannot be read"):
        names_of(xlsx(tmp_path / "odd.xlsx", HEADER, f"<row>{cell}</row>"))


def test_ids_that_a_spreadsheet_has_rounded_are_told_in_the_report(tmp_path: Path) -> None:
    file = tmp_path / "ids.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["order", "date", "message"])
        sheet.write_row("A2", [4507893123456789012, "2020-11-04", "paid"])
    report = bring_into(str(tmp_path / "log.db"), file, sets=("order=order", "date=date", "message=message"))
    assert report.remarks[-1].startswith("A spreadsheet keeps 15 digits of a number")
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
            for line in XlsxBook.of(file, "any").lines("Sheet1", Doubts())
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

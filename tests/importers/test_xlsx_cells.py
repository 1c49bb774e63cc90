"""Each cell of an XLSX workbook is the text that its type and its format make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import names_of, read_table
from workbooks import HEADER, xlsx

from importers.errors import NotDataError
from importers.readers.sheets import xlsx as xlsx_reader


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
def test_a_cell_that_no_workbook_holds_is_reported_with_its_row(tmp_path: Path, cell: str) -> None:
    with pytest.raises(NotDataError, match=r"odd.xlsx: Notes: it is damaged \(row 2 cannot be read"):
        names_of(xlsx(tmp_path / "odd.xlsx", HEADER, f"<row>{cell}</row>"))

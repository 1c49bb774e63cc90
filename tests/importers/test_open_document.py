"""An OpenDocument sheet is a table of the text that people see, with its repeats."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import names_of, read_table
from workbooks import ods, ods_cell, ods_row

from importers.errors import NotDataError


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

"""Workbooks that people read: real dates and amounts, and texts that stay texts."""

from __future__ import annotations

import json
import stat
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from running import HOSTILE, Run

from cli.render import order_paths, records, stats_records
from cli.render.data import workbook
from importers.readable_export import COLUMNS, is_readable_export, list_of

PARIS = ZoneInfo("Europe/Paris")


def _sheets(found: BytesIO | Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_object(BytesIO(found.getvalue()) if isinstance(found, BytesIO) else found)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _written(values: list[Any], *, column: str = "message") -> list[Any]:
    out = BytesIO()
    workbook.write(out, [{column: value} for value in values], [column], PARIS)
    ((_, *rows),) = _sheets(out).values()
    return [cell for (cell,) in rows]


@pytest.mark.parametrize("text", ["=1+1", "https://shop.example", "@SUM(A1)", "00017", "mailto:a@b.example"])
def test_foreign_text_is_neither_a_formula_nor_a_link_nor_a_number(text: str) -> None:
    assert _written([text]) == [text]


def test_what_drives_a_terminal_is_shown_and_a_longer_text_than_a_cell_is_cut_and_counted() -> None:
    (cell,) = _written([HOSTILE])
    assert "\\x1b[31mred" in cell
    assert _written(["\udcff"]) == ["\\udcff"]
    out = BytesIO()
    note = workbook.write(out, [{"message": "x" * 40_000}], ["message"], PARIS)
    assert note == "1 text is longer than a cell can be (32,767 characters) and cut; CSV has all of it."
    texts = ["\U0001f600" * 16_384, "x" * 32_767, "\U0001f600" * 16_383]
    out = BytesIO()
    assert workbook.write(out, [{"message": text} for text in texts], ["message"], PARIS).startswith(
        "1 text is"
    )
    assert [row[0] for row in _sheets(out)["export"][1:]] == ["\U0001f600" * 16_383, *texts[1:]]


@pytest.mark.parametrize(
    ("date", "cell"),
    [
        ("2020-07-01T22:30:00.500000Z", datetime(2020, 7, 2, 0, 30)),  # noqa: DTZ001 - a spreadsheet's
        ("2020-11-04T06:40:03Z", datetime(2020, 11, 4, 7, 40, 3)),  # noqa: DTZ001
        ("1899-12-31T00:00:00Z", "1899-12-31T00:00:00Z"),
    ],
)
def test_a_moment_is_a_date_as_local_clocks_showed_it(date: str, cell: object) -> None:
    assert _written([date], column="date") == [cell]


@pytest.mark.parametrize(
    ("amount", "cell"), [("24.00", 24.0), ("-6.2", -6.2), ("1234567890123456.78", "1234567890123456.78")]
)
def test_an_amount_is_a_number_as_long_as_a_spreadsheet_keeps_it(amount: str, cell: object) -> None:
    assert _written([amount], column="amount") == [cell]


def test_what_a_sheet_has_no_room_for_goes_to_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 3)
    out = BytesIO()
    workbook.write(out, ({"n": n} for n in range(5)), ["n"], PARIS)
    assert _sheets(out) == {
        "export": [["n"], [0.0], [1.0]],
        "export 2": [["n"], [2.0], [3.0]],
        "export 3": [["n"], [4.0]],
    }


@pytest.mark.parametrize(
    ("columns", "is_one"),
    [
        ({"date (UTC)", *COLUMNS[1:]}, True),
        ({"date (America/Port-au-Prince)", "Message", "ID"}, True),
        ({"date (UTC+01:00)", "order", "id"}, True),
        ({"date (utc)", "order", "id"}, True),
        ({"date (<+03>-3)", "order", "id"}, True),
        ({"date (YYYY-MM-DD)", "order", "id"}, False),
        ({"date (mm/dd/yyyy)", "order", "id"}, False),
        ({"date (UTC)", "order", "message"}, False),
        ({"date", "order", "message", "id"}, False),
    ],
)
def test_a_workbook_to_read_is_known_by_its_columns(columns: set[str], is_one: bool) -> None:
    assert is_readable_export(columns) is is_one


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_an_exported_workbook_is_private_in_local_time_and_not_imported_again(run: Run, folder: Path) -> None:
    assert run("export", "all.xlsx", "--since", "2020-11", "--until", "2020-11").exit_code == 0
    assert stat.S_IMODE((folder / "all.xlsx").stat().st_mode) == 0o600
    ((heading, first, *_),) = _sheets(folder / "all.xlsx").values()
    assert heading == ["date (Europe/Warsaw)", *COLUMNS[1:]]
    assert first[:1] == [datetime(2020, 11, 4, 12, 47, 3)]  # noqa: DTZ001
    assert {"kind", "state"} < {*heading}
    assert run("export", "few.xlsx", "--columns", "date,order,message").exit_code == 0
    for name in ("all.xlsx", "few.xlsx"):
        result = run("import", name)
        assert (result.exit_code, "to be read" in result.stderr) == (65, True)
    assert _sheets(BytesIO(run("orders", "-o", "xlsx").stdout_bytes))["export"][0][:2] == ["shop", "number"]


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_csv_for_excel_is_read_back_as_what_the_log_has(run: Run, folder: Path) -> None:
    for name, options in {"a.csv": ["--excel"], "b.csv": ["--delimiter", "tab"]}.items():
        assert run("export", name, *options).exit_code == 0
        assert json.loads(run("import", name, "-o", "json").stdout)["duplicate"] == 12
    assert (folder / "a.csv").read_text("utf-8").startswith("\ufeffid;date;type;")
    assert run("export", "c.jsonl", "--excel").exit_code == 2
    assert run("export", "c.csv", "--delimiter", "ab").exit_code == 2


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("orders", records.ORDER_COLUMNS),
        ("customers", records.CUSTOMER_COLUMNS),
        ("types", records.TYPE_COLUMNS),
        ("stats", stats_records.COLUMNS),
        ("paths", order_paths.PATH_COLUMNS),
        ("waits", order_paths.wait_columns("year")),
    ],
)
def test_a_list_is_known_by_the_columns_that_it_is_written_with(
    command: str, columns: tuple[str, ...]
) -> None:
    assert list_of(columns) == command
    assert not list_of(records.EVENT_COLUMNS)

"""Dates that stand in one of several columns are read from all of them, or the other column is named."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from bringing import bring_into, rows

from importers.report import ImportReport

HEADER = "event_id,order_id,{},note\n"
DATES = "SELECT strftime('%d', date / 1000000, 'unixepoch') FROM order_events ORDER BY date"


def _bring(database: str, tmp_path: Path, columns: str, cells: list[str], *sets: str) -> ImportReport:
    file = tmp_path / "events.csv"
    lines = [f"e{at},A{at // 2 + 10},{cell},Something happened {at}\n" for at, cell in enumerate(cells)]
    file.write_text(HEADER.format(columns) + "".join(lines))
    return bring_into(database, file, sets=sets, guess=True)


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("stamp_1,timestamp", ["2026-01-01,", ",2026-01-02", "2026-01-03,", ",2026-01-04"]),
        ("created_at,updated_at", [",2026-01-01", ",2026-01-02", "2026-01-03,", "2026-01-04,"]),
        ("datum,zeitpunkt,erstellt_am", ["2026-01-01,,", ",2026-01-02,", ",,2026-01-03", "2026-01-04,,"]),
    ],
)
def test_columns_that_complete_each_other_are_all_the_date(
    columns: str, cells: list[str], database: str, tmp_path: Path
) -> None:
    report = _bring(database, tmp_path, columns, cells)
    assert [day for (day,) in rows(database, DATES)] == ["01", "02", "03", "04"]
    (note,) = [one for one in report.remarks if "date \u2190 " in one]
    read = note.partition("date \u2190 ")[2].partition(", ")[0].partition(". ")[0]
    assert sorted(read.split(" or ")) == sorted(columns.split(","))


@pytest.mark.parametrize("sets", [(), ("date=date",)])
def test_a_column_with_the_missing_dates_is_named_with_options_that_read_it(
    sets: tuple[str, ...], database: str, tmp_path: Path
) -> None:
    """Where some rows have both, they may be dates of two things: nothing is taken unasked."""
    cells = ["2026-01-01,2026-02-01", ",2026-01-02", "2026-01-03,", ",2026-01-04"]
    report = _bring(database, tmp_path, "date,stamp_1", cells, *sets)
    assert (report.counts.imported, report.counts.rejected) == (2, 2)
    (note,) = [one for one in report.remarks if "--set date=" in one]
    assert "No date in date in 2 of the first 4 records; stamp_1 has one in 2 of them" in note
    words = shlex.split(note.partition(": ")[2].rstrip("."))
    assert words == ["--set", "date=date", "--set", "date=stamp_1"]
    second = bring_into(
        database, tmp_path / "events.csv", sets=tuple(words[1::2]), guess=True, input_format="csv"
    )
    assert second.counts.imported + second.counts.duplicate == 4
    assert second.counts.rejected == 0


def test_a_date_that_is_always_there_needs_no_other(database: str, tmp_path: Path) -> None:
    cells = ["2026-01-01,2026-02-01", "2026-01-02,", "2026-01-03,2026-02-01", "2026-01-04,"]
    report = _bring(database, tmp_path, "date,stamp_1", cells)
    assert report.counts.imported == 4
    assert not [one for one in report.remarks if "--set date=" in one]


def test_the_options_that_are_shown_keep_the_time_of_day(database: str, tmp_path: Path) -> None:
    """They repeat what the date is made of, quoted for a shell."""
    cells = ["2026-01-01,10:00,", ",,2026-01-02 11:00", "2026-01-03,12:30,"]
    report = _bring(database, tmp_path, "date,time,paid at", cells, "date={date} {time}")
    (note,) = [one for one in report.remarks if "--set" in one and "No date" in one]
    assert shlex.split(note.partition(": ")[2].rstrip("."))[1::2] == ["date={date} {time}", "date=paid at"]

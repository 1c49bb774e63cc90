"""Dates that stand in one of several columns are read from all of them, or the other column is named."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from bringing import bring_into, rows

from importers.inference.columns import guess_columns
from importers.inference.date_columns import unread_zone
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.dates.parser import DateParser
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


@pytest.mark.parametrize(
    ("columns", "cells", "hours"),
    [
        ("date,tz", ["2021-01-02 10:00,Europe/Berlin", "2021-07-02 10:00,Europe/Berlin"], [9, 8]),
        ("day,time,tz", ["2021-01-02,10:00,US/Eastern", "2021-07-02,10:00,CET"], [15, 9]),
        ("date,utc_offset", ["2021-01-02 10:00,+0100", "2021-07-02 10:00,-02:00"], [9, 12]),
        ("Datum,Zeitzone", ["02.01.2021 10:00,MEZ", "02.07.2021 10:00,"], [9, 10]),
        (
            "date,tz",
            ["2021-01-02T10:00:00Z,Europe/Berlin", "2021-07-02T10:00:00Z,Europe/Berlin"],
            [10, 10],
        ),
        ("date,zone", ["2021-01-02 10:00,A", "2021-07-02 10:00,Z"], [10, 10]),  # of a warehouse
        ("date,customer_tz", ["2021-01-02 10:00,Europe/Berlin", "2021-07-02 10:00,CET"], [10, 10]),
    ],
)
def test_the_zone_of_a_date_may_stand_in_a_column_of_its_own(
    columns: str, cells: list[str], hours: list[int], database: str, tmp_path: Path
) -> None:
    report = _bring(database, tmp_path, columns, cells)
    assert report.counts.imported == 2
    found = rows(
        database, "SELECT strftime('%H', date / 1000000, 'unixepoch') FROM order_events ORDER BY date"
    )
    assert [int(hour) for (hour,) in found] == hours


def test_a_zone_that_is_none_costs_its_own_record_alone(database: str, tmp_path: Path) -> None:
    cells = [f"2021-01-0{day} 10:00,{'?' if day == 3 else 'Europe/Berlin'}" for day in (1, 2, 3, 4)]
    report = _bring(database, tmp_path, "date,tz", cells)
    assert (report.counts.imported, [group.code for group in report.groups]) == (3, ["E-DATE"])


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Berlin", "tz seems to hold the zone of the dates (Berlin), in words that are not understood"),
        ("+0100", "(+0100) and is not read: --set 'date={date} {tz}' reads it."),
        ("", ""),
    ],
)
def test_a_column_of_zones_that_is_not_read_is_named(zone: str, said: str) -> None:
    frame = pl.DataFrame({"date": ["2021-01-02 10:00"] * 2, "tz": [zone] * 2})
    found = unread_zone(["date"], frame)
    assert said in found
    assert bool(said) == bool(found)
    assert not unread_zone(["date", "tz"], frame)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-02 10:00:00.25 +0300 +03 m=+1.5", "2020-01-02 07:00:00.25"),
        ("2020-01-02 10:00:00 +0100 CET", "2020-01-02 09:00:00"),
        ("2020-01-02 10:00:00 +0000 UTC", "2020-01-02 10:00:00"),
        ("{ts '2020-01-02 10:00:00'}", "2020-01-02 09:00:00"),
        ("{d '2020-01-02'}", "2020-01-01 23:00:00"),
    ],
)
def test_dates_are_read_as_programs_print_them(text: str, moment: str) -> None:
    """In whole columns, and as one text among others."""
    alone = DateParser(tz="Europe/Berlin").parse(pl.Series([text]))
    column = DateParser(tz="Europe/Berlin").parse(pl.Series([text] * 40))
    expected = int(datetime.fromisoformat(f"{moment}Z").timestamp() * 1_000_000)
    assert {*alone.micros, *column.micros} == {expected}


@pytest.mark.parametrize(
    ("column", "times"),
    [
        ("Time", ["9:05a", "4:30p", "12:15P"]),
        ("Uhrzeit", ["14:05 Uhr", "9:00 Uhr", "16.30 Uhr"]),
        ("Uhrzeit", ["um 14:05 Uhr", "um 9 Uhr", "14 Uhr"]),
        ("Tijd", ["14:05 uur", "9.00 uur", "16:30 uur"]),
        ("Godzina", ["godz. 14:05", "godz. 9:00", "godz. 16:30"]),
        ("Heure", ["à 14h05", "à 9h00", "16h30"]),
        ("Klokkeslett", ["kl. 14.05", "kl 09:00", "kl. 16:30"]),
    ],
)
def test_a_time_of_day_may_have_words_around_it(column: str, times: list[str]) -> None:
    days = ["12.03.2021", "13.03.2021", "15.03.2021"]
    texts = ["Rang back", "Sent again", "Asked once more"]
    rows = pl.DataFrame({"order": ["A-1", "A-1", "A-2"], "Datum": days, column: times, "comment": texts})
    date = guess_columns(rows, ColumnMapping()).fields["date"]
    assert [way.shown() for way in date] == [f"{{Datum}} {{{column}}}", "Datum"]
    read = [f"{day} {time}" for day, time in zip(days, times, strict=True)]
    assert DateParser(formats=(), tz="UTC", orders=()).parse(pl.Series(read)).code.to_list() == [None] * 3

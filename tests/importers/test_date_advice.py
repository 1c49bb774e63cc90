"""A date that was not read says which format would read it, in full."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from bringing import Bring
from typer.testing import CliRunner

from cli.app import app
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.dates.advice import for_ambiguous, for_unfitting
from importers.mapping.dates.parser import DateParser


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("3/4/2019", ("%d/%m/%Y", "%m/%d/%Y")),
        ("3/4/2019 10:00", ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")),
        ("03-04-2019 10:00:05", ("%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S")),
        ("3/4/2019 10:00 PM", ("%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p")),
        ("05.03.24 09:15", ("%d.%m.%y %H:%M", "%y.%m.%d %H:%M")),
        ("05.03.24", ("%d.%m.%y", "%y.%m.%d")),
        ("3/14/19", ("%d/%m/%y", "%m/%d/%y")),
        ("2021-01-02 -05:00", ("%Y-%m-%d %z", "%Y-%m-%d -%H:%M")),
        ("02.01.2021  -05:00", ("%d.%m.%Y  %z", "%d.%m.%Y  -%H:%M")),
    ],
)
def test_an_ambiguous_date_names_its_two_formats_with_the_time(text: str, formats: tuple[str, str]) -> None:
    first, second = formats
    assert for_ambiguous(text) == f"say which it is: --date-format '{first}' or --date-format '{second}'"


@pytest.mark.parametrize(
    ("rows", "given"),
    [
        ("Auftrag;Datum;Kommentar\n1;05.03.24 09:15;x\n2;06.03.24 10:00;x\n", "%d.%m.%y %H:%M"),
        ("Auftrag;Datum;Uhrzeit;Kommentar\n1;05.03.24;09:15;x\n2;06.03.24;10:00;x\n", "%d.%m.%y %H:%M"),
    ],
)
def test_the_report_and_the_reject_name_the_same_format_and_it_reads_the_dates(
    tmp_path: Path, rows: str, given: str
) -> None:
    (tmp_path / "kurz.csv").write_text(rows)
    command = ["import", str(tmp_path / "kurz.csv"), "--dry-run", "--tz", "UTC"]
    asked = " ".join(CliRunner().invoke(app, command).output.split())
    assert f"pass --date-format '{given}' or '%y.%m.%d %H:%M'" in asked
    assert f"say which it is: --date-format '{given}' or --date-format '%y.%m.%d %H:%M'" in asked
    assert "2024-03-05 09:15" in CliRunner().invoke(app, [*command, "--date-format", given]).output


@pytest.mark.parametrize(
    ("given", "moments"),
    [
        ("%Y-%m-%d %z", ["2021-01-02T05:00:00+00:00", "2021-01-01T22:00:00+00:00"]),
        ("%Y-%m-%d -%H:%M", ["2021-01-02T05:00:00+00:00", None]),
    ],
)
def test_both_formats_of_a_date_before_a_zone_or_a_time_read_it(
    given: str, moments: list[str | None]
) -> None:
    read = DateParser(formats=[given]).parse(pl.Series(["2021-01-02 -05:00", "2021-01-02 +02:00"])).micros
    found = [None if one is None else datetime.fromtimestamp(one / 1e6, UTC).isoformat() for one in read]
    assert found == moments


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("text", "tz", "read"),
    [
        ("2021-01-02 -05:00", "", "2021-01-02T05:00:00+00:00"),
        ("2021-01-02 -05:00", "Europe/Berlin", "E-DATE-AMBIGUOUS"),
        ("2021-01-02-05:30", "Europe/Berlin", "E-DATE-AMBIGUOUS"),
        ("2021-01-02 -14:30", "Europe/Berlin", "2021-01-02T13:30:00+00:00"),
        ("2021-01-02 - 05:00", "Europe/Berlin", "2021-01-02T04:00:00+00:00"),
        ("2021-01-02 +05:00", "Europe/Berlin", "2021-01-01T19:00:00+00:00"),
    ],
)
def test_a_date_before_a_zone_or_a_time_is_asked_about_where_that_makes_a_difference(
    text: str, tz: str, read: str, rows: int
) -> None:
    found = DateParser(tz=tz).parse(pl.Series([text] * rows))
    micros = found.micros[rows - 1]
    assert (found.code[rows - 1] or datetime.fromtimestamp(micros / 1e6, UTC).isoformat()) == read


@pytest.mark.parametrize("text", ["soon", "3/4/9", "2019-04-03", ""])
def test_another_text_has_no_two_formats(text: str) -> None:
    assert for_ambiguous(text) == ""


@pytest.mark.parametrize(
    ("text", "given", "advice"),
    [
        (
            "3/4/2019 10:00",
            "%d/%m/%Y",
            "--date-format '%d/%m/%Y' leaves ' 10:00' of it unread: give --date-format '%d/%m/%Y %H:%M'",
        ),
        (
            "2019-04-03T10:00",
            "%Y-%m-%d",
            "--date-format '%Y-%m-%d' leaves 'T10:00' of it unread: give --date-format '%Y-%m-%dT%H:%M'",
        ),
        ("3/4/2019 noon", "%d/%m/%Y", "--date-format '%d/%m/%Y' leaves ' noon' of it unread"),
        (
            "3/4/2019",
            "%d.%m.%Y",
            "it does not fit --date-format '%d.%m.%Y': correct it, or give its own format, too",
        ),
    ],
)
def test_a_format_that_does_not_fit_says_what_it_leaves(text: str, given: str, advice: str) -> None:
    assert for_unfitting(text, (given,)) == advice


def test_no_format_has_no_advice() -> None:
    assert for_unfitting("soon", ()) == ""


def test_the_report_has_the_advice(bring: Bring) -> None:
    mapping = ColumnMapping(source="test", tz="UTC", date_formats=("%d/%m/%Y",))
    done = bring("id,order,date,author,message\n1,7,3/4/2019 10:00,,Paid\n", mapping=mapping)
    assert "give --date-format '%d/%m/%Y %H:%M'" in done.groups[0].fix

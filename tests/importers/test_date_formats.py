"""The table of date formats: every row reads its example, and no two rows read one text differently."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.database.types import from_microseconds, to_microseconds
from importers.inference.value_profile import ValueProfile
from importers.mapping.dates.formats import (
    CLOCKS,
    DATES,
    NUMBERS,
    ClockFormat,
    DateFormat,
    NumberFormat,
    fast_formats,
)
from importers.mapping.dates.parser import DateParser
from importers.mapping.dates.strptime import read_as
from importers.mapping.dates.text import read_text
from importers.reject_codes import Code

_CORPUS = Path(__file__).with_name("date_corpus.csv")
"""Date texts of many languages and layouts, each with its moment, `ambiguous`, or `none`."""


_PAGE = Path(__file__).parents[2] / "docs" / "dates.md"


def moment(text: str) -> str:
    """The moment in UTC, or the code."""
    read = DateParser(tz="UTC").parse(pl.Series([text], dtype=pl.String))
    return read.code[0] or str(from_microseconds(read.micros[0]))


def utc(text: str) -> str:
    found = datetime.fromisoformat(text)
    return str(found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC))


def lines() -> list[tuple[str, str]]:
    return [
        (text, expected)
        for text, expected in csv.reader(_CORPUS.read_text("utf-8").splitlines(), delimiter=";")
    ]


@pytest.mark.parametrize(("text", "expected"), lines())
def test_every_date_of_the_corpus_has_its_moment_or_a_cause(text: str, expected: str) -> None:
    if expected == "ambiguous":
        assert moment(text) == Code.DATE_AMBIGUOUS
    elif expected == "none":
        assert moment(text).startswith("E-DATE")
    else:
        assert moment(text) == utc(expected)


@pytest.mark.parametrize("row", DATES, ids=lambda row: row.meaning)
def test_every_date_format_reads_its_example(row: DateFormat) -> None:
    assert moment(row.example) == utc(row.moment)
    assert moment(f"{row.example} 07:40") == utc(f"{row.moment} 07:40")


@pytest.mark.parametrize("row", CLOCKS, ids=lambda row: row.meaning)
def test_every_clock_format_reads_its_example_after_a_date(row: ClockFormat) -> None:
    assert moment(f"2020-11-04 {row.example}") == utc(f"2020-11-04 {row.time}")


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.meaning)
def test_every_number_format_reads_its_example(row: NumberFormat) -> None:
    assert moment(row.example) == utc(row.moment)


@pytest.mark.parametrize("row", (*DATES, *NUMBERS), ids=lambda row: row.meaning)
def test_a_column_in_any_format_of_the_table_looks_like_dates(row: DateFormat | NumberFormat) -> None:
    assert ValueProfile.at(pl.Series("created_at", [row.example] * 3)).dates == 1


@pytest.mark.parametrize("text", ["/Date(1604475603123)/", "2020-11-04T07:40:03Z[UTC]"])
def test_a_column_as_programs_serialize_dates_looks_like_dates(text: str) -> None:
    assert ValueProfile.at(pl.Series("created_at", [text] * 3)).dates == 1


@pytest.mark.parametrize("row", CLOCKS, ids=lambda row: row.meaning)
def test_a_column_in_a_clock_format_looks_like_times_of_day(row: ClockFormat) -> None:
    if row.example.isascii():
        assert ValueProfile.at(pl.Series("time", [row.example] * 3)).clock == 1


@pytest.mark.parametrize("row", (*DATES, *CLOCKS, *NUMBERS), ids=lambda row: row.meaning)
def test_every_format_is_documented(row: DateFormat | ClockFormat | NumberFormat) -> None:
    means = row.time if isinstance(row, ClockFormat) else row.moment
    line = f"| {row.meaning} | `{row.example}` | {means} |"
    assert line in _PAGE.read_text("utf-8").splitlines(), f"Add to docs/dates.md: {line}"


def test_the_page_of_formats_documents_no_other() -> None:
    lines = [line for line in _PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    others = [line for line in lines if not line.startswith("| format ")]
    assert len(others) == len((*DATES, *CLOCKS, *NUMBERS)) + 1
    assert moment("44139.5") == "2020-11-04 12:00:00+00:00"


@pytest.mark.parametrize("pattern", fast_formats())
def test_whole_columns_and_single_texts_are_read_alike(pattern: str) -> None:
    written = datetime(2020, 11, 4, 19, 40, 3, tzinfo=UTC).strftime(
        pattern.replace("%.f", ".250000").replace("%#z", "+0100")
    )
    reading = read_text(written)
    assert reading.iso, written
    assert moment(written) == utc(reading.iso)


@given(
    st.text(alphabet="0123456789", min_size=1, max_size=2), st.text(alphabet="0123456789-/.: T", max_size=18)
)
def test_no_two_columnwise_formats_read_one_text_differently(start: str, rest: str) -> None:
    texts = pl.Series([start + rest])
    found = {read_as(texts, pattern).to_physical()[0] for pattern in fast_formats()}
    assert len(found - {None}) <= 1


def test_a_hostile_text_takes_no_longer_than_others() -> None:
    hostile = pl.Series([text * 2_000 for text in ("1. ", "4 nov ", "((((", "12:12 ", "a.a.", "1/")])
    codes = DateParser(tz="UTC").parse(hostile).code
    assert set(codes) == {Code.DATE.value}


def test_dates_before_the_epoch_are_read_to_the_microsecond() -> None:
    expected = datetime(1965, 3, 4, 5, 6, 7, 8, tzinfo=UTC)
    assert DateParser(tz="UTC").parse(pl.Series(["1965-03-04 05:06:07.000008"])).micros[0] == to_microseconds(
        expected
    )

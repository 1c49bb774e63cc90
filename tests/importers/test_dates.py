"""Dates of every shape become moments in UTC, or a named cause; none is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.database.types import from_microseconds
from importers.errors import InvalidMappingError
from importers.mapping.dates.parser import DateParser
from importers.reject_codes import Code


def parsed(*texts: str | None, tz: str = "", formats: tuple[str, ...] = ()) -> list[str]:
    """Each text's moment in UTC, or its cause."""
    found = DateParser(formats=formats, tz=tz).parse(pl.Series(texts, dtype=pl.String))
    return [
        code or from_microseconds(micros).isoformat().replace("+00:00", "Z")
        for micros, code in zip(found.micros, found.code, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-11-04 07:40:03", "2020-11-04T07:40:03Z"),
        ("2020-11-04T07:40:03Z", "2020-11-04T07:40:03Z"),
        ("2020-11-04T07:40:03.123456Z", "2020-11-04T07:40:03.123456Z"),
        ("2020-11-04 07:40:03.5+01:00", "2020-11-04T06:40:03.500000Z"),
        ("2020-11-04 07:40:03+01", "2020-11-04T06:40:03Z"),
        ("2020-11-04 07:40:03 +0100", "2020-11-04T06:40:03Z"),
        ("2020-11-04T07:40:03-05:30", "2020-11-04T13:10:03Z"),
        ("2020-11-04 07:40", "2020-11-04T07:40:00Z"),
        ("2020-11-04", "2020-11-04T00:00:00Z"),
        ("2020/11/04 07:40:03", "2020-11-04T07:40:03Z"),
        ("2020/11/04 07:40:03.250", "2020-11-04T07:40:03.250000Z"),
        ("2020/11/04 07:40:03+01", "2020-11-04T06:40:03Z"),
        ("2020/11/04 07:40", "2020-11-04T07:40:00Z"),
        ("04.11.2020 07:40", "2020-11-04T07:40:00Z"),
        ("Sat, 03 Mar 2018 02:35:28 +0000", "2018-03-03T02:35:28Z"),
        ("1604475603", "2020-11-04T07:40:03Z"),
        ("1604475603.25", "2020-11-04T07:40:03.250000Z"),
        ("1604475603123", "2020-11-04T07:40:03.123000Z"),
        ("20201104", "2020-11-04T00:00:00Z"),
        ("202011040740", "2020-11-04T07:40:00Z"),
        ("20201104T074003Z", "2020-11-04T07:40:03Z"),
        ("20201104 074003", "2020-11-04T07:40:03Z"),
        ("20201344", Code.DATE),
        ("04.11.2020 7.40", "2020-11-04T07:40:00Z"),
        ("2020-11-04T00:00:00 07:40:03", "2020-11-04T07:40:03Z"),
        ("2020\u5e7411\u67084\u65e5 07:40", "2020-11-04T07:40:00Z"),
        ("44139,319479", "2020-11-04T07:40:03Z"),
        (" 2020-11-04 07:40:03 ", "2020-11-04T07:40:03Z"),
        ("1899-12-31 00:00:00", Code.DATE_ZERO),
        ("", Code.DATE_EMPTY),
        (None, Code.DATE_EMPTY),
        ("0000-00-00 00:00:00", Code.DATE_ZERO),
        ("0001-01-01T00:00:00", Code.DATE_ZERO),
        ("1970-01-01 00:00:00", Code.DATE_1970),
        ("1970-01-01T01:00:00+01:00", Code.DATE_1970),
        ("2999-01-01 00:00:00", Code.DATE_FUTURE),
        ("03/04/2019 10:00", Code.DATE_AMBIGUOUS),
        ("3-4-19", Code.DATE_AMBIGUOUS),
        ("2020-13-01", Code.DATE),
        ("yesterday", Code.DATE),
        ("12345", Code.DATE),
        ("123456789", Code.DATE),
    ],
)
def test_a_date_is_read_as_what_it_says_or_has_a_named_cause(text: str | None, moment: str) -> None:
    assert parsed(text) == [moment]


def test_mixed_shapes_in_one_column_are_all_read() -> None:
    assert parsed(
        "2020-11-04T07:40:03Z", "2020-11-04 07:40:03", "04.11.2020", "2020-11-04 08:40:03+01:00"
    ) == [
        "2020-11-04T07:40:03Z",
        "2020-11-04T07:40:03Z",
        "2020-11-04T00:00:00Z",
        "2020-11-04T07:40:03Z",
    ]


def test_a_given_format_decides_between_day_and_month() -> None:
    assert parsed("3/4/2019 1:05", formats=("%d/%m/%Y %H:%M",)) == ["2019-04-03T01:05:00Z"]
    assert parsed("3/4/2019 1:05", formats=("%m/%d/%Y %H:%M",)) == ["2019-03-04T01:05:00Z"]
    assert parsed("13/4/2019 1:05", formats=("%m/%d/%Y %H:%M",)) == [Code.DATE]
    assert parsed("3/4/2019 01:05:09 PM", formats=("%d/%m/%Y %I:%M:%S %p",)) == ["2019-04-03T13:05:09Z"]


def test_a_zone_applies_where_the_text_has_no_offset() -> None:
    assert parsed("2020-07-01 12:00:00", "2020-07-01 12:00:00+00:00", tz="Europe/Warsaw") == [
        "2020-07-01T10:00:00Z",
        "2020-07-01T12:00:00Z",
    ]


def test_a_skipped_hour_moves_forward_and_a_repeated_one_is_the_first_and_both_are_counted() -> None:
    parser = DateParser(formats=(), tz="Europe/Warsaw")
    found = parser.parse(pl.Series(["2020-03-29 02:30:00", "2020-10-25 02:30:00", "2020-06-01 00:00:00"]))
    assert [from_microseconds(micros).isoformat() for micros in found.micros] == [
        "2020-03-29T01:30:00+00:00",  # 03:30 summer time
        "2020-10-25T00:30:00+00:00",  # 02:30 still summer time
        "2020-05-31T22:00:00+00:00",
    ]
    assert (found.gaps, found.folds, found.assumed_utc) == (1, 1, 0)


def test_dates_without_any_zone_are_counted_as_assumed_utc() -> None:
    found = DateParser(formats=(), tz="").parse(
        pl.Series(["2020-01-01 00:00:00", "2020-01-01T00:00:00Z", "x"])
    )
    assert found.assumed_utc == 1


@pytest.mark.parametrize("text", ["%Q", "at noon", "%H:%M", "%d/%m"])
def test_a_format_that_reads_no_date_back_is_refused(text: str) -> None:
    with pytest.raises(InvalidMappingError, match="does not read a date back"):
        DateParser(formats=(text,), tz="")


@given(
    st.datetimes(datetime(1972, 1, 1), datetime(2025, 1, 1)),  # noqa: DTZ001 - the offset comes beside it
    st.integers(-14 * 60, 14 * 60),
)
def test_any_iso_moment_is_read_to_the_microsecond(naive: datetime, minutes: int) -> None:
    offset = timedelta(minutes=minutes)
    sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
    text = f"{naive.isoformat(timespec='microseconds')}{sign}{size // 60:02}:{size % 60:02}"
    expected = (naive - offset).replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
    assert parsed(text) == [expected]


@pytest.mark.parametrize("text", ["1441-05-07 10:00", "1398/10/12", "07.05.1441", "1899-06-01"])
def test_a_date_before_1900_is_of_another_calendar_or_a_mistake(text: str) -> None:
    assert DateParser(tz="UTC").parse(pl.Series([text])).code.to_list() == ["E-DATE-EARLY"]


@pytest.mark.parametrize(
    ("given", "text", "moment"),
    [
        ("%m/%d/%Y %I:%M %p", "3/12/21 11:59 PM", "2021-03-12T23:59:00Z"),
        ("%d.%m.%y", "12.03.2021", "2021-03-12T00:00:00Z"),
        ("%m/%d/%Y", "2021-03-12 07:40:03", "2021-03-12T07:40:03Z"),
        ("%m/%d/%Y", "2021-03-12", "2021-03-12T00:00:00Z"),
        ("%Y-%m-%d", "12-03-04", Code.DATE.value),
        ("%Y-%d-%m", "2021-12-03 07:40:03", Code.DATE.value),
        ("%d/%m/%Y", "03-12-2021", Code.DATE.value),
    ],
)
def test_given_formats_also_read_the_other_length_of_a_year_and_what_a_date_is_corrected_to(
    given: str, text: str, moment: str
) -> None:
    assert parsed(text, formats=(given,)) == [moment]


@pytest.mark.parametrize(
    ("text", "is_other"),
    [
        ("Mon 2020-11-04 10:00", True),
        ("Wed 2020-11-04 10:00", False),
        ("Mon, 04 Nov 2020 10:00:00 +0100", True),
        ("Wed, 04 Nov 2020 23:30:00 -0800", False),
        ("2020-11-04 Friday 08:40:03", True),
        ("2020-11-04 (Wed) 08:40:03", False),
        ("4 Nov 2020, Thu, 08:40", True),
        ("Montag, 4. November 2020", True),
        ("7 Ağustos 2020 Cuma", False),
        ("7 Ağustos 2020 Pazar", True),
        ("mar 4 nov 2020", False),  # a Tuesday, or a month
        ("2020-07-04 08:40:03 CET", False),
        ("Wed Nov 04 2020 08:40:03 GMT+0100 (Central European Standard Time)", False),
        ("ma 3 november 2020", False),  # Tuesday in French, Monday in Dutch
        ("יום רביעי, 4 בנובמבר 2020", False),
        ("水曜日, 2020年11月4日", False),
        ("木曜日, 2020年11月4日", True),
        ("çərşənbə axşamı, 3 noyabr 2020", False),  # noqa: RUF001
        ("cümə axşamı, 5 noyabr 2020", False),  # noqa: RUF001
        ("bazar, 8 noyabr 2020", False),
        ("şənbə, 8 noyabr 2020", True),
    ],
)
@pytest.mark.parametrize("count", [1, 40])
def test_dates_that_name_another_weekday_are_read_and_counted(text: str, is_other: bool, count: int) -> None:
    read = DateParser(tz="UTC").parse(pl.Series([text] * count))
    assert (read.micros.null_count(), read.weekdays) == (0, count * is_other)

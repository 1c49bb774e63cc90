"""One date text: words, zones, clocks and spreadsheets' numbers of days, or the cause."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.mapping.dates.parser import DateParser
from importers.mapping.dates.text import read_text
from importers.reject_codes import Code


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wed Nov 04 2020 07:40:03 GMT+0100 (Central European Standard Time)", "2020-11-04 07:40:03+01:00"),
        ("Wed Nov  4 07:40:03 UTC 2020", "2020-11-04 07:40:03+00:00"),
        ("Wed, 4 Nov 2020 07:40:03 -0530", "2020-11-04 07:40:03-05:30"),
        ("04-NOV-20 07.40.03.123456789 AM", "2020-11-04 07:40:03.123456"),
        ("November 4th, 2020 at 7:40 PM", "2020-11-04 19:40:00"),
        ("Nov 4, 2020 12:05 a.m.", "2020-11-04 00:05:00"),
        ("4. November 2020 um 07:40 Uhr", "2020-11-04 07:40:00"),
        ("Mittwoch, 4. März 2020", "2020-03-04 00:00:00"),
        ("1er août 2020 à 12h30", "2020-08-01 12:30:00"),
        ("4 de noviembre de 2020, 7:40 p. m.", "2020-11-04 19:40:00"),
        ("4 listopada 2020, 07:40:03", "2020-11-04 07:40:03"),
        ("4 Kas\u0131m 2020 07:40", "2020-11-04 07:40:00"),
        ("7:40 4 dic 1998", "1998-12-04 07:40:00"),
        ("44139.3194791667", "2020-11-04 07:40:03"),
        ("44139", "2020-11-04 00:00:00"),
        ("4. listopada 2020", Code.DATE_AMBIGUOUS),  # October in Croatian
        ("4 listopada 2020", "2020-11-04 00:00:00"),  # Croatian writes a dot after the day
        ("Wed Nov  4 07:40:03 CET 2020", "2020-11-04 07:40:03+01:00"),
        ("2020-11-04 07:40:03 PST", "2020-11-04 07:40:03-08:00"),
        ("2020-07-04 07:40:03 America/New_York", "2020-07-04 07:40:03-04:00"),
        ("2013-07-04 07:40:03 MSK", "2013-07-04 07:40:03+04:00"),  # its offset has changed
        ("Wed Nov  4 07:40:03 CST 2020", Code.DATE_ZONE),  # in Chicago or in Shanghai
        ("2020-11-04 07:40:03 BST", Code.DATE_ZONE),
        ("2020-11-04 07:40:03 QQT", Code.DATE_ZONE),
        ("2020-11-04 07:40:03 Atlantis/Capital", Code.DATE_ZONE),
        ("2020-11-04 07:40:03+25:00", Code.DATE_ZONE),
        ("4 nov. 19.05", Code.DATE),  # a time of day is no year
        ("23. März 18.37 Uhr", Code.DATE),
        ("4 nov. 19 Uhr", Code.DATE),
        ("4 nov 7 pm", Code.DATE),
        ("31.01.21", "2021-01-31 00:00:00"),
        ("24.12.20", Code.DATE_AMBIGUOUS),
        ("05/05/2020", "2020-05-05 00:00:00"),
        ("13/04/2020", "2020-04-13 00:00:00"),
        ("called on 4 Nov 2020", Code.DATE),
        ("4 Nov 2020 parcel sent", Code.DATE),
        ("Order 12 dec 2020", Code.DATE),
        ("mar. 10 mar. 2020", "2020-03-10 00:00:00"),  # mardi, and mars
        ("30 February 2020", Code.DATE),
        ("March 2020", Code.DATE),
        ("2 hours ago", Code.DATE),
        ("yesterday", Code.DATE),
        ("20201", Code.DATE),
        ("99999", Code.DATE),
        ("2020-11-04 25:00", Code.DATE),
        ("2020-11-04 " + 100 * "1", Code.DATE),
    ],
)
def test_a_date_text_has_one_moment_or_a_named_cause(text: str, moment: str) -> None:
    reading = read_text(text)
    assert (reading.iso or reading.code) == moment


@pytest.mark.parametrize(
    ("tz", "moment"),
    [
        ("America/Chicago", "2020-11-04 07:40:03-06:00"),
        ("Asia/Shanghai", "2020-11-04 07:40:03+08:00"),
        ("Europe/Paris", Code.DATE_ZONE),
    ],
)
def test_the_given_zone_decides_an_abbreviation_of_several_meanings(tz: str, moment: str) -> None:
    reading = read_text("2020-11-04 07:40:03 CST", tz=tz)
    assert (reading.iso or reading.code) == moment


@given(text=st.text(alphabet="4 .,:novNOV2020apm+h\u00e9GMT", max_size=40))
def test_no_text_stops_the_reader_of_dates(text: str) -> None:
    parsed = DateParser(formats=(), tz="Europe/Paris").parse(pl.Series([text, "4 nov 2020"]))
    assert parsed.code[1] is None
    assert (parsed.micros[0] is None) == (parsed.code[0] is not None)


def test_words_take_part_in_zones_and_their_changes() -> None:
    texts = ["29 mars 2020 02:30", "25 octobre 2020 02:30", "1 août 2020 12:00", "43919.104166666664"]
    parsed = DateParser(formats=(), tz="Europe/Paris").parse(pl.Series(texts))
    assert parsed.micros.cast(pl.Datetime("us")).dt.to_string("%d %H:%M").to_list() == [
        "29 01:30",
        "25 00:30",
        "01 10:00",
        "29 01:30",
    ]
    assert (parsed.gaps, parsed.folds, parsed.assumed_utc) == (2, 1, 0)
    assert DateParser(formats=(), tz="").parse(pl.Series(texts)).assumed_utc == 4


def test_programs_spellings_of_the_same_moment_are_read() -> None:
    texts = ["4.11.2020, 07:40:03", "4. 11. 2020 7:40:03", "04.11.2020 07:40:03 Uhr", "2020-11-04, 07:40:03"]
    texts += ["2020-11-04T07:40:03+00:00[UTC]", "1604475603000000", "2020-11-04 07:40:03,000"]
    parsed = DateParser(formats=(), tz="UTC").parse(pl.Series(texts))
    assert parsed.micros.unique().to_list() == [1604475603000000]
    american = ["11/4/2020, 7:40:03 AM", "11/4/2020 7:40:03\u202fAM", "11/4/2020 7:40:03 a.m."]
    parsed = DateParser(formats=(), tz="UTC", orders=(("/", "M/D"),)).parse(pl.Series(american))
    assert parsed.micros.unique().to_list() == [1604475603000000]
    unread = DateParser(formats=(), tz="UTC").parse(pl.Series(american))
    assert unread.code.unique().to_list() == [Code.DATE_AMBIGUOUS.value]


@pytest.mark.parametrize(
    "zero",
    [
        "-0001-11-30 00:00:00",
        "00.00.0000",
        "0000-00-00",
        "0",
        "1899-12-30",
        "30.12.1899 08:40",
        "12/30/1899",
        "1900-01-00",
        "1/0/1900",
        "00.01.1900",
        "1900-01-01 00:00:00",
        "1904-01-01",
        "1753-01-01T00:00:00",
        "30 Dec 1899",
    ],
)
def test_what_programs_make_of_a_zero_date_is_named(zero: str) -> None:
    parsed = DateParser(formats=(), tz="UTC").parse(pl.Series([zero, "2020-11-04"]))
    assert parsed.code.to_list() == [Code.DATE_ZERO.value, None]

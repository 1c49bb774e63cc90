"""Dates in words, and spreadsheets' numbers of days."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.mapping.dates.parser import DateParser
from importers.mapping.dates.words import in_figures
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
        ("4. listopada 2020", None),  # October in Croatian
        ("Wed Nov  4 07:40:03 CET 2020", None),  # a zone that letters do not tell
        ("called on 4 Nov 2020", None),
        ("4 Nov 2020 parcel sent", None),
        ("Order 12 dec 2020", "2020-12-12 00:00:00"),  # one word may be a weekday's
        ("March 2020", None),
        ("20201", None),
        ("99999", None),
    ],
)
def test_a_date_in_words_is_written_in_figures(text: str, moment: str | None) -> None:
    assert in_figures(text) == moment


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
    parsed = DateParser(formats=(), tz="UTC", slashed="M/D").parse(pl.Series(american))
    assert parsed.micros.unique().to_list() == [1604475603000000]
    unread = DateParser(formats=(), tz="UTC").parse(pl.Series(american))
    assert unread.code.unique().to_list() == [Code.DATE_AMBIGUOUS.value]


@pytest.mark.parametrize("zero", ["-0001-11-30 00:00:00", "00.00.0000"])
def test_what_programs_make_of_a_zero_date_is_named(zero: str) -> None:
    parsed = DateParser(formats=(), tz="UTC").parse(pl.Series([zero, "2020-11-04"]))
    assert parsed.code.to_list() == [Code.DATE_ZERO.value, None]

"""A date is read alike alone and in a column of texts that differ only in their digits."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import polars as pl
import pytest

from importers.mapping.dates import columnwise
from importers.mapping.dates.layouts import learn_layout
from importers.mapping.dates.moments import Moments
from importers.mapping.dates.parser import DateParser

_CORPUS = Path(__file__).with_name("date_corpus.csv")
_ALIKE = 20
"""Texts of each layout in a column: more than learning it takes."""


def templates() -> list[str]:
    rows = csv.reader(_CORPUS.read_text("utf-8").splitlines(), delimiter=";")
    return sorted({re.sub("[0-9]", "0", text.strip()) for text, _ in rows})


def with_numbers(template: str, chance: random.Random) -> str:
    """`template` with numbers, of which some are no day, hour or year."""

    def number(found: re.Match[str]) -> str:
        length = len(found[0])
        year = str(chance.choice([chance.randint(1970, 2030), chance.randint(0, 1430)])).zfill(4)
        small = chance.choice([chance.randint(0, 12), chance.randint(0, 31), chance.randint(0, 99)])
        longer = "".join(chance.choice("0123456789") for _ in found[0])
        return year if length == 4 else longer if length > 2 else str(small % 10**length).zfill(length)

    return re.sub("[0-9]+", number, template)


def read(column: pl.Series, orders: list[tuple[str, str]], tz: str) -> Moments:
    return DateParser(tz=tz, orders=orders).parse(column)


@pytest.mark.parametrize(
    ("orders", "tz"),
    [([], "UTC"), ([("/", "D/M"), ("-", "M/D"), (".", "D/M")], ""), ([], "America/Chicago")],
)
def test_a_text_is_read_alike_alone_and_among_others_of_its_layout(
    orders: list[tuple[str, str]], tz: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)  # noqa: S311
    column = pl.Series([with_numbers(one, chance) for one in templates() for _ in range(_ALIKE)])
    together = read(column, orders, tz)
    monkeypatch.setattr(columnwise, "_FEWEST", len(column) + 1)
    alone = read(column, orders, tz)
    different = (together.micros.ne_missing(alone.micros) | together.code.ne_missing(alone.code)).arg_true()
    assert column.gather(different).to_list() == []
    assert (together.gaps, together.folds) == (alone.gaps, alone.folds)
    assert together.assumed_utc == alone.assumed_utc


@pytest.mark.parametrize(
    "template",
    [
        "00. November 0000",
        "Mittwoch, 0. November 0000, 00:00 Uhr",
        "Nov 0th, 0000 0:00 pm",
        "Wed, 00 Nov 0000 00:00:00 +0000 (UTC)",
        "0000年00月00日 00:00",
        "00.00.0000 00:00:00,000",
    ],
)
def test_what_differs_only_in_its_digits_has_a_layout(template: str) -> None:
    assert learn_layout(template)


@pytest.mark.parametrize(
    "template",
    [
        "00/00/0000",  # day or month
        "00 Nov 0000 00:00 Europe/Paris",  # an offset that changes
        "00 Nov 0000 00:00 MSK",
        "٤ Nov 0000",  # a digit that the template does not show
        "00000000T000000Z",
        "Nov 0000",
    ],
)
def test_what_its_digits_do_not_decide_has_no_layout(template: str) -> None:
    assert learn_layout(template) is None


def test_a_column_of_month_names_is_read_by_layout_and_its_impossible_days_are_not() -> None:
    column = pl.Series([f"{day:02}. Februar 2019, 12:{day:02} Uhr" for day in range(1, 32)])
    found = read(column, [], "UTC")
    assert found.micros.null_count() == 3
    assert found.code.drop_nulls().unique().to_list() == ["E-DATE"]


def test_halves_of_the_day_and_years_of_two_digits_are_read_by_layout() -> None:
    morning = [f"4 Nov {year:02} 12:30 am" for year in range(71, 99)]
    evening = [f"4 Nov {year:02} 12:30 pm" for year in range(20)]
    years = pl.from_epoch(read(pl.Series([*morning, *evening]), [], "UTC").micros, time_unit="us").dt
    assert years.year().to_list() == [*range(1971, 1999), *range(2000, 2020)]
    assert years.hour().to_list() == [0] * len(morning) + [12] * len(evening)


@pytest.mark.parametrize("text", ["31.12.68 19.05", "31/12/2998 19.05", "31/12/2998 19:05"])
def test_a_date_that_no_order_puts_in_the_past_is_a_future_date(text: str) -> None:
    assert read(pl.Series([text]), [("/", "D/M")], "UTC").code.to_list() == ["E-DATE-FUTURE"]

"""Periods and their names."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from events.periods import Period, left_out, period_of, with_empty


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ("day", "2021-01-01"),
        ("week", "2020-W53"),
        ("month", "2021-01"),
        ("quarter", "2021-Q1"),
        ("year", "2021"),
        ("weekday", "Friday"),
        ("hour", "00:00"),
    ],
)
def test_a_moment_is_in_the_period_of_the_zone(by: Period, name: str) -> None:
    assert period_of(datetime(2020, 12, 31, 23, 30, tzinfo=UTC), by, ZoneInfo("Europe/Paris")) == name


@pytest.mark.parametrize(
    ("by", "given", "all_of_them"),
    [
        ("month", ["2021-02", "2020-11"], ["2020-11", "2020-12", "2021-01", "2021-02"]),
        ("month", ["2010-11", "2020-11"], ["2010-11", "2020-11"]),
        ("quarter", ["2020-Q3", "2021-Q1"], ["2020-Q3", "2020-Q4", "2021-Q1"]),
        ("year", ["2018", "2020"], ["2018", "2019", "2020"]),
        ("week", ["2020-W52", "2021-W01"], ["2020-W52", "2020-W53", "2021-W01"]),
        ("week", ["9999-W51", "0001-W01"], ["0001-W01", "9999-W51"]),
        ("day", ["2020-01-03", "2020-01-01"], ["2020-01-01", "2020-01-03"]),
        ("month", [], []),
    ],
)
def test_periods_without_anything_are_named_between_the_others(
    by: Period, given: list[str], all_of_them: list[str]
) -> None:
    assert with_empty(given, by) == all_of_them


def test_all_weekdays_and_hours_are_named() -> None:
    assert with_empty(["Sunday"], "weekday")[0::6] == ["Monday", "Sunday"]
    assert len(with_empty([], "hour")) == 24


def test_periods_that_a_long_gap_leaves_out_are_named() -> None:
    said = "There is nothing between 2020-02 and 2023-05: these months are left out."
    assert left_out(["2020-01", "2020-02", "2023-05"], "month") == said
    assert left_out(["2020-01", "2020-04"], "month") == ""
    assert left_out(["2020-01-01", "2023-05-05"], "day") == ""
    assert left_out([], "year") == ""

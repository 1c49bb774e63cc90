"""Runs of periods in which nothing was are one line."""

from __future__ import annotations

import pytest

from cli.render.quiet import folded


@pytest.mark.parametrize(
    ("numbers", "by", "shown"),
    [
        ([1, 0, 0, 0, 0, 2], "week", ["1", "… 4 weeks", "2"]),
        ([1, 0, 0, 0, 2], "month", ["1", "0", "0", "0", "2"]),
        ([0, 0, 0, 0, 0, 2, 0, 0, 0, 0], "day", ["… 5 days", "2", "… 4 days"]),
        ([1, *[0] * 1200, 2], "day", ["1", "… 1,200 days", "2"]),
        ([0, 0, 0, 0, 0, 1], "hour", ["0", "0", "0", "0", "0", "1"]),
        ([0, 0, 0, 0, 0, 1, 0], "weekday", ["0", "0", "0", "0", "0", "1", "0"]),
        ([0, 0, 0, 0, 0, 1], None, ["0", "0", "0", "0", "0", "1"]),
        ([], "year", []),
    ],
)
def test_a_run_of_quiet_periods_is_one_line(numbers: list[int], by: str | None, shown: list[str]) -> None:
    found = list(folded(numbers, lambda number: number == 0, by))
    assert [label or str(number) for label, number in found] == shown

"""Medians and marks of times."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import pytest

from events.statistics.quantiles import mark, median


@pytest.mark.parametrize("spans", [[3], [2, 10], [10, 2, 4], [4, 1, 3, 2], [5, 5, 1, 9, 7, 7]])
def test_the_median_is_what_anybody_computes_and_of_an_even_number_the_mean_of_two(
    spans: Sequence[float],
) -> None:
    assert median(spans) == statistics.median(spans)


@pytest.mark.parametrize(("number", "ninth"), [(1, 1), (2, 2), (9, 9), (10, 9), (11, 10), (20, 18)])
def test_the_mark_of_90_percent_is_a_time_that_occurred(number: int, ninth: int) -> None:
    assert mark(range(number, 0, -1), 0.9) == ninth


def test_nothing_has_neither() -> None:
    assert (median([]), mark([], 0.9)) == (0.0, 0.0)

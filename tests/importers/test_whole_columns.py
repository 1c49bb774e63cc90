"""Columns that are put into a frame as a whole."""

from __future__ import annotations

import polars as pl
import pytest

from importers.whole_columns import same_in_all, with_whole


@pytest.mark.parametrize("height", [0, 1, 3])
def test_columns_are_put_behind_the_others_as_with_columns_does(height: int) -> None:
    frame = pl.DataFrame({"a": list(range(height))}, schema={"a": pl.Int64})
    columns = [same_in_all("b", None, pl.String(), height=height), frame["a"].alias("c")]
    assert with_whole(frame, *columns).equals(frame.with_columns(columns))


def test_a_column_takes_the_place_of_one_that_is_called_the_same() -> None:
    frame = pl.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    found = with_whole(frame, same_in_all("a", True, pl.Boolean(), height=2), frame["b"].alias("c"))
    assert found.to_dict(as_series=False) == {"a": [True, True], "b": ["x", "y"], "c": ["x", "y"]}

"""A Parquet file is written in bounded parts, and to a pipe."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from running import Run

from cli.exports import parquet
from cli.render import records

pytestmark = pytest.mark.usefixtures("shop")


@pytest.mark.parametrize("bound", [{"ROW_GROUP": 5}, {"GROUP_BYTES": 500, "PAGE_BYTES": 200}])
def test_parquet_is_written_in_row_groups_of_bounded_rows_and_size(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: dict[str, int]
) -> None:
    for name, value in bound.items():
        monkeypatch.setattr(parquet, name, value)
    file = tmp_path / "out.parquet"
    run("export", str(file), "-o", "parquet")
    frame = pl.read_parquet(file)
    assert frame.n_chunks() > 1
    assert frame["id"].to_list() == [json.loads(line)["id"] for line in run("export").stdout.splitlines()]


def test_parquet_goes_to_a_pipe_and_may_be_empty(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "piped.parquet"
    file.write_bytes(run("export", "-o", "parquet", "--type", "voided").stdout_bytes)
    frame = pl.read_parquet(file)
    assert (frame.height, tuple(frame.columns)) == (0, records.EVENT_COLUMNS)

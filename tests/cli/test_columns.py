"""`log --columns`: which values of events are written as data."""

from __future__ import annotations

import json

import pytest
from running import Run, Write

from importers.readable_export import COLUMNS


@pytest.fixture(autouse=True)
def event(write: Write) -> None:
    write((0, None, "Called."), number="1")


def test_the_columns_of_the_log_are_those_that_were_named(run: Run) -> None:
    assert run("log", "-o", "csv", "--columns", "order,kind").stdout == "order,kind\n1,legacy\n"
    assert run("log", "-o", "csv", "--columns", "short").stdout.splitlines()[0] == ",".join(COLUMNS)
    assert json.loads(run("log", "-o", "jsonl", "--columns", "order").stdout) == {"order": "1"}
    whole = run("log", "-o", "csv").stdout
    assert run("log", "-o", "csv", "--columns", "all").stdout == whole


@pytest.mark.parametrize(
    "words",
    [("--columns", "id"), ("-o", "csv", "--columns", "idd"), ("-o", "csv", "--follow", "--columns", "id")],
)
def test_columns_that_cannot_be_written_are_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run("log", *words).exit_code == 2

"""Who acts, where the system's or the given name is not UTF-8 text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Run

NAME = "x\udcff"
IMPORT = ("--set", "order=no", "--set", "date=at", "--set", "message=text", "--source", "crm", "--tz", "UTC")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTS_DATABASE_URL", database)
    monkeypatch.setenv("LOGNAME", NAME)
    Path("notes.csv").write_text("no,at,text\n1,2020-01-01 10:00,hi\n")


def test_an_import_by_a_login_name_that_is_not_utf_8_is_finished_without_a_name(run: Run) -> None:
    assert run("import", "notes.csv", *IMPORT).exit_code == 0
    assert json.loads(run("batch", "1", "-o", "json").stdout)["status"] == "done"


@pytest.mark.parametrize("words", [("--user", NAME), ()])
def test_a_given_name_that_is_not_utf_8_is_refused_before_a_batch_exists(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("EVENTS_USER", "" if words else NAME)
    result = run("import", "notes.csv", *IMPORT, *words)
    assert (result.exit_code, "is not UTF-8 text" in result.stderr) == (2, True)
    assert run("batches", "-o", "jsonl").stdout == ""


def test_a_note_by_a_login_name_that_is_not_utf_8_asks_for_a_name(run: Run) -> None:
    run("import", "notes.csv", *IMPORT)
    result = run("add-note", "1", "hi")
    assert (result.exit_code, "pass --user" in result.stderr) == (2, True)

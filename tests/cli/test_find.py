"""`events find`, as whole commands."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from running import Run

from cli.render.layout import width_of

pytestmark = pytest.mark.usefixtures("shop")
GOLDEN = Path(__file__).parent / "golden"
UPDATE = "EVENTS_UPDATE_GOLDEN" in os.environ


@pytest.mark.parametrize("width", [40, 80, 140])
def test_text_is_as_it_was_approved(run: Run, width: int) -> None:
    shown = "".join(
        run("find", text, env={"COLUMNS": str(width)}).stdout
        for text in ("100", "jane", "日本", "no such thing")
    )
    file = GOLDEN / f"find-{width}.txt"
    if UPDATE:
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
    assert max(width_of(line) for line in shown.splitlines() if "events " not in line) <= width


def test_each_result_has_a_command_that_opens_it(run: Run) -> None:
    found = [json.loads(line) for line in run("find", "jane", "-o", "jsonl").stdout.splitlines()]
    assert {one["kind"] for one in found} == {"customer", "event"}
    orders = [json.loads(line) for line in run("find", "100", "-o", "jsonl").stdout.splitlines()]
    assert orders[0]["kind"] == "order"
    for one in (*found, *orders):
        assert run(*one["command"].split()[1:]).exit_code == 0


def test_what_is_not_found_in_a_large_log_shows_the_command_that_searches_within_words(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.search.within.READ_AT_MOST", 0)
    result = run("find", "no such thing")
    assert result.stdout.startswith("Nothing found.\n")
    assert "events log '--grep=no such thing'" in result.stdout
    assert run("find", "no such thing", "-o", "json").stdout == "[]\n"


def test_a_large_log_without_an_index_is_searched_only_for_what_names_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.search.INDEXED_AT_ONCE", 1)
    named = run("find", "jane")
    assert "Events were not searched" in named.stderr and "events search jane" in named.stderr
    assert "People" in named.stdout and "Events" not in named.stdout
    said = run("find", "neighbour")
    assert "Events" in said.stdout and "Events" in run("find", "jane").stdout


def test_a_legacy_id_finds_the_events_of_its_record(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "charges.csv"
    file.write_text("id,order,date,message\nch_3OaB1,8801,2019-03-01 10:00,Paid by card\n")
    done = run("import", str(file), "--tz", "UTC", "--source", "psp")
    assert done.exit_code == 0, done.output
    found = [json.loads(line) for line in run("find", "ch_3OaB1", "-o", "jsonl").stdout.splitlines()]
    assert [(one["kind"], one["text"]) for one in found] == [("event", "Paid by card")]
    assert "#8801" in run("find", "ch_3OaB1").stdout
    assert "Nothing found" in run("find", "ch_3OaB").stdout


def test_data_have_the_state_of_an_order(run: Run) -> None:
    run("orders", "add", "2002")
    run("record", "paid", "2002", "9.00", "EUR")
    found = json.loads(run("find", "2002", "-o", "json").stdout)
    assert [(one["kind"], one["state"]) for one in found if one["name"] == "2002"] == [("order", "paid")]

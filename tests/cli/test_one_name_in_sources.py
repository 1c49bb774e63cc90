"""A legacy name that several sources have is assigned in all of them at once, and taken back as one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Run

ONE = {"source": "one", "shop": "", "events": 2}
TWO = {"source": "two", "shop": "pl", "events": 1}


@pytest.fixture
def two_sources(run: Run, tmp_path: Path) -> Run:
    """A log of two sources that have an author Till: two events of `one`, and one of `two`'s shop pl."""
    for source, options, times in (("one", (), 2), ("two", ("--shop", "pl"), 1)):
        lines = [f"{n},{source}{n},2021-01-0{n} 10:00,Till,Rang\n" for n in range(1, times + 1)]
        (tmp_path / f"{source}.csv").write_text("id,order,date,author,note\n" + "".join(lines))
        run("import", str(tmp_path / f"{source}.csv"), "--source", source, "--tz", "UTC", *options)
    return run


def _people(run: Run) -> list[str | None]:
    return [one["user"] for one in json.loads(run("actors", "-o", "json").stdout)]


def _data(text: str) -> list[dict[str, object]]:
    return [{key: one[key] for key in ("source", "shop", "events")} for one in json.loads(text)["sources"]]


@pytest.mark.parametrize(
    ("person", "undone"), [("till@shop.example", "op1"), ("Tilda Moss", "op2"), ("system", "op1")]
)
def test_one_command_assigns_a_name_in_every_source_and_one_undo_takes_it_back(
    two_sources: Run, person: str, undone: str
) -> None:
    run = two_sources
    preview = run("actors", "assign", "Till", person, "--dry-run")
    assert [line.split(" would")[0] for line in preview.stdout.splitlines()] == [
        "Till of one",
        "Till of two (shop pl)",
    ]
    assert "in one of them only: --source NAME" in preview.stderr
    assert _people(run) == [None, None]
    done = run("actors", "assign", "Till", person, "-o", "json")
    assert _data(done.stdout) == [ONE, TWO]
    assert (json.loads(done.stdout)["events"], json.loads(done.stdout)["source"]) == (3, None)
    assert "To undo all of it: events undo op1." in done.stderr
    assert _people(run) == [person, person]
    back = run("undo", undone, "-o", "json")
    assert _data(back.stdout) == [TWO, ONE]
    assert _people(run) == [None, None]
    assert run("undo", undone).exit_code == 1, "it holds no more"


def test_a_source_that_is_named_or_was_assigned_before_is_left_as_it_was(two_sources: Run) -> None:
    run = two_sources
    assert run("actors", "assign", "Till", "a@shop.example", "--source", "two").exit_code == 0
    rest = run("actors", "assign", "Till", "b@shop.example")
    assert (rest.stdout.count("\n"), "As before: the author of two (shop pl)." in rest.stderr) == (1, True)
    assert _people(run) == ["b@shop.example", "a@shop.example"]
    assert run("actors", "unassign", "Till").exit_code == 1, "they are two people"
    assert run("undo", "op2").exit_code == 0
    assert _people(run) == [None, "a@shop.example"]


def test_a_file_assigns_a_name_in_every_source_and_unassign_takes_it_back(
    two_sources: Run, tmp_path: Path
) -> None:
    run = two_sources
    (tmp_path / "names.csv").write_text("name,email\nTill,till@shop.example\n")
    assert run("actors", "assign", str(tmp_path / "names.csv")).stdout.count(" is now ") == 2
    assert _people(run) == ["till@shop.example"] * 2
    assert run("actors", "unassign", "Till").stdout.count(" is unassigned again") == 2
    assert _people(run) == [None, None]

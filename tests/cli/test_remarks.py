"""Beside the number of notes: what people wrote that has no known meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run


@pytest.fixture
def remarks(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "remarks.csv"
    file.write_text(
        "id,order,date,author,message\n"
        "1,1,2020-01-01 10:00,anna@shop.example,qwer asdf\n"
        "2,1,2020-01-02 10:00,,zxcv yxcv\n"
        "3,1,2020-01-03 10:00,bob@shop.example,uiop\n"
    )
    assert run("import", str(file), "--source", "s", "--tz", "UTC").exit_code == 0


@pytest.mark.usefixtures("remarks")
def test_messages_of_people_without_a_known_meaning_are_named_beside_notes(run: Run) -> None:
    said = run("stats", "note", "--by", "author").stderr
    assert "2 messages of people have no known meaning and may be notes; they are not counted" in said
    shows = "events stats note legacy --no-system --by author"
    assert said.rstrip().endswith(shows)
    counted = run(*shows.split()[1:], "-o", "csv").stdout.splitlines()[1:]
    assert [line.split(",")[:3] for line in counted] == [
        ["author", "anna@shop.example", "1"],
        ["author", "bob@shop.example", "1"],
    ]
    assert "may be notes" not in run(*shows.split()[1:]).stderr
    of_bob = run("stats", "note", "--user", "bob@shop.example").stderr
    assert "1 message of people has no known meaning and may be notes; it is not counted" in of_bob


@pytest.mark.usefixtures("remarks")
@pytest.mark.parametrize("command", [("log",), ("order", "1"), ("log", "-o", "json"), ("export",)])
def test_they_are_named_where_notes_are_shown_too(run: Run, command: tuple[str, ...]) -> None:
    said = run(*command, "--kind", "note").stderr
    assert "2 messages of people have no known meaning and may be notes; they are not shown" in said
    assert said.rstrip().endswith("add: --kind legacy --no-system")
    shown = run(*command, "--kind", "note", "--kind", "legacy", "--no-system")
    assert "may be notes" not in shown.stderr
    assert ("qwer asdf" in shown.stdout, "zxcv yxcv" in shown.stdout) == (True, False)


@pytest.mark.usefixtures("remarks")
def test_an_empty_search_for_notes_names_what_else_people_wrote(run: Run) -> None:
    said = run("search", "uiop", "--kind", "note").stderr
    assert said == (
        "No event of kind note: the filters hide all 1 hit. "
        "What people wrote without a known meaning may be notes, too: add --kind legacy.\n"
    )

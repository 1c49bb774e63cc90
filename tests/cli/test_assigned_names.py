"""Somebody whom a legacy name was given to is found by that name, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Run

import events

HISTORY = """\
id,order,date,author,note
1,1001,2021-01-01 10:00,Sabine Groß,Rang
2,1001,2021-01-02 10:00,lager7,Packed
3,1001,2021-01-03 10:00,Jörg Weiß,Rang again
"""


@pytest.fixture
def assigned(run: Run, tmp_path: Path) -> Run:
    """A log whose Sabine Groß and lager7 were given to people with e-mails, and whose Jörg Weiß was not."""
    (tmp_path / "history.csv").write_text(HISTORY)
    run("import", str(tmp_path / "history.csv"), "--tz", "UTC")
    run("actors", "assign", "Sabine Groß", "sg@shop.example")
    run("actors", "assign", "lager7", "tom@shop.example")
    return run


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Sabine Groß", ["o1"]),
        ("sabine gross", ["o1"]),
        ("Groß", ["o1"]),
        ("lager7", ["o2"]),
        ("tom", ["o2"]),
        ("Jörg Weiß", ["o3"]),
    ],
)
def test_user_takes_the_legacy_name_of_an_assigned_author(
    assigned: Run, database: str, name: str, found: list[str]
) -> None:
    shown = json.loads(assigned("log", "--user", name, "-o", "json").stdout)
    assert [event["id"] for event in shown] == found
    with events.open(database) as log:
        assert [event.id for event in log.events(user=name)] == found


def test_a_search_and_find_find_an_assigned_author_by_the_full_name(assigned: Run) -> None:
    assert assigned("search", "Sabine Groß", "-o", "ids").stdout.split() == ["o1"]
    assert "sg@shop.example" in assigned("find", "Sabine").stdout
    assigned("actors", "unassign", "Sabine Groß")
    assert "sg@shop.example" not in assigned("find", "Sabine").stdout


def test_a_name_that_nobody_has_is_still_reported(assigned: Run) -> None:
    assert assigned("log", "--user", "Sabrina").exit_code == 1

"""Who acts: by a part of the name, and where the system's or the given name is not UTF-8 text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from own_terminal import on_terminal
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


@pytest.mark.usefixtures("shop")
def test_a_login_name_that_several_share_is_said_once_with_what_names_the_writer(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "root")
    first, second = (run("add-note", "2002", text) for text in ("hi", "ho"))
    assert "Written as root" in first.stderr and "export EVENTS_USER=EMAIL" in first.stderr
    assert "Written as" not in second.stderr
    monkeypatch.setenv("LOGNAME", "maria")
    assert "Written as" not in run("add-note", "2002", "he").stderr


@pytest.mark.usefixtures("shop")
def test_whoever_acts_by_a_part_of_their_name_is_named_and_somebody_new_too(run: Run) -> None:
    noted = run("add-note", "2002", "hi", "--user", "anna")
    assert "by anna@shop.example: hi" in noted.stdout
    assert "Writing as anna@shop.example, the only one here whose name fits 'anna'." in noted.stderr
    assert "by anna@shop.example" in run("record", "delivered", "2002", "--user", "ANNA").stdout
    assert run("undo-note", "last", "--user", "anna").exit_code == 0
    new = run("add-note", "2002", "hi", "--user", "priya")
    assert "New staff user priya. To take the note back: events undo-note last --user priya" in new.stderr
    assert "priya" not in run("add-note", "2002", "hi", "--user", "priya").stderr
    newest = run("record", "delivered", "2002", "--user", "omar").stderr  # it is no note
    assert "New staff user omar." in newest
    assert "undo-note" not in newest


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_a_name_that_nobody_has_is_asked_about_on_a_terminal(run: Run, database: str) -> None:
    words = ("--database", database, "record", "delivered", "2002", "--user", "priya")
    asked = "Nobody who writes here is called 'priya'."
    code, screen = on_terminal(*words, asked=asked, answer="\n", COLUMNS="120")
    assert (code, "Nothing was changed." in screen) == (2, True)
    assert run("log", "--user", "priya").exit_code == 1


def test_who_writes_under_the_name_of_an_imported_author_is_warned_and_never_taken_for_one_of_two(
    run: Run, tmp_path: Path
) -> None:
    for source, order in (("zendesk", "101"), ("access", "202")):
        (tmp_path / f"{source}.csv").write_text(
            f"id,order,date,author,message\n1,{order},2021-03-01 10:00,sue,Rang\n"
        )
    run("import", str(tmp_path / "zendesk.csv"), "--source", "zendesk", "--tz", "UTC")
    words = "Writing as sue, an author of the imported history (zendesk)."
    assert words in run("add-note", "101", "one", "--user", "sue").stderr
    assert words not in run("add-note", "101", "two", "--user", "sue").stderr
    run("undo-note", "last", "--user", "sue")
    run("undo-note", "last", "--user", "sue")
    run("import", str(tmp_path / "access.csv"), "--source", "access", "--tz", "UTC")
    refused = run("add-note", "101", "three", "--user", "sue")
    assert (refused.exit_code, "The log has 2 authors called 'sue'" in refused.stderr) == (1, True)
    assert run("log", "--kind", "note").stdout == ""


def test_me_is_whoever_types_it_and_no_new_user(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_USER", "sue@till.example")
    run("orders", "add", "1")
    assert "by sue@till.example" in run("add-note", "1", "rang", "--user", "me").stdout
    run("add-note", "1", "wrote", "--user", "bo@till.example")
    assert [json.loads(run("log", *words, "-o", "json").stdout)[0]["id"] for words in (["--mine"], [])] == [
        "o1",
        "o2",
    ]

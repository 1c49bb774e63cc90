"""Notes without a message, written in an editor or at a prompt, and notes from templates."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from own_terminal import on_terminal
from running import Run

ANNA = ("--user", "anna@shop.example")


@pytest.fixture
def templates(home: Path) -> Path:
    """The config file, with templates."""
    file = home / ".config/events/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "[templates]\n"
        'delayed = "{customer}: order {order} ({state} {paid}) is late. {{sorry}} — {user}, {today}"\n'
        'sent = "Sent with {tracking}"\n'
        'call = "Rang {customer}: {message}"\n'
        'wrong = "{nothing}"\n',
        encoding="utf-8",
    )
    return file


def _editor(folder: Path, script: str) -> str:
    file = folder / "editor"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_the_editor_shows_order_and_author_and_only_what_is_above_them_is_the_note(
    run: Run, database: str, tmp_path: Path
) -> None:
    seen = tmp_path / "seen.txt"
    editor = _editor(
        tmp_path, f'cp "$1" {seen}; {{ echo "#1 of two"; echo; echo lines; cat {seen}; }} > "$1"'
    )
    words = ("--database", database, "add-note", "pl/1001", *ANNA)
    code, screen = on_terminal(*words, EDITOR=editor, VISUAL="")
    assert (code, "Recorded o9 on order pl/1001" in screen) == (0, True)
    assert "# Note on order pl/1001 · guest@example.com, by anna@shop.example" in seen.read_text("utf-8")
    assert json.loads(run("show", "o9", "-o", "json").stdout)["message"] == "#1 of two\n\nlines"
    assert on_terminal(*words, EDITOR="true", VISUAL="")[0] == 2


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_an_author_who_looks_like_a_slip_is_asked_about_on_a_terminal_and_named_elsewhere(
    run: Run, database: str
) -> None:
    note = ("add-note", "2002", "Rang.", "--user", "ana@shop.example")
    asked = "ana@shop.example is not known here, anna@shop.example is."
    code, screen = on_terminal("--database", database, *note, asked=asked, answer="\n", COLUMNS="120")
    assert (code, "To write as anna@shop.example: --user anna@shop.example" in screen) == (2, True)
    result = run(*note)
    assert result.exit_code == 0
    assert "Did you mean anna@shop.example? To take the note back: events undo-note last" in result.stderr
    assert "Did you mean" not in run(*note).stderr
    for other in ("mia@shop.example", "anna2@shop.example", "bruno@other.example"):
        assert "Did you mean" not in run(*note[:-1], other).stderr


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_without_an_editor_a_prompt_names_order_and_author(run: Run, database: str) -> None:
    asked = "Note on order #2002 · guest@example.com, by anna@shop.example"
    words = ("--database", database, "add-note", "2002", *ANNA)
    code, _ = on_terminal(*words, asked=asked, answer="rang twice\n", EDITOR="", VISUAL="")
    assert (code, "rang twice" in run("order", "2002").stdout) == (0, True)
    code, screen = on_terminal(*words, asked=asked, answer="\n", EDITOR="", VISUAL="")
    assert (code, "The note is blank." in screen) == (2, True)


@pytest.mark.usefixtures("story", "still")
@pytest.mark.parametrize(
    ("date", "zone", "when"),
    [
        ("last week", "UTC", "last week (2021-03-01 – 2021-03-07)"),
        ("2020-02", "UTC", "2020-02 (2020-02-01 – 2020-02-29)"),
    ],
)
def test_a_note_about_a_long_period_begins_with_it_and_keeps_its_own_time(
    run: Run, date: str, zone: str, when: str
) -> None:
    words = ("--display-tz", zone, "add-note", "1", "Jane rang.", "--date", date, *ANNA)
    result = run(*words, "-o", "json")
    note = json.loads(result.stdout)
    assert (note["message"], note["date"][:10]) == (f"{when}: Jane rang.", "2021-03-14")
    assert f"The note is dated now; the time that it is about begins its text: {when}" in result.stderr


@pytest.mark.usefixtures("story", "still")
@pytest.mark.parametrize(
    ("date", "zone", "stored", "remark"),
    [
        ("yesterday 16:30", "Europe/Berlin", "2021-03-13T15:30:00Z", "written 2021-03-14 16:09+01:00"),
        ("2020-02-03T10:00:00Z", "Europe/Berlin", "2020-02-03T10:00:00Z", "written 2021-03-14 16:09+01:00"),
        ("2020-02-03", "UTC", "2020-02-03T00:00:00Z", "about 2020-02-03, written 2021-03-14 15:09+00:00"),
    ],
)
def test_a_note_about_another_time_stands_there_and_says_when_it_was_written(
    run: Run, date: str, zone: str, stored: str, remark: str
) -> None:
    words = ("--display-tz", zone, "add-note", "1", "Jane rag.", "--at", date, "--idempotency-key=k", *ANNA)
    note = json.loads(run(*words, "-o", "json").stdout)
    assert (note["message"], note["date"]) == (f"Jane rag. ({remark})", stored)
    assert json.loads(run(*words, "-o", "json").stdout)["id"] == note["id"]
    again = ("--display-tz", zone, "correct-note", "last", "Jane rang.", "-o", "json", *ANNA)
    corrected = json.loads(run(*again).stdout)
    assert (corrected["message"], corrected["date"]) == (f"Jane rang. ({remark})", stored)
    refused = run("correct-note", "last", "Jane rang.", *ANNA)
    assert "has exactly this text already" in refused.stderr
    moved = json.loads(
        run("correct-note", "last", "Jane rang.", "--date", "2020-01-02 10:00Z", "-o", "json", *ANNA).stdout
    )
    assert moved["date"] == "2020-01-02T10:00:00Z"
    assert json.loads(run("undo-note", "last", "-o", "json", *ANNA).stdout)["event"] == moved["id"]


@pytest.mark.usefixtures("story", "still")
@pytest.mark.parametrize("date", ["last week"])
def test_a_correction_is_about_the_time_of_the_first_note_or_of_its_own_date(run: Run, date: str) -> None:
    def corrected(*words: str) -> str:
        return str(json.loads(run("correct-note", "last", *words, "-o", "json", *ANNA).stdout)["message"])

    first = run("add-note", "1", "Jane rag.", "--date", date, "-o", "json", *ANNA)
    when = json.loads(first.stdout)["message"].removesuffix("Jane rag.")
    assert corrected("Jane rang.") == f"{when}Jane rang."
    assert corrected(f"{when}Jane rang us.") == f"{when}Jane rang us."
    assert (
        corrected("Jane rang twice.", "--date", "2020-02-03")
        == "Jane rang twice. (about 2020-02-03, written 2021-03-14 16:09+01:00)"
    )


@pytest.mark.usefixtures("story", "still", "templates")
def test_a_template_is_filled_with_what_the_log_knows_of_the_order(run: Run) -> None:
    result = run("add-note", "1", "--template", "delayed", "-o", "json", *ANNA)
    assert json.loads(result.stdout)["message"] == (
        "Jane Doe: order 1 (partially refunded 86.50 GBP) is late. {sorry} — anna@shop.example, 2021-03-14"
    )
    sent = run("add-note", "1", "--template", "sent", "-o", "json")
    assert json.loads(sent.stdout)["message"] == "Sent with RM742199501GB"
    call = run("add-note", "jane.doe@example.com", "no {order} answer", "--template", "call", "-o", "json")
    assert json.loads(call.stdout)["message"] == "Rang Jane Doe: no {order} answer"
    typed = run("add-note", "1", "-", "--template", "call", "-o", "json", stdin="busy\n")
    assert json.loads(typed.stdout)["message"] == "Rang Jane Doe: busy"


@pytest.mark.usefixtures("shop", "templates")
@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("2002", "--template", "delay"), "There is no template 'delay'."),
        (("2002", "--template", "wrong"), "{nothing}, which is not known. The fields: order, shop"),
        (
            ("2002", "--template", "sent"),
            "needs the tracking number ({tracking}), which is not known",
        ),
        (("jane@example.com", "--template", "delayed"), "which is not known for jane@example.com"),
        (("2002", "text", "--template", "sent"), "has no place for a message"),
        (("--from-file", "x.csv", "--template", "sent"), "cannot be used with --from-file"),
    ],
)
def test_a_template_that_cannot_be_filled_writes_nothing(run: Run, words: list[str], problem: str) -> None:
    result = run("add-note", *words)
    assert (result.exit_code, problem in result.stderr) == (2, True), result.stderr
    assert json.loads(run("log", "--limit", "1", "-o", "json").stdout)[0]["id"] != "o9"


def test_without_templates_their_place_is_named(run: Run) -> None:
    result = run("add-note", "1", "--template", "x")
    assert (result.exit_code, "config.toml has no table [templates]" in result.stderr) == (2, True)


def test_a_wrong_table_of_templates_is_reported_with_its_file(run: Run, templates: Path) -> None:
    templates.write_text("[templates]\nx = 1\n", encoding="utf-8")
    result = run("add-note", "1", "--template", "x")
    assert (result.exit_code, "templates must be a table of texts" in result.stderr) == (78, True)

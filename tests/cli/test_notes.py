"""`events add-note`: notes on orders and customers, by somebody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import HOSTILE, Opened, Run

pytestmark = pytest.mark.usefixtures("shop")


def test_a_note_on_an_order_is_confirmed_and_stays(run: Run) -> None:
    result = run("add-note", "2002", "hello world!", "--user", "anna@shop.example")
    assert result.stdout == "Recorded o9 on order #2002, by anna@shop.example: hello world!\n"
    assert result.stderr == "Next: events order 2002\n"
    assert "hello world!" in run("order", "2002").stdout


@pytest.mark.parametrize(
    ("number", "typed"), [("#77", "'#77'"), ("Case 1", "'Case 1'"), ("-1", "-- -1"), ("it's", "'it'\"'\"'s'")]
)
def test_the_next_command_can_be_typed_as_it_stands(run: Run, number: str, typed: str) -> None:
    """A shell would take #77 for a comment, and `Case 1` for two words."""
    run("orders", "add", "--", number)
    assert run("add-note", "--", number, "hi").stderr.endswith(f"Next: events order {typed}\n")


def test_of_a_long_note_the_beginning_is_shown(run: Run) -> None:
    told = run("add-note", "2002", "word " * 200).stdout
    assert (told.count("word"), told[-2:]) == (24, "…\n")
    assert run("add-note", "2002", "one\ntwo").stdout.endswith(": one …\n")


def test_a_note_on_a_customer_goes_to_an_e_mail(run: Run) -> None:
    result = run("add-note", "Jane@example.com", "VIP")
    assert "on customer Jane Doe <jane@example.com>, by casper: VIP" in result.stdout
    assert "VIP" in run("customer", "jane@example.com").stdout


def test_a_note_on_a_guest_makes_them_a_customer(run: Run) -> None:
    assert run("add-note", "guest@example.com", "called").exit_code == 0
    assert "called" in run("customer", "guest@example.com").stdout


def test_an_unknown_e_mail_becomes_a_staff_user_and_that_is_said(run: Run, opened: Opened) -> None:
    result = run("add-note", "2002", "hi", "--user", "new@shop.example")
    assert "New staff user new@shop.example." in result.stderr
    with opened() as session:
        from events.account.people import by_email

        user = by_email(session, "new@shop.example")
        assert user is not None
        assert user.is_staff
    assert "New staff user" not in run("add-note", "2002", "hi", "--user", "new@shop.example").stderr


def test_the_author_comes_from_flag_then_environment_then_login(run: Run) -> None:
    def author(*args: str, env: dict[str, str] | None = None) -> str:
        return str(json.loads(run("add-note", "2002", "hi", "-o", "json", *args, env=env).stdout)["user"])

    environment = {"EVENTS_USER": "env@shop.example"}
    assert author("--user", "flag@shop.example", env=environment) == "flag@shop.example"
    assert author(env=environment) == "env@shop.example"
    assert author() == "casper"


def test_the_author_may_stand_in_the_config_file(run: Run, home: Path) -> None:
    config = home / ".config/events/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('user = "config@shop.example"\n', encoding="utf-8")
    assert "by config@shop.example" in run("add-note", "2002", "hi").stdout


def test_a_dash_reads_the_note_from_stdin(run: Run) -> None:
    result = run("add-note", "2002", "-", "-o", "json", stdin="two\nlines\n")
    assert json.loads(result.stdout)["message"] == "two\nlines"


def test_stdin_that_is_not_text_exits_65_and_records_nothing(run: Run) -> None:
    result = run("add-note", "2002", "-", stdin=b"caf\xe9")
    assert (result.exit_code, "is not utf-8 text" in result.stderr) == (65, True)
    assert run("order", "2002", "--type", "note_added", "-o", "jsonl").stdout == ""


@pytest.mark.parametrize("message", ["", "  \n\t"])
def test_a_blank_note_is_a_usage_error(run: Run, message: str) -> None:
    result = run("add-note", "2002", message)
    assert (result.exit_code, "The note is blank" in result.stderr) == (2, True)


def test_without_message_and_terminal_nobody_is_asked(run: Run) -> None:
    result = run("add-note", "2002", env={"EDITOR": "false"})
    assert (result.exit_code, "Missing message" in result.stderr) == (2, True)


def test_an_unknown_order_exits_1_with_the_nearest_and_makes_no_user(run: Run, opened: Opened) -> None:
    result = run("add-note", "2003", "hi", "--user", "new@shop.example")
    assert (result.exit_code, "Nearest: 2002" in result.stderr) == (1, True)
    assert "New staff user" not in result.stderr
    with opened() as session:
        from events.account.people import by_email

        assert by_email(session, "new@shop.example") is None


def test_a_hostile_note_is_stored_as_it_is_and_shown_harmlessly(run: Run) -> None:
    result = run("add-note", "2002", HOSTILE)
    assert "\x1b" not in result.stdout
    (event,) = json.loads(run("order", "2002", "--type", "NOTE_ADDED", "-o", "json").stdout)
    assert event["message"] == HOSTILE


def test_quiet_keeps_the_answer_and_drops_the_talk(run: Run) -> None:
    result = run("-q", "add-note", "2002", "hi")
    assert (result.stdout, result.stderr) == ("o9\n", "")
    assert run("-q", "record", "paid", "2002").stdout == "o10\n"

"""How events are shown: kinds, folds, silences, and the state of an order."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from running import Run

from cli.render import people
from cli.render.layout import width_of
from events.models import User

START = datetime(2020, 2, 10, 9, 0, tzinfo=UTC)
Write = Callable[..., None]


@pytest.mark.usefixtures("story", "still")
def test_the_header_says_where_the_order_stands(run: Run) -> None:
    """A payment that is told twice, under one transaction, counts once."""
    lines = run("order", "1", env={"COLUMNS": "140"}).stdout.splitlines()
    assert lines[1:3] == [
        "✓ placed 2020-02-10 · ✓ paid 86.50 GBP 2020-02-11 · ➤ shipped 2020-03-05 RM742199501GB",
        "↶ partially refunded 3.95 GBP 2020-03-11, net 82.55 GBP",
    ]


@pytest.mark.usefixtures("story")
def test_which_order_is_shown_is_said_where_none_was_named(run: Run) -> None:
    """To a shell, the number in `events order #1` is a comment."""
    shown = run("order", "1")
    assert shown.stderr == ""
    assert run("order").stdout == shown.stdout
    assert (
        run("order").stderr == "This is the order shown last, 1. Quote a number that begins with #: '#1001'\n"
    )


@pytest.mark.usefixtures("story")
def test_runs_of_machine_events_are_folded_and_v_opens_them(run: Run) -> None:
    text = run("order", "1").stdout
    assert "✉ 3 e-mails: Order confirmation sent to ja…, Invoice e-mail sent," in text
    assert "o2–o4" in text
    assert "-v shows them" in text
    opened = run("-v", "order", "1").stdout
    assert "e-mails:" not in opened
    assert "✉ Invoice e-mail sent" in opened
    assert "✉ Invoice e-mail sent" in run("order", "1", "--kind", "mail").stdout


def test_changes_of_status_fold_into_their_path(run: Run, write: Write) -> None:
    write(
        (0, None, "Order status changed from Pending payment to Processing."),
        (0.01, None, "Order status changed from Processing to On hold."),
        (0.02, None, "Status: Completed"),
        (0.03, User(name="Mia", is_placeholder=True), "Order status changed from Completed to Processing."),
        (1, None, "Status: Complete"),
        (1.1, None, "Status: Complete"),
    )
    text = run("order", "1", env={"COLUMNS": "120"}).stdout
    assert "• 3 status changes: Pending payment → Processing → On hold → Completed" in text
    assert "changed from Completed to Processing." in text
    assert text.count("✓ Status: Complete") == 2


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("name", ["text", "full"])
def test_wide_and_right_to_left_text_wraps_within_the_screen(
    run: Run, write: Write, width: int, name: str
) -> None:
    write(
        (0, None, "השולחן הגיע שבור, הלקוחה מבקשת החזר כספי מלא עד סוף השבוע " * 2),
        (1, None, "商品が壊れていました。" * 12),
        (2, None, "Gift wrap 🎁 ❤️ " * 10 + "x" * 300),
    )
    lines = run("order", "1", "--format", name, env={"COLUMNS": str(width)}).stdout.splitlines()
    assert max(map(width_of, lines)) <= width
    shown = "".join("".join(lines).split())
    assert shown.count("商") == 12
    assert shown.count("השולחן") == 2


@pytest.mark.usefixtures("story")
def test_a_long_silence_is_named_but_not_where_filters_may_have_made_it(run: Run) -> None:
    assert "⋯ 23 days of silence" not in run("order", "1", "--kind", "paid", "--kind", "shipped").stdout
    assert "⋯ 3 weeks of silence" in run("order", "1").stdout
    assert "⋯ 3 weeks of silence" in run("order", "1", "--reverse").stdout


@pytest.mark.usefixtures("story", "still")
def test_days_say_how_long_ago_they_were(run: Run) -> None:
    assert "── Monday 10 February 2020 · 13 months ago ──" in run("order", "1").stdout


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (-1, "tomorrow"), (13, "13 days ago"), (14, "2 weeks ago"),
     (60, "8 weeks ago"), (61, "2 months ago"), (800, "2 years ago"), (-30, "in 4 weeks")],
)  # fmt: skip
def test_how_long_ago_is_said_in_one_unit(days: int, words: str) -> None:
    today = START.date()
    assert people.ago(today - timedelta(days=days), today) == words


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--kind", "paid"], ["o5", "o6"]),
        (["--kind", "PAID", "--kind", "refunded"], ["o5", "o6", "o9"]),
        (["--kind", "paid", "--limit", "1"], ["o6"]),
        (["--kind", "mail", "--limit", "2", "--reverse"], ["o4", "o3"]),
        (["--kind", "legacy"], ["o8"]),
        (["--kind", "paid", "--type", "captured"], []),
    ],
)
def test_kinds_filter_legacy_events_by_what_they_mean(run: Run, options: list[str], kept: list[str]) -> None:
    result = run("order", "1", *options, "-o", "jsonl")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [event["id"] for event in events] == kept
    wanted = {option.lower() for option in options}
    assert all(event["type"] == "OTHER" and {event["kind"], event["state"]} & wanted for event in events)
    exported = run("export", "--order", "1", *options)
    assert exported.stdout == result.stdout


@pytest.mark.usefixtures("story")
def test_kinds_that_hide_something_say_so(run: Run) -> None:
    assert "2 of 9 events; the filters hide 7." in run("order", "1", "--kind", "paid").stderr
    assert (
        "No event of kind voided: the filters hide all 9 events."
        in run("order", "1", "--kind", "voided").stderr
    )
    unknown = run("order", "1", "--kind", "refunted")
    assert (unknown.exit_code, "Did you mean refunded" in unknown.stderr) == (2, True)


@pytest.mark.usefixtures("shop")
def test_kinds_cover_typed_events_too(run: Run) -> None:
    lines = run(
        "customer", "jane@example.com", "--kind", "customer-note", "-o", "oneline"
    ).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["c3", "o7"]


def test_a_step_that_only_a_status_records_counts_as_one(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    jane = "jane@mail.example"
    file.write_text(
        "order,date,customer,message\n"
        f"1,2020-01-01,{jane},Order status changed from Processing to Cancelled.\n"
        f"2,2020-01-02,{jane},Captured 10.00 EUR. Transaction ID: ch_1\n"
        f"3,2020-01-03,{jane},Captured 12.00 EUR. Transaction ID: ch_2\n"
    )
    run("import", str(file))
    header = run("customer", jane).stdout.splitlines()[1]
    assert "cancelled 1×" in header
    assert "paid 2×" in header

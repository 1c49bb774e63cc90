"""What operators read: order and customer timelines, the log, and one event in full."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from running import Run

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "EVENTS_UPDATE_GOLDEN" in os.environ
COMMANDS = {
    "order": ["order", "/1001"],
    "customer": ["customer", "jane@example.com"],
    "log": ["log"],
    "show": ["show", "o2"],
}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", COMMANDS)
def test_text_is_as_it_was_approved(run: Run, name: str, width: int) -> None:
    """The whole text of a command, byte for byte, hostile messages included.

    EVENTS_UPDATE_GOLDEN=1 writes the files anew, to be read before they are committed.
    """
    result = run(*COMMANDS[name], env={"COLUMNS": str(width)})
    file = GOLDEN / f"{name}-{width}.txt"
    if UPDATE:
        file.write_text(result.stdout, encoding="utf-8")
    assert result.stdout == file.read_text(encoding="utf-8")
    assert result.exit_code == 0


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_screen(run: Run, name: str, width: int) -> None:
    from cli.render.layout import width_of

    lines = run(*COMMANDS[name], env={"COLUMNS": str(width)}).stdout.splitlines()
    assert max(map(width_of, lines)) <= width


@pytest.mark.usefixtures("shop")
def test_an_order_event_as_json_has_exactly_the_agreed_shape(run: Run) -> None:
    (event,) = json.loads(run("order", "/1001", "--type", "captured", "-o", "json").stdout)
    assert event == {
        "id": "o3",
        "date": "2020-11-05T03:08:03Z",
        "type": "CAPTURED",
        "code": "captured",
        "kind": "paid",
        "state": None,
        "amount": "209.130",
        "currency": "EUR",
        "shop": "",
        "order": "1001",
        "customer": "jane@example.com",
        "user": None,
        "message": None,
        "parameters": {"amount": "209.130", "payment_id": "ch_1", "payment_gateway": "stripe"},
        "corrects": None,
        "user_details": None,
        "customer_details": {"name": "Jane Doe", "is_staff": False, "is_placeholder": False},
        "source": None,
    }
    assert list(event)[:4] == ["id", "date", "type", "code"]


@pytest.mark.usefixtures("shop")
def test_every_command_prints_an_event_as_the_same_json(run: Run) -> None:
    def lines(*args: str) -> list[str]:
        return [line for line in run(*args, "-o", "jsonl").stdout.splitlines() if '"id": "o3"' in line]

    texts = [
        *lines("order", "/1001"),
        *lines("customer", "jane@example.com"),
        *lines("log"),
        *lines("export"),
        *lines("show", "o3"),
    ]
    assert len(texts) == 5
    assert len(set(texts)) == 1


@pytest.mark.usefixtures("shop")
def test_a_customers_timeline_merges_their_orders_with_badges(run: Run) -> None:
    text = run("customer", "JANE@example.com").stdout
    assert "/1001  Payment captured 209.130 EUR via stripe (ch_1)" in text
    assert "Account created" in text
    assert "1 order" in text


@pytest.mark.usefixtures("shop")
def test_a_guest_is_a_customer_by_e_mail(run: Run) -> None:
    result = run("customer", "guest@example.com")
    assert result.exit_code == 0
    assert "2 orders" in result.stdout
    assert "#2002  3 items put back in stock" in result.stdout


@pytest.mark.usefixtures("shop")
def test_days_and_times_are_those_of_the_display_zone(run: Run) -> None:
    """20:04 UTC on Thursday is already Friday in Tokyo."""
    text = run("--display-tz", "Asia/Tokyo", "order", "/1001", "--type", "fulfilled_items").stdout
    assert "Thursday 5 November 2020" in text
    assert " 22:22  ➤ 2 items fulfilled: Mug, red; Plate" in text
    assert "times in Asia/Tokyo" in text


@pytest.mark.usefixtures("shop")
def test_an_unknown_order_exits_1_with_the_nearest_numbers(run: Run) -> None:
    result = run("order", "101")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "Error: There is no order '101'. Nearest: 1001. To search by part of it: events find 101\n"
    )


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("typed", [("order", "02002"), ("log", "--order", "#02002")])
def test_an_order_opens_by_its_number_but_for_zeros(run: Run, typed: tuple[str, ...]) -> None:
    result = run(*typed)
    assert result.exit_code == 0
    assert "Order #2002 " in result.stdout
    said = "There is no order '02002'. 2002 is the only one that differs from it in zeros.\n"
    assert result.stderr == (said if typed[0] == "order" else "")


@pytest.mark.usefixtures("shop")
def test_an_ambiguous_order_exits_1_and_names_the_candidates(run: Run) -> None:
    result = run("order", "1001")
    assert result.exit_code == 1
    assert "/1001, pl/1001" in result.stderr


def test_an_order_names_another_that_lists_print_alike(run: Run) -> None:
    for number in ("1006", "#1006", "1007"):
        run("orders", "add", number)
    assert "Another order has the same number: events order '#1006'" in run("order", "1006").stderr
    assert "Another order has the same number: events order 1006" in run("order", "#1006").stderr
    assert "the same number" not in run("order", "#1007").stderr


@pytest.mark.usefixtures("shop")
def test_an_unknown_customer_exits_1_with_the_nearest(run: Run) -> None:
    result = run("customer", "jan@example.com")
    assert (result.exit_code, "Nearest: jane@example.com" in result.stderr) == (1, True)
    assert "To show an order: events order 4711" in run("customer", "4711").stderr
    assert "To search by part of it: events find nobody" in run("customer", "nobody").stderr


@pytest.mark.usefixtures("shop")
def test_a_customer_is_found_by_name_in_any_case_and_by_a_part_of_it_named(run: Run) -> None:
    assert run("customer", "JANE DOE").stdout == run("customer", "jane@example.com").stdout
    by_part = run("customer", "doe")
    assert by_part.stdout == run("customer", "jane@example.com").stdout
    assert "There is no customer 'doe'. jane@example.com is the only one" in by_part.stderr


def test_the_only_order_that_differs_in_capitals_is_opened_and_said_to_be(run: Run) -> None:
    run("orders", "add", "CASE 12")
    assert "CASE 12 is the only one that differs" in run("order", "case 12").stderr
    run("orders", "add", "Case 12")
    assert "Nearest: " in run("order", "case 12").stderr


@pytest.mark.parametrize("event", ["o99", "x1", "o", "17", "o-1", "o\u0663"])
def test_an_unknown_event_id_exits_1(run: Run, event: str) -> None:
    assert run("show", event).exit_code == 1


@pytest.mark.usefixtures("shop")
def test_asking_for_the_source_of_an_event_that_was_not_imported_exits_1(run: Run) -> None:
    result = run("show", "o3", "--source")
    assert (result.exit_code, "was recorded here, not imported" in result.stderr) == (1, True)


def test_an_empty_log_says_what_to_do(run: Run) -> None:
    result = run("log")
    assert (result.exit_code, "No events yet." in result.stderr) == (0, True)


def test_colour_is_painted_only_where_it_is_wanted(run: Run, shop: None) -> None:
    assert "\x1b[" not in run("order", "/1001").stdout
    assert "\x1b[32m✓ \x1b[0m" in run("--color", "always", "order", "/1001").stdout
    assert "\x1b[32m✓ \x1b[0m" in run("order", "/1001", env={"FORCE_COLOR": "1"}).stdout
    both = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert "\x1b[" not in run("order", "/1001", env=both).stdout

"""The full-screen interface, driven by its keys in a terminal of 80 columns and 24 lines."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from browsing import Drive, Driver
from running import Opened, Run
from sqlalchemy import select
from textual.widgets import Input, OptionList

from cli.browse import log
from events.models import OrderEvent, User


@pytest.mark.usefixtures("shop")
def test_typing_finds_orders_and_customers_as_one_types(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        assert len(driver.found()) == 4
        await driver.type("jane")
        people, order, *texts = driver.found()
        assert people == "Jane Doe <jane@example.com>\n1 order"
        assert order == "#1001\nJane Doe <jane@example.com>"
        assert "✉ /1001 2020-11-05\nE-mail sent: tracking updated → jane@example.com" in texts
        assert "Customer Jane Doe" in driver.text("#top")
        assert "Name changed to Jane D." in driver.events()
        await driver.press("escape", "down")
        assert "Order #1001" in driver.text("#top")
        assert "✓ paid 209.130 EUR" in driver.text("#top")
        assert "Payment captured 209.130 EUR" in driver.events()

    drive(steps)


@pytest.mark.usefixtures("shop")
def test_nothing_found_is_said(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        await driver.type("zz[/b]")
        assert driver.found() == []
        assert "No results for 'zz[/b]'." in driver.text("#note")

    drive(steps)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("#1001", ["pl/1001", "#1001"]), ("/2002", ["#2002"]), ("pl/1001", ["pl/1001"])],
)
def test_an_order_is_found_as_it_is_shown_and_as_commands_call_it(
    drive: Drive, typed: str, numbers: list[str]
) -> None:
    async def steps(driver: Driver) -> None:
        driver.app.query_one(Input).value = typed
        await driver.settle()
        assert sorted(row.split("\n")[0] for row in driver.found()) == sorted(numbers)

    drive(steps)


@pytest.mark.usefixtures("shop")
def test_where_nothing_is_found_nobodys_timeline_stands_and_no_note_can_be_added(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        assert "Order #" in driver.text("#top")
        await driver.type("zebra")
        assert (driver.text("#top"), driver.events()) == ("", "")
        await driver.press("down", "n")
        assert len(driver.app.screen_stack) == 1

    drive(steps)


@pytest.mark.usefixtures("shop")
def test_of_a_long_history_the_newest_are_shown_and_the_command_for_all_is_named(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_EVENTS", 3)

    async def steps(driver: Driver) -> None:
        assert driver.text("#note") == "The newest 3 of them; `events order 1001` shows all."
        assert "Payment captured" not in driver.events()

    drive(steps, find="#1001")


@pytest.mark.usefixtures("shop")
def test_hostile_messages_are_shown_as_text(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        assert "[/oops] [red]x[/red]" in " ".join(driver.events().split())
        assert "\x1b" not in driver.events()

    drive(steps, find="jane")


@pytest.mark.usefixtures("shop")
def test_keys_choose_kinds_of_events(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("2")
        assert "Payment captured" in driver.events()
        assert "fulfilled" not in driver.events()
        assert "Only money; 1 shows all." in driver.text("#note")
        await driver.press("3")
        assert "fulfilled" in driver.events()
        await driver.press("6")
        assert "hide all 7 events" in driver.text("#note")
        await driver.press("1")
        assert "Payment captured" in driver.events()

    drive(steps, find="#1001")


@pytest.mark.usefixtures("shop")
def test_a_note_is_written_and_shown_at_once(drive: Drive, opened: Opened) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("n")
        await driver.type("left it next door")
        await driver.press("enter")
        assert "left it next door" in driver.events().replace("\n          ", " ")
        await driver.press("n", "n", "o", "escape")
        assert "✎ no" not in driver.events()

    drive(steps, find="#1001", user="anna@shop.example")
    with opened() as session:
        event = session.scalars(select(OrderEvent).order_by(OrderEvent.id.desc()).limit(1)).one()
        author = session.get_one(User, event.user_id)
        assert (event.parameters, author.email) == ({"message": "left it next door"}, "anna@shop.example")


def test_the_original_line_of_an_imported_event_opens(drive: Drive, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("no,at,text\n7,2020-11-04 08:40:03,Parcel [came] back\n")
    options = ["--set", "order=no", "--set", "date=at", "--set", "message=text", "--source", "crm"]
    assert run("import", str(file), *options).exit_code == 0

    async def steps(driver: Driver) -> None:
        await driver.press("s")
        assert "7,2020-11-04 08:40:03,Parcel [came] back" in driver.text("#text")
        await driver.press("escape", "question_mark")
        assert "add a note" in driver.text("#text")

    drive(steps, find="7")


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
def test_the_panes_fit_the_terminal(drive: Drive, size: tuple[int, int]) -> None:
    async def steps(driver: Driver) -> None:
        events = driver.app.query_one("#events", OptionList)
        assert events.region.right <= size[0]
        assert events.size.height >= 10
        assert max(map(len, driver.events().splitlines())) <= events.size.width

    drive(steps, size=size, find="#1001")


@pytest.mark.usefixtures("shop")
def test_focus_goes_round_by_keys(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        assert driver.app.query_one(Input).has_focus
        await driver.press("enter")
        assert driver.app.query_one("#found").has_focus
        await driver.press("enter")
        assert driver.app.query_one("#events").has_focus
        await driver.press("slash")
        assert driver.app.query_one("#seek").has_focus
        await driver.press("escape", "escape", "slash")
        assert driver.app.query_one("#search").has_focus
        await driver.press("down")
        assert driver.app.query_one("#found").has_focus

    drive(steps)


@pytest.mark.parametrize("size", [(40, 20), (80, 24)])
def test_an_empty_log_says_what_to_do(drive: Drive, size: tuple[int, int]) -> None:
    async def steps(driver: Driver) -> None:
        assert driver.app.query_one("#top").display and driver.app.query_one("#detail").display
        for words in ("The log is empty.", "q", "events import FILE", "events demo"):
            assert words in driver.text("#top")

    drive(steps, size=size)


def test_without_textual_the_error_names_the_extra(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec

    def none_of_textual(name: str, *rest: Any) -> Any:
        return None if name == "textual" else real(name, *rest)

    monkeypatch.setattr("cli.commands.browse.find_spec", none_of_textual)
    result = run("browse")
    assert (result.exit_code, result.stdout) == (78, "")
    assert "pip install 'shop-event-log[tui]'" in result.stderr


def test_off_a_terminal_it_names_what_works_there(run: Run) -> None:
    result = run("browse")
    assert (result.exit_code, "needs a terminal" in result.stderr) == (2, True)

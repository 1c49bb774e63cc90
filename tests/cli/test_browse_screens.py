"""Screens of `browse` as they are seen, and moving about in a timeline.

`EVENTS_UPDATE_GOLDEN=1` writes the screens anew; the difference is what to look at.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsing import Drive, Driver
from running import Run
from textual.widgets import Input

from cli.browse.event_list import EventList
from events import clock

GOLDEN = Path(__file__).parent / "golden"
UPDATE = bool(os.environ.get("EVENTS_UPDATE_GOLDEN"))
pytestmark = pytest.mark.usefixtures("shop", "halted")
ORDER = "/1001"


@pytest.fixture
def halted(shop: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still once the shop has its history."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 11, 14, 12, tzinfo=UTC))


def _chosen(driver: Driver) -> str:
    view = driver.app.query_one("#events", EventList).chosen
    return view.entry.id if view else ""


@pytest.mark.parametrize(("width", "height"), [(40, 20), (80, 24), (140, 30)])
def test_the_screens_look_as_they_did(drive: Drive, width: int, height: int) -> None:
    seen = []

    async def steps(driver: Driver) -> None:
        seen.append(driver.screen())
        await driver.press("enter", "home")
        seen.append(driver.screen())
        await driver.press("n")
        seen.append(driver.screen())
        await driver.press("escape", "question_mark")
        seen.append(driver.screen())

    drive(steps, size=(width, height), find="jane", user="anna@shop.example")
    file, text = GOLDEN / f"browse-{width}.txt", f"{'=' * width}\n".join(seen)
    if UPDATE:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_after_a_resize_the_lines_fit_and_the_same_event_is_chosen(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("enter", "up", "up")
        chosen = _chosen(driver)
        for width in (40, 80):
            await driver.resize(width, 20)
            events = driver.app.query_one("#events", EventList)
            assert max(map(len, driver.events().splitlines())) <= events.size.width - 2
            assert events.virtual_size.height == len(driver.events().splitlines())
            assert _chosen(driver) == chosen

    drive(steps, size=(120, 20), find=ORDER)


def test_a_list_that_opens_at_its_end_shows_the_first_days_heading_when_one_comes_back_to_it(
    drive: Drive,
) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("enter")
        assert "Wednesday 4 November 2020" not in driver.screen()
        await driver.press(*["up"] * 6)
        assert "Wednesday 4 November 2020" in driver.screen()

    drive(steps, size=(80, 16), find=ORDER)


def test_a_text_is_found_in_the_timeline_in_both_directions_and_round_its_end(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("enter", "slash")
        await driver.type("fulfilled")
        await driver.press("enter")
        first = _chosen(driver)
        assert "fulfilled" in driver.screen()
        await driver.press("m")
        assert _chosen(driver) == first
        driver.app.query_one("#seek", Input).value = "PAYMENT"
        await driver.press("m")
        one = _chosen(driver)
        await driver.press("m")
        assert _chosen(driver) != one
        await driver.press("M")
        assert _chosen(driver) == one
        await driver.press("slash")
        await driver.type("nowhere")
        await driver.press("enter")
        assert "is not in this timeline." in driver.text("#note")

    drive(steps, find=ORDER)


def test_a_date_is_gone_to(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        for typed, chosen, status in (
            ("2020-11-05", "o3", ""),
            ("2021", "o7", "Nothing from 2021 on; this is the last event."),
            ("someday", "o7", "Cannot read 'someday' as a date."),
        ):
            await driver.press("g")
            await driver.type(typed)
            await driver.press("enter")
            assert (typed, _chosen(driver)) == (typed, chosen)
            assert status in driver.text("#note")

    drive(steps, find=ORDER)


def test_an_id_is_copied_and_a_web_address_opened(
    drive: Drive, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add-note", ORDER, "see https://track.example/p?id=7.")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)

    async def steps(driver: Driver) -> None:
        await driver.press("y")
        assert driver.app.clipboard == "1001"
        await driver.press("enter", "y", "o")
        assert driver.app.clipboard == "o9"
        assert opened == ["https://track.example/p?id=7"]
        await driver.press("home", "o")
        assert driver.text("#note").startswith("This event has no web address;")

    drive(steps, find=ORDER)


def test_a_note_is_corrected_and_what_is_no_note_is_refused(drive: Drive, run: Run) -> None:
    run("add-note", ORDER, "size 12", "--user", "anna@shop.example")

    async def steps(driver: Driver) -> None:
        await driver.press("enter", "c")
        assert driver.text("#asked") == "Correction of o9, by bo@shop.example: Enter saves, Esc leaves"
        assert driver.app.screen.query_one("#line", Input).value == "size 12"
        await driver.press("backspace", "3", "enter")
        assert "size 13" in driver.events()
        assert "correction of o9" in driver.events()
        await driver.press("home", "c")
        assert "which cannot be corrected" in driver.text("#note")

    drive(steps, find=ORDER, user="bo@shop.example", size=(120, 30))


def test_a_text_leads_to_its_event(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        await driver.type("neighbour")
        (only,) = driver.found()
        assert only.startswith("✎ /1001 2020-11-05\nCalled twice about the delivery")
        assert "Order #1001" in driver.text("#top")
        assert _chosen(driver) == "o6"

    drive(steps)


def test_a_large_log_is_not_indexed_while_one_types(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.search.INDEXED_AT_ONCE", 3)

    async def steps(driver: Driver) -> None:
        await driver.type("neighbour")
        assert driver.found() == []
        assert "Texts are searched after `events search neighbour` has built" in driver.text("#note")

    drive(steps)


def test_the_keys_are_listed_wherever_one_is_but_in_a_text_a_question_mark_is_a_letter(drive: Drive) -> None:
    async def steps(driver: Driver) -> None:
        for place in ((), ("enter", "enter")):
            await driver.press(*place, "question_mark")
            assert "copy the event's id" in driver.text("#text")
            await driver.press("question_mark")
            assert len(driver.app.screen_stack) == 1
        await driver.press("n", "w", "question_mark")
        assert driver.app.screen.query_one("#line", Input).value == "w?"

    drive(steps)

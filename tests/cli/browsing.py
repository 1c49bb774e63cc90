"""The full-screen interface, driven by its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from cli.browse.app import PAUSE, Browser
from cli.context import Context

Drive = Callable[..., None]
Steps = Callable[["Driver"], Awaitable[None]]


class Driver:
    """An open interface: press keys, and look."""

    def __init__(self, app: Browser, pilot: Pilot[None]) -> None:
        self.app, self._pilot = app, pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type into the field that has the focus, in one go."""
        assert isinstance(self.app.focused, Input)
        self.app.focused.insert_text_at_cursor(text)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        await self._pilot.resize_terminal(width, height)
        await self.settle()

    async def settle(self) -> None:
        await self._pilot.pause(PAUSE * 1.5 if self.app.query_one("#search").has_focus else None)
        for _ in range(2):
            await self._pilot.pause()
            await self.app.workers.wait_for_complete()
        await self._pilot.pause()

    def found(self) -> list[str]:
        return _prompts(self.app.query_one("#found", OptionList))

    def events(self) -> str:
        return "\n".join(_prompts(self.app.query_one("#events", OptionList)))

    def text(self, selector: str) -> str:
        return str(self.app.screen.query_one(selector, Static).content)

    def screen(self) -> str:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()  # Textual has no public way to its text
        return "".join(f"{strip.text.rstrip()}\n" for strip in strips)


def _prompts(options: OptionList) -> list[str]:
    return [str(options.get_option_at_index(number).prompt) for number in range(options.option_count)]


def drive_browser(context: Context, steps: Steps, *, size: tuple[int, int], **options: Any) -> None:
    """Run steps in an open interface."""

    async def run() -> None:
        app = Browser(context, **options)
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.settle()
            await steps(driver)

    asyncio.run(run())

"""What opens above the interface: a text to read, and a line to type."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from cli.render import safe

_BOX = """
{name} {{ align: center middle; }}
{name} > Vertical {{ width: 90%; max-width: 100; height: auto; max-height: 90%; border: round $primary;
  padding: 0 1; background: $surface; }}
"""


class TextDialog(ModalScreen[None]):
    """A title and a text; any of its keys closes it."""

    CSS = _BOX.format(name="TextDialog") + "VerticalScroll { height: auto; max-height: 18; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "dismiss", "Close") for key in ("escape", "enter", "q", "question_mark", "f1")
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """The text, in a box that scrolls."""
        with Vertical():
            yield Static(Content.styled(safe.line(self._title), "bold"))
            with VerticalScroll():
                yield Static(Content(self._text), id="text")


class LineDialog(ModalScreen[str | None]):
    """A line to type: Enter gives it back, Escape gives None. `title` says what it is for."""

    CSS = _BOX.format(name="LineDialog")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Cancel")]

    def __init__(self, title: str, *, draft: str = "", hint: str = "") -> None:
        super().__init__()
        self._title, self._draft, self._hint = title, draft, hint

    def compose(self) -> ComposeResult:
        """The title, and the field."""
        with Vertical():
            yield Static(Content(self._title), id="asked")
            yield Input(self._draft, placeholder=self._hint, id="line", select_on_focus=False)

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)

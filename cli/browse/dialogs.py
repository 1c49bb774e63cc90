"""What opens above the interface: a text to read, and a note to write."""

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
        Binding(key, "dismiss", "Close") for key in ("escape", "enter", "q")
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


class NoteDialog(ModalScreen[str | None]):
    """A line to write a note in; Enter saves it, Escape does not."""

    CSS = _BOX.format(name="NoteDialog")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Cancel")]

    def __init__(self, about: str) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """The field for the note's text."""
        with Vertical():
            yield Static(Content(f"Note on {self._about}: Enter saves, Esc leaves"))
            yield Input(placeholder="What happened?", id="new-note")

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)

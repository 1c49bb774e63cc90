"""The full-screen interface: a search, what it finds, and the timeline of what is chosen beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from cli.arguments.filters import FilterArgs
from cli.browse import log
from cli.browse.dialogs import NoteDialog, TextDialog
from cli.context import Context
from cli.event_view import EventView
from cli.render import safe
from cli.render.layout import Line
from cli.render.palette import TUI, Ink
from events.errors import EventsError
from events.vocabulary.kinds import Kind

CHOICES: Mapping[str, tuple[str, tuple[Kind, ...]]] = {
    "1": ("all", ()),
    "2": ("money", (Kind.AWAITING, Kind.AUTHORIZED, Kind.PAID, Kind.FAILED, Kind.VOIDED, Kind.REFUNDED)),
    "3": (
        "goods",
        (Kind.PREPARING, Kind.SHIPPED, Kind.DELIVERED, Kind.UNDELIVERED, Kind.RETURNED, Kind.STOCK),
    ),
    "4": ("notes", (Kind.NOTE, Kind.CUSTOMER_NOTE)),
    "5": ("mails", (Kind.MAIL,)),
    "6": ("legacy", (Kind.LEGACY,)),
}
"""Which kinds of events a key leaves on the screen."""


class Browser(App[None]):
    """Orders, customers and their timelines. `find` is searched for at the start; `user` writes the notes."""

    TITLE = "events"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #found { width: 28; height: 100%; border: none; border-right: solid $surface-lighten-2; }
    #events { border: none; height: 1fr; }
    #top { padding: 0 1; height: auto; max-height: 8; }
    #note { padding: 0 1; height: auto; color: $text-muted; }
    Input { border: none; height: 1; padding: 0 1; }
    OptionList { background: $background; padding: 0; scrollbar-size-vertical: 1; }
    OptionList > .option-list--option-disabled { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/"),
        Binding("n", "add_note", "Note"),
        Binding("s", "source", "Source"),
        *(
            Binding(key, f"choose('{key}')", name.capitalize(), show=key in "1234")
            for key, (name, _) in CHOICES.items()
        ),
        Binding("v", "unfold", "Unfold"),
        Binding("r", "refresh", "Reload", show=False),
        Binding("question_mark", "keys", "Keys", key_display="?"),
        Binding("q", "quit", "Quit"),
        Binding("escape", "results", "To what is found"),
        Binding("escape", "leave", "Back", show=False),
        Binding("down", "results", show=False),
    ]

    def __init__(self, context: Context, *, find: str = "", user: str | None = None) -> None:
        super().__init__()
        self._here = replace(context, quiet=True, is_verbose=False)
        self._find, self._user = find, user
        self._found: list[log.BrowseTarget] = []
        self._target: log.BrowseTarget | None = None
        self._events: list[EventView | None] = []
        self._choice, self._unfolded = "1", False

    def compose(self) -> ComposeResult:
        """The widgets, from top to bottom."""
        yield Input(self._find, placeholder="Search orders and customers", id="search")
        with Horizontal():
            yield OptionList(id="found")
            with Vertical():
                yield Static(id="top")
                yield OptionList(id="events")
                yield Static(id="note")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Choose the theme, and list the newest orders unless a search is given."""
        self.theme = "textual-light" if self._here.settings.theme == "light" else "textual-dark"
        if not self._find:
            self._look_up("")
        self.query_one("#found" if self._find else "#search").focus()

    # --- searching ----------------------------------------------------------------------

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        self._look_up(event.value.strip())

    @on(Input.Submitted, "#search")
    def _submitted(self) -> None:
        self.action_results()

    @work(thread=True, exclusive=True, group="search")
    def _look_up(self, text: str) -> None:
        try:
            found = log.find(self._here, text)
        except EventsError as error:
            self.call_from_thread(self._show_status, str(error))
            return
        self.call_from_thread(self._show_found, text, found)

    def _show_found(self, text: str, found: list[log.BrowseTarget]) -> None:
        if text != self.query_one(Input).value.strip():
            return
        self._found = found
        if not found:
            self._show_nobody()
        options = self.query_one("#found", OptionList)
        options.clear_options()
        options.add_options([_target_text(target) for target in found])
        if found:
            options.highlighted = 0
        else:
            self._show_status(f"No results for {text!r}." if text else "The log is empty.")

    def _show_nobody(self) -> None:
        """Whose timeline stood there is not what was sought: a note would go to them."""
        self._target, self._events = None, []
        self._show_header([])
        self.query_one("#events", OptionList).clear_options()

    @on(OptionList.OptionHighlighted, "#found")
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._found):
            self._target = self._found[event.option_index]
            self._read()

    @on(OptionList.OptionSelected, "#found")
    def _entered(self) -> None:
        self.query_one("#events").focus()

    # --- reading ------------------------------------------------------------------------

    def _read(self) -> None:
        if self._target is not None:
            width = max(self.query_one("#events").size.width - 3, 30)
            self._show_history(self._target, self._choice, self._unfolded, width)

    @work(thread=True, exclusive=True, group="story")
    def _show_history(self, target: log.BrowseTarget, choice: str, unfolded: bool, width: int) -> None:
        kinds = [kind.value for kind in CHOICES[choice][1]]
        context = replace(self._here, is_verbose=unfolded, quiet=True)
        try:
            story = log.story(context, target, FilterArgs(kind=kinds or None), width=width)
        except EventsError as error:
            self.call_from_thread(self._show_status, str(error))
            return
        self.call_from_thread(self._show_story, story)

    def _show_story(self, story: log.BrowseTimeline) -> None:
        if story.target != self._target:
            return
        self._show_header(story.top)
        self._events = [view for view, _ in story.blocks]
        options = self.query_one("#events", OptionList)
        options.clear_options()
        options.add_options([Option(_text(lines), disabled=view is None) for view, lines in story.blocks])
        last = max((number for number, view in enumerate(self._events) if view is not None), default=None)
        options.highlighted = last
        chosen = "" if self._choice == "1" else f"Only {CHOICES[self._choice][0]}; 1 shows all. "
        self._show_status(f"{chosen}{story.note}")

    def _show_header(self, lines: list[Line]) -> None:
        self.query_one("#top", Static).update(_text(lines))

    def _show_status(self, text: str) -> None:
        note = self.query_one("#note", Static)
        note.update(Content(safe.line(text)))
        note.display = bool(text)

    def on_resize(self) -> None:
        """Lay the events out again for the new width."""
        self.call_after_refresh(self._read)

    # --- keys ---------------------------------------------------------------------------

    def action_search(self) -> None:
        """Focus the search field."""
        self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a search is typed, keys are its letters: what is named below is what leads out of it."""
        if action in ("results", "leave", "search"):
            return self.query_one("#search").has_focus is (action == "results")
        return super().check_action(action, parameters)

    def action_results(self) -> None:
        """Focus the list of results."""
        self.query_one("#found").focus()

    def action_leave(self) -> None:
        """Go back to the search field."""
        self.query_one("#search").focus()

    def action_choose(self, key: str) -> None:
        """Choose which events the timeline shows, by the key of the choice."""
        self._choice = key
        self._read()

    def action_unfold(self) -> None:
        """Unfold or fold runs of machine events."""
        self._unfolded = not self._unfolded
        self._read()

    def action_refresh(self) -> None:
        """Search again and reload the timeline."""
        self._look_up(self.query_one(Input).value.strip())

    def action_keys(self) -> None:
        """Show all keys."""
        keys = {"/": "search", "tab": "next part", "enter": "into the timeline", "esc": "back"}
        keys |= {"n": "add a note", "s": "original line of an imported event"}
        keys |= {"v": "fold or unfold machines' runs", "r": "reload"}
        keys |= {key: name for key, (name, _) in CHOICES.items()} | {"q": "quit"}
        self.push_screen(TextDialog("Keys", "\n".join(f"{key:<6} {what}" for key, what in keys.items())))

    def action_add_note(self) -> None:
        """Ask for a note and add it to the open order or customer."""
        if self._target is not None:
            self.push_screen(NoteDialog(self._target.name), partial(self._write, self._target))

    def _write(self, target: log.BrowseTarget, text: str | None) -> None:
        if text is None or not text.strip():
            return
        try:
            log.add_note(self._here, target, text, user=self._user)
        except EventsError as error:
            self._show_status(str(error))
            return
        self._read()

    def action_source(self) -> None:
        """Show the legacy record of the selected event."""
        number = self.query_one("#events", OptionList).highlighted
        view = self._events[number] if number is not None and number < len(self._events) else None
        if view is None:
            return
        title, text = log.original(view)
        self.push_screen(TextDialog(title, "\n".join(safe.block(text))))


def _target_text(target: log.BrowseTarget) -> Option:
    return Option(Content.assemble((target.name, TUI[Ink.STRONG]), "\n", (target.about, TUI[Ink.DIM])))


def _text(lines: list[Line]) -> Content:
    """Styled lines as the interface shows them. Their text is safe already, and never read as markup."""
    parts = [Content.assemble(*((text, TUI.get(ink, "")) for text, ink in line)) for line in lines]
    return Content("\n").join(parts)

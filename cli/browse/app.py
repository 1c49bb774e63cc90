"""The full-screen interface: a search, what it finds, and the timeline of what is chosen beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from cli.arguments.filters import FilterArgs
from cli.browse import keys, log
from cli.browse.actions import EventActions
from cli.browse.event_list import EventList, text_of
from cli.context import Context
from cli.render import safe
from cli.render.layout import Line
from cli.render.palette import TUI, Ink
from events.errors import EventsError

PAUSE = 0.1
"""Seconds without a key before a search begins: a large log is not searched at each letter."""

_EMPTY: list[Line] = [
    [("The log is empty.", Ink.STRONG)],
    [("Quit with q, then import a history:  events import FILE", Ink.PLAIN)],
    [("or write the first order:  events orders add 1001 --customer jane@example.com", Ink.PLAIN)],
    [("or look at sample data:  events demo", Ink.PLAIN)],
]


class SearchInput(Input):
    """A field in which `?` lists the keys while it is empty."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is a letter of the text."""
        is_help = key == "question_mark" and not self.value
        return not is_help and super().check_consume_key(key, character)


class Browser(EventActions):
    """Orders, customers and their timelines. `find` is searched for at the start; `user` writes the notes."""

    TITLE = "events"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #found { width: 28; height: 100%; border: none; border-right: solid $surface-lighten-2; }
    #events { border: none; height: 1fr; }
    #top { padding: 0 1; height: auto; max-height: 8; }
    #note { padding: 0 1; height: auto; color: $text-muted; }
    #seek { display: none; }
    Input { border: none; height: 1; padding: 0 1; }
    OptionList { background: $background; padding: 0; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    OptionList > .option-list--option-disabled { color: $text-muted; }
    .-narrow #found { width: 100%; border-right: none; }
    .-narrow #detail { display: none; }
    .-narrow.reading #found { display: none; }
    .-narrow.reading #detail { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(self, context: Context, *, find: str = "", user: str | None = None) -> None:
        super().__init__(replace(context, quiet=True, is_verbose=False), user=user)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-wide")]
        self._find = find
        self._found: list[log.BrowseTarget] = []
        self._choice, self._unfolded = "1", False
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The widgets, from top to bottom."""
        yield SearchInput(self._find, placeholder="Search orders, people and texts", id="search")
        with Horizontal():
            yield OptionList(id="found")
            with Vertical(id="detail"):
                yield Static(id="top")
                yield EventList(id="events")
                yield Input(placeholder="Find in this timeline", id="seek")
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
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(PAUSE, lambda: self._look_up(event.value.strip()))

    @on(Input.Submitted, "#search")
    def _submitted(self) -> None:
        self.action_results()

    @work(thread=True, exclusive=True, group="search")
    def _look_up(self, text: str) -> None:
        try:
            found = log.find(self._here, text)
            is_empty = not found and log.is_empty(self._here)
            self.call_from_thread(self._show_found, text, found, is_last=not text, is_empty=is_empty)
            if text:
                texts = log.find_texts(self._here, text)
                self.call_from_thread(self._add_texts, text, texts)
        except EventsError as error:
            self.call_from_thread(self.show_status, str(error))

    def _show_found(self, text: str, found: list[log.BrowseTarget], *, is_last: bool, is_empty: bool) -> None:
        if text != self._sought():
            return
        self._found = found
        options = self.query_one("#found", OptionList)
        options.clear_options()
        options.add_options([_target_text(target) for target in found])
        if found:
            options.highlighted = 0
            return
        self._show_nobody()
        if is_empty:
            self.query_one("#top", Static).update(text_of(_EMPTY))
            options.focus()
            self.screen.add_class("reading")
        elif is_last:
            self.show_status("No orders and no customers yet.")

    def _add_texts(self, text: str, texts: log.FoundTexts) -> None:
        """Show the events that a text finds, below orders and people."""
        if text != self._sought():
            return
        options, is_first = self.query_one("#found", OptionList), not self._found
        self._found = [*self._found, *texts.targets]
        options.add_options([_target_text(target) for target in texts.targets])
        if is_first and texts.targets:
            options.highlighted = 0
        elif not self._found:
            self.show_status(f"No results for {text!r}. {texts.note}".rstrip())
        elif texts.note:
            self.show_status(texts.note)

    def _sought(self) -> str:
        return self.query_one("#search", Input).value.strip()

    def _show_nobody(self) -> None:
        """Show no timeline: a note would go to somebody who was not searched for."""
        self._target = None
        self._show_header([])
        self._events.show([])

    @on(OptionList.OptionHighlighted, "#found")
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._found):
            self._target = self._found[event.option_index]
            self.read_again(event=self._target.event)

    @on(OptionList.OptionSelected, "#found")
    def _entered(self) -> None:
        self.screen.add_class("reading")
        self.call_after_refresh(self._events.focus)

    # --- reading ------------------------------------------------------------------------

    def read_again(self, *, event: str = "") -> None:
        """Read the timeline again, and choose the event with this id, else the one that was chosen before."""
        if self._target is not None:
            width = max(self._events.size.width - 3, 30)
            self._show_history(self._target, self._choice, self._unfolded, width, event)

    @work(thread=True, exclusive=True, group="story")
    def _show_history(
        self, target: log.BrowseTarget, choice: str, unfolded: bool, width: int, event: str
    ) -> None:
        kinds = [kind.value for kind in keys.CHOICES[choice][1]]
        asked = FilterArgs(kind=kinds or None)
        try:
            story = log.story(self._here, target, asked, width=width, unfolded=unfolded)
        except EventsError as error:
            self.call_from_thread(self.show_status, str(error))
            return
        self.call_from_thread(self._show_story, story, event)

    def _show_story(self, story: log.BrowseTimeline, event: str) -> None:
        if story.target != self._target:
            return
        self._show_header(story.top)
        self._events.show(story.blocks, event=event)
        chosen = "" if self._choice == "1" else f"Only {keys.CHOICES[self._choice][0]}; 1 shows all. "
        self.show_status(f"{chosen}{story.note}")

    def _show_header(self, lines: list[Line]) -> None:
        self.query_one("#top", Static).update(text_of(lines))

    def show_status(self, text: str) -> None:
        """Show a line below the timeline."""
        note = self.query_one("#note", Static)
        note.update(Content(safe.line(text)))
        note.display = bool(text)

    @on(EventList.Resized)
    def _lay_out(self) -> None:
        """Lay the events out again for the new width; the same one stays chosen."""
        chosen = self._events.chosen
        self.read_again(event=chosen.entry.id if chosen else "")

    # --- moving about -------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a text is typed, keys are letters, except for those that leave the field."""
        focused = self.focused
        if action in ("results", "leave", "search"):
            return (focused is not None and focused.id == "search") is (action == "results")
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Focus the search field; in a timeline, the field that finds in it."""
        field = self.query_one("#seek" if self._events.has_focus else "#search")
        field.display = True
        field.focus()

    @on(Input.Submitted, "#seek")
    def _sought_here(self) -> None:
        self._leave_seek()
        self.seek()

    def _leave_seek(self) -> None:
        self._events.focus()
        self.query_one("#seek").display = False

    def action_results(self) -> None:
        """Focus the list of results."""
        self.screen.remove_class("reading")
        self.query_one("#found").focus()

    def action_leave(self) -> None:
        """Go back a step: from the field into the timeline, to the results, to the search."""
        focused = self.focused.id if self.focused else ""
        if focused == "seek":
            self._leave_seek()
            return
        self.screen.remove_class("reading")
        self.query_one("#found" if focused == "events" else "#search").focus()

    def action_choose(self, key: str) -> None:
        """Choose which events the timeline shows, by the key of the choice."""
        self._choice = key
        self._lay_out()

    def action_unfold(self) -> None:
        """Unfold or fold runs of machine events."""
        self._unfolded = not self._unfolded
        self._lay_out()

    def action_refresh(self) -> None:
        """Search again and reload the timeline."""
        self._look_up(self._sought())


def _target_text(target: log.BrowseTarget) -> Option:
    return Option(Content.assemble((target.name, TUI[Ink.STRONG]), "\n", (target.about, TUI[Ink.DIM])))

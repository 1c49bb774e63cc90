"""What the keys of the full-screen interface do with the order or event that is chosen."""

from __future__ import annotations

import re
import webbrowser
from collections.abc import Callable
from functools import partial

from textual.app import App
from textual.widgets import Input

from cli.acting_user import acting_name
from cli.browse import log
from cli.browse.dialogs import LineDialog, TextDialog
from cli.browse.event_list import EventList
from cli.browse.keys import help_text
from cli.context import Context
from cli.render import links, safe
from events import moments
from events.errors import EventsError

_LINK = re.compile(r"https?://[^\s<>\"']+")
_SAVES = "Enter saves, Esc leaves"


class EventActions(App[None]):
    """Notes, corrections, sources, dates, ids and links: the base of the interface."""

    def __init__(self, context: Context, *, user: str | None) -> None:
        super().__init__()
        self._here = context
        self._user = user
        self._target: log.BrowseTarget | None = None

    def show_status(self, text: str) -> None:
        """Show a line below the timeline."""
        raise NotImplementedError

    def read_again(self, *, event: str = "") -> None:
        """Read the timeline again, and choose the event with this id, else the one that was chosen before."""
        raise NotImplementedError

    @property
    def _events(self) -> EventList:
        return self.query_one("#events", EventList)

    def action_keys(self) -> None:
        """Show all keys."""
        if len(self.screen_stack) > 1:
            if isinstance(self.screen, TextDialog):
                self.pop_screen()
            return
        self.push_screen(TextDialog("Keys", help_text()))

    def action_add_note(self) -> None:
        """Ask for a note and add it to the open order or customer."""
        if self._target is not None:
            asked = LineDialog(
                f"Note on {self._target.name}, by {self._author()}: {_SAVES}", hint="What happened?"
            )
            self.push_screen(asked, partial(self._add_note, self._target))

    def action_correct(self) -> None:
        """Ask for the corrected text of the chosen note."""
        view = self._events.chosen
        if view is None or not self._succeeds(lambda: log.check_correctable(self._here, view.entry.id)):
            return
        title = f"Correction of {view.entry.id}, by {self._author()}: {_SAVES}"
        said = view.entry.message or ""
        self.push_screen(LineDialog(title, draft=said), partial(self._correct, view.entry.id, said))

    def action_source(self) -> None:
        """Show the legacy record of the chosen event."""
        if view := self._events.chosen:
            title, text = log.original(view)
            self.push_screen(TextDialog(title, "\n".join(safe.block(text))))

    def action_copy_id(self) -> None:
        """Copy the id of the chosen event, or what commands call the order or customer."""
        view = self._events.chosen if self._events.has_focus else None
        copied = view.entry.id if view else self._target.key.removeprefix("/") if self._target else ""
        if copied:
            self.copy_to_clipboard(copied)
            self.show_status(f"Copied {copied}.")

    def action_open_link(self) -> None:
        """Open a web address of the chosen event in a browser, or else the page of the order."""
        view = self._events.chosen
        found = _LINK.search((view.entry.message or "") if view else "")
        address = found[0].rstrip(".,;:)") if found else self._page_of_order()
        if not address:
            self.show_status("This event has no web address; the setting link makes orders links.")
            return
        self.show_status(f"Opening {address}" if webbrowser.open(address) else f"No browser here: {address}")

    def _page_of_order(self) -> str:
        template, view = self._here.settings.link, self._events.chosen
        if not template or view is None or view.entry.order is None:
            return ""
        return links.address(template, shop=view.entry.shop, number=view.entry.order)

    def action_jump(self) -> None:
        """Ask for a date and go to the first event from then on."""
        if self._target is not None:
            asked = LineDialog("Go to a date: Enter goes, Esc leaves", hint="2020-11, 12.02.2020, last week")
            self.push_screen(asked, self._jump)

    def action_seek_next(self) -> None:
        """Go to the next match in the timeline."""
        self.seek()

    def action_seek_previous(self) -> None:
        """Go to the previous match in the timeline."""
        self.seek(backwards=True)

    def seek(self, *, backwards: bool = False) -> None:
        """Go to the next event that contains the text of the field `seek`."""
        text = self.query_one("#seek", Input).value
        if text.strip() and not self._events.seek(text, backwards=backwards):
            self.show_status(f"{text!r} is not in this timeline.")

    def _author(self) -> str:
        return safe.line(acting_name(self._here, self._user))

    def _add_note(self, target: log.BrowseTarget, text: str | None) -> None:
        if text is not None and text.strip():
            add = partial(log.add_note, self._here, target, text, user=self._user)
            self._succeeds(lambda: self.read_again(event=add()))

    def _correct(self, event: str, said: str, text: str | None) -> None:
        if text is not None and text.strip() and text != said:
            correct = partial(log.correct_note, self._here, event, text, user=self._user)
            self._succeeds(lambda: self.read_again(event=correct()))

    def _jump(self, text: str | None) -> None:
        if text is None or not text.strip():
            return
        if self._succeeds(lambda: self._go_to(text)):
            self._events.focus()

    def _go_to(self, text: str) -> None:
        if not self._events.jump(moments.since(text, self._here.zone)):
            self.show_status(f"Nothing from {text} on; this is the last event.")

    def _succeeds(self, work: Callable[[], object]) -> bool:
        """Do `work` and return whether it succeeded; an error is shown below the timeline."""
        try:
            work()
        except EventsError as error:
            self.show_status(str(error))
            return False
        return True

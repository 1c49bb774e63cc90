"""The timeline as a list to move in: by event, by text, or by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cli.event_view import EventView
from cli.render.layout import Line
from cli.render.palette import TUI

Block = tuple[EventView | None, list[Line]]


class EventList(OptionList):
    """Blocks of lines, of which those with an event can be chosen."""

    class Resized(Message):
        """The list has another width: its lines are to be laid out again."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._views: list[EventView | None] = []
        self._texts: list[str] = []
        self._tops: list[int] = []
        self._width = 0

    def on_resize(self) -> None:
        """Report another width."""
        if self.size.width not in (0, self._width):
            self._width = self.size.width
            self.post_message(self.Resized())

    def show(self, blocks: Sequence[Block], *, event: str = "") -> None:
        """Show these blocks, and choose the event with this id, else the last one."""
        self._views = [view for view, _ in blocks]
        self._texts = ["\n".join("".join(text for text, _ in line) for line in lines) for _, lines in blocks]
        self._tops = [0, *accumulate(len(lines) for _, lines in blocks)]
        self.clear_options()
        self.add_options([Option(text_of(lines), disabled=view is None) for view, lines in blocks])
        self.highlighted = self._place_of(event)

    @property
    def chosen(self) -> EventView | None:
        """The chosen event."""
        at = self.highlighted
        return self._views[at] if at is not None and at < len(self._views) else None

    def seek(self, text: str, *, backwards: bool = False) -> bool:
        """Choose the next event, round the end, whose lines contain `text` in any case; whether one does."""
        sought = " ".join(text.casefold().split())
        return self._choose(
            [at for at in self._places() if sought in " ".join(self._texts[at].casefold().split())],
            backwards=backwards,
        )

    def jump(self, moment: datetime) -> bool:
        """Choose the first event from `moment` on, else the last one; whether there is one from then on."""
        later = [at for at in self._places() if (view := self._views[at]) and view.entry.date >= moment]
        self.highlighted = later[0] if later else self._place_of("")
        return bool(later)

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll to the chosen event, and to the headings directly above it."""
        super().scroll_to_highlight(top)
        at = self.highlighted
        while at is not None and at > 0 and self._views[at - 1] is None:
            at -= 1
        if at is not None and at < len(self._tops) and self._tops[at] < self.scroll_offset.y:
            self.scroll_to(y=self._tops[at], animate=False, force=True, immediate=True)

    def _choose(self, places: Sequence[int], *, backwards: bool) -> bool:
        now = -1 if self.highlighted is None else self.highlighted
        if backwards:
            found = [at for at in reversed(places) if at < now] + [*reversed(places)]
        else:
            found = [at for at in places if at > now] + [*places]
        if found:
            self.highlighted = found[0]
        return bool(found)

    def _places(self) -> list[int]:
        return [at for at, view in enumerate(self._views) if view is not None]

    def _place_of(self, event: str) -> int | None:
        """The place of an event, or of the run that it is folded in; else the last place."""
        places = self._places()
        named = [at for at in places if (view := self._views[at]) and view.entry.id == event]
        return next(iter(named or reversed(places)), None)


def text_of(lines: Iterable[Line]) -> Content:
    """Styled lines as the interface shows them. Their text is safe already, and never read as markup."""
    parts = [Content.assemble(*((text, TUI.get(ink, "")) for text, ink in line)) for line in lines]
    return Content("\n").join(parts)

"""What every format of events is given: a header, the events, and how they are to be laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import Enum
from typing import Protocol

from cli.event_view import EventView
from cli.render.layout import WIDEST, Line, flow, flow_parts
from cli.render.palette import DOT, Ink


class Badges(Enum):
    """What each event says about whose it is: nothing, its order, or its order or customer."""

    NONE = "none"
    ORDER = "order"
    SUBJECT = "subject"


@dataclass(frozen=True, kw_only=True)
class PageLayout:
    """How events are laid out.

    `width` is in columns; times are shown in `zone`; days are counted back from `now`. `folds` shows runs of
    machine events as one; `silences` names gaps, which requires a complete history; `clips` cuts lines that
    are too wide in formats with one line for each event. Where it `is_compact`, a line says where the
    following events came from, instead of each event; `elapsed` shows the time since the event before. Events
    whose ids are not among `matches` are dimmed. `link` is the template of orders' addresses.
    """

    width: int
    zone: tzinfo
    now: datetime
    badges: Badges = Badges.NONE
    folds: bool = True
    silences: bool = False
    clips: bool = False
    is_compact: bool = False
    elapsed: bool = False
    matches: frozenset[str] | None = None
    link: str = ""

    def local(self, view: EventView) -> datetime:
        """The moment of an event, in the zone that is displayed."""
        return view.entry.date.astimezone(self.zone)


class Events(Protocol):
    """Events to be read once, counted as they pass."""

    count: int

    def peek(self, most: int) -> list[EventView]:
        """Up to `most` of the next events, without consuming them."""

    def __iter__(self) -> Iterator[EventView]: ...


@dataclass(frozen=True, kw_only=True)
class Page:
    """The events of an order, of a customer, or of the log, to be shown.

    `header` says whose they are. `state` is where the orders stand, and `legs`, which is called for a screen
    only, how long that took; both are parts to be set side by side. `note` is called when all events were
    read, and says what is hidden. `hide` redacts the people in a line.
    """

    events: Events
    layout: PageLayout
    header: list[Line] = field(default_factory=list)
    state: list[Line] = field(default_factory=list)
    legs: Callable[[], list[Line]] = list
    note: Callable[[], str] = str
    hide: Callable[[Line], Line] | None = None

    @property
    def title(self) -> str:
        """The page's title, in plain text."""
        return "".join(text for text, _ in self.header[0]) if self.header else "Events"

    @property
    def details(self) -> list[Line]:
        """The header's lines between its title and the state."""
        return self.header[1:-1]

    @property
    def extent(self) -> list[Line]:
        """The header's last line, below the state: how much happened when."""
        return self.header[1:][-1:]

    def bottom(self) -> Iterator[Line]:
        """Below the events, the note on what is hidden."""
        if note := self.note():
            yield from [[]] if self.header or self.events.count else []
            yield [(note, Ink.DIM)]

    def top(self) -> Iterator[Line]:
        """The header on a screen, each line within its width."""
        width = min(self.layout.width, WIDEST)
        for row in [*self.header[:1], *self.details]:
            yield from flow(row, width)
        yield from flow_parts(self.state, (f" {DOT} ", Ink.DIM), width)
        yield from flow_parts(self.legs(), (f" {DOT} ", Ink.DIM), width)
        for row in self.extent:
            yield from flow(row, width)

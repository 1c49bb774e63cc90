"""Timelines: a header, then events under their days, each with time, tone, sentence and author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import Enum

from cli.render import people
from cli.render.layout import Line, Span, flow, span_width, width_of
from cli.render.palette import DOT, ICONS, RULE, Ink
from cli.render.titles import title
from cli.telling import Told
from events.vocabulary import Tone

WIDEST = 120
"""Lines longer than this are hard to read, however wide the terminal."""
NARROW = 60
_TIME = len(" 07:40  ✓ ")


class Badges(Enum):
    """What each event says about whose it is: nothing, its order, or its order or customer."""

    NONE = "none"
    ORDER = "order"
    SUBJECT = "subject"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a timeline is laid out; `width` in columns, times in `zone`."""

    width: int
    zone: tzinfo
    badges: Badges = Badges.NONE


def timeline(events: Iterable[Told], layout: Layout) -> Iterator[Line]:
    """The lines of a timeline, made as they are read."""
    width = min(layout.width, WIDEST)
    current: date | None = None
    for told in events:
        local = told.entry.date.astimezone(layout.zone)
        if local.date() != current:
            current = local.date()
            yield []
            yield _day(people.day(local), width)
        yield from _event(told, local.strftime("%H:%M"), layout, width)


def header(rows: Iterable[Line], *, width: int) -> Iterator[Line]:
    """The lines at the top of a timeline, each within `width`."""
    for row in rows:
        yield from flow(row, min(width, WIDEST))


def _day(name: str, width: int) -> Line:
    return [(f"{RULE * 2} {name} ".ljust(width, RULE), Ink.DIM)]


def _event(told: Told, time: str, layout: Layout, width: int) -> Iterator[Line]:
    tag = told.entry.id if width >= NARROW else ""
    room = max(width - _TIME - (width_of(tag) + 2 if tag else 0), 12)
    icon, ink = ICONS[told.entry.type.tone]
    body = list(_body(told, layout, room, tagged=bool(tag)))
    first: Line = [(f" {time}  ", Ink.DIM), (f"{icon} ", ink), *body[0]]
    if tag:
        gap = width - span_width(first) - width_of(tag)
        first += [(" " * gap, Ink.PLAIN), (tag, Ink.DIM)]
    yield first
    for line in body[1:]:
        yield [(" " * _TIME, Ink.PLAIN), *line]


def _body(told: Told, layout: Layout, room: int, *, tagged: bool) -> Iterator[Line]:
    """The sentence, then who and whence: on the same line where all of it fits, else below."""
    ink = _ink(told.entry.type.tone)
    badge = _badge(told, layout.badges)
    sentence = title(told)
    meta = _meta(told, tagged=tagged)
    together: Line = [*badge, (sentence[0], ink), (f"  {DOT} ", Ink.DIM), *meta]
    if len(sentence) == 1 and span_width(together) <= room:
        yield together
        return
    yield from flow([*badge, (sentence[0], ink)], room)
    for text in sentence[1:]:
        yield from flow([(text, ink)], room)
    yield from flow(meta, room)


def _ink(tone: Tone) -> Ink:
    """The colour of the sentence: what people wrote stays plain, to be read rather than seen."""
    return Ink.PLAIN if tone in (Tone.NOTE, Tone.LEGACY) else ICONS[tone][1]


def _badge(told: Told, badges: Badges) -> list[Span]:
    entry = told.entry
    if badges is Badges.NONE:
        return []
    if entry.table == "o" and entry.order is not None:
        return [(f"{people.badge(entry.shop, entry.order)}  ", Ink.BADGE)]
    if badges is Badges.SUBJECT and entry.customer is not None:
        return [(f"{people.customer(entry.customer)}  ", Ink.BADGE)]
    return []


def _meta(told: Told, *, tagged: bool) -> Line:
    parts = [people.actor(told.entry.user, imported=told.source is not None)]
    if told.source is not None:
        parts.append(people.origin(told.source))
    if not tagged:
        parts.append(told.entry.id)
    return [(f" {DOT} ".join(parts), Ink.DIM)]

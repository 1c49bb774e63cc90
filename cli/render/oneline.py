"""One line for each event: id, when, icon, kind, whose, what, who."""

from __future__ import annotations

from collections.abc import Iterator

from cli.event_view import EventView
from cli.render import people
from cli.render.layout import Line, clip, span_width, width_of
from cli.render.page import Page, PageLayout
from cli.render.palette import DOT, Ink
from cli.render.timeline import badge, corrections, sentence_of, sign_of

_ID = 6
_KIND = max(len("authorized"), len("cancelled"))


def lines(page: Page) -> Iterator[Line]:
    """Events as lines, to be looked through or piped into grep."""
    for told in page.events:
        line = _line(told, page.layout)
        yield _clipped(line, page.layout.width) if page.layout.clips else line


def _line(told: EventView, layout: PageLayout) -> Line:
    sign, ink = sign_of(told)
    first, *more = sentence_of(told)
    by = people.actor(told.entry.user, imported=told.source is not None)
    return [
        (f"{told.entry.id:<{_ID}} {layout.local(told):%Y-%m-%d %H:%M}  ", Ink.DIM),
        (f"{sign} {told.meaning.seen.word:<{_KIND}}  ", ink),
        *badge(told, layout.badges),
        *first,
        *[(" ⏎ " + "".join(text for text, _ in line), Ink.PLAIN) for line in more],
        *[(f"  {DOT} {text}", Ink.DIM) for text in (by, *corrections(told))],
    ]


def _clipped(line: Line, width: int) -> Line:
    if span_width(line) <= width:
        return line
    kept: Line = []
    room = width
    for text, ink in line:
        if width_of(text) >= room:
            return [*kept, (clip(text + " ", room), ink)]
        kept.append((text, ink))
        room -= width_of(text)
    return kept

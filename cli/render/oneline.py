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
    for view in page.events:
        line = _line(view, page.layout)
        yield _clipped(line, page.layout.width) if page.layout.clips else line


def _line(view: EventView, layout: PageLayout) -> Line:
    sign, ink = sign_of(view)
    first, *more = sentence_of(view)
    by = people.author(view)
    return [
        (f"{view.entry.id:<{_ID}} {layout.local(view):%Y-%m-%d %H:%M}  ", Ink.DIM),
        (f"{sign} {view.meaning.display_kind.word:<{_KIND}}  ", ink),
        *badge(view, layout.badges),
        *first,
        *[(" ⏎ " + "".join(text for text, _ in line), Ink.PLAIN) for line in more],
        *[(f"  {DOT} {text}", Ink.DIM) for text in (by, *corrections(view))],
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

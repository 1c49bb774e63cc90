"""Events as Markdown, for tickets and wikis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from cli.event_view import EventView
from cli.render import people
from cli.render.layout import Line
from cli.render.page import Page, PageLayout
from cli.render.palette import DOT
from cli.render.timeline import badge, meta, sentence_of, sign_of

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$])")
_OPENING = re.compile(r"^(\s*)(\d+)?([-=.:>])")


def chunks(page: Page) -> Iterator[str]:
    """A heading, a section for each day, a list item for each event."""
    yield f"# {_escaped(page.title)}\n"
    for line in page.details:
        yield f"\n{_line(line)}\n"
    if page.state:
        yield f"\n**{f' {DOT} '.join(map(_line, page.state))}**\n"
    for line in page.extent:
        yield f"\n{_line(line)}\n"
    for day, events in groupby(page.events, lambda view: page.layout.local(view).date()):
        yield f"\n## {people.day(day)}\n\n"
        yield from (_event(view, page.layout) for view in events)
    if note := page.note():
        yield f"\n*{_escaped(note)}*\n"


def _event(view: EventView, layout: PageLayout) -> str:
    whose = _line(badge(view, layout.badges)).strip()
    first, *more = [_line(line) for line in sentence_of(view)]
    head = " ".join(filter(None, [f"**{layout.local(view):%H:%M}**", sign_of(view)[0], whose, first]))
    about = f"*{_line(meta(view, tagged=False))}*"
    return "- " + "  \n  ".join([head, *more, about]) + "\n"


def _line(line: Line) -> str:
    return _escaped("".join(text for text, _ in line))


def _escaped(text: str) -> str:
    """Safe text with nothing in it that Markdown, or HTML inside it, would obey."""
    return _OPENING.sub(lambda found: f"{found[1]}{found[2] or ''}\\{found[3]}", _SPECIAL.sub(r"\\\1", text))

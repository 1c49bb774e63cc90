"""Timelines: events under their days, each with time, icon, sentence and author.

Machines' runs are folded, and long silences between events are named.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from cli.event_view import EventView
from cli.render import people, safe
from cli.render.fold import Run, folded
from cli.render.layout import WIDEST, Line, Span, flow, span_width, width_of
from cli.render.page import Badges, Page, PageLayout
from cli.render.palette import DASH, DOT, INKS, RULE, SILENCE, Ink, icon
from cli.render.sentences import title, written
from events.vocabulary.kinds import Kind, Tone

NARROW = 60
QUIET_DAYS = 14
"""The timeline marks a silence of at least this many days."""
_TIME = len(" 07:40  ✓ ")


def lines(page: Page) -> Iterator[Line]:
    """The header and the timeline; without a header, the first day begins at the top."""
    made = itertools.chain(page.top(), timeline(page.events, page.layout))
    yield from itertools.dropwhile(lambda line: not line, made)
    yield from page.bottom()


def timeline(events: Iterable[EventView], layout: PageLayout) -> Iterator[Line]:
    """The lines of a timeline, made as they are read."""
    for _, made in rows(events, layout):
        yield from made


def rows(events: Iterable[EventView], layout: PageLayout) -> Iterator[tuple[EventView | None, list[Line]]]:
    """A timeline in blocks: each event, or the first of a folded run, with its lines; days and silences
    belong to no event."""
    width = min(layout.width, WIDEST)
    today = layout.now.astimezone(layout.zone).date()
    current: date | None = None
    before: EventView | None = None
    for view in _runs(events, layout):
        first = view.first if isinstance(view, Run) else view
        day = layout.local(first).date()
        if day != current:
            yield None, [*_silence(current, day, layout), [], _day(day, today, width)]
            current = day
        if layout.is_compact:
            yield from ((None, [line]) for line in _origin(before, first, width))
        if isinstance(view, Run):
            yield first, list(_run(view, layout, width))
        else:
            yield first, list(_event(view, layout, width, before))
        before = view.last if isinstance(view, Run) else view


def _runs(events: Iterable[EventView], layout: PageLayout) -> Iterable[EventView | Run]:
    if not layout.folds:
        return events
    return folded(events, lambda view: (layout.local(view).date(), badge(view, layout.badges)))


def _origin(before: EventView | None, view: EventView, width: int) -> Iterator[Line]:
    """Where the following events came from, if the one before came from elsewhere."""
    was = people.provenance(before.source) if before else ""
    now = people.provenance(view.source)
    if now != was:
        text = f"from {now}" if now else "recorded here"
        for line in flow([(text, Ink.DIM)], _room(width, "")):
            yield [(" " * _TIME, Ink.DIM), *line]


def _silence(before: date | None, day: date, layout: PageLayout) -> Iterator[Line]:
    quiet = abs((day - before).days) if before and layout.silences else 0
    if quiet >= QUIET_DAYS:
        yield []
        yield [(f"{' ' * (_TIME - 2)}{SILENCE} {people.span(quiet)} of silence", Ink.DIM)]


def _day(day: date, today: date, width: int) -> Line:
    name = f"{RULE * 2} {people.day(day)} "
    when = f"{DOT} {people.ago(day, today)} "
    if width_of(name) + width_of(when) <= width:
        name += when
    return [(name.ljust(width, RULE), Ink.DIM)]


def _event(view: EventView, layout: PageLayout, width: int, before: EventView | None) -> Iterator[Line]:
    tag = view.entry.id if width >= NARROW else ""
    sign, ink = sign_of(view)
    since = abs((view.entry.date - before.entry.date).total_seconds()) if before and layout.elapsed else None
    lines = _body(view, layout, _room(width, tag), tagged=bool(tag), since=since)
    if layout.matches is not None and view.entry.id not in layout.matches:
        lines = ([(text, Ink.DIM) for text, _ in line] for line in lines)
    yield from _placed(list(lines), layout.local(view), (sign, ink), tag, width)


def _run(run: Run, layout: PageLayout, width: int) -> Iterator[Line]:
    tag = f"{run.first.entry.id}{DASH}{run.last.entry.id}" if width >= NARROW else ""
    sentence: Line = [*badge(run.first, layout.badges), (safe.line(run.sentence), Ink.PLAIN)]
    hint: Line = [(f"  {DOT} -v shows them", Ink.DIM)]
    lines = flow([*sentence, *hint], _room(width, tag))
    yield from _placed(lines, layout.local(run.first), icon(run.kind), tag, width)


def _room(width: int, tag: str) -> int:
    return max(width - _TIME - (width_of(tag) + 2 if tag else 0), 12)


def _placed(lines: list[Line], local: datetime, sign: Span, tag: str, width: int) -> Iterator[Line]:
    """`lines` beside their time and icon, the first with the event's id at its end."""
    first: Line = [(f" {local:%H:%M}  ", Ink.DIM), (f"{sign[0]} ", sign[1]), *lines[0]]
    if tag:
        gap = width - span_width(first) - width_of(tag)
        first += [(" " * gap, Ink.PLAIN), (tag, Ink.DIM)]
    yield first
    for line in lines[1:]:
        yield [(" " * _TIME, Ink.PLAIN), *line]


def sign_of(view: EventView) -> tuple[str, Ink]:
    """An event's icon and ink: a typed event's tone is its type's, a legacy one's that of its kind."""
    kind = view.meaning.display_kind
    return icon(kind, view.entry.type.tone if view.entry.type.tone is not Tone.LEGACY else kind.tone)


def _body(
    view: EventView, layout: PageLayout, room: int, *, tagged: bool, since: float | None
) -> Iterator[Line]:
    """The sentence, then who and whence: on the same line where all of it fits, else below."""
    whose = badge(view, layout.badges)
    sentence = list(sentence_of(view))
    about = meta(view, tagged=tagged, names_origin=not layout.is_compact)
    if not layout.is_compact and (when := written(view, layout.zone)):
        about = [*about, (f" {DOT} written {when}", Ink.DIM)]
    if since is not None:
        about = [*about, (f" {DOT} +{people.lapse(since)}", Ink.DIM)]
    together: Line = [*whose, *sentence[0], (f"  {DOT} ", Ink.DIM), *about]
    if len(sentence) == 1 and span_width(together) <= room:
        yield together
        return
    lines = [*flow([*whose, *sentence[0]], room)]
    for line in sentence[1:]:
        lines += flow(line, room)
    ended: Line = [*lines[-1], (f"  {DOT} ", Ink.DIM), *about]
    if layout.is_compact and span_width(ended) <= room:
        lines[-1], about = ended, []
    yield from lines
    yield from flow(about, room) if about else ()


def sentence_of(view: EventView) -> Iterator[Line]:
    """What happened. What people wrote stays plain; only the amount and the tracking number in it stand out.
    A corrected note is dimmed."""
    tone = view.entry.type.tone
    if view.corrected_by:
        yield from ([(text, Ink.DIM)] for text in title(view))
        return
    if tone is not Tone.LEGACY:
        ink = Ink.PLAIN if tone is Tone.NOTE else INKS[tone]
        yield from ([(text, ink)] for text in title(view))
        return
    strong = [safe.line(part) for part in (view.meaning.money, view.meaning.tracking) if part]
    for text in title(view):
        yield _marked(text, strong)


def _marked(text: str, strong: list[str]) -> Line:
    for part in strong:
        before, found, after = text.partition(part)
        if found:
            rest = [other for other in strong if other != part]
            return [*_marked(before, rest), (part, Ink.STRONG), *_marked(after, rest)]
    return [(text, Ink.PLAIN)]


def badge(view: EventView, badges: Badges) -> list[Span]:
    """Whose event it is, as far as the timeline does not say so already."""
    entry = view.entry
    if badges is Badges.NONE:
        return []
    if entry.table == "o" and entry.order is not None:
        return [
            (people.badge(entry.shop, entry.order, is_shared=view.needs_shop), Ink.BADGE),
            ("  ", Ink.PLAIN),
        ]
    if badges is Badges.SUBJECT and entry.customer is not None:
        return [(f"{people.customer(entry.customer)}  ", Ink.BADGE)]
    return []


def corrections(view: EventView) -> Iterator[str]:
    """Which note this one corrects, and which one corrects it."""
    if view.corrects:
        yield f"correction of {view.corrects}"
    if view.corrected_by:
        yield f"corrected by {view.corrected_by}"


def meta(view: EventView, *, tagged: bool, names_kind: bool = True, names_origin: bool = True) -> Line:
    """Who did it, what a legacy message means, where it came from, and its id unless a tag shows it."""
    parts: list[Span] = [(people.author(view), Ink.DIM)]
    meaning = view.meaning
    if names_kind and view.entry.type.tone is Tone.LEGACY and meaning.kind is not Kind.LEGACY:
        parts.append((meaning.display_kind.word, sign_of(view)[1] or Ink.DIM))
    parts += [(text, Ink.DIM) for text in corrections(view)]
    if view.source is not None and names_origin:
        parts.append((people.origin(view.source), Ink.DIM))
    if not tagged:
        parts.append((view.entry.id, Ink.DIM))
    line: Line = []
    for part in parts:
        line += [(f" {DOT} ", Ink.DIM), part] if line else [part]
    return line

"""Events in full: every field of each, with where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from cli.event_view import EventView
from cli.render import people, records, safe
from cli.render.layout import Line, clip, flow, pad, width_of
from cli.render.page import Page
from cli.render.palette import Ink
from cli.render.sentences import title, written
from cli.render.timeline import sign_of
from events.meaning.classify import OTHER
from events.meaning.meaning import Meaning
from events.vocabulary.kinds import Kind
from events.vocabulary.parameters import to_json

_WIDEST_LABEL, _LEAST_VALUE, _INDENT, _LEAST = 24, 30, 4, 10
"""Where a value has less room beside its label than the least, it stands below it, indented."""


def lines(page: Page) -> Iterator[Line]:
    """The header, then one block of fields for each event."""
    yield from page.top()
    started = bool(page.header)
    for view in page.events:
        if started:
            yield []
        started = True
        yield from event(view, zone=page.layout.zone, width=page.layout.width)
    yield from page.bottom()


def event(
    view: EventView, *, zone: tzinfo, width: int, more: Iterable[tuple[str, str]] = ()
) -> Iterator[Line]:
    """One event: a title, then its fields, and `more` of them."""
    entry = view.entry
    sign, ink = sign_of(view)
    named = (f"{entry.id} {safe.line(entry.type.name)}", Ink.STRONG)
    yield from flow([(f"{sign} ", ink), named, (f"  {safe.line(entry.type.label)}", Ink.DIM)], width)
    fields = [*_fields(view, zone), *more]
    widest = min(max(width_of(name) for name, _ in fields), _WIDEST_LABEL)
    beside = widest + 2 if width - widest - 2 >= _LEAST_VALUE else _INDENT
    for name, value in fields:
        yield from _field(name if beside == _INDENT else clip(name, widest), value, beside, width)


def _field(name: str, value: str, indent: int, width: int) -> Iterator[Line]:
    """A field as its name and value beside each other, or below where there is no room for both."""
    label = pad(name, indent)
    if width_of(name) >= indent:
        yield [(name, Ink.DIM)]
        label = " " * indent
    for text in safe.block(value):
        for line in flow([(text, Ink.PLAIN)], max(width - indent, _LEAST)):
            yield [(label, Ink.DIM), *line]
            label = " " * indent


def _fields(view: EventView, zone: tzinfo) -> Iterator[tuple[str, str]]:
    entry, source = view.entry, view.source
    local = entry.date.astimezone(zone)
    yield "date", f"{people.day(local)} {local:%H:%M:%S} {zone}  ({records.moment(entry.date)})"
    if entry.order is not None:
        yield "order", people.badge(entry.shop, entry.order, is_shared=view.needs_shop)
    yield "customer", people.customer(entry.customer)
    yield "by", people.author(view)
    yield "event", "\n".join(title(view))
    ways = ("written", written(view, zone)), ("corrects", view.corrects), ("corrected by", view.corrected_by)
    yield from ((name, said) for name, said in ways if said)
    if entry.type.value == OTHER and view.meaning.kind is not Kind.LEGACY:
        yield "kind", _kind(view.meaning)
    for name, value in entry.parameters.items():
        if name != "message":
            yield safe.line(name), value if isinstance(value, str) else to_json(value)
    if source is not None:
        yield "source", f"{people.origin(source)}, batch {source.batch}"
        yield "file", f"{source.file}, record {source.record}, line {source.line}"
        if source.kind is not None:
            yield "legacy kind", source.kind
        for name in ("raw_date", "raw_author", "raw_message"):
            if getattr(source, name) is not None:
                yield name.replace("_", " "), getattr(source, name)
        for name, value in source.extra.items():
            if value is not None:
                yield f"+ {safe.line(name)}", str(value)


def _kind(meaning: Meaning) -> str:
    """What was understood, with what was found in the words."""
    name = meaning.kind.word + (f", {meaning.state.word}" if meaning.state else "")
    parts = [name, *(part for part in (meaning.money, meaning.carrier, meaning.tracking) if part)]
    if meaning.transaction:
        parts.append(f"transaction {meaning.transaction}")
    if meaning.before:
        parts.append(f"from {meaning.before}")
    return "; ".join(parts)

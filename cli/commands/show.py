"""`events show`: one event in full."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import context
from cli.options import OneFormat
from cli.render import formats, people, records, safe
from cli.render.layout import Line, clip, flow, pad, width_of
from cli.render.palette import ICONS, Ink
from cli.render.titles import title
from cli.telling import Told
from events.errors import NotFound

if TYPE_CHECKING:
    from importers.originals import Original

_WIDEST_LABEL = 24


def show(
    ctx: typer.Context,
    *,
    event_id: Annotated[str, typer.Argument(metavar="ID", help="The event's id, like o17 or c17.")],
    source: Annotated[bool, typer.Option("--source", help="Also the original legacy line.")] = False,
    format: OneFormat = "text",
) -> None:
    """One event in full."""
    here = context.of(ctx)
    with here.reader() as reader:
        from cli.telling import told
        from events.timeline import one

        (found,) = told(reader, [one(reader, event_id)])
    original = _original(found) if source else None
    if format == "text":
        here.out.page(_text(found, original, here))
        return
    record = records.event(found)
    if original is not None:
        record["original"] = _as_record(original)
    formats.write_one(here.data, record, format=format)


def _original(found: Told) -> Original:
    if found.source is None:
        raise NotFound(f"{found.entry.id} was recorded here, not imported: it has no legacy source.")
    from importers.originals import original

    return original(found.source)


def _as_record(original: Original) -> dict[str, Any]:
    return {"text": original.text, "from_file": original.from_file, "note": original.note}


def _text(found: Told, original: Original | None, here: context.Context) -> Iterator[Line]:
    entry = found.entry
    icon, ink = ICONS[entry.type.tone]
    yield [
        (f"{icon} ", ink),
        (f"{entry.id} {entry.type.name}", Ink.STRONG),
        (f"  {entry.type.label}", Ink.DIM),
    ]
    fields = list(_fields(found, here))
    widest = min(max(width_of(name) for name, _ in fields), _WIDEST_LABEL)
    for name, value in fields:
        yield from _field(clip(name, widest), value, widest + 2, here.out.width)
    if original is not None:
        yield []
        yield [(safe.line(original.note), Ink.DIM)]
        yield from ([(text, Ink.PLAIN)] for text in safe.block(original.text))


def _field(name: str, value: str, indent: int, width: int) -> Iterator[Line]:
    label = pad(name, indent)
    for text in safe.block(value):
        for line in flow([(text, Ink.PLAIN)], max(width - indent, 20)):
            yield [(label, Ink.DIM), *line]
            label = " " * indent


def _fields(found: Told, here: context.Context) -> Iterator[tuple[str, str]]:
    entry, source = found.entry, found.source
    local = entry.date.astimezone(here.zone)
    yield "date", f"{people.day(local)} {local:%H:%M:%S} {here.zone}  ({records.moment(entry.date)})"
    if entry.order is not None:
        yield "order", people.badge(entry.shop, entry.order)
    yield "customer", people.customer(entry.customer)
    yield "by", people.actor(entry.user, imported=source is not None)
    yield "event", "\n".join(title(found))
    for name, value in entry.parameters.items():
        if name != "message":
            yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if source is not None:
        yield "source", f"{people.origin(source)}, batch {source.batch}"
        yield "file", f"{source.file}, record {source.record}, line {source.line}"
        for name in ("kind", "raw_date", "raw_author", "raw_message"):
            if getattr(source, name) is not None:
                yield name.replace("_", " "), getattr(source, name)
        for name, value in source.extra.items():
            if value is not None:
                yield f"+ {safe.line(name)}", str(value)

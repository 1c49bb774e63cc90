"""`events show`: one event in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments.filters import FilterArgs
from cli.arguments.options import OneFormat
from cli.context import Context, get_context
from cli.event_view import EventView
from cli.render import formats, full, records, safe
from cli.render.layout import Line
from cli.render.palette import Ink
from events.errors import NotFoundError, UnknownEventError, UnknownOrderError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from importers.trace.original import Original


def show(
    ctx: typer.Context,
    *,
    event_id: Annotated[str, typer.Argument(metavar="ID", help="The event's id, e.g. o17 or c17.")],
    source: Annotated[
        bool, typer.Option("--source", help="Also print the original line of the legacy file.")
    ] = False,
    format: OneFormat = "text",
) -> None:
    """Show one event in full. Of an order number or an e-mail, show the timeline."""
    context = get_context(ctx)
    with context.reader() as reader:
        from cli.event_view import enrich
        from events.timeline import find_entry

        try:
            entry = find_entry(reader, event_id)
        except UnknownEventError:
            if not _print_order(context, reader, event_id, format):
                raise
            return
        (found,) = enrich(reader, [entry])
    original = _original(found) if source else None
    if format == "text":
        context.out.page(_text(found, original, context))
        return
    record = records.event(found)
    if original is not None:
        record["original"] = _as_record(original)
    formats.write_one(context.data, record, format=format)


def _print_order(context: Context, reader: Connection, number: str, format: str) -> bool:
    """Print the timeline of an order whose number (C17) looks like an event id. Returns whether there is
    one."""
    from cli.timelines import subjects
    from cli.timelines.print_events import print_events

    try:
        reading = subjects.order(reader, number, context.zone)
    except UnknownOrderError:
        return False
    print_events(context, reader, reading, FilterArgs(), format)
    return True


def _original(found: EventView) -> Original:
    if found.source is None:
        raise NotFoundError(f"{found.entry.id} was recorded here, not imported: it has no legacy source.")
    from importers.trace.original import original

    return original(found.source)


def _as_record(original: Original) -> dict[str, Any]:
    return {"text": original.text, "from_file": original.from_file, "note": original.note}


def _text(found: EventView, original: Original | None, context: Context) -> Iterator[Line]:
    yield from full.event(found, zone=context.zone, width=context.out.width)
    if original is not None:
        yield []
        yield [(safe.line(original.note), Ink.DIM)]
        yield from ([(text, Ink.VERBATIM)] for text in safe.block(original.text))

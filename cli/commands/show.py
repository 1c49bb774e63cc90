"""`events show`: one event in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments.filters import FilterArgs
from cli.arguments.options import OneFormat
from cli.context import Context, get_context
from cli.event_view import EventView
from cli.render import formats, full, people, records, safe
from cli.render.layout import Line
from cli.render.palette import Ink
from events.errors import NotFoundError, UnknownEventError, UnknownOrderError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from importers.ledger.operations import EventChange
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
            _check_deleted(reader, event_id)
            if not _print_order(context, reader, event_id, format):
                raise
            return
        (found,) = enrich(reader, [entry])
        past = _past_of(reader, found)
    original = _original(found) if source else None
    if format == "text":
        context.out.page(_text(found, past, original, context))
        if found.source is not None and not source:
            context.info(f"Next: events show {found.entry.id} --source prints the record as its file has it.")
        return
    record = records.whole_event(found) | _past_record(past)
    if original is not None:
        record["original"] = _as_record(original)
    formats.write_one(context.data, record, format=format)


@dataclass(frozen=True, kw_only=True)
class _Past:
    """What was done with a note: its moves, and the ids of all notes that correct one another with it."""

    moves: list[EventChange]
    versions: list[str]


def _past_of(reader: Connection, found: EventView) -> _Past:
    from events.notes.corrections import chain
    from importers.ledger.operations import changes_of_event

    entry = found.entry
    if entry.type.value != "note_added":
        return _Past(moves=[], versions=[])
    versions = chain(reader, entry.id) if found.corrects or found.corrected_by else []
    return _Past(moves=changes_of_event(reader, entry.id), versions=versions)


def _past_record(past: _Past) -> dict[str, Any]:
    """What was done with a note; nothing for any other event, which is the same in every command."""
    moves = [
        {
            "operation": one.id,
            "date": records.moment(one.date),
            "by": one.by,
            "from": one.target,
            "to": one.to,
        }
        for one in past.moves
    ]
    return ({"moves": moves} if moves else {}) | ({"versions": past.versions} if past.versions else {})


def _check_deleted(reader: Connection, event_id: str) -> None:
    """Raises `NotFoundError` for an event that was deleted, with who did that, and when."""
    from importers.ledger.operations import changes_of_event

    for one in changes_of_event(reader, event_id.strip().lower()):
        if not one.to:
            is_note = one.type in ("", "note_added")
            what = "a note" if is_note else f"an event ({one.type})"
            raise NotFoundError(
                f"{event_id} was {what} on {one.target}. {one.by} deleted it on "
                f"{one.date:%Y-%m-%d} ({one.id}); the log does not keep what it said."
            )


def _moves(past: _Past, context: Context) -> Iterator[tuple[str, str]]:
    for one in past.moves:
        when = people.moment(one.date, context.zone)
        yield "moved", f"from order {one.target} to {one.to}, {when}, by {one.by} ({one.id})"
    if len(past.versions) > 2:  # both neighbours are named anyway
        yield "versions", " → ".join(past.versions)


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


def _text(found: EventView, past: _Past, original: Original | None, context: Context) -> Iterator[Line]:
    moves = list(_moves(past, context))
    yield from full.event(found, zone=context.zone, width=context.out.width, more=moves)
    if original is not None:
        yield []
        yield [(safe.line(original.note), Ink.DIM)]
        yield from ([(text, Ink.VERBATIM)] for text in safe.block(original.text))

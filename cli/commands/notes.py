"""`events undo-note` and `events move-note`: what can be done with what was recorded."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting_user import known_acting, named_event, named_note, shown_name
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat
from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.render import formats, people
from cli.render.layout import clip
from events.errors import UsageError
from events.next_commands import command, joined
from events.notes.adding import LAST
from events.notes.dated import with_day_only

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from importers.undo.own_events import ChangedEvent

_ECHO = 120

NoteId = Annotated[str, typer.Argument(metavar="EVENT_ID", help="Its id, e.g. o17; last: your newest.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")]


def undo_note(
    ctx: typer.Context,
    *,
    event_id: Annotated[
        str | None, typer.Argument(metavar="EVENT_ID", help="Its id, e.g. o17; last: what you recorded last.")
    ] = None,
    dry_run: DryRun = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Delete a note or a recorded event for good: one of your own newest 10, written by mistake.

    The log records that an event was deleted, by whom and when, but not what it said. Other notes are
    corrected with `events correct-note`, which keeps both.
    """
    context = get_context(ctx)
    if event_id is None:
        event_id = _ask_about_last(context, user=user, dry_run=dry_run)
    take_back(context, event_id, user=user, dry_run=dry_run, format=format)


def _ask_about_last(context: Context, *, user: str | None, dry_run: bool) -> str:
    """The id of what somebody recorded last, if they mean it. Raises `UsageError` where nobody can be asked,
    with what to type."""
    with context.session() as session:
        event_id = named_event(context, session, LAST, user=user)
        said = clip((_sentence(session, event_id).splitlines() or [""])[0], _ECHO)
    if dry_run:
        return event_id
    last = f"What you recorded last is {event_id}: {said}"
    again = _undo_of("last", user)
    if context.no_input or not context.can_ask:
        raise UsageError(f"Which event? {last}. To delete it: {again}")
    if not context.confirm(f"{last}. Type y to delete it for good:"):
        context.info("Nothing was changed.")
        raise typer.Exit(ExitCode.INCOMPLETE)
    return event_id


def take_back(context: Context, event_id: str, *, user: str | None, dry_run: bool, format: str) -> None:
    """Delete somebody's own newest event, and print what was deleted. `last` is the newest."""
    from cli.record.again import command_for
    from events.timeline import find_entry
    from importers.undo.own_events import NOTES, undo_event

    with context.session() as session, context.turn(session):
        author = known_acting(context, session, user=user)
        event_id = named_event(context, session, event_id, user=user)
        said, entry = _sentence(session, event_id), find_entry(session, event_id)
        done = undo_event(session, event_id, author=author, by=shown_name(context, session, user))
        if dry_run:
            session.rollback()
        else:
            session.commit()
    is_note = done.type in NOTES
    again = "" if dry_run else command_for(entry, target=done.target, user=user, zone=context.zone)
    _print(
        context,
        done,
        "deleted",
        said=with_day_only(done.message) if is_note else said,
        what="" if is_note else f" (recorded: {entry.state or entry.kind})",
        again=again,
        user=user,
        dry_run=dry_run,
        format=format,
    )


def _sentence(session: Session, event_id: str) -> str:
    """What a timeline says of an event."""
    from cli.event_view import enrich
    from cli.render.sentences import title
    from events.timeline import find_entry

    (found,) = enrich(session, [find_entry(session, event_id)])
    return title(found)[0]


def move_note(
    ctx: typer.Context,
    *,
    event_id: NoteId,
    order: Annotated[
        str,
        typer.Argument(metavar="NUMBER", autocompletion=completion.orders, help="The order to move it to."),
    ],
    dry_run: DryRun = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Move a note to another order, with its date, its author and the notes that correct it.

    The log records the move; moving the note back undoes it.
    """
    context = get_context(ctx)
    from events.order.lookup import find_order
    from importers.undo import notes

    with context.session() as session, context.turn(session):
        to = find_order(session, order)
        event_id = named_note(context, session, event_id, user=user)
        done = notes.move_note(session, event_id, to=to, by=shown_name(context, session, user))
        if dry_run:
            session.rollback()
        else:
            session.commit()
    _print(
        context, done, "moved", said=with_day_only(done.message), user=user, dry_run=dry_run, format=format
    )


def _print(
    context: Context,
    done: ChangedEvent,
    verb: str,
    *,
    said: str,
    what: str = "",
    again: str = "",
    user: str | None,
    dry_run: bool,
    format: str,
) -> None:
    if format != "text":
        operation = None if dry_run else done.operation
        formats.write_one(context.data, {**asdict(done), "operation": operation}, format=format)
    else:
        did = f"Would have {verb}" if dry_run else verb.capitalize()
        where = f" {_place(done)}" if done.target else ""
        number = "" if dry_run else f", {done.operation}"
        text = said.splitlines() or [""]
        context.print_answer(f"{did} {done.event}{what}{where}{number}: {clip(text[0], _ECHO)}")
    context.info_if(f"To write it again: {again}" if again else "")
    if done.corrected_by:
        stays = "would stay" if dry_run else "stays"
        also = _undo_of(done.corrected_by, user)
        context.info(
            f"{done.corrected_by}, which corrected it, {stays} as a note of its own; to delete it: {also}"
        )
    if done.corrected:
        stands = "would stand" if dry_run else "stands"
        also = _undo_of(done.corrected, user)
        context.info(f"{done.corrected}, which it corrected, {stands} as it was; to delete it, too: {also}")
    noun = "order" if done.is_order else "customer"
    target = done.target if dry_run or not done.to else done.to
    context.info(f"{'Nothing was changed. ' if dry_run else ''}Next: {command(noun, target=target)}")


def _undo_of(event_id: str, user: str | None) -> str:
    """The command that deletes an event as the same person."""
    return joined(["events", "undo-note", event_id, *(["--user", user] if user else [])])


def _place(done: ChangedEvent) -> str:
    if not done.is_order:
        return f"on customer {done.target}"
    others = f" with {people.counted(len(done.moved) - 1, 'correction')}" if len(done.moved) > 1 else ""
    if not done.to:
        return f"on order {done.target}"
    return f"from order {done.target} to {done.to}{others}"

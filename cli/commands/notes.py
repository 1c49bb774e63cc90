"""`events undo-note` and `events move-note`: what can be done with a note after it was written."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting_user import known_acting, named_note, shown_name
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat
from cli.context import Context, get_context
from cli.render import formats, people
from cli.render.layout import clip
from events.next_commands import command, joined

if TYPE_CHECKING:
    from importers.undo.notes import ChangedNote

_ECHO = 120

NoteId = Annotated[str, typer.Argument(metavar="EVENT_ID", help="Its id, e.g. o17; last: your newest.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")]


def undo_note(
    ctx: typer.Context,
    *,
    event_id: NoteId,
    dry_run: DryRun = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Delete a note for good: one of your own newest 10, written to the wrong place or by mistake.

    The log records that a note was deleted, by whom and when, but not what it said. Other notes are corrected
    with `events correct-note`, which keeps both.
    """
    context = get_context(ctx)
    from importers.undo import notes

    with context.session() as session, context.turn(session):
        author = known_acting(context, session, user=user)
        event_id = named_note(context, session, event_id, user=user)
        done = notes.undo_note(session, event_id, author=author, by=shown_name(context, session, user))
        if dry_run:
            session.rollback()
        else:
            session.commit()
    _print(context, done, "deleted", dry_run=dry_run, format=format)


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
    _print(context, done, "moved", dry_run=dry_run, format=format)


def _print(context: Context, done: ChangedNote, verb: str, *, dry_run: bool, format: str) -> None:
    if format != "text":
        operation = None if dry_run else done.operation
        formats.write_one(context.data, {**asdict(done), "operation": operation}, format=format)
    else:
        what = f"Would have {verb}" if dry_run else verb.capitalize()
        where = f" {_place(done)}" if done.target else ""
        number = "" if dry_run else f", {done.operation}"
        text = done.message.splitlines() or [""]
        context.print_answer(f"{what} {done.event}{where}{number}: {clip(text[0], _ECHO)}")
    if done.corrected_by:
        stays = "would stay" if dry_run else "stays"
        also = joined(["events", "undo-note", done.corrected_by])
        context.info(
            f"{done.corrected_by}, which corrected it, {stays} as a note of its own; to delete it: {also}"
        )
    if done.corrected:
        stands = "would stand" if dry_run else "stands"
        also = joined(["events", "undo-note", done.corrected])
        context.info(f"{done.corrected}, which it corrected, {stands} as it was; to delete it, too: {also}")
    noun = "order" if done.is_order else "customer"
    target = done.target if dry_run or not done.to else done.to
    context.info(f"{'Nothing was changed. ' if dry_run else ''}Next: {command(noun, target=target)}")


def _place(done: ChangedNote) -> str:
    if not done.is_order:
        return f"on customer {done.target}"
    others = f" with {people.counted(len(done.moved) - 1, 'correction')}" if len(done.moved) > 1 else ""
    if not done.to:
        return f"on order {done.target}"
    return f"from order {done.target} to {done.to}{others}"

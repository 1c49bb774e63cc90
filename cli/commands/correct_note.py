"""`events correct-note`: correct a note with a new one. The first note is kept."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting_user import acting, ask_about_slip, known_acting, named_note, shown_name
from cli.arguments.options import Author, OneFormat
from cli.context import get_context
from cli.notes.dated import DatedText, at, dated, split_dated
from cli.notes.editor import message as read_message
from cli.render import people, safe
from cli.render.layout import clip
from events.notes.dated import day_of, day_of_writing, with_day_only, without_remark

_ECHO = 120


def correct_note(
    ctx: typer.Context,
    *,
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID", help="Its id, e.g. o17; last: your newest.")],
    message: Annotated[
        str | None,
        typer.Argument(
            metavar="[MESSAGE]", help="The corrected text; - reads stdin (default: opens $EDITOR, or asks)."
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help="When it happened (default: the date of the first note).",
        ),
    ] = None,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Correct a note with a new one; both are kept."""
    context = get_context(ctx)
    with context.session() as session:
        from cli.record.output import print_written
        from events.account.people import person
        from events.notes import adding

        is_last = event_id == adding.LAST
        event_id = named_note(context, session, event_id, user=user)
        found = adding.find_correctable_note(session, event_id)
        said, writer = found.parameters.get("message", ""), found.user
        if is_last:
            first = clip(safe.line(with_day_only(str(said)).splitlines()[0]), _ECHO)
            context.info(f"Your last note is {event_id}: {first}")
        own = known_acting(context, session, user=user)
        of = people.customer(person(writer)) if writer is not None and writer is not own else ""
        by = shown_name(context, session, user)
        about = f"Correction of {event_id}, by {safe.line(by)}"
        when, draft = split_dated(without_remark(str(said)))
        text = read_message(
            context, message, about=lambda: about, draft=draft if date else without_remark(str(said))
        )
        note = DatedText(text=text)
        if date is not None:
            note = dated(context, split_dated(text)[1], date)
        elif day_of_writing(said):
            note = at(context, text, found.date, about=day_of(str(said)))
        elif when and message is not None and not split_dated(text)[0]:  # an editor shows it
            note = DatedText(text=when + text)
            context.info(f"It is still about {when.removesuffix(': ')}; --date gives another time.")

        ask_about_slip(context, session, user=user)

        def work() -> adding.Note:
            session.rollback()
            with context.turn(session):
                earlier = adding.find_correctable_note(session, event_id)
                event = adding.correct_note(
                    session,
                    earlier,
                    user=acting(context, session, user=user),
                    message=note.text,
                    date=note.date,
                )
                session.commit()
            return event

        if of:
            context.info(f"{event_id} was written by {of}. It stays, and yours is shown as its correction.")
        print_written(context, session, adding.retry_after_conflict(work), format=format)

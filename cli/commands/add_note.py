"""`events add-note`: a note on an order or on a customer, or many of them from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting_user import acting, ask_about_slip
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat, check_key
from cli.context import Context, get_context
from cli.notes.dated import DatedText, dated
from cli.notes.editor import message as read_message
from cli.notes.kept import keeping
from cli.notes.subject import note_subject
from cli.notes.templates import fill
from events.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.notes.keys import RecordedOnce


def add_note(
    ctx: typer.Context,
    *,
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET",
            autocompletion=completion.targets,
            help="An order's number or a customer's e-mail.",
        ),
    ] = None,
    message: Annotated[
        str | None,
        typer.Argument(
            metavar="[MESSAGE]", help="The note; - reads stdin (default: opens $EDITOR, or asks)."
        ),
    ] = None,
    customer: Annotated[
        bool, typer.Option("--customer", help="TARGET is a customer, even without an @.")
    ] = False,
    from_file: Annotated[
        str | None,
        typer.Option(
            "--from-file",
            metavar="FILE",
            help="Add all notes of a CSV file, or none: columns target, message, and optionally user and "
            "key (an idempotency key for each); - is stdin.",
        ),
    ] = None,
    idempotency_key: Annotated[
        str | None,
        typer.Option(
            "--idempotency-key",
            metavar="KEY",
            help="Adds the note once: a repeated command with the same key prints the first note.",
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="NAME",
            autocompletion=completion.templates,
            help="A text of the config file's table [templates], with the order's fields filled in.",
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help="When it happened, e.g. 'yesterday 16:30': the note stands there, with today as the day "
            "of writing.",
        ),
    ] = None,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Add a note to an order or a customer."""
    context = get_context(ctx)
    check_key(idempotency_key)
    if from_file is not None:
        if target is not None or customer or template is not None or date is not None:
            raise UsageError(
                "TARGET, --customer, --date and --template cannot be used with --from-file. "
                "Nothing was changed."
            )
        from cli.notes.bulk import add_from_file

        add_from_file(context, from_file, user=user, key=idempotency_key, format=format)
        return
    if target is None:
        raise UsageError("Missing argument 'TARGET': an order's number or a customer's e-mail.")

    def subject() -> str:
        return note_subject(context, target, is_customer=customer, user=user)

    if template is not None:
        message = read_message(context, message, about=subject) if message == "-" else message
        message = fill(context, template, target=target, is_customer=customer, message=message, user=user)
    text = read_message(context, message, about=subject)
    note = DatedText(text=text) if date is None else dated(context, text, date)
    options = _options(target, is_customer=customer, date=note.said, user=user, key=idempotency_key)
    with keeping(text, options) as draft, context.session(creates=True) as session:
        from cli.record.output import print_written
        from events.notes.adding import retry_after_conflict

        ask_about_slip(context, session, user=user)
        added = retry_after_conflict(
            lambda: _add(context, session, target, note, is_customer=customer, user=user, key=idempotency_key)
        )
        draft.is_written = True
        if added.was_there:
            context.info("A note with this key already exists. Nothing was changed.")
        print_written(context, session, added.event, format=format, again=added.was_there)


def _options(
    target: str, *, is_customer: bool, date: str | None, user: str | None, key: str | None
) -> list[str]:
    """The options of the same command."""
    given = {"--date": date, "--user": user, "--idempotency-key": key}
    words = [f"{name}={value}" for name, value in given.items() if value is not None]
    return [*(["--customer"] if is_customer else []), *words, "--", target]


def _add(
    context: Context,
    session: Session,
    named: str,
    note: DatedText,
    *,
    is_customer: bool,
    user: str | None,
    key: str | None,
) -> RecordedOnce:
    from events.database.write_turns import takes_turns
    from events.notes.adding import add_note, check_note_target, find_note_target

    session.rollback()
    if takes_turns(session.connection()):
        # Look up the target first, so that a typo in it is reported without a wait.
        check_note_target(session, named, is_customer=is_customer)
        session.rollback()
    with context.turn(session):
        target = find_note_target(session, named, is_customer=is_customer)
        added = add_note(
            session,
            target=target,
            message=note.text,
            date=note.date,
            author=lambda: acting(context, session, user=user),
            key=key,
        )
        session.commit()
    return added

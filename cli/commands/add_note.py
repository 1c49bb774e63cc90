"""`events add-note`: a note on an order or on a customer."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import completion, context
from cli.authors import acting
from cli.options import Author, OneFormat
from events.errors import UnreadableData, UsageFault

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.account.models import CustomerEvent
    from events.order.models import OrderEvent


def add_note(
    ctx: typer.Context,
    *,
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            autocompletion=completion.targets,
            help="An order's number or a customer's e-mail.",
        ),
    ],
    message: Annotated[
        str | None,
        typer.Argument(metavar="[MESSAGE]", help="The note; - reads it from stdin; without it, $EDITOR."),
    ] = None,
    customer: Annotated[
        bool, typer.Option("--customer", help="TARGET is a customer, also where it has no @.")
    ] = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Add a note to an order or a customer."""
    here = context.of(ctx)
    text = _message(here, message)
    with here.session() as session:
        from cli.written import print_written

        event = _note(here, session, target, text, is_customer=customer or "@" in target, user=user)
        session.commit()
        print_written(here, session, event, format=format)


def _note(
    here: context.Context, session: Session, target: str, text: str, *, is_customer: bool, user: str | None
) -> OrderEvent | CustomerEvent:
    # The target first: a slip in it must not leave a new user behind, nor be told after one.
    if is_customer:
        from events.account import events as account_events
        from events.account.people import find_user

        who = find_user(session, target)
        author = acting(here, session, user=user)
        return account_events.note_added_event(customer=who, user=author, message=text)
    from events.order import events as order_events
    from events.order.lookup import find_order

    order = find_order(session, target)
    return order_events.note_added_event(order=order, user=acting(here, session, user=user), message=text)


def _message(here: context.Context, given: str | None) -> str:
    """The note's text. Raises `UsageFault` if there is none."""
    if given == "-":
        text = _from_stdin()
    elif given is None:
        text = _from_editor(here)
    else:
        text = given
    if not text.strip():
        raise UsageFault("The note is blank. Nothing was changed.")
    return text.strip("\r\n")


def _from_stdin() -> str:
    try:
        # The bytes themselves: in some locales Python would let through what is no text.
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableData(f"stdin is not {error.encoding} text (byte {error.start + 1}).") from None


def _from_editor(here: context.Context) -> str:
    editor = here.environ.get("VISUAL") or here.environ.get("EDITOR")
    if not here.is_interactive or not editor:
        raise UsageFault("There is no message. Write it after the target, or pipe it in with - in its place.")
    handle, name = tempfile.mkstemp(suffix=".txt", prefix="events-note-")
    os.close(handle)
    path = Path(name)
    try:
        subprocess.run([*shlex.split(editor), name], check=True)  # noqa: S603
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise UsageFault(f"The editor {editor!r} did not give a note: {error}") from None
    finally:
        path.unlink(missing_ok=True)

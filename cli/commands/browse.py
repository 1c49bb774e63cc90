"""`events browse`: the log in a full-screen interface."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from cli.arguments.options import Author
from cli.context import get_context
from events.errors import MissingExtraError, UsageError


def browse(
    ctx: typer.Context,
    *,
    find: Annotated[str, typer.Argument(metavar="[TEXT]", help="Search for this text at the start.")] = "",
    user: Author = None,
) -> None:
    """Search, read and annotate orders, customers and their timelines in a full-screen interface.

    / searches, n writes a note, s shows the original line, g goes to a date, ? lists all keys.
    """
    context = get_context(ctx)
    if find_spec("textual") is None:
        raise MissingExtraError(what="events browse", extra="tui", library="Textual")
    if not context.is_interactive:
        raise UsageError(
            "events browse needs a terminal and cannot run with --no-input. Use `events order` or "
            "`events customer` instead."
        )
    from cli.browse.app import Browser

    Browser(context, find=find, user=user).run()

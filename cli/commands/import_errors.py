"""The commands that errors of an import suggest, with the options that were given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli.arguments.command_words import changed_command, given_options
from events.errors import EventsError
from events.next_commands import command, joined, path_word, quoted_path
from importers.collisions.errors import CollisionError
from importers.errors import AmbiguousColumnsError, MissingHeaderError
from importers.readers.opening import shown


def complete_error(ctx: Any, source: str, error: EventsError) -> None:
    """Name the running command for `source` alone, with each way to go on, instead of one without its
    options."""
    if isinstance(error, CollisionError) and error.replaced:
        undo = command("undo", target=str(error.replaced))
        error.commands = (undo, changed_command(ctx, [shown(source)], options=(), without=()))
    elif isinstance(error, CollisionError):
        error.commands = tuple(
            changed_command(ctx, [shown(source)], options=one.options, without=one.replaces)
            for one in error.settlements
        )
    elif isinstance(error, AmbiguousColumnsError | MissingHeaderError):
        text = str(error)
        named = [option for option in ("--map", "--table") if f" {option} " in text]
        given = joined(["events", "import", path_word(shown(source)), *given_options(ctx, without=named)])
        for path in {source, str(Path(source).resolve())}:
            if given not in text:  # an error that was completed before comes again
                text = text.replace(f"events import {quoted_path(path)}", given)
        error.args = (text,)

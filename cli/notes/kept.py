"""Keeps a note that could not be written, so that nobody has to write it twice."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from events.errors import BusyError, DatabaseUnavailableError, EventsError, WriteError
from events.next_commands import joined, quoted


@dataclass(kw_only=True)
class NoteDraft:
    """A note on its way into the log; `is_written` is set once it is committed."""

    is_written: bool = False


@contextmanager
def keeping(text: str, options: Sequence[str]) -> Iterator[NoteDraft]:
    """Keep the note in a private file if the log cannot be written, and name the command that adds it.

    `options` are those of `events add-note`, with the target. Raises what the block raises.
    """
    draft = NoteDraft()
    try:
        yield draft
    except (BusyError, WriteError, DatabaseUnavailableError) as error:
        file = None if draft.is_written else _save(text)
        if file is not None:
            _name(error, file, options)
        raise


def folder() -> Path:
    """The folder of the user's notes that are kept."""
    from platformdirs import user_state_path

    return user_state_path("events") / "notes"


def files() -> list[str]:
    """The notes that are kept."""
    return sorted(map(str, folder().glob("note-*.txt")))


def _save(text: str) -> Path | None:
    """Write the note into a file of its own; None where that cannot be done either."""
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix="note-", suffix=".txt", dir=folder())
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except (OSError, ValueError):
        return None
    return Path(name)


def _name(error: EventsError, file: Path, options: Sequence[str]) -> None:
    error.args = (f"{error} The note is kept in {file}; this command adds it, then remove the file:",)
    command = joined(["events", "add-note", *options, "-"])
    error.commands = (f"{command} < {quoted(str(file))}",)

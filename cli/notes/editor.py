"""The text of a note: given, read from stdin, or written in an editor."""

from __future__ import annotations

import shlex
import subprocess

from cli.context import Context
from events.errors import UnreadableDataError, UsageError
from importers.private_files import private_folder


def message(context: Context, given: str | None, *, draft: str = "") -> str:
    """The note's text; an editor starts with `draft`. Raises `UsageError` if there is none."""
    if given == "-":
        text = _from_stdin(context)
    elif given is None:
        text = _from_editor(context, draft)
    else:
        text = given
    if not text.strip():
        raise UsageError("The note is blank. Nothing was changed.")
    return text.strip("\r\n")


def _from_stdin(context: Context) -> str:
    try:
        # The bytes themselves: in some locales Python would let through what is no text.
        return context.standard_input().read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableDataError(f"stdin is not {error.encoding} text (byte {error.start + 1}).") from None


def _from_editor(context: Context, draft: str) -> str:
    editor = context.environ.get("VISUAL") or context.environ.get("EDITOR")
    if not context.is_interactive or not editor:
        raise UsageError("Missing message: write it after the target, or pass - to read it from stdin.")
    try:
        with private_folder("note") as folder:
            path = folder / "note.txt"
            path.write_text(draft, encoding="utf-8")
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603
            return path.read_text(encoding="utf-8")
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise UsageError(f"The editor {editor!r} failed: {error}") from None

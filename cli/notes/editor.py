"""The text of a note: given, read from stdin, written in an editor, or typed at a prompt."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable

from cli.context import Context
from cli.render import safe
from cli.render.palette import Ink
from events.errors import UnreadableDataError, UsageError
from importers.private_files import private_folder

_RULER = "# ------------------------ >8 ------------------------"
"""What follows in an editor is no part of the note; git uses the same line."""


def message(context: Context, given: str | None, *, about: Callable[[], str], draft: str = "") -> str:
    """The note's text. Without one, and on a terminal, an editor opens with `draft`; without an editor, a
    prompt asks for a line. Both show what `about` returns: on whom the note is, and by whom.

    Raises `UsageError` if there is no text.
    """
    if given == "-":
        text = _from_stdin(context)
    elif given is None:
        text = _asked(context, about, draft)
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


def _asked(context: Context, about: Callable[[], str], draft: str) -> str:
    if not context.is_interactive:
        raise UsageError("Missing message: write it after the target, or pass - to read it from stdin.")
    editor = context.environ.get("VISUAL") or context.environ.get("EDITOR")
    subject = about()
    return _from_editor(editor, subject, draft) if editor else _from_prompt(context, subject, draft)


def _from_editor(editor: str, subject: str, draft: str) -> str:
    below = f"{_RULER}\n# {subject}\n# Write above this line. A blank note changes nothing.\n"
    try:
        with private_folder("note") as folder:
            path = folder / "note.txt"
            path.write_text(f"{draft}\n{below}", encoding="utf-8")
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603
            return path.read_text(encoding="utf-8").partition(_RULER)[0].rstrip()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise UsageError(f"The editor {editor!r} failed: {error}") from None


def _from_prompt(context: Context, subject: str, draft: str) -> str:
    was = [[(f"It says: {safe.line(draft)}", Ink.DIM)]] if draft else []
    how = "Enter ends it, Ctrl-C cancels. To write in an editor, set EDITOR."
    context.err.show([[(subject, Ink.STRONG)], *was, [(how, Ink.DIM)]])
    context.err.stream.flush()
    return sys.stdin.readline()

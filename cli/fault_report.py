"""A fault of the program itself: what happened goes into a private file that can be sent with a report."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

import platformdirs

from events import __version__
from events.url_secrets import mask_secrets

APP = "events"


def describe(error: BaseException) -> str:
    """What to show of an exception that nothing explains: where it was, and the file that has the rest.

    It quotes nothing of the data, as the exception's own text may.
    """
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"
    file = _written("".join(traceback.format_exception(error)))
    what = f"The program has a fault ({place}) and ended early. What was committed is whole."
    if not file:
        return f"{what} Please report it with the command that you ran."
    return f"{what} Please report it with {file}. Read that file first: it may quote your data."


def _written(text: str) -> str:
    """The private file that now holds the text; empty if none can be written."""
    facts = f"events {__version__}, Python {platform.python_version()}, {sys.platform}\n\n"
    try:
        folder = platformdirs.user_state_path(APP, appauthor=False)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix="fault-", suffix=".txt", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(facts + mask_secrets(text))
    except OSError:
        return ""
    return name

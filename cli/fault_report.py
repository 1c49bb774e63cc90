"""A fault of the program itself: the details go into a private file that can be sent with a report."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

import platformdirs

from cli.addresses import support, web_addresses
from events import __version__
from events.url_secrets import mask_secrets

APP = "events"


def describe(error: BaseException) -> str:
    """What to show of an unexplained exception: where it was raised, and the file that has the rest.

    It quotes nothing of the data, as the exception's own text may.
    """
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"
    file = _written(error)
    what = f"The program has a fault ({place}) and ended early. What was committed is whole."
    if not file:
        return f"{what} Please report it{_where()} with the command that you ran."
    return f"{what} Please report it{_where()} with {file}. Read that file first: it may quote your data."


def _where() -> str:
    if whom := support():
        return f" to {whom}"
    address = web_addresses().get("Problems")
    return f" at {address}" if address else ""


def files() -> list[str]:
    """The files of this user's faults."""
    return sorted(map(str, _folder().glob("fault-*.txt")))


def _folder() -> Path:
    return platformdirs.user_state_path(APP, appauthor=False)


def _written(error: BaseException) -> str:
    """The private file that now holds what is known of the fault; empty if none can be written."""
    facts = f"events {__version__}, Python {platform.python_version()}, {sys.platform}\n\n"
    try:
        text, folder = "".join(traceback.format_exception(error)), _folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix="fault-", suffix=".txt", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(facts + mask_secrets(text))
    except Exception:  # without room, memory or stack, the fault itself is still to be reported
        return ""
    return name

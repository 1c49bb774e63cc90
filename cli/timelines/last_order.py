"""Remembers the order that was shown last, for `events order` without a number."""

from __future__ import annotations

import json
import os
from pathlib import Path

import platformdirs

from cli.context import Context
from events.database.engine import parse, shown
from events.errors import UsageError
from events.settings import APP


def remember(context: Context, number: str) -> None:
    """Note the order in the user's state directory; if that cannot be written, nothing is remembered."""
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps({**_known(path), _log(context): number})
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
    except OSError as error:
        context.verbose(f"{path} cannot be written ({error.strerror}).")


def recall(context: Context) -> str:
    """The order of this log that was shown last. Raises `UsageError` where none is remembered."""
    number = _known(_path()).get(_log(context), "")
    if not number:
        raise UsageError(
            "No order was shown yet. To show one: events order NUMBER; to list them: events orders"
        )
    return number


def recall_and_report(context: Context) -> str:
    """The same, and says so: to a shell, a number that begins with # is a comment."""
    number = recall(context)
    context.info(f"This is the order shown last, {number}. Quote a number that begins with #: '#1001'")
    return number


def _log(context: Context) -> str:
    """The log, without any password of its URL."""
    return shown(parse(context.settings.database))


def _path() -> Path:
    return Path(platformdirs.user_state_dir(APP, appauthor=False)) / "last-orders.json"


def _known(path: Path) -> dict[str, str]:
    """The last orders by log; nothing where the file is missing or holds something else."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(log): number for log, number in pairs if isinstance(number, str)}

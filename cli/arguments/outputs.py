"""Where a command may write: never over what it reads from, and told before the work, not after it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from events.errors import UsageError, WriteError
from importers.output_files import is_stream


def check_output(path: str, *, spare: Iterable[str]) -> None:
    """Raises `UsageError` if `path` is one of the files to spare (a database: its side files too), and
    `WriteError` if nothing can be written there."""
    from events.database.engine import parse, sqlite_path

    target = Path(path)
    for name in filter(None, spare):
        if name == "-":
            continue
        file = sqlite_path(parse(name)) or name
        if target.resolve() in {Path(file + suffix).resolve() for suffix in ("", "-wal", "-shm", "-journal")}:
            raise UsageError(
                f"{path} is what this command reads from. Nothing was changed; choose another name."
            )
    where = target if is_stream(path) else target.resolve().parent
    if not os.access(where, os.W_OK) or target.is_dir():
        raise WriteError(
            f"Cannot write {path or 'a file without a name'}. Nothing was changed; choose another place."
        )

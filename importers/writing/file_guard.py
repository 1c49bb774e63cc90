"""Guards against opening one SQLite file twice in a process. Two SQLite libraries must never do so: POSIX
drops all of a process's locks on a file when either closes it. The bulk writer has a library of its own, so
it asks here first."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from events.database.engine import parse, shown, sqlite_path
from events.errors import BusyError, InvalidSettingError, UsageError

_DESCRIPTORS = "/dev/fd"


class FileAlreadyOpenError(BusyError):
    """This process has the log open through another SQLite library."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"This process already has {path} open, and opening it twice could damage it. "
            "Close its sessions and connections to that file first."
        )


class SourceIsTargetError(UsageError):
    """The input of an import is the event log itself."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is the event log itself, so there is nothing to import. "
            "Name the legacy shop's file, or another log with --database."
        )


def check_source(source: str, database: str) -> None:
    """Raises `SourceIsTargetError` where the input is the database, under whatever name."""
    path = _file(source)
    ours = sqlite_path(parse(database))
    with suppress(OSError, ValueError):
        if path and ours and Path(path).samefile(ours):
            raise SourceIsTargetError(shown(parse(source)))


def check_alone(path: str) -> None:
    """Raises `FileAlreadyOpenError` where this process has the file open.

    Only systems that list a process's open files are checked.
    """
    with suppress(OSError, ValueError):
        file = Path(path).stat()
        for name in Path(_DESCRIPTORS).iterdir():
            with suppress(OSError, ValueError):
                if os.path.samestat(os.fstat(int(name.name)), file):
                    raise FileAlreadyOpenError(path)


def _file(source: str) -> str:
    try:
        return sqlite_path(parse(source))
    except InvalidSettingError:  # a kind of input that no log is
        return ""

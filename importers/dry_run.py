"""A throw-away copy of the database for a dry run: same code, same constraints, and nobody waits."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from events.database.engine import create_private, parse, sqlite_path
from events.database.session import open_engine
from events.errors import WriteError
from importers.private_files import private_folder


@contextmanager
def private_copy(database: str) -> Iterator[str]:
    """The path of a private copy beside the database, gone at the end.

    Records of a later chunk must meet those of an earlier one, so one transaction would have to span
    the import and hold up everybody who writes: a copy does not. Raises `WriteError` without room.
    """
    url = parse(database)
    path = sqlite_path(url)
    original = Path(path)
    beside = original if original.exists() else None
    with ExitStack() as stack:
        try:
            # Each dry run has its own, which nobody else can read.
            folder = stack.enter_context(private_folder("dry-run", beside=beside))
        except OSError as error:
            raise WriteError(f"Cannot copy {path} for the dry run: {error.strerror}.") from None
        copy = folder / original.name
        if beside is not None:
            with open_engine(database):
                pass
            if shutil.disk_usage(beside.parent).free < original.stat().st_size * 2:
                raise WriteError(f"Not enough disk space beside {path} for the copy that a dry run needs.")
            create_private(str(copy))
            with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        yield str(copy)

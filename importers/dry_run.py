"""A throw-away copy of the database for a dry run: the same code, the same constraints, nobody held up."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from events.database.engine import create_private, parse, sqlite_path
from events.database.session import open_engine
from events.errors import WriteError


@contextmanager
def private_copy(database: str) -> Iterator[str]:
    """The path of a private copy beside the database, gone at the end.

    Records of a later chunk must meet those of an earlier one, so one transaction would have to span
    the import and hold up everybody who writes: a copy does not. Raises `WriteError` without room.
    """
    url = parse(database)
    path = sqlite_path(url)
    original = Path(path)
    beside = original.parent if original.exists() else None
    try:
        # Each dry run has its own, which nobody else can read.
        folder = tempfile.TemporaryDirectory(prefix=f".{original.name}.dry-run-", dir=beside)
    except OSError as error:
        raise WriteError(f"Cannot copy {path} for the dry run: {error.strerror}.") from None
    with folder as name:
        copy = Path(name) / original.name
        if beside is not None:
            with open_engine(database):
                pass
            if shutil.disk_usage(beside).free < original.stat().st_size * 2:
                raise WriteError(f"Not enough disk space beside {path} for the copy that a dry run needs.")
            create_private(str(copy))
            with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        yield str(copy)

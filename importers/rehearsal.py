"""A throw-away copy of the database for a dry run: the same code, the same constraints, nobody held up."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from events.database.engine import create_private, parse, shown, sqlite_path
from events.database.session import open_engine
from events.errors import CannotWrite, Misconfigured


@contextmanager
def rehearsal(database: str) -> Iterator[str]:
    """The path of a private copy beside the database, gone at the end.

    Records of a later chunk must meet those of an earlier one, so one transaction would have to span
    the import and hold up everybody who writes: a copy does not. Raises `CannotWrite` without room.
    """
    url = parse(database)
    path = sqlite_path(url)
    if not path:
        raise Misconfigured(f"A rehearsal needs a SQLite file, {shown(url)} is none. Rehearse into a file.")
    original = Path(path)
    copy = original.with_name(f"{original.name}.rehearsal")
    try:
        _remove(copy)
        if original.exists():
            with open_engine(database):
                pass
            if shutil.disk_usage(original.parent).free < original.stat().st_size * 2:
                raise CannotWrite(f"There is no room beside {path} for the copy that a rehearsal needs.")
            create_private(str(copy))
            with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        yield str(copy)
    finally:
        _remove(copy)


def _remove(copy: Path) -> None:
    for name in (copy.name, f"{copy.name}-wal", f"{copy.name}-shm", f".{copy.name}.import.lock"):
        copy.with_name(name).unlink(missing_ok=True)

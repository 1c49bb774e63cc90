"""Copies of a SQLite file that an upgrade makes beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from itertools import chain, count
from pathlib import Path

from sqlalchemy import URL

from events.database.engine import sqlite_path
from events.errors import WriteError


def list_backups(url: URL) -> list[str]:
    """The backups that upgrades made beside a SQLite database; none for a server."""
    path = Path(sqlite_path(url))
    if not path.name:
        return []
    start = f"{path.name}.before-"
    return sorted(str(copy) for copy in path.parent.iterdir() if copy.name.startswith(start))


def back_up(path: Path, *, found: str, needed: str) -> Path:
    """Copy a SQLite database of the version `found` to a new file beside it, before it becomes `needed`.

    Never replaces an older backup. Raises `WriteError` where the copy has no room, or may not be made.
    """
    size = path.stat().st_size
    if shutil.disk_usage(path.parent).free < size:
        raise WriteError(f"Cannot back up {path} before upgrading it: {size:,} bytes are not free beside it.")
    copy = _new_backup(path, found, needed)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def _new_backup(path: Path, found: str, needed: str) -> Path:
    """A new, empty file for a backup, numbered from the second on. Only its owner may read it."""
    first = f"{path.name}.before-{needed}-was-{found}"
    for name in chain([first], (f"{first}-{number}" for number in count(2))):
        copy = path.with_name(name)
        try:  # O_EXCL takes no file that exists, and follows no link
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            continue
        except OSError as error:
            raise WriteError(f"Cannot back up {path} to {copy}: {error.strerror}.") from None
        return copy
    raise AssertionError("unreachable: there is always another number")

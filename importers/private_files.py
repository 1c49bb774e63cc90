"""Private folders for copies of data that a command needs while it runs.

A command that is killed cannot remove its folder. Each is locked by its process, so that the next command
recognises the abandoned ones, and removes them.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_HAS_LOCKS = os.name != "nt"
"""Where there are none, nothing is taken for abandoned."""
KINDS = ("dry-run", "input", "rows", "export", "retry", "note")
_UNLOCKED = "events-new-"
PART = ".events-part"
"""The end of the name of an output that is not complete."""


@contextmanager
def private_folder(kind: str, *, beside: Path | None = None) -> Iterator[Path]:
    """A folder that only its owner can read, removed at the end: beside a log, else among temporary files.

    Abandoned ones of the same place are removed first. Raises `OSError`.
    """
    remove(abandoned(beside))
    start = f".{beside.name}.{kind}-" if beside else f"events-{kind}-"
    # It gets its name when it is locked: until then nobody looks for it.
    made = Path(tempfile.mkdtemp(prefix=_UNLOCKED, dir=beside.parent if beside else None))
    folder = made.with_name(start + made.name.removeprefix(_UNLOCKED))
    try:
        with locked(made):
            made.rename(folder)
            yield folder
    finally:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def abandoned(log: Path | None, *, outputs: tuple[Path, ...] = ()) -> list[Path]:
    """Private folders that no process uses any more, beside the log and among temporary files; and incomplete
    files of the folders `outputs`."""
    temporary = Path(tempfile.gettempdir())
    found = _matching(temporary, starts=[f"events-{kind}-" for kind in KINDS])
    if log is not None:
        found += _matching(log.parent, starts=[f".{log.name}.{kind}-" for kind in KINDS])
    found += [path for folder in dict.fromkeys(outputs) for path in _matching(folder, starts=["."], end=PART)]
    return [path for path in found if _is_abandoned(path)]


def left_behind(log: str) -> list[Path]:
    """What killed commands left: beside the log at this path (empty for a server), among temporary files, and
    in the current folder."""
    beside = Path(log).resolve() if log else None
    return abandoned(beside, outputs=(*_current_folder(), *((beside.parent,) if beside else ())))


def remove(paths: list[Path]) -> list[Path]:
    """Remove abandoned folders and files; returns those that are gone."""
    for path in paths:
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [path for path in paths if not path.exists()]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Mark a folder or file as used until the end, as far as its file system has locks."""
    if not _HAS_LOCKS:
        yield
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        _takes_lock(handle)
        yield
    finally:
        os.close(handle)


def _current_folder() -> list[Path]:
    """The current folder, unless it is gone."""
    try:
        return [Path.cwd()]
    except FileNotFoundError:
        return []


def _matching(folder: Path, *, starts: Sequence[str], end: str = "") -> list[Path]:
    """What the folder has whose name starts with one of `starts`: it is read once, and may be a full one."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return []
    return [folder / name for name in names if name.startswith(tuple(starts)) and name.endswith(end)]


def _is_abandoned(path: Path) -> bool:
    """Whether it is ours and no process holds its lock."""
    if not _HAS_LOCKS:
        return False
    try:
        found = path.lstat()
        if found.st_uid != os.getuid() or stat.S_ISLNK(found.st_mode):
            return False
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return _takes_lock(handle)
    finally:
        os.close(handle)


def _takes_lock(handle: int) -> bool:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

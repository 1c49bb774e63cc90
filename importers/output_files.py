"""Files that commands write: complete or not there at all, and readable by their owner only."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from importers.private_files import PART, abandoned, locked, remove

_STDOUT = 1


def is_stream(path: str) -> bool:
    """Whether there is something at `path` to be written to, and not to be replaced: a device, a pipe, or
    what stdout goes to already."""
    try:
        found = Path(path).stat()
    except OSError:
        return False
    return not stat.S_ISREG(found.st_mode) or _is_stdout(found)


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A private file that takes the place of the one at `path` (behind its links) when it is complete, and
    not before. A stream is written to as it is."""
    if is_stream(path):
        with Path(path).open("ab") as stream:
            yield stream
        return
    target = Path(path).resolve()
    remove(abandoned(None, outputs=(target.parent,)))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    partial = Path(name)
    try:
        with locked(partial):  # until it has its name, so that nobody takes it for abandoned
            partial = partial.rename(name + PART)
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(handle)
            partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def as_text(out: BinaryIO) -> Iterator[io.TextIOWrapper]:
    """`out` for text, which goes into it as UTF-8 with the line ends it has; `out` stays open."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()


def _is_stdout(found: os.stat_result) -> bool:
    try:
        return os.path.samestat(found, os.fstat(_STDOUT))
    except OSError:
        return False

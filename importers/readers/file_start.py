"""Digests the start of a file in a thread, which begins before the libraries are loaded.

Of a file that has grown, most of an import's time goes to the libraries and to the digest of what is known.
Hashing and reading let other threads run, so that both are done at the same time on two processors.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

_STEP = 4 << 20
"""Bytes that are read at a time. After each step the thread may have to wait for another one."""

_LEAST = 2 * _STEP
"""The digest of a smaller file is made faster than a thread is started and waited for."""


class FileStart:
    """What is known of a file's bytes while a thread reads them, from the first one on.

    The file is the one that was open at `file`, as it was then. Raises `OSError`.
    """

    def __init__(self, file: int) -> None:
        self._file, self._identity = file, _identity(file)
        self._states = [hashlib.sha256()]
        self._ascii = 0
        self._is_ended = False
        self._moved = Condition()
        self._thread = Thread(target=self._read, name="file start", daemon=True)
        self._thread.start()

    def is_of(self, file: int) -> bool:
        """Whether `file` is this file, and was not written to since."""
        return _identity(file) == self._identity

    @property
    def ascii_bytes(self) -> int:
        """How many bytes, from the first one on, have been read by now and are all ASCII."""
        return self._ascii

    def digest(self, count: int) -> _Hash | None:
        """The SHA-256 of the first `count` bytes, once they are read; None where that was stopped."""
        step, rest = divmod(count, _STEP)
        with self._moved:
            self._moved.wait_for(lambda: self._is_ended or len(self._states) > step)
            if len(self._states) <= step:
                return None
            state = self._states[step].copy()
        data = os.pread(self._file, rest, step * _STEP)
        state.update(data)
        return state if len(data) == rest else None

    def stop(self) -> None:
        """End the thread after the step that it is at."""
        self._is_ended = True
        self._thread.join()

    def _read(self) -> None:
        buffer, state = bytearray(_STEP), hashlib.sha256()
        try:
            while not self._is_ended and self._fill(buffer):
                state.update(buffer)
                if self._ascii == (len(self._states) - 1) * _STEP and buffer.isascii():
                    self._ascii += _STEP
                with self._moved:
                    self._states.append(state.copy())
                    self._moved.notify_all()
        except OSError:  # whoever reads the file next reports it
            pass
        finally:
            with self._moved:
                self._is_ended = True
                self._moved.notify_all()

    def _fill(self, buffer: bytearray) -> bool:
        place = (len(self._states) - 1) * _STEP
        return os.preadv(self._file, [buffer], place) == len(buffer)


_reading: list[FileStart] = []


@contextmanager
def digested_ahead(path: str) -> Iterator[None]:
    """Digest the start of the file at `path` meanwhile, if it is a large one; `start_of` finds it."""
    try:
        file = _opened(path)
    except (OSError, ValueError):  # reported when it is opened
        file = -1
    if file < 0:
        yield
        return
    try:
        _reading.append(FileStart(file))
        yield
    finally:
        enough()
        _reading.clear()
        os.close(file)


def enough() -> None:
    """Stop what reads ahead: nobody is going to ask for more."""
    for one in _reading:
        one.stop()


def start_of(file: int) -> FileStart | None:
    """What is known of the start of the open `file`, if it is digested ahead."""
    return next((one for one in _reading if one.is_of(file)), None)


def _opened(path: str) -> int:
    """The large file at `path`, opened to read; -1 for any other."""
    if not hasattr(os, "preadv"):
        return -1
    found = Path(path).stat()
    if not stat.S_ISREG(found.st_mode) or found.st_size < _LEAST:
        return -1
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _identity(file: int) -> tuple[int, ...]:
    found = os.fstat(file)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns

"""The bytes of an open file, read by several readers at places of their own."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, BinaryIO, cast

from importers.readers.file_start import start_of

if TYPE_CHECKING:
    from hashlib import _Hash

SHARES = hasattr(os, "pread")
"""Whether this system can read an open file at several places."""

_END = 4


class StoredFile:
    """A file, opened once, whose bytes can be entered at any place."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @property
    def size(self) -> int:
        """How many bytes the file has now."""
        return os.fstat(self._file.fileno()).st_size

    def stream(self, place: int = 0) -> BinaryIO:
        """A stream of the bytes from `place` on."""
        return cast(BinaryIO, io.BufferedReader(_Position(self._file, place)))

    def known(self, count: int) -> tuple[_Hash, bytes] | None:
        """The SHA-256 of the first `count` bytes, and the last few of them, if they are digested ahead."""
        start = start_of(self._file.fileno())
        if start is None or count > self.size or (digest := start.digest(count)) is None:
            return None
        place = max(0, count - _END)
        return digest, os.pread(self._file.fileno(), count - place, place)

    @property
    def ascii_bytes(self) -> int:
        """How many first bytes are known to be ASCII by now, as far as they are digested ahead."""
        start = start_of(self._file.fileno())
        return start.ascii_bytes if start else 0


def _read_at(file: int, buffer: memoryview, place: int) -> int:
    if hasattr(os, "preadv"):  # straight into the buffer: a large file is read more than once
        return os.preadv(file, [buffer], place)
    data = os.pread(file, len(buffer), place)
    buffer[: len(data)] = data
    return len(data)


class _Position(io.RawIOBase):
    """One reader's place in a file that others read, too."""

    def __init__(self, file: BinaryIO, place: int) -> None:
        self._file, self._at = file, place

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = _read_at(self._file.fileno(), buffer, self._at)
        self._at += count
        return count

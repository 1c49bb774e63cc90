"""A file that is opened once, however many readers it has."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from importers.errors import NoSuchInputError
from importers.readers.streams import Input, open_input, wrapped

_SHARES = hasattr(os, "pread")


class SharedFile:
    """A file whose readers each have a position of their own in the one open file.

    Once it is closed, or where the system cannot share a file, a reader opens it again. Raises
    `NoSuchInputError` for a file that cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.file: BinaryIO = path.open("rb")
        except OSError as error:
            raise NoSuchInputError(str(path), problem=(error.strerror or "unreadable").lower()) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    @contextmanager
    def input(self) -> Iterator[Input]:
        """The file as an `Input`, from its start."""
        if self.file.closed or not _SHARES:
            with open_input(str(self.path)) as opened:
                yield opened
            return
        stream = cast(BinaryIO, io.BufferedReader(_Position(self.file)))
        size = os.fstat(self.file.fileno()).st_size
        yield wrapped(stream, name=self.path.name, path=str(self.path.resolve()), size=size)


def _read_at(file: int, buffer: memoryview, place: int) -> int:
    if hasattr(os, "preadv"):  # straight into the buffer: a large file is read more than once
        return os.preadv(file, [buffer], place)
    data = os.pread(file, len(buffer), place)
    buffer[: len(data)] = data
    return len(data)


class _Position(io.RawIOBase):
    """One reader's place in a file that others read, too."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._at = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = _read_at(self._file.fileno(), buffer, self._at)
        self._at += count
        return count

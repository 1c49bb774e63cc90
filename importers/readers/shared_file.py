"""A file that is opened once, however many readers it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from importers.errors import NoSuchInputError
from importers.readers.stored_file import SHARES, StoredFile
from importers.readers.streams import Input, open_input, wrapped


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
        if self.file.closed or not SHARES:
            with open_input(str(self.path)) as opened:
                yield opened
            return
        stored, path = StoredFile(self.file), str(self.path.resolve())
        yield wrapped(stored.stream(), name=self.path.name, path=path, size=stored.size, stored=stored)

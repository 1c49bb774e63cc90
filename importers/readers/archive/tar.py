"""tar archives, packed or not: their members as streams, nothing unpacked to disk."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from importers.errors import NotDataError
from importers.readers import compression, streams
from importers.readers.archive.zip import MEMBERS, hidden
from importers.readers.streams import Input

START = 512
"""How many bytes at its start identify an archive."""

_MAGIC = slice(257, 262), b"ustar"


def is_tar(start: bytes) -> bool:
    """Whether unpacked data that starts so is a tar archive."""
    where, magic = _MAGIC
    return start[where] == magic


def members(path: Path) -> list[str]:
    """The files in an archive that a person put there. Raises `NotDataError` for an absurd or damaged one."""
    with _walked(path) as found:
        names = []
        for info, _ in found:
            names.append(info.name)
            if len(names) > MEMBERS:
                problem = f"the archive has more than {MEMBERS:,} files in it. Unpack it."
                raise NotDataError(path.name, problem=problem)
    return [name for name in names if not hidden(name)]


@contextmanager
def member(path: Path, name: str) -> Iterator[Input]:
    """One member, unpacked as it is read. Raises `NotDataError` for one that is no text."""
    with raw(path, name) as stream:
        yield streams.wrapped(stream, name=PurePosixPath(name).name, path=str(path.resolve()), size=None)


@contextmanager
def raw(path: Path, name: str) -> Iterator[BinaryIO]:
    """One member's bytes; the archive is read up to it."""
    with _walked(path) as found:
        for info, archive in found:
            if info.name == name and (data := archive.extractfile(info)) is not None:
                yield cast(BinaryIO, io.BufferedReader(_TarMember(data, f"{path.name}: {name}"), 1 << 20))
                return
    raise NotDataError(f"{path.name}: {name}", problem="it is not there any more.")


@contextmanager
def _walked(path: Path) -> Iterator[Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]]:
    """The files of the archive, one after the other; links and devices are none."""
    with path.open("rb") as file:
        kind = compression.kind_of(file.read(compression.MAGIC_BYTES))
        file.seek(0)
        stream = compression.unpacked(file, kind) if kind else file
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                yield ((info, archive) for info in archive if info.isreg())
        except (tarfile.TarError, compression.DamagedError, EOFError, OSError) as error:
            problem = f"the tar archive is damaged ({error}). Get the file again."
            raise NotDataError(path.name, problem=problem) from None


class _TarMember(io.RawIOBase):
    """A member's bytes; what is wrong with them is raised as our own error."""

    def __init__(self, data: object, where: str) -> None:
        self._data, self._where = cast(BinaryIO, data), where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._data.read(len(buffer))
        except (tarfile.TarError, compression.DamagedError, EOFError, OSError) as error:
            problem = f"it is cut off or damaged ({error}). Get the file again."
            raise NotDataError(self._where, problem=problem) from None
        buffer[: len(data)] = data
        return len(data)

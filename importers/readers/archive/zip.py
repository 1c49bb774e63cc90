"""ZIP archives: their members as streams, nothing unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from importers.errors import NotDataError
from importers.readers import streams
from importers.readers.streams import Input

MEMBERS = 10_000
"""An archive of more is not an export of a shop."""


def opened(path: Path) -> zipfile.ZipFile:
    """Raises `NotDataError` for an archive that is cut off, damaged or absurd."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        problem = f"the ZIP archive is damaged ({error}). Get the file again."
        if not zipfile.is_zipfile(path):
            problem = "the ZIP archive is cut off: the directory at its end is missing. Get the file again."
        raise NotDataError(path.name, problem=problem) from None
    if len(archive.infolist()) > MEMBERS:
        archive.close()
        raise NotDataError(
            path.name, problem=f"the archive has more than {MEMBERS:,} files in it. Unpack it."
        )
    return archive


def members(path: Path) -> list[str]:
    """The files in an archive that a person put there."""
    with opened(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    return [name for name in names if not hidden(name)]


def hidden(name: str) -> bool:
    """Whether a member is what systems put beside the data. One whose path leads out of the archive is not:
    members are read where they are, and written nowhere."""
    parts = (part for part in PurePosixPath(name).parts if part not in (".", ".."))
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


@contextmanager
def member(path: Path, name: str) -> Iterator[Input]:
    """One member, unpacked as it is read. Raises `NotDataError` for one that is encrypted or no text."""
    with opened(path) as archive:
        size = archive.getinfo(name).file_size
    with raw(path, name) as stream:
        yield streams.wrapped(stream, name=PurePosixPath(name).name, path=str(path.resolve()), size=size)


@contextmanager
def raw(path: Path, name: str) -> Iterator[BinaryIO]:
    """One member's bytes. Raises `NotDataError` for one that is encrypted, or damaged."""
    with opened(path) as archive:
        info = archive.getinfo(name)
        where = f"{path.name}: {name}"
        if info.flag_bits & 1:
            problem = "it is encrypted. Unpack it with its password, and give the files."
            raise NotDataError(where, problem=problem)
        try:
            packed = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            problem = f"it cannot be unpacked here ({error}). Unpack it, and give the files."
            raise NotDataError(where, problem=problem) from None
        with packed:
            yield cast(BinaryIO, io.BufferedReader(_ZipMember(packed, where), 1 << 20))


class _ZipMember(io.RawIOBase):
    """A member's bytes; what is wrong with them is raised as our own error."""

    def __init__(self, packed: io.BufferedIOBase | object, where: str) -> None:
        self._packed, self._where = cast(zipfile.ZipExtFile, packed), where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._packed.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            problem = f"it is cut off or damaged ({error}). Get the file again."
            raise NotDataError(self._where, problem=problem) from None
        buffer[: len(data)] = data
        return len(data)

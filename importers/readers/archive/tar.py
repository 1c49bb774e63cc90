"""tar archives, packed or not: their members as streams, nothing unpacked to disk."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self, cast

from importers.errors import NotDataError
from importers.readers import compression, streams
from importers.readers.archive.zip import MEMBERS, hidden
from importers.readers.streams import Input

START = 512
"""How many bytes at its start identify an archive."""

_MAGIC = slice(257, 262), b"ustar"
_BY_LINES = (".csv", ".tsv", ".tab", ".psv", ".txt")
_BROKEN = (tarfile.TruncatedHeaderError, tarfile.InvalidHeaderError)  # type: ignore[attr-defined]


def is_tar(start: bytes) -> bool:
    """Whether unpacked data that starts so is a tar archive."""
    where, magic = _MAGIC
    return start[where] == magic


def contents(path: Path) -> tuple[list[str], str]:
    """The files in an archive that a person put there, and where it is cut off, empty for a whole one.

    A file or header that is cut off shows that the end is missing. An archive that ends with a whole file but
    without its two blocks of zeros counts as whole, since some programs write no end. Raises `NotDataError`
    for an absurd or damaged archive.
    """
    names, cut = list[str](), ""
    with _walked(path) as found:
        try:
            for info, _ in found:
                names.append(info.name)
                if len(names) > MEMBERS:
                    problem = f"the archive has more than {MEMBERS:,} files in it. Unpack it."
                    raise NotDataError(path.name, problem=problem)
        except _CutOffError as error:
            cut = str(error)
    return [name for name in names if not hidden(name)], cut


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
            if info.name == name:
                data = _TarMember(archive, info, where=f"{path.name}: {name}")
                yield cast(BinaryIO, io.BufferedReader(data, 1 << 20))
                return
    raise NotDataError(f"{path.name}: {name}", problem="it is not there any more.")


@contextmanager
def _walked(path: Path) -> Iterator[Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]]:
    """The files of the archive, one after the other; links and devices are none."""
    with path.open("rb") as file:
        kind = compression.kind_of(file.read(compression.MAGIC_BYTES))
        file.seek(0)
        stream: BinaryIO = compression.unpacked(file, kind) if kind else file
        try:
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Entry) as archive:
                yield _files(archive, stream)
        except (tarfile.TarError, compression.DamagedError, EOFError, OSError) as error:
            problem = f"the tar archive is damaged ({error}). Get the file again."
            raise NotDataError(path.name, problem=problem) from None


def _files(archive: tarfile.TarFile, stream: BinaryIO) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
    last = ""
    try:
        for info in archive:
            last = info.name
            if info.isreg():
                yield info, archive
    except tarfile.ReadError as error:
        where = "after" if isinstance(error, _HeaderError) else "in"
        raise _CutOffError(f"the tar archive is cut off {where} {last}") from None
    if _ends_too_early(stream):
        raise _CutOffError(f"the tar archive is cut off after {last}")


def _ends_too_early(stream: BinaryIO) -> bool:
    """Whether the packed data has no end, which is known when all of it was read."""
    while stream.read(1 << 20):
        pass
    return isinstance(stream, compression.UnpackedStream) and bool(stream.cut_off)


class _CutOffError(tarfile.TarError):
    """The archive ends within a file or a header; the message says where."""


class _HeaderError(tarfile.ReadError):
    """A header after the first file is cut off or damaged."""


class _Entry(tarfile.TarInfo):
    """A header of the archive. `tarfile` takes a broken one after the first file for the archive's end."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """Read the next header. Raises `_HeaderError` for a broken one after the first file."""
        try:
            return super().fromtarfile(tarfile)
        except _BROKEN as error:
            if tarfile.offset == 0:
                raise
            raise _HeaderError(str(error)) from None


class _TarMember(io.RawIOBase):
    """A member's bytes, as far as they go; what is wrong with them is raised as our own error. Delimited text
    that is cut off ends with its last whole line: the start of a record would pass for all of it."""

    def __init__(self, archive: tarfile.TarFile, info: tarfile.TarInfo, *, where: str) -> None:
        self._where, self._left = where, info.size
        self._by_lines = PurePosixPath(info.name).suffix.lower() in _BY_LINES
        self._data = cast(BinaryIO, archive.extractfile(info) if info.issparse() else archive.fileobj)
        if not info.issparse():  # a member's own file gives nothing of the part that is cut off
            self._data.seek(info.offset_data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), self._left)
        try:
            data = self._data.read(wanted)
        except (tarfile.TarError, compression.DamagedError, EOFError, OSError) as error:
            problem = f"it is cut off or damaged ({error}). Get the file again."
            raise NotDataError(self._where, problem=problem) from None
        self._left -= wanted
        if len(data) < wanted:
            self._left = 0
            data = data[: data.rfind(b"\n") + 1] if self._by_lines else data
        buffer[: len(data)] = data
        return len(data)

"""What a file is that is no text, by its first bytes; and private copies of what comes but once."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from events.errors import WriteError
from importers.errors import NoSuchInputError, NotDataError
from importers.private_files import private_folder
from importers.readers import compression
from importers.readers.archive import tar, zip

_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What programs name the part of an old file that they hide a new workbook with a password in."""

KEPT_BYTES = 2 * 1024 * 1024 * 1024
"""A workbook or database in an archive unpacks to no more than this, so that no disk is filled."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = {b"PAR1": "parquet", b"SQLite format 3\x00": "sqlite", _OLD: "xls"}


def binary_format(path: Path, file: BinaryIO) -> str:
    """The format of `file`, open at `path`, where it is not text, packed or not; empty for text. Raises
    `NoSuchInputError` when it cannot be read, and `NotDataError` for a workbook with a password."""
    try:
        start = file.read(tar.START)
        file.seek(0)
        kind = compression.kind_of(start)
        if start.startswith(_OLD) and _is_locked(file, start):
            problem = "it is protected by a password. Save the workbook without it, or save the sheet as CSV."
            raise NotDataError(path.name, problem=problem)
        with suppress(compression.DamagedError):  # the reader will say so
            if tar.is_tar(compression.unpacked(file, kind).read(tar.START) if kind else start):
                return "tar"
    except OSError as error:
        raise NoSuchInputError(str(path), problem=(error.strerror or "unreadable").lower()) from None
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped_format(path)
    for magic, form in _MAGIC.items():
        if start.startswith(magic):
            return form
    return ""


def _is_locked(file: BinaryIO, start: bytes) -> bool:
    """Whether an old file's directory names a workbook with a password."""
    size = min(int.from_bytes(start[30:32], "little"), 16)
    file.seek((int.from_bytes(start[48:52], "little") + 1) << size)
    found = _LOCKED in file.read(tar.START * 8)
    file.seek(0)
    return found


def _zipped_format(path: Path) -> str:
    with zip.opened(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise NotDataError(path.name, problem="this is a binary XLSB workbook. Save it as XLSX or CSV.")
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if {"mimetype", "content.xml"} <= names else "zip"


def kept(whole: BinaryIO, name: str, stack: ExitStack, *, most: int = 0) -> Path:
    """A private file of what `whole` holds, no more than `most` bytes if that is given."""
    size = 0
    try:
        path = stack.enter_context(private_folder("input")) / "data"
        file = stack.enter_context(path.open("xb"))
        while data := whole.read(1 << 20):
            file.write(data)
            size += len(data)
            if most and size > most:
                problem = f"it unpacks to more than {most >> 20:,} MiB. Unpack it, and give the files."
                raise NotDataError(name, problem=problem)
        file.flush()
    except OSError as error:
        raise WriteError(
            f"Cannot keep {name} in {tempfile.gettempdir()} while it is read: {error.strerror}. "
            "Give a file, or choose another folder with TMPDIR."
        ) from None
    return path


def is_text(start: bytes) -> bool:
    """Whether what starts so is a text, or packed."""
    return not start.startswith((b"PK", *_MAGIC)) and not tar.is_tar(start)

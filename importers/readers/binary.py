"""What a file is that is no text, told by its first bytes; and private copies of what comes but once."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from events.errors import CannotWrite
from importers.errors import NoSuchInput, NotData
from importers.readers import archives, compression, tars

KEPT_BYTES = 2 * 1024 * 1024 * 1024
"""A workbook or database in an archive unpacks to no more than this, so that no disk is filled."""

_MAGIC = {b"PAR1": "parquet", b"SQLite format 3\x00": "sqlite", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls"}


def binary_format(path: Path) -> str:
    """What a file is, where it is no text, packed or not; empty for text."""
    try:
        with path.open("rb") as file:
            start = file.read(tars.START)
            file.seek(0)
            kind = compression.kind_of(start)
            with suppress(compression.Damaged):  # whoever reads it will say so
                if tars.is_tar(compression.unpacked(file, kind).read(tars.START) if kind else start):
                    return "tar"
    except OSError as error:
        raise NoSuchInput(str(path), problem=(error.strerror or "unreadable").lower()) from None
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped_format(path)
    for magic, form in _MAGIC.items():
        if start.startswith(magic):
            return form
    return ""


def _zipped_format(path: Path) -> str:
    with archives.opened(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if {"mimetype", "content.xml"} <= names else "zip"


def kept(whole: BinaryIO, name: str, stack: ExitStack, *, most: int = 0) -> Path:
    """A private file of what `whole` holds, no more than `most` bytes if that is given."""
    file = tempfile.NamedTemporaryFile(prefix="events-input-")  # noqa: SIM115 - the stack closes it
    stack.enter_context(file)
    try:
        while data := whole.read(1 << 20):
            file.write(data)
            if most and file.tell() > most:
                problem = f"it unpacks to more than {most >> 20:,} MiB. Unpack it, and give the files."
                raise NotData(name, problem=problem)
        file.flush()
    except OSError as error:
        raise CannotWrite(
            f"Cannot keep {name} in {tempfile.gettempdir()} while it is read: {error.strerror}. "
            "Give a file, or choose another folder with TMPDIR."
        ) from None
    return Path(file.name)


def is_text(start: bytes) -> bool:
    """Whether what starts so is a text, or packed."""
    return not start.startswith((b"PK", *_MAGIC)) and not tars.is_tar(start)

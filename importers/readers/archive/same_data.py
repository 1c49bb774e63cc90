"""Copies of a file beside it, as a second download or a packed one, whose records would count twice."""

from __future__ import annotations

import hashlib

from importers.readers.archive.parts import PartTable

_STEP = 1024 * 1024
_TEXTS = ("csv", "json", "jsonl")


def start_of(part: PartTable) -> bytes:
    """A file's header and first record; empty where it has no record, or is no text."""
    if part.tables.format not in _TEXTS:
        return b""
    with part.tables.input(part.name) as opened:
        lines = opened.head.splitlines(keepends=True)
    return b"".join(lines[:2]) if len(lines) > 1 else b""


def is_contained(part: PartTable, other: PartTable) -> bool:
    """Whether a file is a copy of another one, or of its start, once both are unpacked. It reads both."""
    size, digest, is_whole = _digest(part)
    found, same, _ = _digest(other, limit=size)
    return (found, same) == (size, digest) and (is_whole or _digest(other)[0] == size)


def _digest(part: PartTable, *, limit: int = 1 << 62) -> tuple[int, bytes, bool]:
    """The number of bytes up to `limit`, their digest, and whether a line ends there."""
    found, size, last = hashlib.sha256(), 0, b""
    with part.tables.input(part.name) as opened:
        while data := opened.read(min(_STEP, limit - size)):
            found.update(data)
            size, last = size + len(data), data[-1:]
    return size, found.digest(), last == b"\n"

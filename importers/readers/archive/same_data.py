"""Copies of a file beside it, as a second download or a packed one, whose records would count twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from importers.readers.archive.parts import PartTable

_STEP = 1024 * 1024
_START = 4096
_TEXTS = ("csv", "json", "jsonl")


@dataclass(frozen=True)
class _Content:
    """The number of bytes read of a file, their digest, and whether a line ends there."""

    size: int
    digest: bytes
    is_whole: bool


class Copies:
    """Which files of a table have the same data. Each file's start is kept, and what it was read for."""

    def __init__(self) -> None:
        self._starts: dict[tuple[str, str], bytes] = {}
        self._contents: dict[tuple[str, str], _Content] = {}

    def is_contained(self, part: PartTable, other: PartTable) -> bool:
        """Whether a file is a copy of another one, or of its start, once both are unpacked.

        Files that start differently are not read for it, and each is read as a whole once at most. A JSON
        document has an end, and can be no start of another.
        """
        if not self._start_alike(part, other):
            return False
        ours, known = self._content(part), self._known(other)
        if known is not None and (known.size <= ours.size or part.tables.format == "json"):
            return known == ours
        theirs = _read(other, limit=ours.size)
        is_same = (theirs.size, theirs.digest) == (ours.size, ours.digest)
        return is_same and (ours.is_whole or self._content(other).size == ours.size)

    def _start_alike(self, part: PartTable, other: PartTable) -> bool:
        ours, theirs = self._start(part), self._start(other)
        length = min(len(ours), len(theirs))
        return length > 0 and ours[:length] == theirs[:length]

    def _start(self, part: PartTable) -> bytes:
        place = _place(part)
        if place not in self._starts:
            self._starts[place] = _start_of(part)
        return self._starts[place]

    def _content(self, part: PartTable) -> _Content:
        place = _place(part)
        if place not in self._contents:
            self._contents[place] = _read(part)
        return self._contents[place]

    def _known(self, part: PartTable) -> _Content | None:
        """What a file holds, if it was read; a JSON document is, since only a whole one can be the same."""
        return self._content(part) if part.tables.format == "json" else self._contents.get(_place(part))


def _place(part: PartTable) -> tuple[str, str]:
    return part.member, part.name


def _start_of(part: PartTable) -> bytes:
    """A file's first bytes; empty where it has no record, or is no text."""
    if part.tables.format not in _TEXTS:
        return b""
    with part.tables.input(part.name) as opened:
        lines = opened.head.splitlines(keepends=True)[:2]
        return opened.head[:_START] if len(lines) > 1 else b""


def _read(part: PartTable, *, limit: int = 1 << 62) -> _Content:
    """What a file holds up to `limit` bytes."""
    found, size, last = hashlib.sha256(), 0, b""
    with part.tables.input(part.name) as opened:
        while data := opened.read(min(_STEP, limit - size)):
            found.update(data)
            size, last = size + len(data), data[-1:]
    return _Content(size, found.digest(), last == b"\n")

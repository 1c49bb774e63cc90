"""The part of a long text that shows its encoding."""

from __future__ import annotations

import re
from contextlib import suppress

from importers.errors import NotDataError
from importers.readers.streams import HEAD_BYTES, Input

_STEP = 1 << 20
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def beyond_ascii(source: Input) -> bytes:
    """The start of `source`, or, where that is ASCII only, the lines from its first other byte on.

    Reads on until there is one. Gives `HEAD_BYTES` at most, and the start where all of it is ASCII, or
    where the input is damaged before there is another byte.
    """
    if len(source.head) < HEAD_BYTES or not source.head.isascii():
        return source.head
    known = source.stored.ascii_bytes - _STEP if source.stored else 0
    if known > HEAD_BYTES and source.jump(known):
        return _read_on(source, source.read(_STEP))
    with suppress(NotDataError):  # the reader reports damage, with what stands before it
        return _read_on(source, source.read(len(source.head)))
    return source.head


def _read_on(source: Input, before: bytes) -> bytes:
    while piece := source.read(_STEP):
        if not piece.isascii() and (found := _BEYOND_ASCII.search(piece)):
            start = _line_start(before, piece[: found.start()])
            return (start + piece[found.start() :] + source.read(HEAD_BYTES))[:HEAD_BYTES]
        before = piece
    return source.head


def _line_start(before: bytes, piece: bytes) -> bytes:
    """The line that `piece` ends in, which may start in `before`; a long one without its start."""
    text = piece if b"\n" in piece else before[-HEAD_BYTES // 4 :] + piece
    return text[text.rfind(b"\n") + 1 :][-HEAD_BYTES // 4 :]

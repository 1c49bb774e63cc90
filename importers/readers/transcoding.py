"""UTF-16 and UTF-32 text as a stream of UTF-8; lines that end in a carriage return alone."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, cast

_STEP = 256 * 1024
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def wide_of(head: bytes) -> str:
    """utf-16-le or the like, by the mark at the start or by where its zero bytes lie; empty for others."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) * 0.3 and not odd else ""


def as_utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """The same text in UTF-8, without the mark.

    A lone half of a character, or of the last one, becomes bytes that are no UTF-8: whoever reads them
    will find the record that holds them.
    """
    return cast(BinaryIO, io.BufferedReader(_Transcoded(stream, encoding), _STEP))


def with_line_feeds(stream: BinaryIO) -> BinaryIO:
    """The same text with a line feed for every carriage return: old Macintosh programs end lines so."""
    return cast(BinaryIO, io.BufferedReader(_LineFeeds(stream), _STEP))


class _LineFeeds(io.RawIOBase):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


class _Transcoded(io.RawIOBase):
    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._pending, self._first = b"", True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._pending:
            data = self._stream.read(_STEP)
            if not data:
                self._pending = self._end()
                break
            text = self._decoder.decode(data)
            self._pending = (text.removeprefix("\ufeff") if self._first else text).encode(
                "utf-8", "surrogatepass"
            )
            self._first = False
        taken, self._pending = self._pending[: len(buffer)], self._pending[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _end(self) -> bytes:
        left, _ = self._decoder.getstate()
        self._decoder.reset()
        return b"\xff" if left else b""

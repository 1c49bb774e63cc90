"""UTF-16, ISO-2022-JP and the like as a stream of UTF-8; lines that end in a carriage return alone."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO, cast

_STEP = 256 * 1024
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_JAPANESE = re.compile(rb"\x1b\$[@B](?:[\x21-\x7e]{2})+\x1b\([BJ]")
"""ISO-2022-JP shifts to Japanese and back in each line; all its bytes are ASCII."""

_UNDECODABLE = "events.undecodable"
_LONE_SURROGATES = "events.lone_surrogates"
_NO_UTF8 = "\udcff"
"""A lone surrogate: as UTF-8 it is invalid, so the record that holds it is rejected."""


def encoding_by_structure(head: bytes) -> str:
    """The encoding of a text that has to become UTF-8 before it is read: "utf-16-le", "iso2022_jp" and so on.

    UTF-16 and UTF-32 are recognised by the mark at the start, or by where the zero bytes lie. Empty for
    all other texts.
    """
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and not even:
        return "utf-16-le"
    if even > len(sample) * 0.3 and not odd:
        return "utf-16-be"
    return "iso2022_jp" if head.isascii() and _JAPANESE.search(head) else ""


def public_name(encoding: str) -> str:
    """The name for reports and options: UTF-16 of either byte order is "utf-16"."""
    name = encoding.removesuffix("-le").removesuffix("-be")
    return name.replace("iso2022_", "iso-2022-")


def as_utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """The same text in UTF-8, without the mark.

    Bytes that `encoding` cannot decode become bytes that are invalid as UTF-8, so that the record that
    holds them is rejected, and no other.
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
        errors = _LONE_SURROGATES if encoding.startswith(("utf-16", "utf-32")) else _UNDECODABLE
        codecs.register_error(_UNDECODABLE, _as_invalid)
        codecs.register_error(_LONE_SURROGATES, _as_surrogate)
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
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
        """What stands for the first part of a character whose last part is missing."""
        left, _ = self._decoder.getstate()
        self._decoder.reset()
        return b"\xff" if left else b""


def _as_invalid(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _NO_UTF8, error.end


def _as_surrogate(error: UnicodeError) -> tuple[str | bytes, int]:
    """Keep a lone surrogate, which is invalid as UTF-8; beyond the last character of Unicode is nothing."""
    try:
        return codecs.lookup_error("surrogatepass")(error)
    except UnicodeDecodeError:
        return _as_invalid(error)

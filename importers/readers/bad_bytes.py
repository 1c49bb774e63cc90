"""Passes bytes that are not UTF-8 through parsers that would stop at the first one.

Each such byte is replaced by a mark and its two hexadecimal digits, which parsers read as text. Afterwards,
only the records that contain a mark are rejected.
"""

from __future__ import annotations

import codecs
import re

MARK = "\ufdd0"
"""A character that no text may hold: Unicode keeps it for such internal use."""

_ENCODED = MARK.encode()
_MARKED = re.compile(_ENCODED + rb"([89A-F][0-9A-F])")
_ERRORS = "events.bad_bytes"


class BadByteMarker:
    """Makes valid UTF-8 of pieces of a text, one after the other."""

    def __init__(self) -> None:
        codecs.register_error(_ERRORS, _as_marks)
        self._decoder = codecs.getincrementaldecoder("utf-8")(_ERRORS)

    def mark(self, data: bytes, *, final: bool = False) -> bytes:
        """The piece with a mark for each bad byte; a character that is cut at its end waits for the next."""
        if data.isascii() and not final and not self._decoder.getstate()[0]:
            return data
        return self._decoder.decode(data, final=final).encode()


def restore(data: bytes) -> bytes:
    """The text with the bad bytes that the marks stand for."""
    return _MARKED.sub(lambda found: bytes.fromhex(found[1].decode()), data) if _ENCODED in data else data


def first_bad_byte(data: bytes) -> int | None:
    """The first byte that a mark in the text stands for, or None without one."""
    found = _MARKED.search(data)
    return int(found[1], 16) if found else None


def _as_marks(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(f"{MARK}{byte:02X}" for byte in bad), error.end

"""The codec `utf-8-twice`: UTF-8 that was read as cp1252 and written as UTF-8 again, and its repair.

Only sequences that were clearly encoded twice are repaired; other text passes as it is.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

NAME = "utf-8-twice"
_CP1252 = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_AS_READ = {byte: chr(byte) if text == "\ufffd" else text for byte, text in _CP1252.items()}
"""The character that each byte beyond ASCII became: bytes that cp1252 does not define kept their number."""

_BYTE_OF = {
    **{character: byte for byte, character in _AS_READ.items()},
    **{chr(byte): byte for byte in range(0x80, 0xA0)},  # as latin-1 reads them
}


def _characters(first: int, last: int) -> str:
    read = (character for character, byte in _BYTE_OF.items() if first <= byte <= last)
    return "[" + "".join(map(re.escape, read)) + "]"


_TAIL = _characters(0x80, 0xBF)
_TWICE = re.compile(
    f"{_characters(0xC2, 0xDF)}{_TAIL}"
    f"|{_characters(0xE0, 0xEF)}{_TAIL}{{2}}"
    f"|{_characters(0xF0, 0xF4)}{_TAIL}{{3}}"
)
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_FIRST_BYTES = re.compile(rb"\xc3[\x82-\xb4]")


def is_encoded_twice(line: bytes) -> bool:
    """Whether valid UTF-8 has a sequence that was encoded twice."""
    if not _FIRST_BYTES.search(line):
        return False
    text = line.decode("utf-8", "replace")
    return repair_text(text) != text


def repair_text(text: str) -> str:
    """`text` with each sequence that was encoded twice as the one character it was."""
    return _TWICE.sub(_repaired, text)


def spoil_text(text: str) -> str:
    """The inverse of `repair_text`: characters beyond ASCII as the characters of their UTF-8 bytes."""
    return "".join(one if one.isascii() else _as_read(one) for one in text)


@cache
def register_utf8_twice() -> None:
    """Make the codec known to Python; repeated calls do nothing."""
    codecs.register(_find)


def _find(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != NAME:
        return None
    return codecs.CodecInfo(encode=_encode, decode=_decode, incrementaldecoder=_Incremental, name=NAME)


class _Incremental(codecs.BufferedIncrementalDecoder):
    """Decodes up to the last ASCII byte, since no sequence goes across one."""

    def _buffer_decode(self, data: Buffer, errors: str, final: bool) -> tuple[str, int]:
        whole = bytes(data)
        return _decode(whole if final else whole.rstrip(_BEYOND_ASCII), errors)


def _decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    text, taken = codecs.utf_8_decode(data, errors, True)
    return repair_text(text), taken


def _encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    return spoil_text(text).encode("utf-8", errors), len(text)


def _repaired(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTE_OF[one] for one in found.group()).decode("utf-8")
    except UnicodeDecodeError:  # an overlong form, or half of a pair
        return found.group()


def _as_read(character: str) -> str:
    return "".join(_AS_READ.get(byte, chr(byte)) for byte in character.encode("utf-8", "surrogatepass"))

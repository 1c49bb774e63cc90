"""The codecs `utf-8-twice` and `utf-8-twice-PAGE`: UTF-8 that was read in a code page (cp1252 where none is
named) and written as UTF-8 again, and its repair.

Only sequences that were clearly encoded twice are repaired; other text passes as it is.
"""

from __future__ import annotations

import codecs
import re
from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer as Buffer

NAME = "utf-8-twice"
_USUAL = "cp1252"
_OTHERS = ("cp1251", "cp1250", "mac-roman", "cp850", "cp437", "cp866", "koi8-r", "cp1253")
"""Code pages of Windows, macOS and consoles in which programs took UTF-8 for their own text."""

_FEWEST = 2
"""As many sequences, and no other letter beyond ASCII, show one of `_OTHERS` in a line; one may be meant."""

_BEYOND_ASCII = bytes(range(0x80, 0x100))
_FIRST = re.compile("[\u00c2-\u00f4]")
_NO_ASCII = re.compile("[^\\x00-\\x7f]+")


class _Spoiling:
    """What a code page makes of the bytes of UTF-8, and back."""

    def __init__(self, page: str) -> None:
        read = {byte: bytes([byte]).decode(page, "replace") for byte in range(0x80, 0x100)}
        self.as_read = {byte: chr(byte) if text == "\ufffd" else text for byte, text in read.items()}
        # What the page does not define kept its number; read as latin-1, so did what is below 0xA0.
        kept = {chr(byte): byte for byte in range(0x80, 0xA0)}
        self.byte_of = {**{character: byte for byte, character in self.as_read.items()}, **kept}
        tail = self._characters(0x80, 0xBF)
        self.sequence = re.compile(
            f"{self._characters(0xC2, 0xDF)}{tail}"
            f"|{self._characters(0xE0, 0xEF)}{tail}{{2}}"
            f"|{self._characters(0xF0, 0xF4)}{tail}{{3}}"
        )

    def _characters(self, first: int, last: int) -> str:
        read = (character for character, byte in self.byte_of.items() if first <= byte <= last)
        return "[" + "".join(map(re.escape, read)) + "]"

    def repair(self, text: str) -> str:
        return self.sequence.sub(self._repaired, text)

    def _repaired(self, found: re.Match[str]) -> str:
        try:
            return bytes(self.byte_of[one] for one in found.group()).decode("utf-8")
        except UnicodeDecodeError:  # an overlong form, or half of a pair
            return found.group()

    def spoil(self, text: str) -> str:
        return "".join(one if one.isascii() else self._as_read(one) for one in text)

    def _as_read(self, character: str) -> str:
        return "".join(
            self.as_read.get(byte, chr(byte)) for byte in character.encode("utf-8", "surrogatepass")
        )

    def is_all(self, runs: list[str]) -> bool:
        """Whether all letters beyond ASCII were encoded twice, and they are several."""
        found = [self.sequence.findall(run) for run in runs if self.begins(run)]
        return (
            sum(map(len, found)) >= _FEWEST
            and sum(len(one) for several in found for one in several) == sum(map(len, runs))
            and all(self.repair(one) != one for several in found for one in several)
        )

    def begins(self, run: str) -> bool:
        """Whether the first byte of a sequence may have become the first letter."""
        return self.byte_of.get(run[0], 0) >= ord("\xc2")


_spoiling = cache(_Spoiling)


def encoded_twice(text: str) -> str:
    """The name of the codec that repairs text in which a sequence was encoded twice; empty for other text."""
    runs = _NO_ASCII.findall(text)
    if not runs:
        return ""
    is_usual = _FIRST.search(text) is not None and _spoiling(_USUAL).repair(text) != text
    if is_usual and _spoiling(_USUAL).is_all(runs):
        return NAME
    pages = (page for page in _OTHERS if _spoiling(page).begins(runs[0]))
    other = next((f"{NAME}-{page}" for page in pages if _spoiling(page).is_all(runs)), "")
    return other or (NAME if is_usual else "")


def is_utf8_twice(encoding: str) -> bool:
    """Whether an encoding is one of the codecs of this module."""
    return encoding.startswith(NAME)


class _Incremental(codecs.BufferedIncrementalDecoder):
    """Decodes up to the last ASCII byte, since no sequence goes across one."""

    def __init__(self, decode: Callable[[Buffer, str], tuple[str, int]], errors: str = "strict") -> None:
        super().__init__(errors)
        self._decode = decode

    def _buffer_decode(self, data: Buffer, errors: str, final: bool) -> tuple[str, int]:
        whole = bytes(data)
        return self._decode(whole if final else whole.rstrip(_BEYOND_ASCII), errors)


@cache
def register_utf8_twice() -> None:
    """Make the codecs known to Python; repeated calls do nothing."""
    codecs.register(_find)


def _find(name: str) -> codecs.CodecInfo | None:
    plain = name.replace("_", "-")
    page = plain.removeprefix(NAME).removeprefix("-")
    if not plain.startswith(NAME) or page not in ("", *_OTHERS):
        return None
    spoiling = _spoiling(page or _USUAL)

    def decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
        text, taken = codecs.utf_8_decode(data, errors, True)
        return spoiling.repair(text), taken

    def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
        return spoiling.spoil(text).encode("utf-8", errors), len(text)

    return codecs.CodecInfo(
        encode=encode, decode=decode, incrementaldecoder=partial(_Incremental, decode), name=plain
    )

"""Numbers of characters that no XML document may hold, which programs write nevertheless.

Databases and .NET write a control character of a text as `&#x0B;`, and older programs an emoji as two halves
of UTF-16, `&#xD83D;&#xDE00;`. A parser stops at either.
"""

from __future__ import annotations

import re

_ONE = re.compile(
    rb"&#(?:0*(?P<ten>[0-8]|1[124-9]|2\d|3[01]|5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]"
    rb"|6553[45])|[xX]0*(?P<hex>[0-8bcefBCEF]|1[\da-fA-F]|[dD][89a-fA-F][\da-fA-F]{2}|[fF]{3}[efEF]));"
)
_HIGH = rb"&#(?:[xX]0*([dD][89abAB][\da-fA-F]{2})|0*(5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d));"
_PAIR = re.compile(
    _HIGH
    + rb"&#(?:[xX]0*([dD][c-fC-F][\da-fA-F]{2})|0*(563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3]));"
)
_VERBATIM = re.compile(rb"(<!\[CDATA\[)|\]\]>")
_UNFINISHED = re.compile(
    rb"(?:" + _HIGH + rb")?(?:&(?:#[xX]?[\da-fA-F]{0,8})?|<(?:!(?:\[(?:C(?:D(?:A(?:TA?)?)?)?)?)?)?|\]{1,2})?$"
)
_LONGEST = 32
"""More bytes than such an end has."""


class ReferenceMender:
    """Makes such references allowed ones in the pieces of a document, one after the other. Sections that are
    verbatim (CDATA) have none, and stay as they are."""

    def __init__(self) -> None:
        self._held = b""
        self._verbatim = False

    def mend(self, piece: bytes, *, final: bool = False) -> bytes:
        """What can be parsed now, of what was given and not returned yet; an end that may be cut waits."""
        data = self._held + piece
        cut = None if final else _UNFINISHED.search(data, max(0, len(data) - _LONGEST))
        self._held = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        verbatim, self._verbatim = self._verbatim, self._ends_verbatim(data)
        if b"&#" not in data or not _ONE.search(data):
            return data
        if not verbatim and b"<![CDATA[" not in data:
            return _mended(data)
        parts, at = [], 0
        for mark in _VERBATIM.finditer(data):
            part = data[at : mark.end()]
            parts.append(part if verbatim else _mended(part))
            at, verbatim = mark.end(), bool(mark[1])
        return b"".join([*parts, data[at:] if verbatim else _mended(data[at:])])

    def _ends_verbatim(self, data: bytes) -> bool:
        start, end = data.rfind(b"<![CDATA["), data.rfind(b"]]>")
        return start > end if max(start, end) >= 0 else self._verbatim


def _mended(data: bytes) -> bytes:
    """A control as its visible picture, as everywhere; two halves as their character, a half as U+FFFD."""
    return _ONE.sub(_allowed, _PAIR.sub(_joined, data))


def _joined(found: re.Match[bytes]) -> bytes:
    high, low = (_number(found[at + 1], found[at]) for at in (1, 3))
    return b"&#x%X;" % (0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)


def _allowed(found: re.Match[bytes]) -> bytes:
    number = _number(found["ten"], found["hex"])
    return b"&#x%X;" % (0x2400 + number if number < ord(" ") else 0xFFFD)


def _number(ten: bytes | None, sixteen: bytes | None) -> int:
    return int(ten) if ten else int(sixteen or b"0", 16)

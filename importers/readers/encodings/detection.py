"""Which encoding a text is in: UTF-8 wherever it fits, else the code page that clearly reads best."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from importers.readers.encodings.decision import EncodingDecision
from importers.readers.encodings.lost_letters import describe_lost_letters
from importers.readers.encodings.runs import lines_beyond_ascii
from importers.readers.encodings.utf8_twice import encoded_twice
from importers.readers.streams import HEAD_BYTES

_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LINES = re.compile(rb"[\r\n]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_FEW = 0.02
"""Up to this share of lines may be undecodable before the whole input counts as unreadable."""

_MIXED = 4
"""A file is read in a code page only if it has at least this many times as many lines in it as in UTF-8."""

_EXAMPLE = 60
_DAMAGE = frozenset(b"\xfe\xff")
"""Bytes that are damage or binary data where a text has no others beyond ASCII."""


@lru_cache(maxsize=8)
def detect_encoding(head: bytes) -> EncodingDecision:
    """The encoding of a text that starts with `head`; its last line is ignored where it may be cut.

    Never raises: a decision that is not certain names its rivals, and raises when it is `checked`.
    """
    if head.isascii():
        suspects = [line for line in _LINES.split(head) if b"?" in line or b"+" in line]
        return EncodingDecision(encoding="utf-8", lost=describe_lost_letters(map(_ascii, suspects)))
    sample = head if len(head) < HEAD_BYTES else _whole_lines(head)
    if _is_valid(sample, complete=len(head) < HEAD_BYTES):
        return _utf8(sample)
    lines = lines_beyond_ascii(sample)
    in_utf8 = sum(map(_is_mostly_utf8, lines))
    if 2 * in_utf8 >= len(lines) or _DAMAGE.issuperset(b"".join(_HIGH.findall(sample))):
        return EncodingDecision(encoding="utf-8", lines=len(lines), fitting=in_utf8)
    return _code_page(sample, lines, in_utf8)


def is_utf8(pieces: Iterable[bytes]) -> bool:
    """Whether the bytes are UTF-8 with characters beyond ASCII."""
    decoder, beyond = codecs.getincrementaldecoder("utf-8")(), False
    try:
        for piece in pieces:
            beyond |= not decoder.decode(piece).isascii()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return beyond


def _utf8(sample: bytes) -> EncodingDecision:
    lines = [line.decode("utf-8", "replace") for line in lines_beyond_ascii(sample)]
    twice = [(line, repair) for line in lines if (repair := encoded_twice(line))]
    if not twice:
        return EncodingDecision(encoding="utf-8", lost=describe_lost_letters(lines))
    repair = Counter(repair for _, repair in twice).most_common(1)[0][0]
    example = next(line for line, its in twice if its == repair)[:_EXAMPLE]
    return EncodingDecision(encoding="utf-8", twice=len(twice), repair=repair, example=example)


def _ascii(line: bytes) -> str:
    return line.decode("ascii")


def _code_page(sample: bytes, lines: list[bytes], in_utf8: int) -> EncodingDecision:
    """The decision for a text most of whose lines are not UTF-8."""
    from importers.readers.encodings.code_pages import choose_code_page

    chosen = choose_code_page([line for line in lines if not _is_mostly_utf8(line)])
    if not chosen.encoding:  # damage, if there is little of it
        few = len(lines) <= max(1, _FEW * sample.count(b"\n"))
        return EncodingDecision(encoding="utf-8" if few else "", lines=len(lines), example=_escaped(lines[0]))
    if in_utf8 and len(lines) - in_utf8 < _MIXED * in_utf8:
        example = next(line for line in lines if _is_mostly_utf8(line))
        rivals = [(name, _line(example, name)) for name in (chosen.encoding, "utf-8")]
        return EncodingDecision(encoding=chosen.encoding, lines=len(lines), rivals=rivals)
    return chosen


def _whole_lines(head: bytes) -> bytes:
    end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    return head[:end] or head[: len(head) - 4]


def _is_valid(sample: bytes, *, complete: bool) -> bool:
    """Whether it is UTF-8; where it is not complete, its last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=complete)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(line: bytes) -> bool:
    whole = len(_SEQUENCE.findall(line))
    return whole > 0 and whole >= len(_HIGH.findall(_SEQUENCE.sub(b"", line)))


def _line(line: bytes, encoding: str) -> str:
    return line.decode(encoding, "replace")[:_EXAMPLE]


def _escaped(line: bytes) -> str:
    return line.decode("ascii", "backslashreplace")[:_EXAMPLE]

"""Styled text as plain data: spans, lines, and how they flow into a width.

A line is a list of (text, ink) pairs whose text is already safe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cli.render.palette import Ink

Span = tuple[str, Ink]
Line = list[Span]

_WORDS = re.compile(r" +|[^ ]+")


def width_of(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    if text.isascii():
        return len(text)
    width = sum(map(_cells, text))
    return width + text.count(_AS_EMOJI) if _AS_EMOJI in text else width


_AS_EMOJI = "\ufe0f"
"""The sign before it is drawn as a picture, which takes two columns."""


@lru_cache(maxsize=4096)
def _cells(char: str) -> int:
    """Columns of one character: none for marks that sit on others, two for wide ones.

    Source: Unicode Standard Annex 11 (East Asian width) and the general categories Mn and Me; the vowels
    and finals of Hangul join the consonant before them.
    """
    if unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def span_width(line: Line) -> int:
    return sum(width_of(text) for text, _ in line)


def flow(line: Line, width: int) -> list[Line]:
    """`line` broken at spaces into lines no wider than `width`; longer words are cut."""
    if span_width(line) <= width:
        return [line]
    lines: list[Line] = [[]]
    used = 0
    for word in _words(line, width):
        size = span_width(word)
        if used + size > width:
            lines.append([])
            used = 0
            if word[0][0].isspace():
                continue
        lines[-1] += word
        used += size
    return [_joined(part) for part in lines if part]


def flow_parts(parts: Sequence[Line], between: Span, width: int) -> list[Line]:
    """`parts` beside each other, as many to a line as fit; none is broken that fits a line."""
    lines: list[Line] = []
    for part in parts:
        joined = [*lines[-1], between, *part] if lines else part
        if lines and span_width(joined) <= width:
            lines[-1] = joined
        else:
            lines += flow(part, width)
    return lines


def clip(text: str, width: int) -> str:
    """`text` in at most `width` columns, its end marked where it was cut."""
    if width_of(text) <= width:
        return text
    return next(_cut(text, max(width - 1, 1))) + "…"


def pad(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _words(line: Line, width: int) -> Iterator[Line]:
    """Words and the spaces between them; a word may be in several inks. What is wider than `width` is cut."""
    word: Line = []
    for text, ink in line:
        for part in _WORDS.findall(text):
            if word and (part.isspace() or word[0][0].isspace()):
                yield from _fitting(word, width)
                word = []
            word.append((part, ink))
    if word:
        yield from _fitting(word, width)


def _fitting(word: Line, width: int) -> Iterator[Line]:
    if span_width(word) <= width:
        yield word
    else:
        yield from ([(piece, ink)] for text, ink in word for piece in _cut(text, width))


def _cut(word: str, width: int) -> Iterator[str]:
    if word.isascii():
        yield from (word[start : start + width] for start in range(0, len(word), width))
        return
    piece, used = "", 0
    for char in word:
        size = width_of(char)
        if used + size > width and piece:
            yield piece
            piece, used = "", 0
        piece += char
        used += size
    yield piece


def _joined(spans: Iterable[Span]) -> Line:
    """Neighbours of one ink as one span: less to send, easier to search."""
    line: Line = []
    for text, ink in spans:
        if line and line[-1][1] is ink:
            line[-1] = (line[-1][0] + text, ink)
        else:
            line.append((text, ink))
    return line

"""Styled text as plain data: spans, lines, and how they flow into a width.

A line is a list of (text, ink) pairs whose text is already safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from cli.render.palette import Ink

Span = tuple[str, Ink]
Line = list[Span]

_WORDS = re.compile(r" +|[^ ]+")


def width_of(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def span_width(line: Line) -> int:
    return sum(width_of(text) for text, _ in line)


def flow(line: Line, width: int) -> list[Line]:
    """`line` broken at spaces into lines no wider than `width`; longer words are cut."""
    if span_width(line) <= width:
        return [line]
    lines: list[Line] = [[]]
    used = 0
    for word, ink in _words(line, width):
        size = width_of(word)
        if used + size > width:
            lines.append([])
            used = 0
            if word.isspace():
                continue
        lines[-1].append((word, ink))
        used += size
    return [_joined(part) for part in lines if part]


def clip(text: str, width: int) -> str:
    """`text` in at most `width` columns, its end marked where it was cut."""
    if width_of(text) <= width:
        return text
    return next(_cut(text, max(width - 1, 1))) + "…"


def pad(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _words(line: Line, width: int) -> Iterator[Span]:
    for text, ink in line:
        for word in _WORDS.findall(text):
            if width_of(word) <= width:
                yield word, ink
            else:
                yield from ((piece, ink) for piece in _cut(word, width))


def _cut(word: str, width: int) -> Iterator[str]:
    if word.isascii():
        yield from (word[start : start + width] for start in range(0, len(word), width))
        return
    piece, used = "", 0
    for char in word:
        size = cell_len(char)
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

"""Styled text as plain data: spans, lines, and how they flow into a width.

A line is a list of (text, ink) pairs whose text is already safe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from cli.render.links import OrderText
from cli.render.palette import Ink

WIDEST = 120
"""Lines longer than this are hard to read, however wide the terminal."""

Span = tuple[str, Ink]
Line = list[Span]

_NARROW = re.compile(r"[\x20-\u02ff\u0391-\u03a1\u03a3-\u0482\u2010-\u2027\u2190-\u2199\u2500-\u259f]*")
"""Whether all characters take one column, as in most texts: a fast check of the whole text at once."""


_COMMAND = re.compile(
    r"(`events [^`]*`)|(?:^ +|(?<=[:,;.\u00b7] )|(?<=\bor ))(?<!Usage: )"
    r"(events [a-z].*?)(?:[.,;](?= )|(?= [(\u00b7])|\.?$)"
)


def commands_in(text: str) -> list[tuple[int, int]]:
    """Where commands of this program stand in `text`, from and to: they stay whole, to be copied."""
    return [(found.start(found.lastindex or 0), found.end()) for found in _COMMAND.finditer(text)]


def width_of(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    if text.isascii() or _NARROW.fullmatch(text):
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
    """The width of a line, in columns."""
    return width_of("".join([text for text, _ in line]))


def flow(line: Line, width: int) -> list[Line]:
    """`line` broken at spaces into lines no wider than `width`. Longer words are cut; commands are not."""
    whole = "".join([text for text, _ in line])
    if width_of(whole) <= width:
        return [line]
    return [part_of(line, start, end) for start, end in _breaks(whole, max(width, 1))]


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


def indented(line: Line, *, by: int, width: int) -> Iterator[Line]:
    """`line` behind `by` blanks, as are its continuations where it is wider than `width`."""
    for part in flow(line, max(width - by, 20)):
        yield [(" " * by, Ink.PLAIN), *part]


def clip(text: str, width: int) -> str:
    """`text` in at most `width` columns, its end marked where it was cut."""
    if width_of(text) <= width:
        return text
    if width < 2:
        return "…"[: max(width, 0)]
    return text[: _reach(text, 0, width - 1)] + "…"


def pad(text: str, width: int) -> str:
    """The text, padded with blanks to `width` columns."""
    return text + " " * (width - width_of(text))


def _breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where the lines of `text` start and end. The spaces at which it is broken are in none of them."""
    is_narrow = text.isascii() or _NARROW.fullmatch(text) is not None
    commands = commands_in(text) if "events " in text else []
    start, last = 0, len(text)
    while start < last:
        end = start + width if is_narrow else _reach(text, start, width)
        if end < last:
            space = text.rfind(" ", start, end + 1)
            end = space if space >= start else end
        begin, stop = next(((one, to) for one, to in commands if one < end < to), (end, end))
        end = start + len(text[start:begin].rstrip()) if text[start:begin].strip() else stop
        if end > start:
            yield start, end
        start = end
        while start < last and text[start] == " ":
            start += 1


def _reach(text: str, start: int, width: int) -> int:
    """Return the end of the part of `text` from `start` that fits `width` columns, at least one character."""
    used, end = width_of(text[start]), start + 1
    while end < len(text) and (used := used + width_of(text[end])) <= width:
        end += 1
    return end


def part_of(line: Line, start: int, end: int) -> Line:
    """The spans of `line` between two places in its text, neighbours of one ink as one: less to send, easier
    to search."""
    part: Line = []
    for text, ink in line:
        if start < len(text) and (piece := text[max(start, 0) : end]):
            if isinstance(text, OrderText):
                piece = text.part(max(start, 0), end)
            elif part and part[-1][1] is ink and not isinstance(part[-1][0], OrderText):
                piece = part.pop()[0] + piece
            part.append((piece, ink))
        start, end = start - len(text), end - len(text)
        if end <= 0:
            break
    return part

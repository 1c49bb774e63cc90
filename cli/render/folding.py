"""Lines that are wider than a terminal, broken where a person would break them.

This is the last resort of every screen: what has columns of its own is laid out for the width before. Only
spaces are broken at. A command, an address or a digest stays whole, also where it is longer than a line: the
terminal then wraps it, and it can still be copied as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from cli.render.layout import Line, commands_in, part_of, span_width, width_of
from cli.render.palette import Ink

_SPACES = re.compile(" +")
_COLUMN = re.compile(r"(?<=\S)  +(?=\S)")
_INDENT = 2
_REACH = 0.5
"""The lines after the first begin below the last column that begins within this part of the width."""


def fold(line: Line, width: int) -> Iterator[Line]:
    """`line` as lines of at most `width` columns, as far as its words allow it."""
    if span_width(line) <= width or any(ink is Ink.VERBATIM for _, ink in line):
        yield line
        return
    text = "".join(part for part, _ in line)
    indent = _indent(text, width)
    for start, end in _breaks(text, width, indent):
        margin = [(" " * indent, Ink.PLAIN)] if start else []
        yield [*margin, *part_of(line, start, end)]


def _indent(text: str, width: int) -> int:
    columns = (width_of(text[: gap.end()]) for gap in _COLUMN.finditer(text))
    lead = len(text) - len(text.lstrip(" "))
    return max(takewhile(lambda at: at <= width * _REACH, columns), default=lead + _INDENT)


def _breaks(text: str, width: int, indent: int) -> Iterator[tuple[int, int]]:
    """Where each line starts and ends in `text`; the spaces between lines are in none."""
    whole = commands_in(text)
    start, room, last, begins = 0, width, 0, 0
    gaps = [
        gap.span()
        for gap in _SPACES.finditer(text.rstrip())
        if gap.start() and not any(begin < gap.start() < end for begin, end in whole)
    ]
    for gap, after in [*gaps, (len(text), len(text))]:
        if width_of(text[start:gap]) > room and last > start:
            yield start, last
            start, room = begins, width - indent
        last, begins = gap, after
    if start < len(text):
        yield start, len(text)

"""JSON objects whose members stand in one order, as columns of text, parsed without Python's lock.

Another thread can work meanwhile: while objects are decoded one by one, the writer waits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

_MOST_NAMES = 100
"""A pattern of more names takes more time than it saves."""

_MOST_MISSES = 3
"""After so many texts in a row that are otherwise, none is tried."""

_PIECE_BYTES = 768 * 1024
"""The parser takes many times the memory of what it is given at a time."""

_BLANK = "[ \\t\\r]*"
_ESCAPE = (
    r'\\(?:["\\/bfnrt]|u(?:00(?:0[1-9a-fA-F]|[1-9a-fA-F][0-9a-fA-F])|0[1-9a-fA-F][0-9a-fA-F]{2}'
    r"|[1-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}"
    r"|[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}))"
)
_TEXT = rf'"[^"\\\x00-\x1f]*(?:{_ESCAPE}[^"\\\x00-\x1f]*)*"'
_VALUE = rf"(?:{_TEXT}|0|-?[1-9][0-9]{{0,17}}|true|false|null)"
"""What the parser reads as it stands. Fractions, larger numbers, half surrogates, U+0000 and nested values
are left to those that decode one object after the other."""


class UniformObjects:
    """Reads objects that have some of these `names`, in the order of `order`, none of them twice."""

    def __init__(self, names: Sequence[str], order: Sequence[str]) -> None:
        self._schema = dict.fromkeys(names, pl.String)
        is_plain = all(json.dumps(name, ensure_ascii=False) == f'"{name}"' for name in names)
        can_be = is_plain and len(names) <= _MOST_NAMES
        self._pattern = _pattern(order) if can_be else ""
        self._misses = 0

    def read(self, text: bytes, count: int) -> dict[str, pl.Series] | None:
        """The columns of the `count` objects in `text`, each on a line of its own, without those that no
        object has. None has U+0000.

        None where the parser cannot be vouched for. It takes the first of two members of one name, passes
        over names that it does not know, takes half a surrogate for U+0000, and writes some numbers
        otherwise; so it is given only what a pattern finds to be plain.
        """
        if not self._pattern or self._misses == _MOST_MISSES:
            return None
        self._misses += 1
        text = text if text.endswith(b"\n") else text + b"\n"
        frames: list[pl.DataFrame] = []
        try:
            for piece in _pieces(text):
                if not pl.Series([piece], dtype=pl.Binary).cast(pl.String).str.contains(self._pattern).item():
                    return None
                frames.append(pl.read_ndjson(piece, schema=self._schema))
        except pl.exceptions.PolarsError:
            return None
        frame = pl.concat(frames, rechunk=True)
        if frame.height != count:
            return None
        self._misses = 0
        return {column.name: column for column in frame if _is_there(column, text)}


def common_order(shapes: Iterable[Sequence[str]]) -> list[str]:
    """All names, each new one behind the one that it follows: the order of objects that lack some of them."""
    order: list[str] = []
    for shape in shapes:
        at = 0
        for name in shape:
            if name in order:
                at = order.index(name) + 1
            else:
                order.insert(at, name)
                at += 1
    return order


def _pattern(names: Sequence[str]) -> str:
    """What lines match that have an object each, or are blank. Whether commas stand between the members, and
    nowhere else, is left to the parser."""
    members = "".join(rf'(?:"{pl.escape_regex(name)}"{_BLANK}:{_BLANK}{_VALUE}[, \t\r]*)?' for name in names)
    return rf"\A[ \t\r\n]*(?:\{{{_BLANK}{members}\}}{_BLANK}\n[ \t\r\n]*)+\z"


def _pieces(text: bytes) -> Iterator[bytes]:
    """`text` in whole lines of about `_PIECE_BYTES`."""
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + _PIECE_BYTES) + 1 or len(text)
        yield text[start:end]
        start = end


def _is_there(column: pl.Series, text: bytes) -> bool:
    """Whether an object has a member of this name, be it null."""
    if column.null_count() < len(column):
        return True
    return re.search(rb'"%s"[ \t\r\n]*:' % re.escape(column.name.encode()), text) is not None

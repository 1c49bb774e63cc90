"""The columnar parser for delimited text, and the proof that it lost nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate

import polars as pl

from importers.readers.csv.stdlib import has_joint
from importers.readers.streams import lines_of

_FEW_MARKS = 0.02
"""Up to this share of quotation marks, cutting the text at them is faster than a pattern."""


def parse(data: bytes, *, columns: Sequence[str], encoding: str, delimiter: str) -> pl.DataFrame | None:
    """All records of `data`, or None where the parser cannot be vouched for.

    It fills short lines up and takes `""a""` for a, both in silence; so it is given only what `_is_whole`
    finds well formed, without the traces of joined files. It trims a carriage return that ends no line.
    """
    if not data:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    if (
        not delimiter.isascii()
        or has_joint(data)
        or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n"))
    ):
        return None
    try:
        text = data if encoding == "utf-8" else data.decode(encoding).encode()
        if not _is_whole(text, columns=len(columns), delimiter=delimiter):
            return None
        return pl.read_csv(
            text,
            has_header=False,
            schema=dict.fromkeys(columns, pl.String),
            separator=delimiter,
            empty_string_is_null=False,
            missing_columns="insert",
            extra_columns="raise",
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        return None


def originals_of(data: bytes, *, height: int) -> Callable[[Sequence[int]], list[bytes]]:
    """Rows' own bytes in `data`, of which `parse` made `height` rows: there, a record ends at every line
    end that has an even number of quotation marks before it."""

    def originals(rows: Sequence[int]) -> list[bytes]:
        if not rows:
            return []
        lines = lines_of(data)
        if len(lines) == height:
            return [lines[row] for row in rows]
        ends = list(accumulate(line.count(b'"') % 2 for line in lines))
        starts = [0, *(at + 1 for at, quotes in enumerate(ends) if quotes % 2 == 0)]
        return [b"".join(lines[starts[row] : starts[row + 1]]) for row in rows]

    return originals


def line_count(data: bytes) -> int:
    """How many lines `data` has; the last one may have no line end."""
    return data.count(b"\n") + (not data.endswith(b"\n"))


def lines_before(frame: pl.DataFrame, *, line_count: int) -> pl.Series:
    """How many line ends stand before each row that `parse` made of a text of that many lines."""
    before = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    if line_count == frame.height:
        return before
    breaks = frame.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True))).to_series()
    return before + breaks.cast(pl.Int64).cum_sum().shift(1, fill_value=0)


def _is_whole(text: bytes, *, columns: int, delimiter: str) -> bool:
    """Whether `text` consists of well-formed records of `columns` cells: bare cells without quotation marks,
    and quoted cells in which each mark is doubled.

    Outside of marks the number of delimiters suffices: the parser refuses a line that has too many unless
    that is the last one and has no end, and where none has, one with too few is missed in the sum.
    """
    byte = delimiter.encode()
    if text.endswith(b"\n") and text.count(b'"') <= len(text) * _FEW_MARKS:
        bare = _without_quoted(text, byte)
        return bare is not None and bare.count(byte) == (columns - 1) * line_count(bare)
    mark = re.escape(delimiter)
    cell = f'(?:[^"{mark}\\r\\n]*|"[^"]*(?:""[^"]*)*")'
    record = f"(?:{cell}{mark}){{{columns - 1}}}{cell}"
    whole = rf"\A(?:{record}\r?\n)*(?:{record})?\z"
    return bool(pl.Series([text], dtype=pl.Binary).cast(pl.String).str.contains(whole).item())


def _without_quoted(text: bytes, delimiter: bytes) -> bytes | None:
    """What stands outside of quotation marks in a text that ends with a line; None where they are not around
    whole cells. Between a mark and the one that doubles it stands nothing."""
    parts = text.split(b'"')
    if len(parts) % 2 == 0:
        return None
    outside = parts[::2]
    after = {part[:1] for part in outside[1:]}
    before = {part[-1:] for part in outside[:-1]}
    is_around = after <= {b"", delimiter, b"\r", b"\n"} and before <= {b"", delimiter, b"\n"}
    return b"".join(outside) if is_around else None

"""The columnar parser for delimited text, and the proof that it lost nothing."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate

import polars as pl

from importers.readers.csv.stdlib import has_joint
from importers.readers.streams import lines_of

# What begins like these, Polars unpacks: zlib, gzip and Zstandard. The first can be text. It leaves
# out a byte order mark.
_BEGINNINGS = (b"x\x01", b"x\x9c", b"x\xda", b"\x1f\x8b", b"(\xb5/\xfd", codecs.BOM_UTF8)


def parse(
    data: bytes, *, columns: Sequence[str], encoding: str, delimiter: str, line_count: int
) -> tuple[pl.DataFrame, pl.Series] | None:
    """All records of `data`, which has that many lines, and how many line ends stand before each of them; or
    None where the parser cannot be vouched for.

    It fills short lines up, and takes `""a""` for a, both in silence; so it is given only marks that stand
    around whole cells, without the traces of joined files, and then no cell and no line may be missing. It
    trims a carriage return that ends no line.
    """
    if not data:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String)), pl.Series(dtype=pl.Int64)
    if (
        not delimiter.isascii()
        or has_joint(data)
        or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n"))
    ):
        return None
    try:
        text = data if encoding == "utf-8" else data.decode(encoding).encode()
        # In a last line without an end, the parser does not refuse further cells.
        text = text if text.endswith(b"\n") else text + b"\n"
        if text.startswith(_BEGINNINGS) or (b'"' in text and not _marks(delimiter).fullmatch(text)):
            return None
        frame = pl.read_csv(
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
    breaks = _breaks(frame) if frame.height != line_count else None
    if frame.height + (0 if breaks is None else breaks.sum()) != line_count or _has_short_line(
        frame, text, delimiter
    ):
        return None
    before = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    return frame, before if breaks is None else before + breaks.cum_sum().shift(1, fill_value=0)


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


def _has_short_line(frame: pl.DataFrame, text: bytes, delimiter: str) -> bool:
    """Whether a line of `text` has fewer cells than `frame`, into which the parser then put empty ones: the
    last one at least. None has more, so one with fewer is missed in the sum of the delimiters."""
    if not (frame[frame.columns[-1]] == "").any():
        return False
    bare = b"".join(text.split(b'"')[::2])
    return bare.count(delimiter.encode()) != (frame.width - 1) * bare.count(b"\n")


def _breaks(frame: pl.DataFrame) -> pl.Series:
    """How many line ends stand in the cells of each row."""
    counts = frame.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True))).to_series()
    return counts.cast(pl.Int64)


@lru_cache(maxsize=8)
def _marks(delimiter: str) -> re.Pattern[bytes]:
    """A text of lines whose quotation marks stand around whole cells, in which each mark is doubled."""
    mark = re.escape(delimiter.encode())
    quoted = rb'(?<![^%b\n])"[^"]*+(?:""[^"]*+)*+"(?=[%b\r\n])' % (mark, mark)
    return re.compile(rb'(?:[^"]*+%b)*+[^"]*+' % quoted)

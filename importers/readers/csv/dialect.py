"""How a delimited text is laid out: found out from its first records, which agree if they are read right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from importers.readers.csv.backslash import Escapes
from importers.readers.csv.stdlib import Strict, strict_records
from importers.readers.streams import HEAD_BYTES

DELIMITERS = (",", ";", "\t", "|")
_RARE = ("^", "~", "\x1f", "\x01", ":", "#")
"""Tried where none of the usual ones makes columns."""

_RECORDS = 200
_ABOVE = 50
"""No more lines than this stand above the header."""

_BARE = 4096
"""So much is looked at for separators outside quotation marks."""

_SEPARATOR = re.compile(rb'\A\s*"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class CsvDialect:
    """`above` are the bytes before the header: a byte order mark, Excel's `sep=;`, titles, blank lines.
    `width` is how many cells most records have; with `nameless_last`, the last of them is always empty.
    `escaped` tells whether a backslash escapes."""

    delimiter: str
    above: bytes
    width: int
    nameless_last: bool
    escaped: bool


def detect_dialect(
    head: bytes, *, encoding: str, delimiter: str = "", escaped: bool | None = None
) -> CsvDialect:
    """The layout of the text that starts with `head`, as far as it is not given."""
    mark = b"\xef\xbb\xbf" if head.startswith(b"\xef\xbb\xbf") else b""
    separator = _SEPARATOR.match(head, len(mark))
    before = separator.end() if separator else len(mark)
    sample = _whole_lines(head[before:])
    if separator and not delimiter:
        delimiter = separator.group(1).decode("latin-1")
    delimiter = delimiter or _delimiter(sample, encoding, escaped=bool(escaped))
    if escaped is None:
        escaped = _is_escaped(sample, encoding, delimiter)
    records = _sampled(sample, encoding, delimiter, escaped=escaped)
    width = _width(records)
    return CsvDialect(
        delimiter=delimiter,
        above=head[:before] + _titles(records, width),
        width=width,
        nameless_last=not any(
            cells[-1] for cells in (one.cells or () for one in records) if cells and len(cells) == width
        ),
        escaped=escaped,
    )


def _delimiter(sample: bytes, encoding: str, *, escaped: bool) -> str:
    """The separator that cuts most of the first records into as many cells as the header, of several the
    one that makes most cells."""
    bare = re.sub(rb'"[^"]*"', b"", sample[:_BARE])
    for marks in (DELIMITERS, _RARE):
        found = {mark: _agreement(_sampled(sample, encoding, mark, escaped=escaped)) for mark in marks}
        best = max(found, key=lambda mark: (found[mark], bare.count(mark.encode())))
        if found[best] > (0, 0):
            return best
    return ","


def _agreement(records: Sequence[Strict]) -> tuple[int, int]:
    """How many tenths of the records have the commonest width, and that width; nothing for one cell."""
    width = _width(records)
    if width < 2:
        return 0, 0
    filled = [record for record in records if record.cells != []]
    alike = sum(len(record.cells or ()) == width for record in filled)
    return 10 * alike // len(filled), width


def _width(records: Sequence[Strict]) -> int:
    widths = Counter(len(record.cells) for record in records if record.cells)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _is_escaped(sample: bytes, encoding: str, delimiter: str) -> bool:
    """Whether a backslash escapes, as in what MySQL writes for SELECT … INTO OUTFILE."""
    if b"\\" not in sample:
        return False
    plain = _sampled(sample, encoding, delimiter, escaped=False)
    other = _sampled(sample, encoding, delimiter, escaped=True)
    if not _is_even(plain):  # what doubled marks make even may hold backslashes that are text
        width = _width(other)
        good, better = (sum(len(one.cells or ()) == width for one in found) for found in (plain, other))
        if good / max(len(plain), 1) != better / max(len(other), 1):
            return better / max(len(other), 1) > good / max(len(plain), 1)
    missing = any(None in (record.cells or ()) for record in other)
    return missing and (delimiter == "\t" or b'""' not in sample)


def _is_even(records: Sequence[Strict]) -> bool:
    """Whether all records have as many cells."""
    widths = {len(record.cells or ()) for record in records if record.cells != []}
    return len(widths) == 1 and not widths & {0, 1}


def _sampled(sample: bytes, encoding: str, delimiter: str, *, escaped: bool) -> list[Strict]:
    """The first records, blank lines among them."""
    if escaped:
        records = Escapes(delimiter, encoding).records(sample)
    else:
        records = strict_records(sample, encoding=encoding, delimiter=delimiter)
    return list(islice(records, _RECORDS))


def _titles(records: Sequence[Strict], width: int) -> bytes:
    """The lines above the header: blank ones, and those of a report's title, which fill hardly a cell."""
    above = b""
    for record in records[:_ABOVE]:
        filled = sum(1 for cell in record.cells or () if cell and cell.strip())
        narrow = len(record.cells or ()) != width and 2 * filled <= width
        if record.cells is None or (filled and (width < 3 or not (filled == 1 or narrow))):
            return above
        above += record.raw
    return b""


def _whole_lines(head: bytes) -> bytes:
    """Without the line that may be cut off."""
    cut = head.rfind(b"\n") + 1
    return head[:cut] if cut and len(head) >= HEAD_BYTES else head

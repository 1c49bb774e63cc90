"""The standard library's parser, with the exact bytes and lines of every record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from importers.readers.chunks import RECORD_BYTES
from importers.readers.streams import lines_of
from importers.reject_codes import Code

# A carriage return that ends no line is text here; the standard parser would end the record there.
# No decoder makes this character, so it can stand for it meanwhile.
_BARE_RETURN = "\ud800"
_ALIGNED = "| "
_JOINTS = (b"\xef\xbb\xbf", b"\x1a")
"""What stands before a record where files were joined: a byte order mark, or DOS's end of a file."""
_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf|\x1a)++")
_OPEN = "unexpected end of data"
"""What the standard parser says of a cell that no quotation mark closes."""

_SURROGATE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class Strict:
    """A record: its bytes, its first line (from 0), its cells, or why it has none."""

    raw: bytes
    first_line: int
    cells: Sequence[str | None] | None
    code: Code = Code.QUOTE
    detail: str = ""


def strict_records(data: bytes, *, encoding: str, delimiter: str, quote: str = '"') -> Iterator[Strict]:
    """Records of `data`, one by one, with their exact bytes. Blank lines have no cells: `[]`.

    `delimiter` is a character, or one and a blank: blanks after it are no part of the cells, and between
    bars, as psql and MySQL align tables, those before it are not either. `quote` is a character, or "none".

    A record that cannot be read costs its first line only; reading goes on at the next line.
    """
    csv.field_size_limit(RECORD_BYTES)
    lines = lines_of(data)
    at = 0
    while at < len(lines):
        taken = _Taken(lines, at, encoding)
        reader = csv.reader(
            taken,
            delimiter=delimiter[0],
            quotechar=None if quote == "none" else quote,
            quoting=csv.QUOTE_NONE if quote == "none" else csv.QUOTE_MINIMAL,
            skipinitialspace=len(delimiter) > 1,
            strict=True,
        )
        try:
            for parsed in reader:
                raw = b"".join(lines[at : taken.at])
                cells = [cell.replace(_BARE_RETURN, "\r") for cell in parsed]
                if delimiter == _ALIGNED and not _has_quoted_cell(raw, encoding, quote):
                    cells = [cell.rstrip(" ") for cell in cells]
                bad = _undecodable(cells)
                if bad is None:
                    yield Strict(raw, at, cells)
                else:
                    yield Strict(raw, at, None, Code.ENCODING, f"byte 0x{bad:02X} is not {encoding}")
                at = taken.at
                taken.starts_record = True
        except csv.Error as error:
            yield Strict(lines[at], at, None, Code.QUOTE, str(error))
            at += 1


def has_joint(data: bytes) -> bool:
    """Whether a line starts with what stands where files were joined, in an encoding that extends ASCII."""
    # A single byte is found ten times as fast, and most texts have none of these.
    found = (joint for joint in _JOINTS if joint[:1] in data)
    return any(data.startswith(joint) or b"\n" + joint in data for joint in found)


def _without_joint(line: bytes) -> bytes:
    """The mark is of the file that was appended, whatever the encoding of the first one."""
    return _MARKS.sub(b"", line, count=1)


def with_next(records: Iterable[Strict]) -> Iterator[tuple[Strict, Strict | None]]:
    """Each record with the one that follows it."""
    before: Strict | None = None
    for record in records:
        if before is not None:
            yield before, record
        before = record
    if before is not None:
        yield before, None


def settled(records: Sequence[Strict]) -> int:
    """How many of the records that a text starts with stay as they are, whatever follows it.

    The first that ends within a quoted cell may have its end there, and so may a last one that cannot be
    read: the line below it has a say in that.
    """
    last = len(records) - (records[-1].cells is None)
    return next((at for at, one in enumerate(records) if one.detail == _OPEN), last)


def last_record_end(data: bytes, *, quote: str = '"') -> int:
    """The position after the last line end that has an even number of quotation marks before it, or 0."""
    if quote == "none":
        return data.rfind(b"\n") + 1
    mark = quote.encode()
    quotes = data.count(mark)
    end = len(data)
    for _ in range(10_000):
        cut = data.rfind(b"\n", 0, end)
        if cut < 0:
            return 0
        quotes -= data.count(mark, cut, end)
        if quotes % 2 == 0:
            return cut + 1
        end = cut
    return 0


class _Taken:
    """Lines handed to the parser one by one, knowing how many it took."""

    def __init__(self, lines: list[bytes], at: int, encoding: str) -> None:
        self.lines, self.at, self.encoding = lines, at, encoding
        self.starts_record = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        self.at += 1
        line = self.lines[self.at - 1]
        if self.starts_record:
            line, self.starts_record = _without_joint(line), False
        text = line.decode(self.encoding, "surrogateescape")
        if "\r" not in text:
            return text
        end = "\r\n" if text.endswith("\r\n") else ""
        return text.removesuffix(end).replace("\r", _BARE_RETURN) + end


def _has_quoted_cell(raw: bytes, encoding: str, quote: str) -> bool:
    """Whether a cell between bars starts with the quotation mark, so that blanks in it are part of it."""
    if quote == "none":
        return False
    text = raw.decode(encoding, "surrogateescape")
    return quote in text and re.search(rf"(?:^|\|) *{re.escape(quote)}", text) is not None


def _undecodable(cells: list[str]) -> int | None:
    """The first byte that the encoding could not read: it was carried through as a lone surrogate."""
    for cell in cells:
        if not cell.isascii() and (found := _SURROGATE.search(cell)):
            return ord(found.group()) - 0xDC00
    return None

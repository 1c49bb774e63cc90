"""Text in which a backslash escapes, as MySQL's SELECT … INTO OUTFILE and PostgreSQL's COPY write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from importers.readers.csv.stdlib import Strict
from importers.reject_codes import Code

_MEANINGS = {"0": "\0", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "Z": "\x1a"}
_ESCAPE = re.compile(r'\\(.)|""', re.DOTALL)
_BARE_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Escapes:
    """Records by the delimiter. Cells may stand in quotation marks, but not between tabs, where a mark is
    text; `\\N` alone is a missing value."""

    def __init__(self, delimiter: str, encoding: str) -> None:
        self._encoding, self._quoted = encoding, delimiter != "\t"
        self._mark = delimiter.encode(encoding)
        mark = re.escape(self._mark)
        other = rb"[^\\\n" + mark + rb"]" if len(self._mark) == 1 else rb"(?!" + mark + rb")[^\\\n]"
        bare = rb"(?:" + other + rb"|\\.)*+"
        opened = rb'"(?:[^"\\]|\\.|"")*+'
        quoted = opened + rb'"(?=' + mark + rb"|\r?\n|\r?\Z)|" if self._quoted else b""
        # A cell that may go on beyond the data ends no record.
        whole = rb"(?!" + opened + rb'(?:".{0,%d}|\\)?\Z)' % len(self._mark) if self._quoted else b""
        self._cell = re.compile(rb"((?>" + quoted + bare + rb"))(" + mark + rb"|\r?\n|\r?\Z)", re.DOTALL)
        cell = rb"(?>" + quoted + whole + bare + rb")"
        self._record = re.compile(rb"(?:" + cell + mark + rb")*+" + cell + rb"\r?\n", re.DOTALL)

    def end(self, data: bytes) -> int:
        """Where the last record of `data` that has an end ends, or 0."""
        at = 0
        while found := self._record.match(data, at):
            at = found.end()
        return at

    def records(self, data: bytes) -> Iterator[Strict]:
        """Records with their exact bytes; a blank line has no cells."""
        start = line = 0
        while start < len(data):
            at, cells = start, []
            while True:
                found = self._cell.match(data, at)
                if found is None:  # a backslash at the very end
                    at = len(data)
                    break
                cells.append(found.group(1))
                at = found.end()
                if found.group(2) != self._mark:
                    break
            raw = data[start:at]
            yield self._read(raw, line, cells)
            line += raw.count(b"\n")
            start = at

    def _read(self, raw: bytes, line: int, cells: list[bytes]) -> Strict:
        if not raw.strip(b"\r\n"):
            return Strict(raw, line, [])
        if not cells or (cells[-1][:1] == b'"' and cells[-1].count(b'"') == 1 and raw[-1:] != b"\n"):
            return Strict(raw, line, None, Code.QUOTE, "the text ends within a cell")
        cells[-1] = cells[-1].removesuffix(b"\r")
        try:
            return Strict(raw, line, [self._text(cell) for cell in cells])
        except UnicodeDecodeError as error:
            bad = error.object[error.start]
            return Strict(raw, line, None, Code.ENCODING, f"byte 0x{bad:02X} is not {self._encoding}")

    def _text(self, cell: bytes) -> str | None:
        if cell == b"\\N":
            return None
        text = cell.decode(self._encoding)
        if len(text) > 1 and text[0] == text[-1] == '"' and self._quoted:
            return _ESCAPE.sub(_meaning, text[1:-1])
        return _BARE_ESCAPE.sub(_meaning, text)


def _meaning(found: re.Match[str]) -> str:
    escaped = found.group(1)
    return '"' if escaped is None else _MEANINGS.get(escaped, escaped)


def about_kept(records: int) -> str:
    """A sentence on so many of the first records, whose backslashes stay."""
    are = "record holds backslashes" if records == 1 else "records hold backslashes"
    return f"{records} of the first {are}, kept as text; --input-format csv-escaped reads them as escapes."

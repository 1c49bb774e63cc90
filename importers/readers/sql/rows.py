"""The rows of a dump's statements, cut out on their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from importers.readers.chunks import KEPT_BYTES, Broken, weight
from importers.readers.sql import grammar
from importers.readers.sql.buffer import SqlBuffer
from importers.readers.sql.statements import Statement
from importers.readers.sql.values import Encoding, of_copy, of_literals
from importers.readers.streams import lines_of
from importers.reject_codes import Code

_AFTER_ROWS = re.compile(rb"[;)#/]|--|[A-Za-z]\w*(?=[\s;/]|\Z)")
"""What may follow the rows of a statement: its end, a comment, a clause, or the next statement."""

_BETWEEN = re.compile(rb"[ \t\r\n,]*+")
_DAMAGE = re.compile(rb"[\s,]*([^\s,(;][^(;\n]*)")


@dataclass(kw_only=True)
class Part:
    """Rows of like statements: their values as written, their own bytes, numbers and lines."""

    columns: tuple[str, ...]
    copy: bool
    before: bytes = b""
    after: bytes = b"\n"
    rows: list[tuple[bytes, ...]] = field(default_factory=list)
    """Each row's own bytes, and behind them its values."""
    records: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def frame(
        self, *, escapes: bool, encoding: Encoding, binary: Mapping[str, str]
    ) -> tuple[pl.DataFrame, set[int]]:
        """The rows as text, and which of them hold bytes that are no text."""
        series, bad = [], set[int]()
        _, *columns = zip(*self.rows, strict=True)
        for name, cells in zip(self.columns, columns, strict=True):
            if self.copy:
                column = of_copy(cells, encoding=encoding, binary=binary.get(name, ""))
            else:
                column = of_literals(cells, escapes=escapes, encoding=encoding, binary=binary.get(name, ""))
            series.append(column.texts.alias(name))
            bad.update(column.bad)
        return pl.DataFrame(series), bad

    def original(self, row: int) -> bytes:
        """Return the row at index `row` as a line or statement of its own."""
        return self.before + self.rows[row][0] + self.after


class RowCutter:
    """Cuts rows out of a window into `part`, counting records and lines.

    `size` is of what was cut since it was reset. After a pause, `part` may be another one of like rows.
    """

    part: Part

    def __init__(self, window: SqlBuffer, *, escapes: bool) -> None:
        self.window, self.escapes = window, escapes
        self.record, self.size = 0, 0
        self.broken: list[Broken] = []
        self.is_cut_off = False
        """Whether the input ended within a COPY block."""

    def rows(self, statement: Statement, limit: int) -> Iterator[None]:
        """The rows of the statement that the window stands behind; pauses whenever `limit` bytes were cut."""
        if statement.kind == "set":
            return self._given(statement, limit)
        return self.copied(limit) if statement.kind == "copy" else self.inserted(limit)

    def _given(self, statement: Statement, limit: int) -> Iterator[None]:
        """The row that an INSERT … SET came with."""
        row, line = statement.row, statement.line
        if len(row) > 1:
            self._keep(row, line, len(row[0]))
        else:
            code = Code.LONG if len(row[0]) == KEPT_BYTES else Code.QUOTE
            self._break(code, row[0], line, "it is not a list of columns and their values")
        if self.size >= limit:
            yield

    def inserted(self, limit: int) -> Iterator[None]:
        """The rows of a statement; pauses whenever `limit` bytes were cut."""
        window, width = self.window, len(self.part.columns)
        plain = grammar.plain_row_of(width, self.escapes)
        any_values = grammar.row_of(width, self.escapes)
        line, counted = window.settle(), window.at
        while True:
            data, at = window.data, window.at
            while found := plain.match(data, at) or any_values.match(data, at):
                start, end = found.span(1)
                line += data.count(b"\n", counted, start)
                counted, at = start, end
                self._keep(found.groups(), line, end - start)
                if self.size >= limit:
                    window.at = at
                    yield
            window.at = at
            if not self._go_on(width):
                return
            if self.size >= limit:
                yield
            line, counted = window.settle(), window.at

    def _keep(self, row: tuple[bytes, ...], line: int, size: int) -> None:
        part = self.part
        self.record += 1
        self.size += weight(size)
        part.rows.append(row)
        part.records.append(self.record)
        part.lines.append(line)

    def _go_on(self, width: int) -> bool:
        """Past what the row's pattern does not take; False at the statement's end."""
        window = self.window
        while True:
            comment = grammar.COMMENT_IN_VALUES.match(window.data, window.at)
            if comment:
                window.at = comment.end()
                return True
            if grammar.CUT_COMMENT.match(window.data, window.at) and not window.full and window.more():
                continue
            between = _BETWEEN.match(window.data, window.at)
            start = between.end() if between else window.at
            rest = window.data[start : start + 1024]
            if rest and rest[:1] != b"(":
                return not _AFTER_ROWS.match(rest) and self._damage()
            whole = grammar.any_row(self.escapes).match(window.data, window.at)
            if whole and rest:
                self._wrong_width(whole.group(1), whole.group(2), whole.start(1), width)
                window.at = whole.end()
                return True
            if not window.full and window.more():
                return True
            if not rest:
                return False
            self._unreadable()
            return True

    def _damage(self) -> bool:
        """Past what stands between two rows and belongs to neither; the rows themselves are kept."""
        window = self.window
        found = _DAMAGE.match(window.data, window.at, window.at + KEPT_BYTES)
        if not found:
            return False
        line = window.settle() + window.data.count(b"\n", window.at, found.start(1))
        self._break(Code.QUOTE, found.group(1), line, "text between two rows that belongs to neither")
        window.at += len(found.group())
        return True

    def _wrong_width(self, raw: bytes, inside: bytes, start: int, width: int) -> None:
        values = len(grammar.values_of(self.escapes).findall(inside))
        line = self.window.settle() + self.window.data.count(b"\n", self.window.at, start)
        self._break(Code.COLUMNS, raw, line, f"{values} values, the table has {width} columns")

    def _unreadable(self) -> None:
        """A row that does not end costs its line; one too long for memory, itself."""
        window = self.window
        while window.data[window.at : window.at + 1] in (b" ", b"\t", b"\r", b"\n", b","):
            window.at += 1
        line = window.settle()
        end = window.data.find(b"\n", window.at) + 1 or len(window.data)
        if window.full and window.data[window.at : window.at + 1] == b"(":
            raw = window.data[window.at : window.at + KEPT_BYTES]
            window.leave_row(self.escapes)
            self._break(Code.LONG, raw, line, f"its first {KEPT_BYTES:,} bytes are kept here")
            return
        raw = window.data[window.at : min(end, window.at + KEPT_BYTES)]
        window.at = end
        code = Code.LONG if window.full else Code.QUOTE
        self._break(code, raw, line, "what follows on its line could not be read")

    def _break(self, code: Code, raw: bytes, line: int, detail: str) -> None:
        self.record += 1
        self.size += weight(len(raw))
        self.broken.append(Broken(record=self.record, line=line, code=code, raw=raw + b"\n", detail=detail))

    def copied(self, limit: int) -> Iterator[None]:
        """The lines of a COPY block, up to its end mark or the input's end; pauses like `inserted`."""
        window = self.window
        line = window.settle()
        while window.at < len(window.data) or window.more():
            end = window.data.rfind(b"\n", window.at) + 1
            if not end and window.full:
                self._unreadable()
                line = window.settle()
                continue
            if not end and window.more():
                continue
            for raw in lines_of(window.data[window.at : end or len(window.data)]):
                window.at += len(raw)
                cells = raw.rstrip(b"\r\n")
                if cells == b"\\.":
                    return
                self._copied(cells, line)
                line += 1
                if self.size >= limit:
                    yield
        self.is_cut_off = True

    def _copied(self, raw: bytes, line: int) -> None:
        values, width = raw.split(b"\t"), len(self.part.columns)
        if len(values) == width:
            self._keep((raw, *values), line, len(raw))
        else:
            detail = f"{len(values)} cells, the table has {width} columns"
            self._break(Code.COLUMNS, raw, line, detail)

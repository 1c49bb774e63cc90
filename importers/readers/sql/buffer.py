"""The part of a dump that is in memory, moving forward."""

from __future__ import annotations

import re

from importers.readers.chunks import CHUNK_BYTES, RECORD_BYTES
from importers.readers.sql import grammar
from importers.readers.streams import Input

_MARK = re.compile(rb"[()'\"]")


class SqlBuffer:
    """`data` from `at` on is what lies ahead; `line` is the line that `at` is on, once `settle` was called.

    What lies before `at` is consumed when more is read, or by `settle`.
    """

    def __init__(self, source: Input) -> None:
        self.source = source
        self.data, self.at, self.line = b"", 0, 1 + source.lines_before
        self._settled = 0
        self.ended = False

    def settle(self) -> int:
        """Consume all before `at`; gives the line that `at` is on."""
        if self.at > self._settled:
            done = self.data[self._settled : self.at]
            self.source.consume(done)
            self.line += done.count(b"\n")
            self._settled = self.at
        return self.line

    def more(self) -> bool:
        """Read on; False at the end of the input."""
        if self.ended:
            return False
        self.settle()
        read = self.source.read(CHUNK_BYTES)
        self.ended = len(read) < CHUNK_BYTES
        self.data, self.at, self._settled = self.data[self.at :] + read, 0, 0
        return bool(read)

    def read_ahead(self, count: int) -> None:
        """Have `count` bytes ahead, or all there are."""
        while len(self.data) - self.at < count and self.more():
            pass

    @property
    def full(self) -> bool:
        """Whether more is ahead than any one record may need."""
        return len(self.data) - self.at >= RECORD_BYTES

    def leave_string(self, escapes: bool) -> None:
        """Go to the end of the string that opens here, however long it is; past anything else by a byte."""
        quote = self.data[self.at : self.at + 1]
        self.at += 1
        if quote not in (b"'", b'"'):
            return
        inside = grammar.inside_string(escapes, quote)
        while True:
            found = inside.match(self.data, self.at)
            self.at = found.end() if found else self.at
            # A mark at the very end may be the first of two.
            if self.at < len(self.data) - 1:
                self.at += 1
                return
            if not self.more():
                self.at = len(self.data)
                return

    def leave_row(self, escapes: bool) -> None:
        """Go behind the parenthesis that opens here, however much is in it."""
        depth = 0
        while self.at < len(self.data) or self.more():
            found = _MARK.search(self.data, self.at)
            if found is None:
                self.at = len(self.data)
                continue
            self.at = found.start()
            mark = found.group()
            if mark in b"'\"":
                self.leave_string(escapes)
                continue
            self.at += 1
            depth += 1 if mark == b"(" else -1
            if not depth:
                return

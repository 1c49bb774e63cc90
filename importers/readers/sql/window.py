"""The part of a dump that is in memory, moving forward."""

from __future__ import annotations

from importers.readers.chunks import CHUNK_BYTES, RECORD_BYTES
from importers.readers.streams import Input


class Window:
    """`data` from `at` on is what lies ahead; `line` is the line that `at` is on, once `settle` was called.

    What lies before `at` is consumed when more is read, or by `settle`.
    """

    def __init__(self, source: Input) -> None:
        self.source = source
        self.data, self.at, self.line = b"", 0, 1
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

    def ahead(self, count: int) -> None:
        """Have `count` bytes ahead, or all there are."""
        while len(self.data) - self.at < count and self.more():
            pass

    @property
    def full(self) -> bool:
        """Whether more is ahead than any one record may need."""
        return len(self.data) - self.at >= RECORD_BYTES

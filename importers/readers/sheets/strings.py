"""A workbook's shared strings: cells name them by number, and there may be more than memory holds."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from events.errors import WriteError

BLOCK = 64 * 1024
"""The approximate size of a block of strings, in characters. Blocks are unpacked one by one."""

AT_HAND = 32 * 1024 * 1024
"""The limit in bytes of unpacked blocks, and of all strings in memory before they move to a file."""


class Strings:
    """Strings by their number, read no farther than they are asked for."""

    def __init__(self, coming: Iterator[str]) -> None:
        self._coming = coming
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - `close` closes it
            max_size=AT_HAND, prefix="events-strings-"
        )
        self._starts: list[int] = []
        """The number of each block's first string."""
        self._ends = [0]
        self._last: list[str] = []
        """Those behind the last block."""
        self._size = self._known = 0
        self._unpacked: dict[int, list[str]] = {}
        self._held = 0
        self._decoder = msgspec.json.Decoder(list[str])

    def close(self) -> None:
        """Delete the file that holds the strings."""
        self._file.close()

    def __getitem__(self, number: int) -> str:
        """Raises `IndexError` for one that is not there."""
        while number >= self._known:
            self._more()
        if number >= self._known - len(self._last):
            return self._last[number - self._known]
        block = bisect_right(self._starts, number) - 1
        strings = self._unpacked.get(block)
        if strings is None:
            strings = self._unpack(block)
        return strings[number - self._starts[block]]

    def _more(self) -> None:
        text = next(self._coming, None)
        if text is None:
            raise IndexError
        self._last.append(text)
        self._known += 1
        self._size += len(text) + 1
        if self._size >= BLOCK:
            self._pack()

    def _pack(self) -> None:
        data = msgspec.json.encode(self._last)
        try:
            self._file.seek(self._ends[-1])
            self._file.write(data)
        except OSError as error:
            raise WriteError(
                f"Cannot keep a workbook's texts in {tempfile.gettempdir()} while it is read: "
                f"{error.strerror}. Set TMPDIR to a folder with more room."
            ) from error
        self._starts.append(self._known - len(self._last))
        self._ends.append(self._ends[-1] + len(data))
        self._last, self._size = [], 0

    def _unpack(self, block: int) -> list[str]:
        start, end = self._ends[block : block + 2]
        if self._held > AT_HAND:
            self._unpacked, self._held = {}, 0
        self._file.seek(start)
        strings = self._unpacked[block] = self._decoder.decode(self._file.read(end - start))
        self._held += end - start
        return strings

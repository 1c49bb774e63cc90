"""Files of rows alone, as of `mysqldump --tab`: a CREATE TABLE in another file has their columns."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, cast

from importers.readers.factory import InputOptions
from importers.readers.sql.table_names import TableDefinition
from importers.readers.streams import HEAD_BYTES, Input
from importers.readers.tables import Opener, SqlTables

_STEP = 256 * 1024
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LETTERS = {b"\n": b"\\n", b"\t": b"\\t", b"Z": b"\x1a"}


def row_file_tables(
    table: str, definition: TableDefinition, open_it: Opener, *, how: InputOptions, stack: ExitStack
) -> SqlTables:
    """The rows of a file as those of `table`. They are tab-separated, with `\\N` for NULL and backslashes
    before special characters, which makes them the rows of a COPY block."""

    @contextmanager
    def as_copy() -> Iterator[Input]:
        with open_it() as opened:
            yield _as_copy(opened, table, definition)

    return SqlTables(as_copy, how=how, stack=stack)


def _as_copy(opened: Input, table: str, definition: TableDefinition) -> Input:
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in definition.columns)
    quoted = table.replace('"', '""')
    header = f'COPY "{quoted}" ({names}) FROM stdin;\n'.encode()
    stream = cast(BinaryIO, io.BufferedReader(_CopyRows(header, opened), _STEP))
    made = Input(
        name=opened.name,
        path=opened.path,
        size=opened.size,
        stream=stream,
        head=b"",
        cut_off=lambda: opened.truncated,
        packed_count=opened.packed_count,
    )
    made.head = made._ahead = made.read(HEAD_BYTES)
    made.lines_before = -1
    return made


class _CopyRows(io.RawIOBase):
    """The rows under `header`, and the end mark of a COPY block. A line end or tab within a value, which
    MySQL writes behind a backslash, becomes a letter behind it."""

    def __init__(self, header: bytes, rows: Input) -> None:
        self._ready, self._rows = header, rows
        self._pending, self._last, self._ended = b"", b"\n", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            self._ready = self._more()
        data, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _more(self) -> bytes:
        read = self._rows.read(_STEP)
        data = self._pending + read
        self._ended, self._pending = not read, b""
        if not self._ended:
            cut = _end_of_rows(data) or len(data) - _ends_in_escape(data)
            data, self._pending = data[:cut], data[cut:]
        elif self._rows.truncated:  # within a row, whose start would pass for all of it
            data = data[: _end_of_rows(data)]
        self._last = data[-1:] or self._last
        end = b"" if not self._ended else b"\\.\n" if self._last == b"\n" else b"\n\\.\n"
        return _ESCAPED.sub(_unfolded, data) + end


def _end_of_rows(data: bytes) -> int:
    """The position after the last line end that is not within a value; 0 without one."""
    end = data.rfind(b"\n") + 1
    while end and _ends_in_escape(data[:end].removesuffix(b"\n")):
        end = data.rfind(b"\n", 0, end - 1) + 1
    return end


def _ends_in_escape(data: bytes) -> bool:
    return (len(data) - len(data.rstrip(b"\\"))) % 2 == 1


def _unfolded(found: re.Match[bytes]) -> bytes:
    return _LETTERS.get(found.group(1), found.group())

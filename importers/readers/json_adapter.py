"""What is no text (a sheet, Parquet, XML, a database) as lines of text: one JSON object per row.

Everything that counts bytes and lines, keeps them, or hands them back (resuming, rejects, the original
of an event) then works as it does for a JSON Lines file, and a reject file can be imported as one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import BinaryIO, cast

import msgspec
import polars as pl

from importers.readers.bad_bytes import MARK, first_bad_byte, restore
from importers.readers.chunks import (
    CHUNK_BYTES,
    KEPT_BYTES,
    RECORD_BYTES,
    Broken,
    Chunk,
    first_lines,
    pick_rows,
)
from importers.readers.later_tables import LaterTables
from importers.readers.row_lines import RowLines
from importers.readers.streams import HEAD_BYTES, Input, lines_of
from importers.reject_codes import Code

SHEETS = ("xlsx", "ods", "xls")
Row = Sequence[str | None]
"""A row's texts, one per column."""

_TOGETHER = 500
"""How many rows are encoded at a time, unless they are large."""

_BATCH_BYTES = 512 * 1024


@contextmanager
def adapted_input(
    rows: Generator[Row | None],
    *,
    name: str,
    path: str,
    carrier: str,
    table: str,
    columns: Sequence[str],
    lines_before: int = 0,
    remarks: Callable[[], list[str]] = list,
    row_lines: RowLines | None = None,
    document_lines: int = 0,
    truncated: str = "",
) -> Iterator[Input]:
    """`rows` as an `Input` of JSON Lines, a row that is None as a blank line. Closes `rows` in the end.

    `columns` may be a list that gets longer before the first row that needs it does.
    `lines_before` is how many lines the original has before its first row; without it, `row_lines` has the
    lines of each row, and the original has `document_lines` in all, and lacks what `truncated` says.
    """
    with closing(rows):
        stream = cast(BinaryIO, io.BufferedReader(JsonLinesStream(_lines(columns, rows)), HEAD_BYTES))
        opened = Input(name=name, path=path, size=None, stream=stream, head=b"")
        opened.carrier, opened.table, opened.columns = carrier, table, columns
        opened.lines_before, opened.remarks, opened.row_lines = lines_before, remarks, row_lines
        opened.document_lines, opened.truncated = document_lines, truncated
        yield opened


def size_of(row: Row | None) -> int:
    """The number of characters in a row's texts."""
    return sum(len(text) for text in row if text) if row else 0


def batches_of(rows: Iterable[Row | None]) -> Iterator[list[Row | None]]:
    """`rows` in lists of `_TOGETHER`, or of fewer where they hold more than `_BATCH_BYTES` characters."""
    some: list[Row | None] = []
    size = 0
    for row in rows:
        some.append(row)
        size += size_of(row)
        if len(some) >= _TOGETHER or size >= _BATCH_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _lines(columns: Sequence[str], rows: Iterable[Row | None]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    for some in batches_of(rows):
        # A name with a bad byte is damage in the rows that have a value there, and in no other.
        damaged = [name for name in columns if MARK in name]
        if None in some:
            yield b"".join(
                encoder.encode_lines([_record(columns, row, damaged)]) if row is not None else b"\n"
                for row in some
            )
        else:
            yield encoder.encode_lines([_record(columns, row or (), damaged) for row in some])


def _record(columns: Sequence[str], row: Row, damaged: Sequence[str]) -> dict[str, str | None]:
    record = dict(zip(columns, row, strict=False))
    for name in damaged:
        if record.get(name) is None:
            record.pop(name, None)
    return record


class JsonLinesStream(io.RawIOBase):
    """Joins pieces of bytes, as they are made, into one stream."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._pending = parts, memoryview(b"")

    def readable(self) -> bool:
        """Return True, since the stream is only for reading."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` from the next piece and return the number of bytes written, 0 at the end."""
        while not self._pending:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._pending = memoryview(part)
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count


@dataclass
class JsonAdapterReader:
    """Reads an `Input` that was made here."""

    source: Input
    details: str
    columns: list[str] = field(init=False)
    header: bytes = field(default=b"", init=False)
    format: str = field(init=False)

    def __post_init__(self) -> None:
        self.columns, self.format = list(self.source.columns), self.source.carrier
        self._later = LaterTables(self.source.columns) if self.format in SHEETS else None
        if self._later:
            self.source.remarks = self._later.remarks(self.source.remarks)

    @property
    def read_as(self) -> dict[str, str]:
        """Return the settings that read the same input in the same way: format and encoding."""
        return {"format": self.format, "encoding": "utf-8"}

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in order, in chunks of whole lines."""
        record, line, pending = 0, self.source.lines_before, b""
        while True:
            data, pending, overlong = self._next(pending)
            if not data and not overlong:
                return
            self.source.consume(data)
            chunk = self._chunk(data, record, line, overlong)
            record, line = chunk.last_record, chunk.last_line
            chunk = self._later.set_apart(chunk) if self._later else chunk
            yield _without_bad_bytes(chunk) if first_bad_byte(data) is not None else chunk

    def _next(self, pending: bytes) -> tuple[bytes, bytes, bytes]:
        """Whole lines, what was read beyond them, and the start of an overlong line behind them."""
        while True:
            if len(pending) < CHUNK_BYTES or b"\n" not in pending:
                pending += self.source.read(CHUNK_BYTES)
            cut = first_lines(pending).rfind(b"\n") + 1 or pending.rfind(b"\n") + 1
            if cut:
                return pending[:cut], pending[cut:], b""
            if not pending:
                return b"", b"", b""
            if len(pending) > RECORD_BYTES:
                start = pending[:KEPT_BYTES]
                return b"", self.source.skip_line(pending), start

    def _chunk(self, data: bytes, before: int, line: int, overlong: bytes) -> Chunk:
        schema = dict.fromkeys(self.source.columns, pl.String)
        frame = pl.read_ndjson(data, schema=schema) if data.strip() else pl.DataFrame(schema=schema)
        last, last_line, broken = before + frame.height, line + data.count(b"\n"), []
        if overlong:
            last, last_line = last + 1, last_line + 1
            detail = f"its first {len(overlong):,} bytes are kept here"
            broken = [
                Broken(record=last, line=last_line, code=Code.LONG, raw=overlong + b"\n", detail=detail)
            ]
        lines, ends = [line + at for at in _filled(data)], {}
        if self.source.row_lines is not None:
            lines, last_lines = self.source.row_lines.take(last - before)
            ends = dict(zip(lines, last_lines, strict=True))
            last_line = max([line, *last_lines])
            broken = [replace(one, line=lines[-1]) for one in broken]
        return Chunk(
            frame=frame,
            records=pl.int_range(before + 1, before + 1 + frame.height, dtype=pl.Int64, eager=True),
            lines=pl.Series(lines[: frame.height], dtype=pl.Int64),
            line_ends=ends,
            originals=lambda rows: _rows_of(data, rows),
            broken=broken,
            first_record=before + 1,
            last_record=last,
            last_line=last_line,
            end=self.source.position,
            prefix=self.source.prefix(),
        )


def _without_bad_bytes(chunk: Chunk) -> Chunk:
    """The chunk with the rows apart whose text was not UTF-8 in the original."""
    raws = chunk.originals(range(chunk.frame.height))
    bad = {row: byte for row, raw in enumerate(raws) if (byte := first_bad_byte(raw)) is not None}
    broken = [
        Broken(
            record=chunk.records[row],
            line=chunk.lines[row],
            code=Code.ENCODING,
            raw=restore(raws[row]),
            detail=f"byte 0x{byte:02X} is not utf-8",
        )
        for row, byte in bad.items()
    ]
    good = pick_rows(chunk, [row for row in range(chunk.frame.height) if row not in bad])
    return replace(good, broken=[*broken, *chunk.broken])


def _filled(data: bytes) -> Sequence[int]:
    """The numbers, from 1, of the lines that are not blank."""
    if not data.startswith(b"\n") and b"\n\n" not in data:
        return range(1, data.count(b"\n") + 1)
    return [number for number, line in enumerate(lines_of(data), start=1) if line != b"\n"]


def _rows_of(data: bytes, rows: Sequence[int]) -> list[bytes]:
    lines = [line for line in lines_of(data) if line != b"\n"] if rows else []
    return [lines[row] for row in rows]

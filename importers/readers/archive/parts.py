"""One table in several files: split exports, and dumps whose parts fill the same table."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from importers.readers.chunks import Chunk, Reader
from importers.readers.streams import HEAD_BYTES, Input

if TYPE_CHECKING:
    from importers.readers.tables import BaseTables

_ALL = 1 << 62


@dataclass(frozen=True, kw_only=True)
class PartTable:
    """One file's share of a table: the table `name` of `tables`, which stands in the file `member`."""

    member: str
    tables: BaseTables
    name: str

    @contextmanager
    def reader(self, joint: Input | None = None) -> Iterator[Reader]:
        """A reader of this part alone; with `joint`, it counts and digests on from there."""
        with self.tables.input(self.name) as source:
            if joint is not None:
                source.continue_from(joint)
                source.is_part = True
            yield self.tables.reader_of(source)


@contextmanager
def joined_input(parts: Sequence[PartTable], *, name: str, path: str, table: str) -> Iterator[Input]:
    """All parts as one input, which `JoinedReader` reads."""
    with ExitStack() as stack:
        stream = cast(BinaryIO, io.BufferedReader(_Chained(parts, stack), HEAD_BYTES))
        opened = Input(name=name, path=path, size=None, stream=stream, head=b"")
        opened.chosen = opened.table = table
        opened.joined_reader = partial(JoinedReader, parts)
        yield opened


class JoinedReader:
    """Reads the parts one after the other, each as its own file says; records are numbered through.

    `columns` are those of all parts. A chunk's `lines` are those of its `member`.
    """

    def __init__(self, parts: Sequence[PartTable], source: Input) -> None:
        self._parts, self._remarks = parts, list[str]()
        source.remarks = lambda: list(self._remarks)
        self.source, self.columns = source, list[str]()
        with ExitStack() as stack:
            readers = [stack.enter_context(part.reader()) for part in parts[:1]]
            first = readers[0]
            self.header, self.format, self.read_as = first.header, first.format, first.read_as
            self.details = f"{first.details}, in {len(parts)} files"
            self.columns = list(dict.fromkeys([*first.columns, *self._other_columns()]))

    def chunks(self) -> Iterator[Chunk]:
        """The chunks of all parts."""
        record, line = 0, 0
        for part in self._parts:
            with part.reader(self.source) as reader:
                records, lines = record, line
                for chunk in reader.chunks():
                    record, line = records + chunk.last_record, lines + chunk.last_line
                    yield self._as_ours(chunk, reader, part, records=records, lines=lines)
                reader.source.skip(_ALL)
                self._note_end(part, reader.source)
                self.source.position = reader.source.position

    def _note_end(self, part: PartTable, read: Input) -> None:
        """Keep what was found in a part for the report."""
        self._remarks += read.remarks()
        if read.truncated:
            earlier = f"{self.source.truncated}; " if self.source.truncated else ""
            self.source.truncated = f"{earlier}{part.member}: {read.truncated}"

    def _other_columns(self) -> Iterator[str]:
        for part in self._parts[1:]:
            yield from part.tables.columns(part.name)

    def _as_ours(self, chunk: Chunk, reader: Reader, part: PartTable, *, records: int, lines: int) -> Chunk:
        import polars as pl

        self.source.position = chunk.end
        lacking = [name for name in self.columns if name not in chunk.frame.columns]
        frame = chunk.frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)
        return replace(
            chunk,
            frame=frame.select(list(dict.fromkeys([*self.columns, *frame.columns]))),
            originals=partial(_under, self.header, reader, chunk),
            records=chunk.records + records,
            broken=[replace(one, record=one.record + records) for one in chunk.broken],
            first_record=chunk.first_record + records,
            last_record=chunk.last_record + records,
            last_line=chunk.last_line + lines,
            member=part.member,
        )


def _under(header: bytes, reader: Reader, chunk: Chunk, rows: Sequence[int]) -> list[bytes]:
    """Rows' own bytes, as they stand under `header`: a dump's part may begin its rows in another way."""
    found = chunk.originals(rows)
    if reader.format != "sql" or reader.header == header:
        return found
    ends = b"\\.\n" if header.startswith(b"COPY") else b";\n"
    theirs = b"\n\\.\n" if reader.header.startswith(b"COPY") else b";\n"
    return [ends + reader.header + raw.rstrip(b"\n") + theirs + header for raw in found]


class _Chained(io.RawIOBase):
    """The unpacked bytes of the parts, one after the other; one is open at a time."""

    def __init__(self, parts: Sequence[PartTable], stack: ExitStack) -> None:
        self._rest, self._stack = iter(parts), stack.enter_context(ExitStack())
        self._now: Input | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._now is not None or self._open_next():
            data = self._now.read(len(buffer)) if self._now else b""
            if data:
                buffer[: len(data)] = data
                return len(data)
            self._now = None
        return 0

    def _open_next(self) -> bool:
        part = next(self._rest, None)
        self._stack.close()
        self._now = self._stack.enter_context(part.tables.input(part.name)) if part else None
        return part is not None

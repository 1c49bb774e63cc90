"""Opening an input: a file or standard input, plain or packed, as one stream of unpacked bytes."""

from __future__ import annotations

import hashlib
import io
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from importers.errors import NoSuchInputError, NotDataError
from importers.readers import compression, transcoding
from importers.readers.row_lines import RowLines
from importers.readers.stored_file import StoredFile

HEAD_BYTES = 256 * 1024
# First bytes of what is often given by mistake, and what it is.
_MAGIC = {
    b"PK\x03\x04": "a packed ZIP archive or spreadsheet: unpack it first",
    b"SQLite format 3\x00": "a packed SQLite database: unpack it first",
    b"PAR1": "a packed Parquet file: unpack it first",
    b"PGDMP": "a PostgreSQL dump in its custom format: turn it into SQL with pg_restore -f dump.sql",
    b"ARROW1": "an Arrow file: save it as Parquet",
    b"Obj\x01": "an Avro file: save it as Parquet or JSON Lines",
    b"ORC": "an ORC file: save it as Parquet",
    b"\x04\x22\x4d\x18": "LZ4-compressed: unpack it first",
    b"\x1f\x9d": "compressed by an old `compress`: unpack it first",
    b"7z\xbc\xaf": "a 7-Zip archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
    b"%PDF": "a PDF: export the history as CSV",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file: save the sheet as CSV",
}


@dataclass(kw_only=True)
class Input:
    """An open input. Counts and digests what is consumed of it.

    `size` is the number of bytes on disk, None for standard input; `taken()` how many of those were
    read, for progress. `carrier` is set where the bytes are to be read in a certain way ("sql"), or were
    made from something that is no text ("xlsx"). `table` is the table that is wanted of it, `chosen` the
    name to give with the path to have the same again; `within` the list in each record whose items are
    wanted instead of it, `outer` what the record is called then. `columns` are those of made lines so
    far, `lines_before` how many lines the original has before them; `encoding` is what the text was in before
    it became UTF-8. `encoding_note` is the detected encoding with its evidence. `remarks` gives sentences
    about what was read. `defined_columns` and `binary_columns` are what another file of a dump says of the
    table. `joined_reader` makes the reader of a table in several files, whose bytes the input has.
    `document_lines` is how many lines a document that is walked has, `element_lines` the first and last line
    of the element that ended last, and `row_lines` those of rows made of elements, which are to be read next.
    `truncated` is what is missing at the end, known when all was read; with `ends_elsewhere`, another file
    has the end of this part. `is_part` is whether other files have more of the same table.
    `cut_off` gives what is missing at the end of the bytes themselves, once they were read: then
    their last line may be a part of one.
    `packed_count` gives how many bytes on disk were read, where that is known. `stored` is the file whose
    very bytes these are.
    """

    name: str
    path: str
    size: int | None
    stream: BinaryIO
    head: bytes
    carrier: str = ""
    table: str = ""
    chosen: str = ""
    within: str = ""
    outer: str = ""
    columns: Sequence[str] = ()
    lines_before: int = 0
    encoding: str = ""
    encoding_note: str = ""
    remarks: Callable[[], list[str]] = list
    defined_columns: tuple[str, ...] = ()
    binary_columns: Mapping[str, str] = field(default_factory=dict)
    joined_reader: Callable[[Input], object] | None = None
    truncated: str = ""
    ends_elsewhere: bool = False
    is_part: bool = False
    document_lines: int = 0
    element_lines: tuple[int, int] = (0, 0)
    row_lines: RowLines | None = None
    cut_off: Callable[[], str] = str
    packed_count: Callable[[], int] | None = None
    stored: StoredFile | None = None

    def __post_init__(self) -> None:
        self.position = 0
        self._digest = hashlib.sha256()
        self._ahead = self.head

    def own_encoding(self, encoding: str) -> str:
        """The name of what the text is in, where it is read as `encoding`."""
        return transcoding.public_name(self.encoding) if self.encoding else encoding

    def transcode(self, encoding: str) -> None:
        """Make UTF-8 of what is still to be read, which is in `encoding`."""
        self.stream = transcoding.as_utf8(rejoined(self._ahead, self.stream), encoding)
        self.encoding, self._ahead, self.stored = encoding, b"", None
        self.head = self._ahead = self.read(HEAD_BYTES)

    def taken(self) -> int:
        """Return how many bytes on disk were read, or how many were consumed where that is unknown."""
        return self.position if self.packed_count is None else self.packed_count()

    def read(self, count: int) -> bytes:
        """Up to `count` more bytes; fewer only at the end. Not yet consumed."""
        parts, self._ahead = [self._ahead[:count]] if self._ahead else [], self._ahead[count:]
        missing = count - sum(map(len, parts))
        while missing > 0:
            try:
                part = self.stream.read(missing)
            except compression.DamagedError as error:
                raise NotDataError(self.name, problem=str(error)) from None
            if not part:
                self.note_missing_end(self.cut_off())
                break
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def note_missing_end(self, problem: str) -> None:
        """Set `truncated`, unless it already says that the bytes themselves are cut off."""
        self.truncated = self.truncated or problem

    def consume(self, data: bytes) -> None:
        """Take `data`, the next bytes, as done."""
        self.position += len(data)
        self._digest.update(data)

    def continue_from(self, earlier: Input) -> None:
        """Count and digest on from where `earlier` stands. Before anything is consumed."""
        self.position, self._digest = earlier.position, earlier._digest

    def prefix(self) -> str:
        """The digest of all bytes consumed so far."""
        return self._digest.copy().hexdigest()

    def skip(self, count: int) -> bytes:
        """Consume `count` bytes unseen, or all there are; gives the last few of them."""
        end = b""
        known = self.stored.known(count) if self.stored is not None and not self.position else None
        if known is not None and self.jump(count):
            self.position, (self._digest, end) = count, known
            return end
        while count > 0 and (data := self.read(min(count, 1 << 20))):
            self.consume(data)
            count -= len(data)
            end = (end + data)[-4:]
        return end

    def jump(self, place: int) -> bool:
        """Read on from a place of the file, if it has that many bytes, and if they are read as they are; what
        is consumed is not changed by it."""
        if self.stored is None or self.stored.size < place:
            return False
        self.stream, self._ahead, self.packed_count = self.stored.stream(place), b"", None
        return True

    def skip_line(self, pending: bytes) -> bytes:
        """Consume up to and with the next line end, `pending` being what was read ahead; gives the rest."""
        while pending and b"\n" not in pending:
            self.consume(pending)
            pending = self.read(1 << 20)
        cut = pending.find(b"\n") + 1
        self.consume(pending[:cut])
        return pending[cut:]


@dataclass(frozen=True, kw_only=True)
class KnownStart:
    """The start of a text, up to a record's end, which is known: how many records and lines it has. `end` is
    another input of the same bytes, which has been read that far."""

    end: Input
    records: int
    lines: int


def let_signals_interrupt() -> None:
    """Let Ctrl-C end a read that waits: the driver of the bulk writer makes reads go on after it."""
    if hasattr(signal, "siginterrupt"):
        signal.siginterrupt(signal.SIGINT, True)


def standard_input() -> BinaryIO:
    """The bytes of standard input. Raises `NoSuchInputError` where it is closed."""
    if sys.stdin is None:
        raise NoSuchInputError("standard input", problem="it is closed")
    let_signals_interrupt()
    return sys.stdin.buffer


@contextmanager
def open_input(source: str) -> Iterator[Input]:
    """Open a path, or `-` for standard input. Raises `NoSuchInputError`, or `NotDataError` for what cannot
    be text."""
    if source == "-":
        yield wrapped(standard_input(), name="standard input", path="", size=None)
        return
    path = Path(source)
    try:
        file = path.open("rb")
    except IsADirectoryError:
        raise NoSuchInputError(source, problem="it is a directory, give the files in it") from None
    except OSError as error:
        raise NoSuchInputError(source, problem=(error.strerror or "unreadable").lower()) from None
    with file:
        yield wrapped(file, name=path.name, path=str(path.resolve()), size=path.stat().st_size)


def wrapped(
    raw: BinaryIO, *, name: str, path: str, size: int | None, stored: StoredFile | None = None
) -> Input:
    """`raw` as an `Input`: unpacked, UTF-8 where it was UTF-16 or the like, line feeds where lines ended in
    carriage returns alone; `stored` is the file that `raw` reads. Raises `NotDataError`."""
    buffered = io.BufferedReader(raw) if isinstance(raw, io.RawIOBase) else raw
    start = buffered.read(compression.MAGIC_BYTES)
    counted = _Rejoined(start, buffered)
    stream = cast(BinaryIO, io.BufferedReader(counted, 1 << 20))
    opened = Input(name=name, path=path, size=size, stream=stream, head=b"")
    if kind := compression.kind_of(start):
        opened.stream = packed = compression.unpacked(stream, kind)
        opened.cut_off = lambda: packed.cut_off
    opened.packed_count = lambda: counted.count
    head = opened.read(HEAD_BYTES)
    if opened.truncated and not head:
        raise NotDataError(
            name, problem=f"{opened.truncated}, and none of it can be unpacked. Get the file again."
        )
    refuse_binary(name, head)
    opened._ahead = head
    if encoding := transcoding.encoding_by_structure(head):
        opened.transcode(encoding)
        head = opened.head
    if b"\r" in head and b"\n" not in head:
        opened.stream = transcoding.with_line_feeds(rejoined(head, opened.stream))
        opened._ahead = b""  # the stream has it again, with line feeds
        head = opened.read(HEAD_BYTES)
    opened.head = opened._ahead = head
    opened.stored = stored if opened.stream is stream else None
    return opened


def rejoined(start: bytes, rest: BinaryIO) -> BinaryIO:
    """A stream whose first bytes were already taken, put together again."""
    return cast(BinaryIO, io.BufferedReader(_Rejoined(start, rest), 1 << 20))


class _Rejoined(io.RawIOBase):
    """`count` is how many bytes were taken so far, those of `start` among them."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest, self.count = start, rest, len(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._start:
            data, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        else:
            let_signals_interrupt()
            if isinstance(self._rest, io.BufferedReader):  # straight into the buffer
                count = self._rest.readinto(buffer)
                self.count += count
                return count
            data = self._rest.read(len(buffer))
            self.count += len(data)
        buffer[: len(data)] = data
        return len(data)


def refuse_binary(name: str, head: bytes) -> None:
    """Raises `NotDataError` for what is no text, naming what it is where that is known."""
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise NotDataError(name, problem=f"this is {what}.")
    if compression.kind_of(head):
        raise NotDataError(name, problem="it is packed twice: unpack it once.")
    if transcoding.encoding_by_structure(head):
        return
    sample = head[:8192]
    odd = sum(sample.count(bytes([byte])) for byte in (*range(9), *range(14, 27), *range(28, 32)))
    if odd > len(sample) * 0.1:
        raise NotDataError(
            name, problem="this is binary data, not text. Export the history as CSV or JSON Lines."
        )


def lines_of(data: bytes) -> list[bytes]:
    """`data` cut after each line feed and nowhere else."""
    return io.BytesIO(data).readlines()

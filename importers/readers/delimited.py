"""CSV and its relatives: comma, semicolon, tab or bar; quoted cells may hold line ends."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from importers.codes import Code
from importers.errors import NoHeader, NotData
from importers.readers.chunks import CHUNK_BYTES, KEPT_BYTES, RECORD_BYTES, Broken, Chunk
from importers.readers.streams import Input, lines_of

if TYPE_CHECKING:
    import polars as pl

# A carriage return that ends no line is text here; the standard parser would end the record there.
# No decoder makes this character, so it can stand for it meanwhile.
_BARE_RETURN = "\ud800"
_SURROGATE = re.compile("[\udc80-\udcff]")
_LOOKS_LIKE_DATA = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|^\d+([.,]\d+)?$|^[^@\s]+@[^@\s]+\.\w+$"
)


@dataclass
class DelimitedReader:
    """Reads an `Input` as delimited text. Raises `NotData` or `NoHeader` when it is opened."""

    source: Input
    encoding: str
    delimiter: str
    columns: list[str] = field(init=False)
    header: bytes = field(init=False)
    format: str = field(default="csv", init=False)

    def __post_init__(self) -> None:
        csv.field_size_limit(RECORD_BYTES)
        head = self.source.read(RECORD_BYTES if b"\n" not in self.source.head else len(self.source.head))
        if not head.strip():
            raise NotData(self.source.name, problem="the file is empty. Export the history again.")
        mark = codecs.BOM_UTF8 if head.startswith(codecs.BOM_UTF8) else b""
        head = head.removeprefix(mark)
        first = next(strict_records(head, encoding=self.encoding, delimiter=self.delimiter))
        if first.cells is None or len(first.raw) == len(head) > RECORD_BYTES - 1:
            raise NotData(self.source.name, problem="line 1 cannot be read as a header of column names.")
        cells = [cell.strip() for cell in first.cells]
        if any(_LOOKS_LIKE_DATA.search(cell) for cell in cells):
            raise NoHeader(self.source.name, cells=cells)
        self.columns = unique_names(cells)
        self.header = mark + first.raw
        self._rest = head[len(first.raw) :]
        self._line = 1 + first.raw.count(b"\n")
        self.source.consume(self.header)

    @property
    def details(self) -> str:
        names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
        return f"{self.encoding}, {names.get(self.delimiter, repr(self.delimiter))}-separated"

    def chunks(self) -> Iterator[Chunk]:
        record, line, pending = 0, self._line, self._rest
        while True:
            data, pending, overlong = self._next_chunk(pending)
            if not data and not overlong:
                return
            start_record, start_line = record + 1, line
            frame = self._fast(data)
            broken: list[Broken] = []
            if frame is not None:
                numbered, originals = _Numbered.plain(frame, data, start_record, start_line), _by_parity(data)
            else:
                frame, numbered, broken, raws = self._strict(data, start_record, start_line)
                originals = _among(raws)
            record = start_record + frame.height + len(broken) - 1
            line = start_line + data.count(b"\n") + (not data.endswith(b"\n") if data else 0)
            self.source.consume(data)
            if overlong:
                record, line = record + 1, line + 1
                broken = [*broken, self._overlong(overlong, record, line - 1)]
            yield Chunk(
                frame=frame,
                records=numbered.records,
                lines=numbered.lines,
                originals=originals,
                broken=broken,
                first_record=start_record,
                last_record=record,
                last_line=line - 1,
                end=self.source.position,
                prefix=self.source.prefix(),
            )

    def _next_chunk(self, pending: bytes) -> tuple[bytes, bytes, bytes]:
        """The next bytes up to a record's end, what was read beyond it, and the start of an overlong line.

        An overlong line is consumed to its end; only its start is kept.
        """
        wanted = CHUNK_BYTES
        while True:
            pending += self.source.read(max(0, wanted - len(pending)))
            if len(pending) < wanted:
                return pending, b"", b""
            cut = last_record_end(pending)
            if cut:
                return pending[:cut], pending[cut:], b""
            if wanted < RECORD_BYTES:
                wanted = min(RECORD_BYTES, wanted * 2)
                continue
            # No line end outside quotation marks: a stray one spoils the count, and the strict
            # parser will name its line. Or there is no line end at all.
            cut = pending.rfind(b"\n") + 1
            if cut:
                return pending[:cut], pending[cut:], b""
            return b"", self.source.skip_line(pending), pending[:KEPT_BYTES]

    def _overlong(self, start: bytes, record: int, line: int) -> Broken:
        detail = f"it ends at byte {self.source.position:,}; its first {len(start):,} bytes are kept here"
        return Broken(record=record, line=line, code=Code.LONG, raw=start + b"\n", detail=detail)

    def _fast(self, data: bytes) -> pl.DataFrame | None:
        """All records by the columnar parser, or None where it cannot be vouched for.

        It fills short lines up silently, so cells are counted: as many separators and line ends as
        the rows need, beside those that stand inside cells.
        """
        import polars as pl

        if not data:
            return pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))
        if data.count(b"\r") != data.count(b"\r\n") or data.count(b'"') % 2:
            return None
        try:
            text = data if self.encoding == "utf-8" else data.decode(self.encoding).encode()
            frame = pl.read_csv(
                text,
                has_header=False,
                schema=dict.fromkeys(self.columns, pl.String),
                separator=self.delimiter,
                empty_string_is_null=False,
                missing_columns="insert",
                extra_columns="raise",
            )
        except (pl.exceptions.PolarsError, UnicodeDecodeError):
            return None
        lines = data.count(b"\n") + (not data.endswith(b"\n"))
        separators = text.count(self.delimiter.encode())
        if b'"' in data:
            lines -= _inside(frame, "\n")
            separators -= _inside(frame, self.delimiter)
        whole = frame.height == lines and separators == frame.height * (len(self.columns) - 1)
        return frame if whole else None

    def _strict(
        self, data: bytes, record: int, line: int
    ) -> tuple[pl.DataFrame, _Numbered, list[Broken], list[bytes]]:
        import polars as pl

        rows: list[list[str]] = []
        raws: list[bytes] = []
        records, lines, broken = [], [], []
        number = record
        for found in strict_records(data, encoding=self.encoding, delimiter=self.delimiter):
            at = line + found.first_line
            if found.cells == []:
                continue
            if found.cells is not None and len(found.cells) == len(self.columns):
                rows.append(found.cells)
                raws.append(found.raw)
                records.append(number)
                lines.append(at)
            else:
                broken.append(self._broken(found, number, at))
            number += 1
        frame = pl.DataFrame(rows, schema=dict.fromkeys(self.columns, pl.String), orient="row")
        numbered = _Numbered(pl.Series(records, dtype=pl.Int64), pl.Series(lines, dtype=pl.Int64))
        return frame, numbered, broken, raws

    def _broken(self, found: Strict, number: int, line: int) -> Broken:
        if found.cells is None:
            return Broken(record=number, line=line, code=found.code, raw=found.raw, detail=found.detail)
        detail = f"{len(found.cells)} cells, the header has {len(self.columns)}"
        return Broken(record=number, line=line, code=Code.COLUMNS, raw=found.raw, detail=detail)


@dataclass(frozen=True)
class Strict:
    """A record by the strict parser: its bytes, its first line (from 0), its cells, or why it has none."""

    raw: bytes
    first_line: int
    cells: list[str] | None
    code: Code = Code.QUOTE
    detail: str = ""


def strict_records(data: bytes, *, encoding: str, delimiter: str) -> Iterator[Strict]:
    """Records of `data`, one by one, with their exact bytes. Blank lines have no cells: `[]`.

    A record that cannot be read costs its first line only; reading goes on at the next line.
    """
    lines = lines_of(data)
    at = 0
    while at < len(lines):
        taken = _Taken(lines, at, encoding)
        reader = csv.reader(taken, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                raw = b"".join(lines[at : taken.at])
                cells = [cell.replace(_BARE_RETURN, "\r") for cell in cells]  # noqa: PLW2901 - the same cells
                bad = _undecodable(cells)
                if bad is None:
                    yield Strict(raw, at, cells)
                else:
                    yield Strict(raw, at, None, Code.ENCODING, f"byte 0x{bad:02X} is not {encoding}")
                at = taken.at
        except csv.Error as error:
            yield Strict(lines[at], at, None, Code.QUOTE, str(error))
            at += 1


def _among(raws: Sequence[bytes]) -> Callable[[Sequence[int]], list[bytes]]:
    return lambda rows: [raws[row] for row in rows]


class _Taken:
    """Lines handed to the parser one by one, knowing how many it took."""

    def __init__(self, lines: list[bytes], at: int, encoding: str) -> None:
        self.lines, self.at, self.encoding = lines, at, encoding

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        self.at += 1
        text = self.lines[self.at - 1].decode(self.encoding, "surrogateescape")
        if "\r" not in text:
            return text
        end = "\r\n" if text.endswith("\r\n") else ""
        return text.removesuffix(end).replace("\r", _BARE_RETURN) + end


def _by_parity(data: bytes) -> Callable[[Sequence[int]], list[bytes]]:
    """Rows' own bytes in a chunk that the fast parser took: there, a record ends at every line end that
    has an even number of quotation marks before it."""

    def originals(rows: Sequence[int]) -> list[bytes]:
        if not rows:
            return []
        lines = lines_of(data)
        if b'"' not in data:
            return [lines[row] for row in rows]
        ends = list(accumulate(line.count(b'"') % 2 for line in lines))
        starts = [0, *(at + 1 for at, quotes in enumerate(ends) if quotes % 2 == 0)]
        return [b"".join(lines[starts[row] : starts[row + 1]]) for row in rows]

    return originals


@dataclass(frozen=True)
class _Numbered:
    records: pl.Series
    lines: pl.Series

    @classmethod
    def plain(cls, frame: pl.DataFrame, data: bytes, record: int, line: int) -> _Numbered:
        import polars as pl

        records = pl.int_range(record, record + frame.height, dtype=pl.Int64, eager=True)
        if data.count(b"\n") + (not data.endswith(b"\n")) == frame.height:
            return cls(records, records - record + line)
        breaks = frame.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True))).to_series()
        before = (breaks.cast(pl.Int64) + 1).cum_sum().shift(1, fill_value=0)
        return cls(records, before + line)


def last_record_end(data: bytes) -> int:
    """The position after the last line end that has an even number of quotation marks before it, or 0."""
    quotes = data.count(b'"')
    end = len(data)
    for _ in range(10_000):
        cut = data.rfind(b"\n", 0, end)
        if cut < 0:
            return 0
        quotes -= data.count(b'"', cut, end)
        if quotes % 2 == 0:
            return cut + 1
        end = cut
    return 0


def unique_names(cells: list[str]) -> list[str]:
    """Column names: a nameless one is called by its place, a repeated one gets a number."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        wanted = name = cell or f"column_{place}"
        count = 1
        while name in names:
            count += 1
            name = f"{wanted}_{count}"
        names.append(name)
    return names


def _inside(frame: pl.DataFrame, character: str) -> int:
    import polars as pl

    counts = frame.select(pl.all().str.count_matches(character, literal=True).sum()).row(0)
    return sum(count or 0 for count in counts)


def _undecodable(cells: list[str]) -> int | None:
    """The first byte that the encoding could not read: it was carried through as a lone surrogate."""
    for cell in cells:
        if not cell.isascii() and (found := _SURROGATE.search(cell)):
            return ord(found.group()) - 0xDC00
    return None

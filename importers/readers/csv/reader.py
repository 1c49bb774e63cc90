"""CSV and its relatives: comma, semicolon, tab or bar; quoted cells may hold line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from importers.errors import MissingHeaderError, NotDataError, TextLogError
from importers.evidence import Decision
from importers.readers.blocks import KnownBlocks
from importers.readers.chunks import (
    CHUNK_BYTES,
    KEPT_BYTES,
    RECORD_BYTES,
    Broken,
    Chunk,
)
from importers.readers.csv.backslash import Escapes, about_kept
from importers.readers.csv.columnar_parts import ColumnarParts
from importers.readers.csv.delimiter import name_delimiter
from importers.readers.csv.dialect import CsvDialect, detect_dialect
from importers.readers.csv.header import Header, check_alone, find_header, header_decision
from importers.readers.csv.later_headers import LaterHeaders
from importers.readers.csv.layout import CsvLayout
from importers.readers.csv.record_fitter import RecordFitter, Rows
from importers.readers.csv.record_sample import first_cells
from importers.readers.csv.stdlib import Strict, last_record_end, strict_records
from importers.readers.csv.stray_quotes import StrayQuotes
from importers.readers.csv.text_guards import TextGuards, guards_decision
from importers.readers.csv.text_parts import TextParts
from importers.readers.streams import HEAD_BYTES, Input, KnownStart
from importers.reject_codes import Code

_HEADER_RECORDS = 10
"""How many records may be lines of the header."""
_TEXT_LINE = re.compile(r"(?:\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4})[ T]\d\d?:\d\d(?::\d\d)?Z? +[^\W\d_].*")
"""A line of a text log: a text behind a date and a time, whose colons separate no cells."""


@dataclass
class DelimitedReader:
    """Reads an `Input` as delimited text.

    What is not given is found out: the delimiter when it is empty, the escapes when `escaped` is None,
    everything when there is no `dialect`. `missing_header` is the error to raise where column names were
    guessed because the text has none. Raises `NotDataError` when it is opened.
    """

    source: Input
    encoding: str
    delimiter: str = ""
    escaped: bool | None = None
    dialect: CsvDialect | None = None
    layout: CsvLayout = field(default_factory=CsvLayout)
    columns: list[str] = field(init=False)
    header: bytes = field(init=False)
    reject_header: bytes = field(init=False)  # above few records, which are then read as in the whole text
    format: str = field(default="csv", init=False)
    quote: str = field(default='"', init=False)
    evidence: tuple[Decision, ...] = field(default=(), init=False)
    missing_header: MissingHeaderError | None = field(default=None, init=False)
    _known: KnownStart | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        head = self.source.read(RECORD_BYTES if b"\n" not in self.source.head else len(self.source.head))
        if not head.removeprefix(codecs.BOM_UTF8).strip():
            raise NotDataError(self.source.name, problem="the file is empty. Export the history again.")
        dialect = self.dialect or self._detect(head)
        self.quote = dialect.quote
        self.delimiter, self.format = dialect.delimiter, "csv-escaped" if dialect.escaped else "csv"
        self._escapes = Escapes(self.delimiter[0], self.encoding) if dialect.escaped else None
        header = self._find_header(head[len(dialect.above) :], dialect)
        own = header_decision(header, line=1 + dialect.above.count(b"\n"))
        sample = first_cells(self._strict(head[len(dialect.above) + len(header.raw) :][:HEAD_BYTES]))
        guards = guards_decision(sample)
        found = [own if header.raw else None, guards]
        self.evidence = (*dialect.evidence, *(one for one in found if one))
        self._guards = TextGuards(encoding=self.encoding)
        kept = [about_kept(dialect.kept_backslashes)] if dialect.kept_backslashes else []
        if header.guessed_from:
            cells, names, path = header.guessed_from, header.names, self.source.path
            line = self.delimiter.join(cells)
            self.missing_header = (
                TextLogError(self.source.name, line=line, path=path)
                if (self.delimiter == ":" or len(cells) == 1) and _TEXT_LINE.fullmatch(line)
                else MissingHeaderError(self.source.name, cells=cells, names=names, path=path)
            )
        self.columns = header.names
        self.header = dialect.above + header.raw
        self.reject_header = header.rewritten or self.header
        self._fitter = fitter = self._fitter_of(head, dialect, sample, is_short=header.has_nameless_last)
        earlier = self.source.remarks
        self.source.remarks = lambda: [
            *earlier(),
            *kept,
            *header.remarks,
            *fitter.remarks(),
            *self._guards.remarks(),
        ]
        columnar = (
            ColumnarParts(columns=self.columns, encoding=self.encoding, delimiter=self.delimiter)
            if self._escapes is None and self.quote == '"' and len(self.delimiter) == 1
            else None
        )
        self._parts = TextParts(
            source=self.source,
            strict=self._strict,
            last_end=self._last_end,
            fitter=self._fitter,
            columnar=columnar,
        )
        self._rest = head[len(self.header) :]
        self._line = 1 + self.header.count(b"\n")
        self.source.consume(self.header)

    def _fitter_of(
        self, head: bytes, dialect: CsvDialect, sample: list[Sequence[str | None]], *, is_short: bool
    ) -> RecordFitter:
        return RecordFitter(
            columns=self.columns,
            quote=self.quote,
            drops=dialect.filled_last,
            pads_one=is_short,
            pads_all=self.layout.short_rows == "pad",
            stray=self._stray_quotes(head),
            later=LaterHeaders.find(self.columns, sample),
        )

    def _stray_quotes(self, head: bytes) -> StrayQuotes | None:
        """What repairs records; None where marks are text, or a backslash may stand before them."""
        if self._escapes or self.quote == "none":
            return None
        return StrayQuotes(self.delimiter, self.encoding, self.quote, len(self.columns), head[:HEAD_BYTES])

    def _detect(self, head: bytes) -> CsvDialect:
        return detect_dialect(
            head,
            encoding=self.encoding,
            delimiter=self.delimiter,
            escaped=self.escaped,
            name=self.source.name,
            layout=self.layout,
        )

    def _find_header(self, data: bytes, dialect: CsvDialect) -> Header:
        if self.layout.no_header:
            return Header(names=list(self.layout.no_header), raw=b"")
        records = list(islice(self._strict(data), _HEADER_RECORDS))
        overlong = bool(records) and len(records[0].raw) == len(data) > RECORD_BYTES - 1
        found = find_header(records, dialect, self.encoding) if records and not overlong else None
        if found is None:
            line = 1 + dialect.above.count(b"\n")
            raise NotDataError(self.source.name, problem=f"line {line} can be no header of column names.")
        check_alone(found, data, layout=dialect, encoding=self.encoding, name=self.source.name)
        return found

    @property
    def read_as(self) -> dict[str, Any]:
        """The settings that read the same text in the same way."""
        layout = self.layout.as_settings() | ({"quote": self.quote} if self.quote != '"' else {})
        encoding = self.source.own_encoding(self.encoding)
        return {"format": self.format, "encoding": encoding, "delimiter": self.delimiter} | layout

    @property
    def details(self) -> str:
        """Describe for people the encoding, the delimiter, the quotation mark and the escapes."""
        escapes = ", backslashes escape" if self._escapes else ""
        encoding = self.source.encoding_note or self.encoding
        quote = f", quoted by {self.quote}" if self.quote != '"' else ""
        return f"{encoding}, {name_delimiter(self.delimiter)}-separated{quote}{escapes}"

    def chunks(self) -> Iterator[Chunk]:
        """Yield the records below the header in order, about `CHUNK_BYTES` at a time."""
        record, line, pending = 0, self._line, self._rest
        while True:
            if self._known is not None:
                record, line, pending = self._behind(self._known, record, line, pending)
            data, pending, overlong = self._next_chunk(pending)
            if not data and not overlong:
                return
            # What follows may be nothing, too: then the last records come once more, as all that is left.
            is_end = not pending and len(data) < CHUNK_BYTES
            for part, line_count, rows in self._parts.of(data, record + 1, line, is_end=is_end):
                start, record = record + 1, record + rows.count
                line, data = line + line_count, data[len(part) :]
                self.source.consume(part)
                yield self._chunk(self._guards.removed(rows, part), start, record, line, text=part)
            pending = data + pending
            if overlong:
                record, line = record + 1, line + 1
                rows = self._fitter.rows([], record, line)
                rows.broken.append(self._overlong(overlong, record, line - 1))
                yield self._chunk(rows, record, record, line)

    def pass_over(self, known: KnownStart) -> None:
        """Let `chunks` go on behind a start of the text that need not be read, or behind what it has read."""
        self._known = known

    def know(self, blocks: KnownBlocks) -> None:
        """Let `chunks` pass over blocks that are known."""
        if self._parts.columnar is not None:
            self._parts.columnar.blocks = blocks

    def _behind(self, known: KnownStart, record: int, line: int, pending: bytes) -> tuple[int, int, bytes]:
        self._known = None
        missing = known.end.position - self.source.position
        if missing <= 0:
            return record, line, pending
        is_there = self.source.jump(known.end.position)
        while not is_there and missing > len(pending):
            missing -= len(pending)
            pending = self.source.read(min(missing, 1 << 20))
            if not pending:
                problem = "it became shorter while it was read. Import it again when it is complete."
                raise NotDataError(self.source.name, problem=problem)
        self.source.continue_from(known.end)
        self._fitter.later.begin()
        return known.records, known.lines + 1, b"" if is_there else pending[missing:]

    def _chunk(self, rows: Rows, first: int, last: int, line: int, *, text: bytes = b"") -> Chunk:
        """The rows with numbers from `first` to `last`, which end before `line`, read from `text`."""
        return Chunk(
            frame=rows.frame,
            records=rows.records,
            lines=rows.lines,
            originals=rows.originals,
            broken=rows.broken,
            first_record=first,
            last_record=last,
            last_line=line - 1,
            end=self.source.position,
            prefix=self.source.prefix(),
            may_have_nuls=b"\0" in text or self._escapes is not None or self.encoding != "utf-8",
            block=rows.block,
            known=rows.known,
        )

    def _next_chunk(self, pending: bytes) -> tuple[bytes, bytes, bytes]:
        """The next bytes up to a record's end, what was read beyond it, and the start of an overlong line.

        An overlong line is consumed to its end; only its start is kept.
        """
        wanted = CHUNK_BYTES
        while True:
            pending += self.source.read(max(0, wanted - len(pending)))
            if len(pending) < wanted:
                return self._whole_lines(pending), b"", b""
            start = pending[:wanted]
            if cut := self._parts.best_end(start):
                return pending[:cut], pending[cut:], b""
            if wanted < RECORD_BYTES:
                wanted = min(RECORD_BYTES, wanted * 2)
                continue
            # No line end outside quotation marks: a stray one spoils the count, and the strict
            # parser will name its line. Or there is no line end at all.
            if cut := pending.rfind(b"\n", 0, wanted) + 1:
                return pending[:cut], pending[cut:], b""
            return b"", self.source.skip_line(pending), pending[:KEPT_BYTES]

    def _whole_lines(self, data: bytes) -> bytes:
        """The end of the input, without the line that it is cut off in: the start of a record would pass for
        all of it."""
        return data[: data.rfind(b"\n") + 1] if self.source.truncated else data

    def _last_end(self, data: bytes) -> int:
        return self._escapes.end(data) if self._escapes else last_record_end(data, quote=self.quote)

    def _strict(self, data: bytes) -> Iterator[Strict]:
        if self._escapes:
            return self._escapes.records(data)
        return strict_records(data, encoding=self.encoding, delimiter=self.delimiter, quote=self.quote)

    def _overlong(self, start: bytes, record: int, line: int) -> Broken:
        detail = f"it ends at byte {self.source.position:,}; its first {len(start):,} bytes are kept here"
        return Broken(record=record, line=line, code=Code.LONG, raw=start + b"\n", detail=detail)

"""CSV and its relatives: comma, semicolon, tab or bar; quoted cells may hold line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from importers.errors import MissingHeaderError, NotDataError
from importers.readers.chunks import CHUNK_BYTES, KEPT_BYTES, RECORD_BYTES, Broken, Chunk
from importers.readers.csv import columnar
from importers.readers.csv.backslash import Escapes
from importers.readers.csv.dialect import CsvDialect, detect_dialect, name_delimiter
from importers.readers.csv.stdlib import Strict, strict_records
from importers.readers.evidence import Decision
from importers.readers.streams import Input
from importers.reject_codes import Code

_NAME_LENGTH = 200
"""Only the start of a cell decides whether it looks like data, so that a long cell costs no more time."""

_LOOKS_LIKE_DATA = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|^\d+([.,]\d+)?$|^[^@\s]+@[^@\s]+\.\w+$"
)
_NO_NAME = re.compile(
    r"^(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})([ T]+\d{1,2}:\d{2}.*)?$|^[^@\s]+@[^@\s]+\.\w+$"
)
"""A date or an e-mail never names a column: one of them is enough to tell that a line is data."""

_LOOKS = {
    "date": re.compile(r"^\d{4}-\d{2}-\d{2}|^\d{1,2}[./]\d{1,2}[./]\d{2,4}"),
    "customer": re.compile(r"^[^@\s]+@[^@\s]+\.\w+$"),
    "message": re.compile(r"[^\W\d_]\S*\s+\S"),
    "order": re.compile(r"^[#A-Z]{0,5}[-_/]?\d{2,}[\w/-]*$"),
}


@dataclass
class DelimitedReader:
    """Reads an `Input` as delimited text.

    What is not given is found out: the delimiter when it is empty, the escapes when `escaped` is None,
    everything when there is no `dialect`. Raises `NotDataError` or `MissingHeaderError` when it is opened.
    """

    source: Input
    encoding: str
    delimiter: str = ""
    escaped: bool | None = None
    dialect: CsvDialect | None = None
    columns: list[str] = field(init=False)
    header: bytes = field(init=False)
    format: str = field(default="csv", init=False)
    evidence: tuple[Decision, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        head = self.source.read(RECORD_BYTES if b"\n" not in self.source.head else len(self.source.head))
        if not head.removeprefix(codecs.BOM_UTF8).strip():
            raise NotDataError(self.source.name, problem="the file is empty. Export the history again.")
        layout = self.dialect or detect_dialect(
            head,
            encoding=self.encoding,
            delimiter=self.delimiter,
            escaped=self.escaped,
            name=self.source.name,
        )
        if layout.kept_backslashes:
            self.source.remarks = lambda: [_about_backslashes(layout.kept_backslashes)]
        self.evidence = layout.evidence
        self.delimiter, self.format = layout.delimiter, "csv-escaped" if layout.escaped else "csv"
        self._escapes = Escapes(self.delimiter, self.encoding) if layout.escaped else None
        first = next(self._strict(head[len(layout.above) :]))
        line = 1 + layout.above.count(b"\n")
        if first.cells is None or len(first.raw) == len(head) > RECORD_BYTES - 1:
            problem = f"line {line} cannot be read as a header of column names."
            raise NotDataError(self.source.name, problem=problem)
        cells = [(cell or "").strip() for cell in first.cells]
        if _is_data(cells):
            header, path = self.delimiter.join(_names_for(cells)), self.source.path
            raise MissingHeaderError(self.source.name, cells=cells, header=header, path=path)
        if layout.nameless_last and len(cells) + 1 == layout.width:
            cells.append("")
        self.columns = unique_names(cells)
        self.header = layout.above + first.raw
        self._rest = head[len(self.header) :]
        self._line = line + first.raw.count(b"\n")
        self.source.consume(self.header)

    @property
    def read_as(self) -> dict[str, str]:
        return {
            "format": self.format,
            "encoding": self.source.own_encoding(self.encoding),
            "delimiter": self.delimiter,
        }

    @property
    def details(self) -> str:
        escapes = ", backslashes escape" if self._escapes else ""
        encoding = self.source.encoding_note or self.encoding
        return f"{encoding}, {name_delimiter(self.delimiter)}-separated{escapes}"

    def chunks(self) -> Iterator[Chunk]:
        record, line, pending = 0, self._line, self._rest
        while True:
            data, pending, overlong = self._next_chunk(pending)
            if not data and not overlong:
                return
            start_record, start_line = record + 1, line
            rows = self._rows(data, start_record, start_line)
            broken = rows.broken
            record = start_record + rows.frame.height + len(broken) - 1
            line = start_line + data.count(b"\n") + (not data.endswith(b"\n") if data else 0)
            self.source.consume(data)
            if overlong:
                record, line = record + 1, line + 1
                broken = [*broken, self._overlong(overlong, record, line - 1)]
            yield Chunk(
                frame=rows.frame,
                records=rows.records,
                lines=rows.lines,
                originals=rows.originals,
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
            cut = self._cut(pending[:wanted])
            if cut:
                return pending[:cut], pending[cut:], b""
            if wanted < RECORD_BYTES:
                wanted = min(RECORD_BYTES, wanted * 2)
                continue
            # No line end outside quotation marks: a stray one spoils the count, and the strict
            # parser will name its line. Or there is no line end at all.
            cut = pending.rfind(b"\n", 0, wanted) + 1
            if cut:
                return pending[:cut], pending[cut:], b""
            return b"", self.source.skip_line(pending), pending[:KEPT_BYTES]

    def _cut(self, data: bytes) -> int:
        return self._escapes.end(data) if self._escapes else last_record_end(data)

    def _strict(self, data: bytes) -> Iterator[Strict]:
        if self._escapes:
            return self._escapes.records(data)
        return strict_records(data, encoding=self.encoding, delimiter=self.delimiter)

    def _overlong(self, start: bytes, record: int, line: int) -> Broken:
        detail = f"it ends at byte {self.source.position:,}; its first {len(start):,} bytes are kept here"
        return Broken(record=record, line=line, code=Code.LONG, raw=start + b"\n", detail=detail)

    def _rows(self, data: bytes, record: int, line: int) -> _Rows:
        """The records of `data`, the first of which is number `record` and starts on `line`."""
        frame = None
        if self._escapes is None:
            frame = columnar.parse(
                data, columns=self.columns, encoding=self.encoding, delimiter=self.delimiter
            )
        if frame is None:
            return self._strictly(data, record, line)
        return _Rows(
            frame=frame,
            records=pl.int_range(record, record + frame.height, dtype=pl.Int64, eager=True),
            lines=columnar.lines_before(frame, data) + line,
            originals=columnar.originals_of(data, height=frame.height),
        )

    def _strictly(self, data: bytes, record: int, line: int) -> _Rows:
        cells: list[Sequence[str | None]] = []
        raws: list[bytes] = []
        records, lines, broken = [], [], []
        for found in self._strict(data):
            if found.cells == []:
                continue
            if found.cells is not None and len(found.cells) == len(self.columns):
                cells.append(found.cells)
                raws.append(found.raw)
                records.append(record)
                lines.append(line + found.first_line)
            else:
                broken.append(self._broken(found, record, line + found.first_line))
            record += 1
        return _Rows(
            frame=pl.DataFrame(cells, schema=dict.fromkeys(self.columns, pl.String), orient="row"),
            records=pl.Series(records, dtype=pl.Int64),
            lines=pl.Series(lines, dtype=pl.Int64),
            originals=lambda rows: [raws[row] for row in rows],
            broken=broken,
        )

    def _broken(self, found: Strict, number: int, line: int) -> Broken:
        if found.cells is None:
            return Broken(record=number, line=line, code=found.code, raw=found.raw, detail=found.detail)
        detail = f"{len(found.cells)} cells, the header has {len(self.columns)}"
        return Broken(record=number, line=line, code=Code.COLUMNS, raw=found.raw, detail=detail)


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """What a chunk's bytes hold; the fields are those of `Chunk`."""

    frame: pl.DataFrame
    records: pl.Series
    lines: pl.Series
    originals: Callable[[Sequence[int]], list[bytes]]
    broken: list[Broken] = field(default_factory=list)


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
    names: dict[str, None] = {}
    counts: dict[str, int] = {}
    for place, cell in enumerate(cells, start=1):
        wanted = name = cell or f"column_{place}"
        while name in names:
            counts[wanted] = counts.get(wanted, 1) + 1
            name = f"{wanted}_{counts[wanted]}"
        names[name] = None
    return list(names)


def _about_backslashes(records: int) -> str:
    are = "record holds backslashes" if records == 1 else "records hold backslashes"
    return f"{records} of the first {are}, kept as text; --input-format csv-escaped reads them as escapes."


def _is_data(cells: list[str]) -> bool:
    starts = [cell[:_NAME_LENGTH] for cell in cells]
    like_data = sum(_LOOKS_LIKE_DATA.search(start) is not None for start in starts)
    return 2 * like_data >= len(cells) or any(map(_NO_NAME.search, starts))


def _names_for(cells: list[str]) -> list[str]:
    """Names for nameless columns by what their first cells look like."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        start = cell[:_NAME_LENGTH]
        looks = [name for name, look in _LOOKS.items() if name not in names and look.search(start)]
        names.append(looks[0] if looks else f"column_{place}")
    return names

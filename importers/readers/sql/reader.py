"""One table of a SQL dump."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from events.vocabulary.words import nearest
from importers.errors import NoSuchTableError, NotDataError
from importers.readers.chunks import CHUNK_BYTES, Broken, Chunk
from importers.readers.codec_name import check_encoding
from importers.readers.encodings import EncodingDecision, detect_encoding
from importers.readers.sql import grammar
from importers.readers.sql.buffer import SqlBuffer
from importers.readers.sql.grammar import dialect_of
from importers.readers.sql.rows import Part, RowCutter
from importers.readers.sql.statements import Scanner, Statement
from importers.readers.sql.values import STAMP, Encoding
from importers.readers.streams import Input
from importers.reject_codes import Code

ROWS = 100_000
"""A chunk holds no more rows, however short they are."""

_CHARSETS = {
    "utf8": "utf-8", "utf8mb3": "utf-8", "utf8mb4": "utf-8", "ascii": "utf-8", "binary": "utf-8",
    "sql_ascii": "utf-8", "latin1": "cp1252", "latin2": "iso8859-2", "latin5": "iso8859-9",
    "latin7": "iso8859-13", "latin9": "iso8859-15", "koi8r": "koi8-r", "koi8u": "koi8-u",
    "greek": "iso8859-7", "hebrew": "iso8859-8", "macroman": "mac-roman",
}  # fmt: skip


@dataclass
class SqlReader:
    """Reads the rows of `table` out of a dump; all else is passed over.

    A row's own bytes are its parenthesis (or its line of a COPY block); under `header` they are a dump
    again. Raises `NoSuchTableError` when opened, and `NotDataError` where nothing gives the columns' names.
    """

    source: Input
    table: str
    encoding: str = ""
    decision: EncodingDecision | None = None
    columns: list[str] = field(init=False)
    header: bytes = field(init=False)
    format: str = field(default="sql", init=False)

    def __post_init__(self) -> None:
        self.dialect = dialect_of(self.source.head)
        self._window = SqlBuffer(self.source)
        self._scanner = Scanner(self._window, self.dialect)
        self._cutter = RowCutter(self._window, escapes=self.dialect.escapes)
        self._binary: Mapping[str, str] = {}
        self.stamped: frozenset[str] = frozenset()
        self._defined: tuple[str, ...] = ()
        self._seen: dict[str, None] = {}
        self._statements = self._own_statements()
        self._first = next(self._statements, None)
        self._scanner.forget_emptying()
        if not self._defined:
            self._define(self.source.defined_columns, self.source.binary_columns)
        if self._first is None and not self._defined:
            names = list(self._seen)
            near = nearest(self.table, names)
            raise NoSuchTableError(self.table, where=self.source.name, tables=names[:20], near=near)
        listed = self._first.columns if self._first else ()
        self.columns = list(self._defined or listed)
        if not self.columns:
            raise NotDataError(
                self.source.name,
                problem=f"the columns of {self.table} are unknown: neither its rows list them, nor is "
                "there a CREATE TABLE. Export it again with the tables' structure.",
            )
        self._encoding = self._chosen_encoding()
        self.header = self._header(self._first)

    @property
    def read_as(self) -> dict[str, str]:
        """Return the settings that read the same input in the same way: format and encoding."""
        return {"format": self.format, "encoding": self.source.own_encoding(self._encoding.other or "utf-8")}

    @property
    def clock(self) -> str:
        """Return the offset from UTC that the dump sets its clock to; empty if it sets none."""
        found = grammar.CLOCK.search(self.source.head)
        return found.group(1).decode() if found else ""

    @property
    def details(self) -> str:
        """Describe for people the dump's dialect, the table and the encoding."""
        encoding = self.source.encoding_note or self._encoding.other or "utf-8"
        return f"{self.dialect.name} dump, table {self.table}, {encoding}"

    def chunks(self) -> Iterator[Chunk]:
        """Yield the table's rows in order, about `CHUNK_BYTES` or `ROWS` of them at a time."""
        parts: list[Part] = []
        for statement in chain([self._first] if self._first else [], self._statements):
            part = self._cutter.part = self._part_for(statement, parts)
            for _ in self._cutter.rows(statement, CHUNK_BYTES):
                yield self._chunk(parts)
                part = self._cutter.part = self._empty(part)
                parts = [part]
            self._scanner.rows_done = part.copy or self.dialect.batches
            if sum(len(part.rows) for part in parts) >= ROWS:
                yield self._chunk(parts)
                parts = []
        self._check_end()
        if parts or self._cutter.broken:
            yield self._chunk(parts)

    def _check_end(self) -> None:
        """Note what is missing at the end, and which statements for the table were not carried out."""
        if self._scanner.is_cut_off or self._cutter.is_cut_off:
            self.source.note_missing_end("its last statement is cut off")
        elif self.source.ends_elsewhere:
            pass
        elif grammar.has_footer(self.source.head) and not self._scanner.has_footer:
            self.source.note_missing_end("the closing comment of the dump is missing")
        elif self.dialect.name == "SQLite" and (grammar.ROLLBACK, "") in self._scanner.changes:
            self.source.note_missing_end("it ends in a ROLLBACK: the database had errors")
        elif self._scanner.in_transaction:
            self.source.note_missing_end("the COMMIT of its transaction is missing")
        earlier = self.source.remarks
        self.source.remarks = lambda: [*earlier(), *self._changes()]

    def _changes(self) -> Iterator[str]:
        counts = {
            verb: number
            for (verb, table), number in self._scanner.changes.items()
            if table in (self.table, "")
        }
        if counts:
            counted = ", ".join(f"{number:,} {verb}" for verb, number in counts.items())
            yield (
                f"{self.source.name} also has statements that change rows of {self.table}: {counted}. They "
                "were not carried out; the rows are imported as they were inserted."
            )

    def _own_statements(self) -> Iterator[Statement]:
        """Statements that fill the table; what others define of its columns on the way is kept."""
        for statement in self._scanner.statements():
            self._seen[statement.table] = None
            if statement.table != self.table:
                continue
            if statement.kind == "create":
                self._define(statement.columns, statement.binary)
            else:
                yield statement

    def _define(self, columns: tuple[str, ...], kinds: Mapping[str, str]) -> None:
        self._defined = columns
        self._binary = {name: kind for name, kind in kinds.items() if kind != STAMP}
        self.stamped = frozenset(kinds.keys() - self._binary.keys())

    def _chosen_encoding(self) -> Encoding:
        declared = self._scanner.charset.replace("win", "cp") if self._scanner.charset else ""
        declared = _CHARSETS.get(declared, declared)
        if self.encoding:
            return Encoding(
                other="" if self.encoding == "utf-8" else self.encoding, only=self.encoding != "utf-8"
            )
        if declared and declared != "utf-8":
            return Encoding(other=check_encoding(declared))
        decision = self.decision or detect_encoding(self.source.head)
        guessed = decision.checked(self.source.name)
        self.source.encoding_note = decision.describe()
        if decision.twice or decision.lost:
            self.source.remarks = decision.remarks
        return Encoding(other="" if guessed == "utf-8" else guessed)

    def _header(self, first: Statement | None) -> bytes:
        """A statement's start, under which rows alone are a dump that is read the same way."""
        mark = "`" if self.dialect.escapes else '"'
        names = ", ".join(_quoted(name, mark) for name in (first.columns if first else ()) or self.columns)
        table = _quoted(self.table, mark)
        settings = "" if self.dialect.escapes else "SET standard_conforming_strings = on;\n"
        if self._encoding.other:
            settings += f"SET NAMES {self._encoding.other};\n"
        if first is not None and first.kind == "copy":
            return f"{settings}COPY {table} ({names}) FROM stdin;\n".encode()
        return f"{settings}INSERT INTO {table} ({names}) VALUES\n".encode()

    def _part_for(self, statement: Statement, parts: list[Part]) -> Part:
        """Where the statement's rows go: on with the last ones, if they are alike."""
        columns, copy = statement.columns or tuple(self.columns), statement.kind == "copy"
        if not parts or parts[-1].columns != columns or parts[-1].copy != copy:
            before, after = b"", b"\n"
            header = self._header(Statement(kind=statement.kind, table=self.table, columns=columns))
            if header != self.header:
                before = b"\\.\n" + header if self.header.startswith(b"COPY") else b";\n" + header
                after = (b"\n\\.\n" if copy else b";\n") + self.header
            parts.append(Part(columns=columns, copy=copy, before=before, after=after))
        return parts[-1]

    def _empty(self, part: Part) -> Part:
        return Part(columns=part.columns, copy=part.copy, before=part.before, after=part.after)

    def _chunk(self, parts: list[Part]) -> Chunk:
        """The rows of `parts`, and what was broken among them; the cutter starts afresh."""
        frames, sources, broken = [], [], list(self._cutter.broken)
        records: list[int] = []
        lines: list[int] = []
        first = self._next_record(parts)
        for part in (part for part in parts if part.rows):
            frame, bad = part.frame(
                escapes=self.dialect.escapes, encoding=self._encoding, binary=self._binary
            )
            good = [row for row in range(frame.height) if row not in bad] if bad else range(frame.height)
            broken += [self._undecodable(part, row) for row in sorted(bad)]
            frames.append(frame[list(good)] if bad else frame)
            sources += [(part, row) for row in good]
            records += [part.records[row] for row in good]
            lines += [part.lines[row] for row in good]
        self._cutter.size, self._cutter.broken = 0, []
        last_line = self._window.settle()
        return Chunk(
            frame=self._joined(frames),
            records=pl.Series(records, dtype=pl.Int64),
            lines=pl.Series(lines, dtype=pl.Int64),
            originals=lambda rows: [sources[row][0].original(sources[row][1]) for row in rows],
            broken=sorted(broken, key=lambda one: one.record),
            first_record=first,
            last_record=self._cutter.record,
            last_line=last_line,
            end=self.source.position,
            prefix=self.source.prefix(),
        )

    def _next_record(self, parts: list[Part]) -> int:
        numbers = [part.records[0] for part in parts if part.records]
        numbers += [one.record for one in self._cutter.broken]
        return min(numbers, default=self._cutter.record + 1)

    def _joined(self, frames: list[pl.DataFrame]) -> pl.DataFrame:
        empty = pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))
        if len(frames) == 1 and frames[0].columns == self.columns:
            return frames[0]
        return pl.concat([empty, *frames], how="diagonal")

    def _undecodable(self, part: Part, row: int) -> Broken:
        return Broken(
            record=part.records[row],
            line=part.lines[row],
            code=Code.ENCODING,
            raw=part.original(row),
            detail="not utf-8",
        )


def _quoted(name: str, mark: str) -> str:
    return mark + name.replace(mark, mark * 2) + mark

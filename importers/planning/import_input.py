"""What an import reads: one table of an input by a mapping, or all tables that a platform knows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from importers.mapping.column_mapping import ColumnMapping
from importers.planning.date_orders import whole_order, with_whole_examples
from importers.planning.decimal_marks import decimal_mark
from importers.planning.decimal_orders import has_decimal_orders
from importers.readers.chunks import evidence_of
from importers.readers.tables import Tables
from importers.table_views.dumpdata import Dumpdata

if TYPE_CHECKING:
    from importers.evidence import Decision
    from importers.readers.chunks import Chunk, Reader
    from importers.readers.streams import Input

FROM_THE_START = ("sql", "json", "xml", "ocel")
"""Formats in which each table is read from the document's first line."""


@dataclass(frozen=True, kw_only=True)
class TableInput:
    """One table's raw records, and the mapping they are read by."""

    table: str
    chunks: Callable[[], Iterator[Chunk]]
    reader: Reader
    mapping: ColumnMapping
    seen: Callable[[Chunk], Chunk] = lambda chunk: chunk
    """A chunk of a reader as `chunks` has it: with the columns that the mapping names."""


@dataclass(kw_only=True)
class ImportInput:
    """An input as an import reads it: its tables one after the other, counted as one.

    `position` and `prefix()` span the tables: the bytes of those done and of the present one.
    """

    tables: Tables
    table_inputs: list[TableInput]
    mapping: ColumnMapping
    """What all tables share: source and zone."""
    platform: str = ""
    lookup_tables: frozenset[str] = frozenset()
    """The tables that are read beside those with history."""
    lookup_inputs: Sequence[Input] = ()
    """What was read of those tables so far."""
    joined: bool = False
    """Whether other tables than those with history are read, too."""
    notes: list[str] = field(default_factory=list)
    """What the user should know about how the input is read, in sentences."""
    late_notes: list[Callable[[], list[str]]] = field(default_factory=list)
    """What is known only when the input was read, in sentences."""
    columns_evidence: Sequence[Decision] = ()
    """Why columns were chosen for fields."""
    cut_off: str = ""
    """Where the archive of the input is cut off."""
    date_orders: dict[str, str] = field(default_factory=dict)
    decimal_mark: str = ""
    _done: list[tuple[int, str]] = field(default_factory=list)
    _at: int = 0
    _lines: int = 0

    @property
    def name(self) -> str:
        """Return the name that messages call the input by."""
        return self.tables.name

    @property
    def table(self) -> str:
        """The table that is being read."""
        return self.table_inputs[min(self._at, len(self.table_inputs) - 1)].table

    @property
    def again(self) -> bool:
        """Whether a later input reads the present table, too: lists in its rows."""
        return any(table_input.table == self.table for table_input in self.table_inputs[self._at + 1 :])

    @property
    def document_lines(self) -> int:
        """How many lines a document that was walked has; 0 for other formats, whose last chunk knows."""
        return max(one.reader.source.document_lines for one in self.table_inputs)

    @property
    def path(self) -> str:
        """Return the path of the input; empty for a pipe."""
        return self.tables.path

    @property
    def header(self) -> bytes:
        """Return the bytes that precede the records; none if there are several tables."""
        return b"" if len(self.table_inputs) > 1 else self.table_inputs[0].reader.header

    @property
    def reject_header(self) -> bytes:
        """Return the bytes above rejected records in a file of theirs."""
        found: bytes = getattr(self.table_inputs[0].reader, "reject_header", self.header)
        return found if self.header else b""

    @property
    def format(self) -> str:
        """Return the name of the input's format, such as `csv`."""
        return self.tables.format

    @property
    def details(self) -> str:
        """Describe how the input is read; of several tables, name the tables."""
        if len(self.table_inputs) == 1:
            return self.table_inputs[0].reader.details
        tables = ", ".join(dict.fromkeys(table_input.table for table_input in self.table_inputs))
        return f"{self.tables.details}, tables {tables}".removeprefix(", ")

    @property
    def read_as(self) -> dict[str, Any]:
        """How the input is read; of several tables, what they agree in, and how their rejects are kept."""
        readers = [table_input.reader for table_input in self.table_inputs]
        found: dict[str, Any] = {"input_table": readers[0].source.chosen if len(readers) == 1 else ""}
        found |= {"joined": self.joined} if self.platform or self.joined else {}
        if self.platform:
            found["tables"] = [table_input.table for table_input in self.table_inputs]
        ways = [{**reader.read_as, "format": _kept_as(self.tables, reader)} for reader in readers]
        if len(ways) == 1:
            return {**readers[0].read_as, **found}
        return {
            name: value for name, value in ways[0].items() if all(value == way.get(name) for way in ways)
        } | found

    @property
    def evidence(self) -> list[Decision]:
        """What was decided about the layout and the columns, and by how much; alike tables once."""
        found = (
            decision for table_input in self.table_inputs for decision in evidence_of(table_input.reader)
        )
        return [*dict.fromkeys(found), *self.columns_evidence]

    def remarks(self) -> list[str]:
        """What the user should know about how the input was read, as far as it was."""
        found = (
            remark for table_input in self.table_inputs for remark in table_input.reader.source.remarks()
        )
        late = (note for notes in self.late_notes for note in notes())
        return [*self.notes, *late, *dict.fromkeys(found)]

    def truncated(self) -> list[str]:
        """What is missing at the end of the input, as far as it was read."""
        inputs = [table_input.reader.source for table_input in self.table_inputs]
        found = [self._end_of(one) for one in (*inputs, *self.lookup_inputs) if one.truncated]
        return [one for one in dict.fromkeys([self.cut_off, *found]) if one]

    def _end_of(self, read: Input) -> str:
        """What is missing at the end of one of several files, with its name."""
        is_whole = read.name == self.tables.name or read.joined_reader is not None
        return read.truncated if is_whole else f"{read.name}: {read.truncated}"

    @property
    def size(self) -> int | None:
        """Return how many bytes all tables have; None if the size of one is unknown."""
        sizes = [table_input.reader.source.size for table_input in self.table_inputs]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def taken(self) -> int:
        """Return how many bytes of the stored files are read, for showing progress."""
        done = sum(table_input.reader.source.size or 0 for table_input in self.table_inputs[: self._at])
        return done + (self._source.taken() if self._source else 0)

    @property
    def position(self) -> int:
        """Return how many unpacked bytes of all tables are consumed."""
        return sum(length for length, _ in self._done) + (self._source.position if self._source else 0)

    def prefix(self) -> str:
        """The digest of all bytes consumed so far: of one table its own, of several that of their digests."""
        return _joined([digest for _, digest in self._done], self._source.prefix() if self._source else "")

    @property
    def has_content(self) -> bool:
        """Whether more than a header was read so far.

        Only a dump can have content and no records: its structure. Elsewhere, whatever is not a header, a
        blank line or an empty list is a record or a reject.
        """
        return self.position > 0 and any(
            table_input.reader.format == "sql" for table_input in self.table_inputs
        )

    def chunks(self) -> Generator[tuple[Chunk, ColumnMapping]]:
        """All chunks in order, numbered through, each with its mapping."""
        record = 0
        for at, table_input in enumerate(self.table_inputs):
            self._at, last, mapping, lines = at, record, None, self._lines
            for chunk in table_input.chunks():
                mapping = mapping or self._decided(table_input, chunk)
                last, lines = record + chunk.last_record, self._lines + chunk.last_line
                yield self._spanning(chunk, record), mapping
            record = last
            # A dump or document is read from its start for each table; files follow one another.
            self._lines = 0 if self.format in FROM_THE_START else lines
            source = table_input.reader.source
            source.skip(1 << 62)
            self._done.append((source.position, source.prefix()))
        self._at = len(self.table_inputs)

    def starts_like(self, position: int, prefix: str) -> bool:
        """Whether the input starts with the bytes an earlier run has read; a pipe cannot be read twice."""
        if not self.path:
            return False
        done: list[str] = []
        for table_input in self.table_inputs:
            with self.tables.input(table_input.table) as again:
                again.skip(position)
                position -= again.position
                if not position and _joined(done, again.prefix()) == prefix:
                    return True
                done.append(again.prefix())
        return False

    def prefixes(self, positions: Iterable[int]) -> Iterator[tuple[int, str]]:
        """The digests of as many of the only table's first bytes, each with the position."""
        with self.tables.input(self.table_inputs[0].table) as again:
            for position in sorted({*positions}):
                again.skip(position - again.position)
                yield again.position, again.prefix()

    def whole(self) -> str:
        """The digest of all bytes of all tables, as `prefix` has it at the end."""
        done = []
        for table_input in self.table_inputs:
            with self.tables.input(table_input.table) as again:
                again.skip(1 << 62)
                done.append(again.prefix())
        return _joined(done, "")

    @property
    def _source(self) -> Input | None:
        return self.table_inputs[self._at].reader.source if self._at < len(self.table_inputs) else None

    def _decided(self, table_input: TableInput, first: Chunk) -> ColumnMapping:
        """The mapping, with what whole columns decide; those of a pipe by its first chunk."""
        mapping, again = self._with_date_orders(table_input, first), partial(self._read_again, table_input)
        if mark := decimal_mark(mapping, first, all_chunks=again, notes=self.notes):
            mapping, self.decimal_mark = replace(mapping, decimal_mark=mark), mark
        has = has_decimal_orders(mapping, first, all_chunks=again)
        return replace(mapping, decimal_orders=True) if has else mapping

    def _read_again(self, table_input: TableInput) -> Iterator[Chunk]:
        """The table's chunks from its start, where the input can be read twice."""
        if self.path:
            yield from map(table_input.seen, self.tables.reader(table_input.table).chunks())

    def _with_date_orders(self, table_input: TableInput, first: Chunk) -> ColumnMapping:
        """The mapping, with the order of day and month that the whole column decides."""
        mapping = table_input.mapping
        names = [name for name in mapping.date_columns() if name in first.frame.columns]
        if mapping.date_formats:
            return mapping
        frames = (chunk.frame for chunk in self._read_again(table_input))
        found = whole_order(names, first.frame, all_frames=lambda: frames)
        if not found:
            return mapping
        self.notes.append(f"{', '.join(names)}: {with_whole_examples(found, mapping, first.frame).sentence}.")
        self.date_orders = dict(found.decided) | dict(mapping.date_orders)
        return replace(mapping, date_orders=tuple(self.date_orders.items()))

    def _spanning(self, chunk: Chunk, before: int) -> Chunk:
        if not chunk.member:
            chunk = replace(chunk, member=self.table_inputs[self._at].reader.source.name)
        if not self._at:
            return chunk
        return replace(
            chunk,
            records=chunk.records + before,
            broken=[replace(one, record=one.record + before) for one in chunk.broken],
            first_record=chunk.first_record + before,
            last_record=chunk.last_record + before,
            last_line=chunk.last_line + self._lines,
            end=chunk.end + sum(length for length, _ in self._done),
            prefix=_joined([digest for _, digest in self._done], chunk.prefix),
        )


def _joined(done: list[str], now: str) -> str:
    digests = [*done, now] if now else done
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _kept_as(tables: Tables, reader: Reader) -> str:
    """The format of a file of several tables' rejects."""
    if isinstance(tables, Dumpdata):
        return "json"
    return "sql" if reader.format == "sql" else "jsonl"

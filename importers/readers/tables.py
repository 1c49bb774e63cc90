"""An input seen as named tables: one for a CSV file, many for a dump, a directory, a workbook."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from events.vocabulary.words import nearest
from importers.errors import NoSuchTableError
from importers.readers.chunks import Reader
from importers.readers.detect import Detected
from importers.readers.factory import InputOptions, make_reader
from importers.readers.packed_values import called
from importers.readers.streams import Input

if TYPE_CHECKING:
    from importers.readers.sql.table_names import DumpEnd, TableDefinition

Opener = Callable[[], AbstractContextManager[Input]]
"""Opens the same input again and again, from its start."""


class Tables(Protocol):
    """An open input. Its readers read while it is open, each on a stream of its own, so that several can
    be at work at once; none needs more memory for a longer table.

    `format` is the carrier: csv, tsv, psv, jsonl, json, sql, directory, zip, xlsx, ods, xls, parquet, xml,
    ocel, sqlite, database. `details` says for people how it is read.
    """

    name: str
    path: str
    format: str

    @property
    def details(self) -> str:
        """Describe for people how the input is read."""
        ...

    def names(self) -> list[str]:
        """The tables' names in input order. A SQL dump is read once for it, which is remembered."""
        ...

    def columns(self, name: str) -> list[str]:
        """A table's columns in its order. Raises `NoSuchTableError`."""
        ...

    def input(self, name: str) -> AbstractContextManager[Input]:
        """The stream of bytes that the table is read from, from its start. Raises `NoSuchTableError`.

        For a text it is the user's own file or archive member (a dump's is the whole dump, whatever the
        table); for a sheet, Parquet, XML or a database it is the table as JSON Lines, made as it is read:
        positions, digests, lines and rejected records are those of these lines.
        """
        ...

    def reader(self, name: str) -> Reader:
        """A fresh pass over one table; its `source` is the `Input` it reads. Raises `NoSuchTableError`."""
        ...


class BaseTables(ABC):
    """What all carriers share. Leaving the context that opened it closes all streams."""

    format: str
    details: str = ""
    cut_off: str = ""
    """Where the archive that the tables come from is cut off; empty for a whole one."""

    def __init__(self, name: str, path: str, *, how: InputOptions, stack: ExitStack) -> None:
        self.name, self.path, self.how, self._stack = name, path, how, stack
        self._columns: dict[str, list[str]] = {}
        self._detected: Detected | None = None

    @abstractmethod
    def names(self) -> list[str]:
        """Return the tables' names in input order."""

    @abstractmethod
    def _stream(self, name: str) -> AbstractContextManager[Input]: ...

    @contextmanager
    def input(self, name: str) -> Iterator[Input]:
        """Open the bytes that a table is read from, from their start; raise `NoSuchTableError` for an unknown
        name."""
        with self._stream(name) as opened:
            opened.chosen = opened.chosen or opened.table
            if not self.path:  # nothing that can be opened again
                opened.name, opened.path = self.name, ""
            yield opened

    def columns(self, name: str) -> list[str]:
        """Return a table's columns, read once and remembered; raise `NoSuchTableError` for an unknown
        name."""
        if name not in self._columns:
            with ExitStack() as stack:
                source = stack.enter_context(self.input(name))
                self._columns[name] = make_reader(source, self.how, self._detected).columns
        return self._columns[name]

    def reader(self, name: str) -> Reader:
        """Start a fresh pass over a table, whose stream is open as long as these tables are."""
        return self.reader_of(self._stack.enter_context(self.input(name)))

    def reader_of(self, source: Input) -> Reader:
        """The reader of an input of these tables."""
        return make_reader(source, self.how, self._detected)

    def joined_notes(self, names: Collection[str]) -> list[str]:
        """A sentence for each of these tables that is read from several files."""
        return []

    def unread(self, names: Collection[str]) -> dict[str, str]:
        """The files that have none of these tables, each with the reason why it is not read."""
        return {}

    def missing(self, name: str) -> NoSuchTableError:
        """The error for a table that is not there."""
        names = self.names()
        return NoSuchTableError(name, where=self.name, tables=names[:20], near=nearest(name, names))


class TextTables(BaseTables):
    """One file of text is one table, named after the file; of JSON, a list in its records has that name and
    its own, with a dot between them."""

    def __init__(
        self,
        table: str,
        form: str,
        open_it: Opener,
        *,
        how: InputOptions,
        stack: ExitStack,
        record: str = "record",
        detected: Detected | None = None,
    ) -> None:
        with open_it() as opened:
            super().__init__(opened.name, opened.path, how=how, stack=stack)
        self.format, self._table, self._open, self._record = form, table, open_it, record
        self._detected = detected

    def names(self) -> list[str]:
        """Return the name of the one table."""
        return [self._table]

    @contextmanager
    def _stream(self, name: str) -> Iterator[Input]:
        within = _within(name, [self._table]) if self.format in ("json", "jsonl") else ""
        if name != self._table and not within:
            raise self.missing(name)
        with self._open() as opened:
            if within:
                opened.chosen, opened.within, opened.outer = name, within, self._record
            yield opened


class DocumentTables(BaseTables):
    """A JSON document with several lists of objects: each is a table named after its member, one
    in an object within the document `outer.member`."""

    format = "json"

    def __init__(self, lists: list[str], open_it: Opener, *, how: InputOptions, stack: ExitStack) -> None:
        with open_it() as opened:
            super().__init__(opened.name, opened.path, how=how, stack=stack)
        self._lists, self._open = lists, open_it

    def names(self) -> list[str]:
        """Return the names of the document's lists, in its order."""
        return self._lists

    @contextmanager
    def _stream(self, name: str) -> Iterator[Input]:
        within = "" if name in self._lists else _within(name, self._lists)
        if name not in self._lists and not within:
            raise self.missing(name)
        with self._open() as opened:
            opened.carrier, opened.table = "json", name.removesuffix(f".{within}")
            if within:
                opened.chosen, opened.within, opened.outer = name, within, called(opened.table)
            yield opened


def _within(name: str, tables: list[str]) -> str:
    """The list in the records of one of `tables` that is meant by such a name."""
    of = max((table for table in tables if name.startswith(f"{table}.")), key=len, default="")
    return name.removeprefix(f"{of}.") if of else ""


def document_tables(
    table: str, open_it: Opener, *, how: InputOptions, stack: ExitStack, detected: Detected
) -> BaseTables:
    """The tables of a JSON document; one that holds a single list is called `table`."""
    from importers.readers.json.documents import is_export, lists

    with open_it() as opened:
        exported, found = is_export(opened.head), lists(opened, detected.encoding)
    if exported or len(found) > 1:
        return DocumentTables(found, open_it, how=how, stack=stack)
    record = called(found[0]) if found else "record"
    return TextTables(table, "json", open_it, how=how, stack=stack, record=record, detected=detected)


class StreamTables(TextTables):
    """Text that comes but once, through a pipe: its columns can be looked at before its one reader."""

    def __init__(self, opened: Input, detected: Detected, *, how: InputOptions, stack: ExitStack) -> None:
        self._opened = opened
        super().__init__(
            "stdin", detected.format, lambda: nullcontext(opened), how=how, stack=stack, detected=detected
        )

    def columns(self, name: str) -> list[str]:
        """Return the columns that the head of the stream shows, without consuming any of it."""
        head = self._opened.head
        start = replace(self._opened, stream=io.BytesIO(), head=head)
        return make_reader(start, self.how, self._detected).columns


class SqlTables(BaseTables):
    """A SQL dump. A table that is filled but not created here has the columns that `define` gives it."""

    format = "sql"

    def __init__(
        self, open_it: Opener, *, how: InputOptions, stack: ExitStack, detected: Detected | None = None
    ) -> None:
        from importers.readers.sql.grammar import dialect_of

        with open_it() as opened:
            super().__init__(opened.name, opened.path, how=how, stack=stack)
            self.details = f"{dialect_of(opened.head).name} dump"
        self._open, self._detected = open_it, detected
        self._found: dict[str, TableDefinition] | None = None
        self._end: DumpEnd | None = None
        self.ends_elsewhere = False
        """Whether another file has the end of this part of a dump."""

    def names(self) -> list[str]:
        """Return the names of the tables that the dump creates or fills, in its order."""
        return list(self.definitions())

    def columns(self, name: str) -> list[str]:
        """Return the columns known of a table; raise `NoSuchTableError` for an unknown name."""
        if name not in self.definitions():
            raise self.missing(name)
        return list(self.definitions()[name].columns)

    def define(self, name: str, definition: TableDefinition) -> None:
        """Give a table the columns that another file's CREATE TABLE defines, if none is here."""
        if not self.definitions()[name].is_created:
            self.definitions()[name] = definition

    def definitions(self) -> dict[str, TableDefinition]:
        """The tables and what is known of their columns."""
        if self._found is None:
            from importers.readers.sql.table_names import tables_of

            with self._open() as opened:
                self._found, self._end = tables_of(opened)
        return self._found

    def end(self) -> DumpEnd | None:
        """How the dump ends."""
        self.definitions()
        return self._end

    @contextmanager
    def _stream(self, name: str) -> Iterator[Input]:
        with self._open() as opened:
            opened.carrier, opened.table = "sql", name
            opened.ends_elsewhere = self.ends_elsewhere
            known = self._found.get(name) if self._found else None
            if known is not None and known.is_created:
                opened.defined_columns, opened.binary_columns = known.columns, known.binary
            yield opened

"""Rejects of several tables in one file: each names its table, so that it can be read again beside others.

Of a dump a reject is a statement of its own; of other inputs it is a JSON object of its cells, with its
table's name as `table`. A record that has no cells has its text as `raw` instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from importers.table_views.view_reader import ObjectFilter, ViewReader, decode_objects, encoding_of

if TYPE_CHECKING:
    from importers.readers.chunks import Chunk, Reader
    from importers.readers.streams import Input
    from importers.readers.tables import Tables

TABLE = "table"


def as_statements(chunk: Chunk, header: bytes) -> Chunk:
    """Rejects as statements of their own."""

    def statement(raw: bytes) -> bytes:
        return header + raw.rstrip() + b";\n"

    return replace(
        chunk,
        kept=lambda rows: [statement(raw) for raw in chunk.originals(rows)],
        broken=[replace(one, raw=statement(one.raw)) for one in chunk.broken],
    )


def as_objects(chunk: Chunk, table: str) -> Chunk:
    """Rejects as JSON objects."""
    frame = chunk.frame

    def kept(rows: Sequence[int]) -> list[bytes]:
        return [_line({TABLE: table, **row}) for row in frame[list(rows)].iter_rows(named=True)]

    def text(raw: bytes) -> str:
        return raw.decode("utf-8", "backslashreplace").rstrip("\r\n")

    broken = [replace(one, raw=_line({TABLE: table, "raw": text(one.raw)})) for one in chunk.broken]
    return replace(chunk, kept=kept, broken=broken)


def _line(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value) + b"\n"


class TaggedRejects:
    """`Tables` of such objects."""

    def __init__(self, tables: Tables, table: str) -> None:
        self._tables, self._table = tables, table
        self.name, self.path = tables.name, tables.path
        self.format, self.details = tables.format, tables.details
        self._columns: dict[str, list[str]] = {}
        reader = tables.reader(table)
        for chunk in reader.chunks():
            for thing in decode_objects(chunk, range(chunk.frame.height), encoding=encoding_of(reader)):
                known = self._columns.setdefault(str(thing.get(TABLE, "")), [])
                known += [name for name in thing if name != TABLE and name not in known]

    def names(self) -> list[str]:
        """Return the names of the tables that have rejects in the file."""
        return list(self._columns)

    def columns(self, name: str) -> list[str]:
        """Return the columns that the table's rejects have, in the order they were found."""
        return self._columns[name]

    def input(self, name: str) -> AbstractContextManager[Input]:
        """Open the file of rejects, whatever the table, from its start."""
        return self._tables.input(self._table)

    def reader(self, name: str) -> Reader:
        """Start a fresh pass over the rejects of one table."""
        reader, columns = self._tables.reader(self._table), self._columns[name]
        view = ObjectFilter(
            reader, columns, column=TABLE, accepts=lambda table: table == name, cells=lambda thing: thing
        )
        return ViewReader(reader, columns, view)


class RenamedTable:
    """`Tables` of one table, under the name that it had."""

    def __init__(self, tables: Tables, table: str, *, name: str) -> None:
        self._tables, self._table, self._called = tables, table, name
        self.name, self.path = tables.name, tables.path
        self.format, self.details = tables.format, tables.details

    def names(self) -> list[str]:
        """Return the one name that the table had."""
        return [self._called]

    def columns(self, name: str) -> list[str]:
        """Return the table's columns."""
        return self._tables.columns(self._table)

    def input(self, name: str) -> AbstractContextManager[Input]:
        """Open the table's input, from its start."""
        return self._tables.input(self._table)

    def reader(self, name: str) -> Reader:
        """Start a fresh pass over the table."""
        return self._tables.reader(self._table)


class TablesWithFallback:
    """`Tables` of their own, and those of another input that they are without."""

    def __init__(self, own: Tables, other: Tables) -> None:
        self._own, self._other = own, other
        self.name, self.path = own.name, own.path
        self.format, self.details = own.format, own.details

    def names(self) -> list[str]:
        """Return the names of this input's tables, then those that only the other one has."""
        return list(dict.fromkeys([*self._own.names(), *self._other.names()]))

    def columns(self, name: str) -> list[str]:
        """Return a table's columns, from the other input if this one lacks the table."""
        return self._of(name).columns(name)

    def input(self, name: str) -> AbstractContextManager[Input]:
        """Open the input that holds a table, the other one if this one lacks it."""
        return self._of(name).input(name)

    def reader(self, name: str) -> Reader:
        """Start a fresh pass over a table, from the other input if this one lacks it."""
        return self._of(name).reader(name)

    def _of(self, name: str) -> Tables:
        return self._own if name in self._own.names() else self._other

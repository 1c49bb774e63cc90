"""An input seen as named tables: one for a CSV or JSON Lines file, many for a dump, a directory, a workbook."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from importers.readers.chunks import Reader
from importers.readers.streams import Input


class Tables(Protocol):
    """An open input. Its readers read while it is open, each on a stream of its own, so that several can
    be at work at once; none needs more memory for a longer table.

    `format` is the carrier: csv, tsv, jsonl, json, sql, directory, zip, xlsx, ods, parquet, xml, ocel,
    database. `details` says for people how it is read.
    """

    name: str
    path: str
    format: str
    details: str

    def names(self) -> list[str]:
        """The tables' names in input order. A SQL dump is read once for it, which is remembered."""
        ...

    def columns(self, name: str) -> list[str]:
        """A table's columns in its order. Raises `NoSuchTable`."""
        ...

    def input(self, name: str) -> AbstractContextManager[Input]:
        """The stream of bytes that the table is read from, from its start. Raises `NoSuchTable`.

        For a text it is the user's own file or archive member (a dump's is the whole dump, whatever the
        table); for a sheet, Parquet, XML or a database it is the table as JSON Lines, made as it is read:
        positions, digests, lines and rejected records are those of these lines.
        """
        ...

    def reader(self, name: str) -> Reader:
        """A fresh pass over one table; its `source` is the `Input` it reads. Raises `NoSuchTable`."""
        ...

"""An input seen as named tables: one for a CSV or JSON Lines file, many for a dump, a directory, a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from importers.readers.chunks import Reader
from importers.readers.streams import Input, open_input


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


@contextmanager
def open_tables(
    source: str, *, input_format: str = "", encoding: str = "", delimiter: str = ""
) -> Iterator[Tables]:
    """STUB"""
    with ExitStack() as stack:
        yield _Files(source, input_format, encoding, delimiter, stack)


class _Files:
    def __init__(self, source, input_format, encoding, delimiter, stack):
        self.path = source
        self.files = (
            {f.stem.split(".")[0]: str(f) for f in sorted(Path(source).iterdir())}
            if Path(source).is_dir()
            else {Path(source).stem.split(".")[0]: source}
        )
        self.name = Path(source).name
        self.stack = stack
        self.how = (input_format, encoding, delimiter)
        self.readers = {}
        self.format = "directory" if Path(source).is_dir() else self.reader(self.names()[0]).format
        self.details = ""

    def names(self):
        return list(self.files)

    def columns(self, name):
        return self.reader(name).columns

    def input(self, name):
        return open_input(self.files[name])

    def reader(self, name):
        from importers.mapping import Mapping
        from importers.preparing import open_reader

        opened = self.stack.enter_context(self.input(name))
        return open_reader(
            opened, Mapping(encoding=self.how[1], delimiter=self.how[2]), input_format=self.how[0]
        )

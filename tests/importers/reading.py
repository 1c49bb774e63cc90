"""Reading a whole table of an input into lists, for tests of readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importers.readers.chunks import Broken
from importers.readers.opening import open_tables


@dataclass
class Read:
    """One table: its rows, the line, record number and original bytes of each, and its broken records."""

    columns: list[str]
    header: bytes
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    ends: list[tuple[int, str]] = field(default_factory=list)

    @property
    def named(self) -> list[dict[str, Any]]:
        """The rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def read_table(source: Path | str, table: str = "", **how: str) -> Read:
    """Read the table named `table`, or else the first; `how` are options of `open_tables`."""
    with open_tables(str(source), **how) as tables:
        reader = tables.reader(table or tables.names()[0])
        read = Read(columns=reader.columns, header=reader.header)
        for chunk in reader.chunks():
            assert chunk.frame.height == len(chunk.records) == len(chunk.lines)
            read.rows += chunk.frame.select(reader.columns).rows()
            read.lines += chunk.lines.to_list()
            read.records += chunk.records.to_list()
            read.raws += chunk.originals(range(chunk.frame.height))
            read.broken += chunk.broken
            read.ends.append((chunk.end, chunk.prefix))
        return read


def names_of(source: Path | str) -> list[str]:
    """The names of the tables in an input."""
    with open_tables(str(source)) as tables:
        return tables.names()


def again(read: Read, file: Path) -> Read:
    """Write all rows as a reject file would contain them, and read that file."""
    file.write_bytes(read.header + b"".join(read.raws))
    return read_table(file)

"""What tables a dump holds."""

from __future__ import annotations

from importers.readers.sql.buffer import SqlBuffer
from importers.readers.sql.grammar import dialect_of
from importers.readers.sql.statements import Scanner
from importers.readers.streams import Input


def tables_of(source: Input) -> dict[str, list[str]]:
    """The names and columns of a dump's tables, in its order. Reads it to its end."""
    scanner = Scanner(SqlBuffer(source), dialect_of(source.head))
    found: dict[str, list[str]] = {}
    for statement in scanner.statements():
        columns = found.setdefault(statement.table, [])
        if not columns:
            columns.extend(statement.columns)
    return found

"""What tables a dump holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from importers.readers.sql.buffer import SqlBuffer
from importers.readers.sql.grammar import dialect_of
from importers.readers.sql.statements import Scanner
from importers.readers.streams import Input


@dataclass(frozen=True, kw_only=True)
class TableDefinition:
    """A table's columns, those of them with binary values, and whether a CREATE TABLE gives them."""

    columns: tuple[str, ...] = ()
    binary: Mapping[str, str] = field(default_factory=dict)
    is_created: bool = False


def tables_of(source: Input) -> dict[str, TableDefinition]:
    """The tables of a dump by name, in its order: those that it creates or fills. Reads it to its end.

    A CREATE TABLE counts for more than the columns that an INSERT lists.
    """
    scanner = Scanner(SqlBuffer(source), dialect_of(source.head))
    found: dict[str, TableDefinition] = {}
    for statement in scanner.statements():
        known = found.setdefault(statement.table, TableDefinition())
        created = statement.kind == "create" and statement.columns != ()
        if (created and not known.is_created) or not known.columns:
            found[statement.table] = TableDefinition(
                columns=statement.columns, binary=statement.binary, is_created=created
            )
    return found

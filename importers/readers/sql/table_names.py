"""What tables a dump holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from importers.readers.sql.buffer import SqlBuffer
from importers.readers.sql.grammar import dialect_of, has_footer
from importers.readers.sql.statements import Scanner
from importers.readers.streams import Input


@dataclass(frozen=True, kw_only=True)
class TableDefinition:
    """A table's columns, those of them with binary values, and whether a CREATE TABLE gives them."""

    columns: tuple[str, ...] = ()
    binary: Mapping[str, str] = field(default_factory=dict)
    is_created: bool = False


@dataclass(frozen=True, kw_only=True)
class DumpEnd:
    """Whether a dump lacks the closing comment or COMMIT that it should have, and whether it has one that
    belongs to another file: the dump was split."""

    is_missing: bool
    is_of_another: bool


def tables_of(source: Input) -> tuple[dict[str, TableDefinition], DumpEnd]:
    """The tables of a dump by name, in its order: those that it creates or fills. And how it ends.

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
    is_whole = has_footer(source.head)
    end = DumpEnd(
        is_missing=scanner.in_transaction or (is_whole and not scanner.has_footer),
        is_of_another=scanner.ends_another or (scanner.has_footer and not is_whole),
    )
    return found, end

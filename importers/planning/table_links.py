"""Columns of other tables of an input, as a mapping may call them: `order_id -> orders.number`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.column_words import simple
from importers.errors import InvalidMappingError
from importers.mapping.derived_columns import base_of
from importers.table_views.view_reader import ViewReader

if TYPE_CHECKING:
    from importers.mapping.column_mapping import ColumnMapping
    from importers.planning.join import Lookups
    from importers.readers.chunks import Chunk, Reader
    from importers.readers.tables import Tables

ARROW = " -> "
"""Stands between the column that holds a key and the table and column that it leads to."""


class LinkedReader(ViewReader):
    """A reader whose rows have columns of other tables, too; `seen` gives a chunk these."""

    def __init__(
        self,
        reader: Reader,
        names: Sequence[str],
        seen: Callable[[Chunk], Chunk],
        *,
        others: Collection[str],
        lookups: Lookups,
    ) -> None:
        super().__init__(reader, [*reader.columns, *names], seen)
        self.seen, self.others, self.lookups = seen, frozenset(others), lookups
        self.evidence = getattr(reader, "evidence", ())
        self.reject_header = getattr(reader, "reject_header", reader.header)


def with_links(reader: Reader, mapping: ColumnMapping, lookups: Lookups) -> Reader:
    """The reader, with the columns of other tables that the mapping names; itself where it names none.

    Raises `InvalidMappingError` for a table that is not there or has no key, and what reading it raises.
    """
    names = [base_of(name, reader.columns) for name in mapping.columns()]
    names = [name for name in dict.fromkeys(names) if ARROW in name and name not in reader.columns]
    if not names:
        return reader
    from importers.catalogue.compile import names_of
    from importers.platforms import Lookup

    steps: dict[str, Lookup] = {}
    for name in _with_steps(names):
        left, table, column = split_name(name, lookups.tables)
        key = key_of(lookups.tables.columns(table), left)
        if not key:
            problem = f"{table} has neither a column id nor one called {own_name(left)}."
            raise InvalidMappingError(name, problem=problem)
        step = f"{left}{ARROW}{table}"
        known = steps[step].columns if step in steps else ()
        steps[step] = Lookup(name=step, table=table, right_on=key, left_on=left, columns=(*known, column))

    def seen(chunk: Chunk) -> Chunk:
        if chunk.known is not None:
            return chunk
        frame = chunk.frame
        for lookup in steps.values():
            frame = lookups.join(frame, lookup, tuple(names_of(lookup.table)))
        return replace(chunk, frame=frame)

    others = [table for lookup in steps.values() for table in names_of(lookup.table)]
    return LinkedReader(reader, _with_steps(names), seen, others=others, lookups=lookups)


def is_linked(name: str) -> bool:
    """Whether a mapping's name of a column is that of another table."""
    return ARROW in name


def split_name(name: str, tables: Tables) -> tuple[str, str, str]:
    """The column that holds the key, the table and its column. Raises `InvalidMappingError`."""
    left, _, rest = name.rpartition(ARROW)
    known = [table for table in tables.names() if rest.startswith(f"{table}.")]
    if not known:
        listed = ", ".join(tables.names())
        problem = f"{rest!r} is not a column of another table. The tables are: {listed}."
        raise InvalidMappingError(name, problem=problem)
    table = max(known, key=len)
    column = rest.removeprefix(f"{table}.")
    if column not in tables.columns(table):
        listed = ", ".join(tables.columns(table))
        raise InvalidMappingError(name, problem=f"{table} has no column {column!r}. It has: {listed}.")
    return left, table, column


def key_of(columns: Collection[str], left: str) -> str:
    """The column that keys in the column `left` are found in: the id, else one of the same name."""
    wanted = ("id", simple(own_name(left)))
    return next((column for want in wanted for column in columns if simple(column) == want), "")


def own_name(left: str) -> str:
    """The name of a column of another table, without the way there."""
    return left.rpartition(ARROW)[2].rpartition(".")[2] if ARROW in left else left


def _with_steps(names: Iterable[str]) -> list[str]:
    """The names, each after those of the columns that lead there."""
    found: dict[str, None] = {}
    for name in names:
        left = name.rpartition(ARROW)[0]
        found |= dict.fromkeys([*_with_steps([left] if ARROW in left else []), name])
    return [*found]

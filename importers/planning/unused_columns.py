"""Which columns of a platform's tables its declaration does not use, for the report of an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importers.catalogue.compile import names_of
from importers.customer_names import name_columns
from importers.mapping.column_mapping import PLATFORM_FIELDS, SHOWN, Template
from importers.mapping.conditions import Condition

if TYPE_CHECKING:
    from importers.catalogue.match import MatchedTable
    from importers.planning.import_input import TableInput
    from importers.platforms import HistoryTable

_NAMED = 12
"""The most unused columns that are named."""


def unused_note(tables: Iterable[tuple[MatchedTable, TableInput]]) -> list[str]:
    """A sentence on the columns that neither the declaration of their table nor the mapping uses; none where
    all are used. A table that is read in several ways is named once."""
    rest: dict[str, list[str]] = {}
    for source, table_input in tables:
        naming = name_columns(table_input.reader.columns, table_input.mapping)
        used = {*table_input.mapping.columns(), *naming, *_named(source.records)}
        packed = tuple(
            f"{name}." for name in (*source.records.packed_columns, source.records.explode) if name
        )
        left = rest.get(source.table, [*table_input.reader.columns])
        rest[source.table] = [
            name for name in left if name not in used and not (packed and name.startswith(packed))
        ]
    rest = {table: names for table, names in rest.items() if names}
    if not rest:
        return []
    is_several = len(rest) > 1
    named = [f"{table}.{name}" if is_several else name for table, names in rest.items() for name in names]
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    listed = ", ".join(named[:_NAMED])
    return [f"Columns not used (kept with records): {listed}{more}. --set FIELD=COLUMN uses one."]


def _named(records: HistoryTable) -> Iterator[str]:
    """The columns of its own that a declaration names outside of its fields."""
    for need in records.required_columns:
        yield from need.split("|")
    for name, others in records.column_aliases.items():
        yield from (name, *names_of(others))
    for lookup in records.lookups:
        yield from names_of(lookup.left_on)
        if not lookup.table:
            yield from (*lookup.right_on.split("|"), *lookup.columns, *_of_conditions(lookup.where))
    for column, *conditions in records.copied_columns.values():
        yield from (column, *_of_conditions(conditions))
    yield from (column for column, _ in records.extracted_columns.values())
    yield from _of_conditions(records.row_filter)
    yield from (records.explode, *records.packed_columns, *({*PLATFORM_FIELDS} - {*SHOWN}))
    for codes in records.labelled:
        yield codes.column
        for texts in codes.labels.values():
            for text in names_of(texts):
                yield from Template.parse(text, where=codes.into).columns


def _of_conditions(texts: Iterable[str]) -> Iterator[str]:
    conditions = (Condition.parse(text, where="condition") for text in texts)
    return (name for one in conditions for name in one.columns)

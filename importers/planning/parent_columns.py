"""Columns of the record that a list lies in, as a mapping may call them: `parent.number`, `../number`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.mapping.column_mapping import ColumnMapping, Value
from importers.mapping.derived_columns import base_of

if TYPE_CHECKING:
    from importers.readers.chunks import Reader

_PARENT = ("parent.", "../")


def around(reader: Reader) -> list[str]:
    """What the columns of the records around the reader's rows start with, the nearest first; nothing where
    these are no items of lists in records."""
    source = reader.source
    return [*reversed(source.within.split(".")[:-1]), source.outer] if source.within else []


def with_parents(mapping: ColumnMapping, reader: Reader) -> ColumnMapping:
    """The mapping with the own names of such columns, where the reader's rows are items of a list in records.

    The nearest record that has the member counts.
    """
    source = reader.source
    if not source.within or not any(name.startswith(_PARENT) for name in mapping.columns()):
        return mapping
    holders = around(reader)

    def own(name: str) -> str:
        prefix = next((one for one in _PARENT if name.startswith(one)), "")
        if not prefix or name in reader.columns:
            return name
        member = name.removeprefix(prefix).replace("../", "")
        known = [f"{holder}.{member}" for holder in holders]
        able = (one for one in known if base_of(one, reader.columns) in reader.columns)
        return next(able, f"{source.outer}.{member}")

    def owned(fields: Mapping[str, Value]) -> dict[str, Value]:
        return {
            field: tuple(replace(way, columns=tuple(map(own, way.columns))) for way in value)
            for field, value in fields.items()
        }

    return replace(
        mapping,
        fields=owned(mapping.fields),
        events=tuple(
            replace(
                part,
                fields=owned(part.fields),
                where=tuple(replace(one, column=own(one.column)) for one in part.where),
            )
            for part in mapping.events
        ),
        where=tuple(replace(one, column=own(one.column)) for one in mapping.where),
    )

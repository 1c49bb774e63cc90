"""Fields that are given on the command line: `--set order=order_no`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from importers.errors import InvalidMappingError
from importers.mapping.column_mapping import MAPPED, ColumnMapping, Template, Value


def with_sets(mapping: ColumnMapping, sets: Iterable[str]) -> ColumnMapping:
    """`mapping` with `field=value` pairs over it; the same field again is a fallback. Raises
    `InvalidMappingError`."""
    given: dict[str, Value] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or name not in MAPPED:
            raise InvalidMappingError(
                f"--set {text!r}", problem=f"write it as field=column, the field one of {', '.join(MAPPED)}."
            )
        given[name] = (*given.get(name, ()), Template.parse(value, where=f"--set {text!r}"))
    return replace(mapping, fields={**mapping.fields, **given})

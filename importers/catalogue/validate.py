"""Whether a platform's declaration makes sense: looked over before it reads anything, since a mistake in it
is its makers' and no fault of the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from events.settings import zone
from importers.catalogue.compile import conditions_of, mapping_of, names_of, templates_of
from importers.errors import InvalidMappingError
from importers.mapping.column_mapping import ColumnMapping, Condition
from importers.mapping.event_types import can_be
from importers.platforms import HistoryTable, Lookup, Platform


def check(platform: Platform) -> None:
    """Raises an error for the first thing in a declaration that makes no sense."""
    if not platform.records:
        raise InvalidMappingError(platform.title, problem="it names no records.")
    _texts(platform.title, *platform.silent, *platform.silent.values())
    for records in platform.records:
        _check_texts(records)
        for name in filter(None, (platform.tz, records.tz)):
            zone(name)
        mapping = mapping_of(records, source="", tz=platform.tz, typed=True)
        where = names_of(records.table)[0]
        for part in mapping.parts():
            has = part.fields.keys()
            if not {"order", "customer"} & has or not {"date", "message"} <= has:
                raise InvalidMappingError(where, problem="it needs order or customer, date, and message.")
        for lookup in records.lookups:
            for value in lookup.made.values():
                templates_of(value, where=f"{where}, lookup {lookup.name}")
        for code, value in records.said[1].items():
            templates_of(value, where=f"{where}: {code}")
        _check_codes(mapping, where=where)
        _check_patterns([*_patterns(records, mapping, where=where)])
        _compiled(records.each_as)


def _check_texts(records: HistoryTable) -> None:
    """Raises `TypeError` where a name of a table, column or pattern is none."""
    if not isinstance(records, HistoryTable) or not all(isinstance(one, Lookup) for one in records.lookups):
        raise TypeError("its records must be Records, and their lookups Lookups")
    _texts(records.name, records.system, records.shown, records.type, records.parameters, records.each)
    _texts(records.each_as, records.each_by)
    _texts(*names_of(records.table), *records.types.values())
    _tuples(records.needs, records.serialized, records.only)
    for lookup in records.lookups:
        _texts(lookup.name, lookup.key, lookup.natural, lookup.language)
        _texts(*names_of(lookup.table), *names_of(lookup.on))
        _tuples(lookup.columns, lookup.where, lookup.best)
    for column, pattern in records.cut.values():
        _texts(column, pattern)
    _tuples(*records.given.values())


def _texts(*values: Any) -> None:
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"{value!r} stands where a name belongs")


def _tuples(*values: Any) -> None:
    for value in values:
        if isinstance(value, str):
            raise TypeError(f"{value!r} stands where a tuple of texts belongs: write ({value!r},)")
        _texts(*value)


def _check_codes(mapping: ColumnMapping, *, where: str) -> None:
    for case in mapping.typed:
        if not can_be(case.name, said=True):
            raise InvalidMappingError(
                where, problem=f"no event type {case.name!r} is told by a message alone."
            )
    for _, code in mapping.types:
        if not can_be(code, said=False):
            raise InvalidMappingError(where, problem=f"there is no event type {code!r}.")


def _patterns(records: HistoryTable, mapping: ColumnMapping, *, where: str) -> Iterator[str]:
    yield from filter(None, [records.system])
    yield from (pattern for _, pattern in records.cut.values())
    yield from _of(mapping.shown)
    for case in (*mapping.skips, *mapping.typed):
        yield from _of(case.conditions)
    yield from _of(conditions_of(records.only, where=where))
    for _, *texts in records.given.values():
        yield from _of(conditions_of(texts, where=where))
    for lookup in records.lookups:
        yield from _of(conditions_of(lookup.where, where=f"{where}, lookup {lookup.name}"))


def _of(conditions: Iterable[Condition]) -> Iterator[str]:
    return (one.value for one in conditions if one.op in ("~", "!~"))


def _check_patterns(patterns: list[str]) -> None:
    """Raises `InvalidMappingError` for a pattern that Python does not understand, or that columns cannot be
    searched
    for: there is no looking ahead or behind."""
    import polars as pl

    for pattern in patterns:
        _compiled(pattern)
        try:
            pl.select(pl.lit("").str.contains(pattern))
        except pl.exceptions.PolarsError as error:
            reason = str(error).split("\n\n")[0].strip().splitlines()[-1].removeprefix("error: ")
            raise InvalidMappingError(f"the pattern {pattern!r}", problem=f"{reason}.") from None


def _compiled(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise InvalidMappingError(f"the pattern {pattern!r}", problem=f"{error}.") from None

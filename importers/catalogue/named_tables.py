"""Whether a table can be read as one of a platform's: by its name, and by the columns it has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from importers.catalogue.compile import names_of
from importers.mapping.column_mapping import Template
from importers.mapping.conditions import Condition
from importers.platforms import HistoryTable, Values

_ESSENTIAL = (("order", "customer"), ("date",), ("message",))
"""An event needs one field of each group."""


def columns_of(records: HistoryTable, columns: Collection[str]) -> set[str]:
    """A table's columns as the platform calls them."""
    called = renamings(records.column_aliases, columns)
    return {called.get(column, column) for column in columns}


def renamings(same: Values, columns: Collection[str]) -> dict[str, str]:
    """What of `columns` are names of others, and the names that they are to have."""
    found: dict[str, str] = {}
    for name, others in same.items():
        there = [other for other in names_of(others) if other in columns and other not in found]
        if there and name not in columns:
            found[there[0]] = name
    return found


def fits(records: HistoryTable, columns: frozenset[str]) -> bool:
    """Whether a table has all columns that a declaration requires."""
    return not lacking(records, columns)


def lacking(records: HistoryTable, columns: Collection[str]) -> list[str]:
    """The required columns that a table lacks, by the platform's names for them."""
    same = records.column_aliases
    packed = {one for one in records.packed_columns if any(name.startswith(f"{one}.") for name in columns)}
    present = {*columns} | packed  # in JSON, the members of an object are columns themselves
    return [
        need
        for need in records.required_columns
        if not present & {name for one in need.split("|") for name in (one, *names_of(same.get(one, one)))}
    ]


def prefix_of(name: str, wanted: str) -> str | None:
    """What precedes the platform's name for a table in a table's name; None where it is another table."""
    found = re.fullmatch(rf"(|.*[^a-z0-9]){re.escape(wanted.lower())}", name.lower())
    return name[: len(found[1])] if found else None


def readable_by_name(
    declared: Sequence[HistoryTable],
    columns: Mapping[str, frozenset[str]],
    *,
    taken: Mapping[int, str],
    prefixes: Collection[str],
) -> dict[int, str]:
    """Tables with a declared name and all columns that their events need, though not all required ones.

    `columns` are those of each table, `taken` the tables found already by their declaration's position. Of
    several declarations of one table the first is used. Without `prefixes`, one prefix must fit all.
    """
    able = [
        (at, prefix, name)
        for at, records in enumerate(declared)
        for prefix, name in _bearing_its_name(records, columns)
        if (not prefixes or prefix in prefixes) and _is_enough(records, columns[name])
    ]
    if len({prefix for _, prefix, _ in able}) > 1:
        return {}
    found: dict[int, str] = {}
    for at, _, name in able:
        if at not in taken and name not in {*taken.values(), *found.values()}:
            found.setdefault(at, name)
    return found


def readable_alone(declared: Sequence[HistoryTable], columns: frozenset[str]) -> list[int]:
    """The declaration that the only table of an input can be read by, whatever its name: the first of whose
    required columns it has more than half, with all that events need. Columns that decide which rows are
    skipped may be missing, those of a row filter may not. Empty where there is none."""
    for at, records in enumerate(declared):
        few = 2 * len(lacking(records, columns)) < len(records.required_columns)
        if few and _is_enough(records, columns, with_skips=False):
            return [at]
    return []


def lacking_by_name(
    declared: Sequence[HistoryTable], columns: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """The tables that have a declared name, each with the required columns it lacks."""
    return {
        name: lacking(records, columns[name])
        for records in reversed(declared)
        for _, name in _bearing_its_name(records, columns)
        if lacking(records, columns[name])
    }


def _bearing_its_name(records: HistoryTable, columns: Iterable[str]) -> list[tuple[str, str]]:
    pairs = [(prefix_of(name, wanted), name) for wanted in names_of(records.table) for name in columns]
    return [(prefix, name) for prefix, name in pairs if prefix is not None]


def _is_enough(records: HistoryTable, columns: frozenset[str], *, with_skips: bool = True) -> bool:
    """Whether events can be made: order or customer, date and message are there, and all that decides which
    rows are history, or `with_skips` off, all but what names rows to skip."""
    if records.explode or records.parts or records.read_all_matches:
        return False
    present = columns_of(records, columns) | {*records.copied_columns, *records.extracted_columns}
    present |= {codes.into for codes in records.labelled if codes.column in present}
    groups = [
        [way for name in names for way in names_of(records.fields.get(name, ()))] for names in _ESSENTIAL
    ]
    skips = records.skip.values() if with_skips else ()
    decisive = {*records.row_filter, *(text for texts in skips for text in names_of(texts))}
    conditions = [
        name for text in decisive for name in Condition.parse(text, where=str(records.table)).columns
    ]
    return all(any(_is_present(way, records, present) for way in ways) for ways in groups) and all(
        _is_column(name, records, present) for name in conditions
    )


def _is_present(way: str, records: HistoryTable, present: set[str]) -> bool:
    columns = Template.parse(way, where=str(records.table)).columns
    return bool(columns) and all(_is_column(name, records, present) for name in columns)


def _is_column(name: str, records: HistoryTable, present: set[str]) -> bool:
    """Whether a column is there, or comes from a lookup by one that is, or from within a packed one."""
    holder = name.partition(".")[0]
    keys = {key for one in records.lookups if one.name == holder for key in names_of(one.left_on)}
    return name in present or holder in present & {*records.packed_columns} or bool(keys & present)

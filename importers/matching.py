"""Finding a platform's tables in an input, whatever prefix they have and whatever carries them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from events.errors import UsageFault
from importers.errors import NotData
from importers.platforms import Lookup, Platform, Records, Values
from importers.readers.tables import Tables

_NAMED_BY_PEOPLE = ("directory", "zip", "xlsx", "ods", "xls")
"""Carriers whose tables have the names of files or sheets: some may be the system's, and some not."""


class SeveralShops(UsageFault):
    def __init__(self, name: str, *, prefixes: list[str]) -> None:
        listed = ", ".join(repr(prefix) for prefix in prefixes)
        super().__init__(
            f"{name} holds the tables of {len(prefixes)} shops, told apart by their prefix: {listed}. "
            f"Import them one by one: --table-prefix {prefixes[-1]}, each with a --shop of its own."
        )


class NotOfPlatform(NotData):
    def __init__(self, name: str, platform: str, *, wanted: Sequence[str], found: Sequence[str]) -> None:
        tables = ", ".join(found[:12]) + (f" and {len(found) - 12} more" if len(found) > 12 else "")
        super().__init__(
            name,
            problem=f"there is no history of {platform} in it. That would be a table {' or '.join(wanted)} "
            f"(with any prefix); it has {tables or 'no tables'}. `events map` tells what it can be.",
        )


@dataclass(frozen=True, kw_only=True)
class Source:
    """A table with history, and the tables that its lookups read; those without one are in `missing`."""

    records: Records
    table: str
    lookups: tuple[tuple[Lookup, str], ...]
    missing: tuple[Lookup, ...]
    named: bool
    """Whether the table bears the platform's name for it, and not only its columns."""


def match(platform: Platform, tables: Tables, *, prefix: str | None = None) -> list[Source]:
    """The platform's tables in an input, in its order. Raises `SeveralShops`."""
    columns = {name: frozenset(tables.columns(name)) for name in tables.names()}
    by_name = {at: list(_named(records, columns)) for at, records in enumerate(platform.records)}
    prefixes = sorted({found for ways in by_name.values() for found, _ in ways})
    if prefix is not None:
        prefixes = [found for found in prefixes if found == prefix]
    if len(prefixes) > 1:
        raise SeveralShops(tables.name, prefixes=prefixes)
    taken = {at: name for at, ways in by_name.items() for found, name in ways if found in prefixes}
    if prefix is None and (not taken or tables.format in _NAMED_BY_PEOPLE):
        taken |= _by_columns(platform, columns, taken)
    used = prefixes[0] if prefixes else ""
    named = {at for at, ways in by_name.items() if ways}
    found = []
    for at in sorted(taken):
        records = platform.records[at]
        same = [name for name, has in columns.items() if records.every and fits(records, has)]
        for table in same or [taken[at]]:
            found.append(_source(records, table, columns, prefix=used, named=at in named))
    return found or list(_silent(platform, columns))


def columns_of(records: Records, columns: Collection[str]) -> set[str]:
    """A table's columns as the platform calls them."""
    called = renamings(records.same, columns)
    return {called.get(column, column) for column in columns}


def renamings(same: Values, columns: Collection[str]) -> dict[str, str]:
    """What of `columns` are names of others, and the names that they are to have."""
    found: dict[str, str] = {}
    for name, others in same.items():
        there = [other for other in names_of(others) if other in columns and other not in found]
        if there and name not in columns:
            found[there[0]] = name
    return found


def names_of(table: str | tuple[str, ...]) -> tuple[str, ...]:
    return (table,) if isinstance(table, str) else table


def fits(records: Records, columns: frozenset[str]) -> bool:
    """Whether a table with these columns can be read so."""
    same = records.same
    packed = {one for one in records.serialized if any(name.startswith(f"{one}.") for name in columns)}
    there = columns | packed  # an object's members are columns, where what carries it is JSON itself
    return all(
        there & {name for one in need.split("|") for name in (one, *names_of(same.get(one, one)))}
        for need in records.needs
    )


def _named(records: Records, columns: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Prefix and name of each table that bears its name and has what it needs."""
    for wanted in names_of(records.table):
        for name, has in columns.items():
            found = _prefix(name, wanted)
            if found is not None and fits(records, has):
                yield found, name


def _silent(platform: Platform, columns: dict[str, frozenset[str]]) -> Iterator[Source]:
    """The tables of an input that has no history, only what belongs to it."""
    for wanted, reason in platform.silent.items():
        records = Records(table=wanted, needs=(), fields={"legacy_id": "id"}, skip={reason: ()})
        for prefix, name in _named(records, columns):
            yield _source(records, name, columns, prefix=prefix, named=True)


def _prefix(name: str, wanted: str) -> str | None:
    found = re.fullmatch(rf"(|.*[^a-z0-9]){re.escape(wanted.lower())}", name.lower())
    return name[: len(found[1])] if found else None


def _by_columns(
    platform: Platform, columns: dict[str, frozenset[str]], taken: dict[int, str]
) -> dict[int, str]:
    """Tables of other names that have the columns, the most demanding declaration first."""
    found: dict[int, str] = {}
    rest = [at for at in range(len(platform.records)) if at not in taken]
    for at in sorted(rest, key=lambda at: -len(platform.records[at].needs)):
        for name, has in columns.items():
            free = name not in (*taken.values(), *found.values())
            if free and fits(platform.records[at], has):
                found[at] = name
                break
    return found


def _source(
    records: Records, table: str, columns: dict[str, frozenset[str]], *, prefix: str, named: bool
) -> Source:
    found, missing = [], []
    for lookup in records.lookups:
        name = _lookup_table(lookup, columns, prefix) if lookup.table else table
        if name is None:
            missing.append(lookup)
        else:
            found.append((lookup, name))
    return Source(records=records, table=table, lookups=tuple(found), missing=tuple(missing), named=named)


def _lookup_table(lookup: Lookup, columns: dict[str, frozenset[str]], prefix: str) -> str | None:
    """The table of a lookup: with the same prefix as the history, else of the bare name, else the only
    one that ends like it."""
    able = [name for name, has in columns.items() if lookup.key in has]
    for wanted in (f"{prefix}{lookup.table}", lookup.table):
        for name in able:
            if name.lower() == wanted.lower():
                return name
    like = [name for name in able if _prefix(name, lookup.table) is not None]
    return like[0] if len(like) == 1 else None

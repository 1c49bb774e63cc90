"""Finds a platform's tables in an input, whatever their prefix and file format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from events.errors import UsageError
from importers.catalogue.compile import names_of
from importers.catalogue.named_tables import fits, lacking, prefix_of, readable_alone, readable_by_name
from importers.errors import NotDataError
from importers.platforms import HistoryTable, Lookup, Platform
from importers.platforms.events import PLATFORM as OWN_EXPORTS
from importers.readers.tables import Tables

NAMED_BY_PEOPLE = ("directory", "zip", "xlsx", "ods", "xls")
"""Carriers whose tables have the names of files or sheets: some may be the system's, and some not."""

OWN = "events"
"""The platform of the program's own exports."""


class SeveralShopsError(UsageError):
    """The input holds tables with several prefixes, so those of several shops."""

    def __init__(self, name: str, *, prefixes: list[str]) -> None:
        listed = ", ".join(repr(prefix) for prefix in prefixes)
        super().__init__(
            f"{name} holds the tables of {len(prefixes)} shops, which differ in their prefix: {listed}. "
            f"Import them one by one: --table-prefix {prefixes[-1]}, each with a --shop of its own."
        )


class NotOfPlatformError(NotDataError):
    """None of the input's tables can be read as the platform's history. `lacking` maps tables that have the
    right name to the columns they lack."""

    def __init__(
        self,
        name: str,
        platform: str,
        *,
        wanted: Sequence[str],
        found: Sequence[str],
        lacking: dict[str, list[str]],
    ) -> None:
        tables = ", ".join(found[:12]) + (f" and {len(found) - 12} more" if len(found) > 12 else "")
        names = " or ".join(dict.fromkeys(wanted))
        problem = (
            f"there is no history of {platform} in it. That would be a table {names} "
            f"(with any prefix); it has {tables or 'no tables'}. `events map` shows what it can be."
        )
        if lacking:
            lacks = "; ".join(f"{table} has no column {', '.join(names)}" for table, names in lacking.items())
            problem = (
                f"its history of {platform} cannot be read: {lacks}. "
                f"Name the columns instead, without --from: --table {next(iter(lacking))} "
                "--set order=COLUMN --set date=COLUMN --set message=COLUMN."
            )
        super().__init__(name, problem=problem)


@dataclass(frozen=True, kw_only=True)
class MatchedTable:
    """A table with history, and the tables that its lookups read; those without one are in `missing`."""

    records: HistoryTable
    table: str
    lookups: tuple[tuple[Lookup, tuple[str, ...]], ...]
    missing: tuple[Lookup, ...]
    named: bool
    """Whether the table bears the platform's name for it, and not only its columns."""
    lacking: tuple[str, ...] = ()
    """Columns the platform's table has and this one lacks; it is read without them, by its name."""


def match(
    platform: Platform, tables: Tables, *, prefix: str | None = None, trust_names: bool = False
) -> list[MatchedTable]:
    """The platform's tables in an input, in its order.

    `trust_names` also finds tables that have the platform's name and lack columns that their events can do
    without, and the only table of an input by most of its columns. Raises `SeveralShopsError`.
    """
    columns = {name: frozenset(tables.columns(name)) for name in tables.names()}
    if platform is not OWN_EXPORTS:  # these have the columns of other systems' tables, too
        columns = {name: has for name, has in columns.items() if not is_own_export(has)}
    by_name = {at: list(_named(records, columns)) for at, records in enumerate(platform.records)}
    by_people = prefix is None and tables.format in NAMED_BY_PEOPLE
    # What stands before the name of a page is a number or a date, and no shop's prefix.
    loose = {at for at in by_name if by_people and platform.records[at].read_all_matches}
    prefixes = sorted({found for at, ways in by_name.items() for found, _ in ways if at not in loose})
    if prefix is not None:
        prefixes = [found for found in prefixes if found == prefix]
    if len(prefixes) > 1:
        raise SeveralShopsError(tables.name, prefixes=prefixes)
    taken = {
        at: name for at, ways in by_name.items() for found, name in ways if found in prefixes or at in loose
    }
    if by_people or (prefix is None and not taken):
        taken |= _by_columns(platform, columns, taken)
    if trust_names:
        allowed = prefixes if prefixes or prefix is None else [prefix]
        taken |= readable_by_name(platform.records, columns, taken=taken, prefixes=allowed)
        if not taken and len(columns) == 1 and prefix is None:
            taken = {
                at: name for name, has in columns.items() for at in readable_alone(platform.records, has)
            }
    used = prefixes[0] if prefixes else ""
    named = {at for at, ways in by_name.items() if ways}
    whole = {at: _all(platform.records[at], taken[at], columns) for at in sorted(taken)}
    pages = {
        name: found
        for at, found in whole.items()
        for name in names_of(platform.records[at].table)
        if platform.records[at].read_all_matches
    }
    sources = [
        _source(platform.records[at], table, _Found(columns, used, found, pages), named=at in named)
        for at, found in whole.items()
        for table in found
    ]
    return sources or list(_silent(platform, columns))


def is_own_export(columns: frozenset[str]) -> bool:
    """Whether a table has all columns of the program's own exports."""
    return any(fits(records, columns) for records in OWN_EXPORTS.records)


def _all(records: HistoryTable, table: str, columns: dict[str, frozenset[str]]) -> list[str]:
    """The tables that are read so: the one that was chosen, or where every one counts, all that fit."""
    return (
        [name for name, has in columns.items() if fits(records, has)] if records.read_all_matches else [table]
    )


def _named(records: HistoryTable, columns: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Prefix and name of each table that bears its name and has what it needs."""
    for wanted in names_of(records.table):
        for name, has in columns.items():
            found = prefix_of(name, wanted)
            if found is not None and fits(records, has):
                yield found, name


def _silent(platform: Platform, columns: dict[str, frozenset[str]]) -> Iterator[MatchedTable]:
    """The tables of an input that has no history, only what belongs to it."""
    for wanted, reason in platform.ignored_tables.items():
        records = HistoryTable(
            table=wanted, required_columns=(), fields={"legacy_id": "id"}, skip={reason: ()}
        )
        for prefix, name in _named(records, columns):
            yield _source(records, name, _Found(columns, prefix, [name], {}), named=True)


def _by_columns(
    platform: Platform, columns: dict[str, frozenset[str]], taken: dict[int, str]
) -> dict[int, str]:
    """Tables of other names that have the columns, the most demanding declaration first. What is a list
    within a table's rows is read beside these rows themselves."""
    found: dict[int, str] = {}
    rest = [at for at in range(len(platform.records)) if at not in taken]
    rest = [at for at in rest if platform.records[at].required_columns]  # none would claim every table
    for at in sorted(rest, key=lambda at: -len(platform.records[at].required_columns)):
        for name, has in columns.items():
            used = {table for one, table in (taken | found).items() if not platform.records[one].explode}
            if (platform.records[at].explode or name not in used) and fits(platform.records[at], has):
                found[at] = name
                break
    return found


@dataclass(frozen=True)
class _Found:
    """What lookups may be read from: `own` are the tables of the records themselves, `pages` those of
    records that come in many."""

    columns: dict[str, frozenset[str]]
    prefix: str
    own: list[str]
    pages: dict[str, list[str]]

    def find_tables(self, lookup: Lookup) -> list[str]:
        """The tables of a lookup: with the same prefix as the history, else of the bare name, else all
        pages of it, else the only one that ends like it."""
        if not lookup.table:
            return self.own
        keys = set(lookup.right_on.split("|"))
        able = [name for name, has in self.columns.items() if keys & has]
        wanted = names_of(lookup.table)
        for exact in (*(f"{self.prefix}{name}" for name in wanted), *wanted):
            if exact in self.pages:
                return self.pages[exact]
            for name in able:
                if name.lower() == exact.lower():
                    return [name]
        like = [name for name in able if any(prefix_of(name, one) is not None for one in wanted)]
        return like if len(like) == 1 else []


def _source(records: HistoryTable, table: str, tables: _Found, *, named: bool) -> MatchedTable:
    found, missing = [], []
    for lookup in records.lookups:
        names = tables.find_tables(lookup)
        if names:
            found.append((lookup, tuple(names)))
        else:
            missing.append(lookup)
    return MatchedTable(
        records=records,
        table=table,
        lookups=tuple(found),
        missing=tuple(missing),
        named=named,
        lacking=tuple(lacking(records, tables.columns[table])),
    )

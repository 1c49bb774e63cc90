"""Recognises the system that an input comes from, by the names and columns of its tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers.catalogue.compile import mapping_of, names_of
from importers.catalogue.match import (
    NAMED_BY_PEOPLE,
    OWN,
    MatchedTable,
    SeveralShopsError,
    is_own_export,
    match,
)
from importers.catalogue.named_tables import columns_of, renamings
from importers.catalogue.registry import load_all_platforms
from importers.inference.peculiar_columns import are_peculiar

if TYPE_CHECKING:
    from importers.platforms import HistoryTable
    from importers.readers.tables import Tables

_ALL = 5
"""A table of this many columns or more that has all required ones, and none besides, is the system's."""


@dataclass(frozen=True, kw_only=True)
class RecognisedPlatform:
    """A platform whose tables are in an input."""

    platform: str
    title: str
    sources: list[MatchedTable]
    certain: bool
    """Whether no other platform fits as well."""

    @property
    def tables(self) -> list[str]:
        """Names of the tables it would read."""
        return list(dict.fromkeys(source.table for source in self.sources))

    @property
    def note(self) -> str:
        """The sentence that names it, and the option that chooses another."""
        return f"Recognised as {self.platform} by {', '.join(self.tables)}; --from chooses another."


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """The platforms that an input may be of, likeliest first."""

    found: list[RecognisedPlatform]
    broken_note: str
    """A sentence that names the platforms that could not be loaded; empty where there are none."""
    mixed: dict[str, list[str]] = field(default_factory=dict)
    """Where files of several systems lie together: each table, and the platforms that it looks like."""
    shops: SeveralShopsError | None = None
    """Where the tables are those of several shops: what to do about it."""

    def certain(self) -> RecognisedPlatform | None:
        """The platform without a rival, if there is one."""
        return next((one for one in self.found if one.certain), None)

    def likeliest_names(self) -> list[str]:
        """The platforms that fit the same tables as the likeliest."""
        return [one.platform for one in self.found if one.tables == self.found[0].tables]


def recognise(tables: Tables, *, prefix: str | None = None) -> Recognition:
    """The platforms whose tables, with this prefix, are in the input."""
    from events.errors import EventsError

    loaded = load_all_platforms()
    found = []
    shops: SeveralShopsError | None = None
    for name, platform in loaded.platforms.items():
        try:
            sources = match(platform, tables, prefix=prefix)
        except SeveralShopsError as error:
            shops = shops or error
            continue
        except EventsError:
            continue
        if sources:
            found.append((_weight(sources, tables), name, platform.title, sources))
    found = [one for one in found if not any(_is_outdone(one[3], other[3], tables) for other in found)]
    found.sort(key=lambda one: (-one[0], one[1]))
    best = found[0][0] if found else 0.0
    mixed = _mixed([(name, sources) for _, name, _, sources in found], tables)
    is_telling = bool(found) and any(one.named or _is_own(one, tables) for one in found[0][3])
    sure = best >= 1.0 and is_telling and sum(weight == best for weight, *_ in found) == 1 and not mixed
    recognised = [
        RecognisedPlatform(platform=name, title=title, sources=sources, certain=sure and weight == best)
        for weight, name, title, sources in found
    ]
    return Recognition(found=recognised, broken_note=loaded.broken_note(), mixed=mixed, shops=shops)


def _mixed(found: Sequence[tuple[str, list[MatchedTable]]], tables: Tables) -> dict[str, list[str]]:
    """What each table looks like, if the files of a folder are of several systems; nothing where they need
    not be. The names of a system's own tables are firm evidence, columns beside files of another are not."""
    names = tables.names()
    if tables.format not in NAMED_BY_PEOPLE or len(names) < 2 or not found:
        return {}
    looks = {name: [OWN] if is_own_export(frozenset(tables.columns(name))) else [] for name in names}
    for platform, sources in found:
        for table in dict.fromkeys(one.table for one in sources if _is_telling(one, tables)):
            looks[table] = [*dict.fromkeys([*looks[table], platform])]
    likeliest, sources = found[0]
    read = {one.table for one in sources} | {
        name for one in sources for _, joined in one.lookups for name in joined
    }
    is_own = likeliest == OWN
    is_firm = any(one.named for one in sources) and not is_own
    others = [name for name in names if name not in read and (is_own or looks[name])]
    return looks if others and not is_firm else {}


def _is_telling(source: MatchedTable, tables: Tables) -> bool:
    """Whether a table's columns are those of one system."""
    records = source.records
    has_columns = bool(records.required_columns) and (source.named or bool(records.explode))
    return has_columns or _is_distinct(records, tables.columns(source.table))


def _is_outdone(sources: Sequence[MatchedTable], others: Sequence[MatchedTable], tables: Tables) -> bool:
    """Whether another platform reads the same tables, and each by more of its columns, these among them."""
    ours, theirs = _claims(sources, tables), _claims(others, tables)
    return ours.keys() == theirs.keys() and all(ours[table] < theirs[table] for table in ours)


def _claims(sources: Sequence[MatchedTable], tables: Tables) -> dict[str, frozenset[str]]:
    """By table, the columns that the declarations that read it require, as the input calls them."""
    found: dict[str, frozenset[str]] = {}
    for source in sources:
        columns = set(tables.columns(source.table))
        called = {name: own for own, name in renamings(source.records.column_aliases, columns).items()}
        required = {called.get(name, name) for name in source.records.required_columns}
        found[source.table] = found.get(source.table, frozenset()) | required
    return found


def _is_own(source: MatchedTable, tables: Tables) -> bool:
    """Whether a table's columns are known, or lists within its rows, as only one system has them."""
    return bool(source.records.explode) or _is_distinct(source.records, tables.columns(source.table))


def _weight(sources: Sequence[MatchedTable], tables: Tables) -> float:
    """A table by its name and columns weighs more than one by its columns; lookups found weigh, too."""
    weight = 0.0
    for source in sources:
        distinct = _is_own(source, tables)
        weight += (2.0 if source.named else 0.0) + (1.0 if distinct else 0.6) + len(source.lookups) / 10
    return weight


def _is_distinct(records: HistoryTable, columns: Collection[str]) -> bool:
    """Whether a table has enough of a declaration's columns to be of no other system, some with names that
    are no one else's, or has these columns and no others."""
    mapped = mapping_of(records, source="", tz="", typed=True).columns()
    cut = (column for column, _ in records.extracted_columns.values())
    keys = (key for lookup in records.lookups for key in names_of(lookup.left_on))
    required = {way for name in records.required_columns for way in name.split("|")}
    used = {*required, *mapped, *cut, *keys}
    called = renamings(records.column_aliases, columns)
    read = {column for column in columns if called.get(column, column) in used}
    own_names = len({*records.required_columns} & {*columns})  # aliases are words that any table may use
    there = columns_of(records, columns) & {*records.required_columns, *mapped, *cut}
    is_enough = own_names >= 4 or (len(records.required_columns) >= 3 and len(there) >= 5)
    is_all = own_names >= _ALL and read == {*columns} and called.keys().isdisjoint(read)
    return is_enough and (is_all or are_peculiar(read, columns))

"""Which system an input is of, by its tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.catalogue.compile import mapping_of
from importers.catalogue.match import MatchedTable, columns_of, match
from importers.catalogue.registry import all_loadable

if TYPE_CHECKING:
    from importers.platforms import HistoryTable
    from importers.readers.tables import Tables


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A platform whose tables are in an input."""

    platform: str
    title: str
    sources: list[MatchedTable]
    certain: bool
    """Whether no other platform fits as well."""

    @property
    def tables(self) -> list[str]:
        return list(dict.fromkeys(source.table for source in self.sources))


def recognise(tables: Tables) -> list[Recognised]:
    """The platforms whose tables are in the input, likeliest first."""
    from events.errors import EventsError

    found = []
    for name, platform in all_loadable():
        try:
            sources = match(platform, tables)
        except EventsError:
            continue  # several shops in one dump: the platform says so when it is named
        if sources:
            found.append((_weight(sources, tables), name, platform.title, sources))
    found.sort(key=lambda one: (-one[0], one[1]))
    best = found[0][0] if found else 0.0
    sure = best >= 1.0 and sum(weight == best for weight, *_ in found) == 1
    return [
        Recognised(platform=name, title=title, sources=sources, certain=sure and weight == best)
        for weight, name, title, sources in found
    ]


def alike(found: Sequence[Recognised]) -> list[str]:
    """The platforms whose table it may be: all that have the same as the likeliest."""
    return [one.platform for one in found if one.tables == found[0].tables]


def _weight(sources: Sequence[MatchedTable], tables: Tables) -> float:
    """A table by its name and columns weighs more than one by its columns; lookups found weigh, too."""
    weight = 0.0
    for source in sources:
        distinct = source.records.each or _is_distinct(source.records, tables.columns(source.table))
        weight += (2.0 if source.named else 0.0) + (1.0 if distinct else 0.6) + len(source.lookups) / 10
    return weight


def _is_distinct(records: HistoryTable, columns: Collection[str]) -> bool:
    """Whether a table has enough of a declaration's columns to be of no other system."""
    used = mapping_of(records, source="", tz="", typed=True).columns()
    cut = (column for column, _ in records.cut.values())
    there = columns_of(records, columns) & {*records.needs, *used, *cut}
    return len(records.needs) >= 4 or (len(records.needs) == 3 and len(there) >= 5)

"""What the tables of a platform lack, and what is shown without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from importers.catalogue.compile import names_of
from importers.catalogue.match import MatchedTable

if TYPE_CHECKING:
    from importers.platforms import HistoryTable, Lookup


def lookup_notes(found: Sequence[MatchedTable]) -> Iterator[str]:
    """Where ids stand for names, with one sentence for all tables that lack the same."""
    without: dict[str, list[MatchedTable]] = {}
    for source in found:
        lost = [lookup for lookup in source.missing if _is_shown(lookup, source.records)]
        lost = [lookup for lookup in lost if not _made_up_for(lookup, source)]
        if lost:
            names = ", ".join(dict.fromkeys(names_of(lookup.table)[0] for lookup in lost))
            without.setdefault(names, []).append(source)
    for source in found:
        if source.lacking:
            lacks, by = ", ".join(source.lacking), "name" if source.named else "other columns"
            yield (
                f"{source.table} has no column {lacks}, so it is read without it, by its {by}; "
                "--set FIELD=COLUMN names another column."
            )
    for tables, sources in without.items():
        named = [one for source in sources for one in source.missing if names_of(one.table)[0] in tables]
        columns = ", ".join(dict.fromkeys(column for lookup in named for column in lookup.columns))
        were = "were" if ", " in tables else "was"
        lacking = ", ".join(source.table for source in sources)
        yield (
            f"{tables} {were} not found, so ids are shown where {lacking} lacks {columns}. "
            f"Import a dump or folder with all the tables to resolve them."
        )


def _is_shown(lookup: Lookup, records: HistoryTable) -> bool:
    """Whether its columns fill a field, say who could see a record, or lead to another lookup; else only
    conditions ask for them."""
    own = f"{lookup.name}."
    keys = (key for other in records.lookups for key in names_of(other.left_on))
    shown = (*_alternatives(records), " ".join(names_of(records.visible_when)))
    return any(own in texts for texts in shown) or any(key.startswith(own) for key in keys)


def _made_up_for(lookup: Lookup, source: MatchedTable) -> bool:
    """Whether the fields that name it also name another lookup by the same column, which was found: that
    of another version of the system."""
    same = {f"{other.name}." for other, _ in source.lookups if other.left_on == lookup.left_on}
    named = [texts for texts in _alternatives(source.records) if f"{lookup.name}." in texts]
    return bool(named) and all(any(name in texts for name in same) for texts in named)


def _alternatives(records: HistoryTable) -> Iterator[str]:
    """Each field's ways to be filled, in one text."""
    for fields in (records.fields, *records.parts):
        for name, ways in fields.items():
            if name != "where":
                yield " ".join(names_of(ways))

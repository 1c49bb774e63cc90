"""Authors of one name, known by nothing else: what sets them apart is the source that has them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Text, column, func, select, table

from events.account.people import Person
from events.tables import users
from events.timeline import PAGE

if TYPE_CHECKING:
    from events.tables import Reader

_names = table("legacy_names", column("user_id"), column("source_id"), column("role", Text))
_sources = table("sources", column("id"), column("name", Text), column("shop", Text))
_AUTHOR = "author"
_HERE = "recorded here"
"""Stands for the source of people whom no import has."""


def sources_of_namesakes(reader: Reader, people: Iterable[Person | None]) -> Mapping[int, str]:
    """The sources of those of these people who have no e-mail, and whose name somebody else without one has,
    too: `till`, or `pl/till` for a source of a shop."""
    named = {who.id: who.name for who in people if who and who.id and who.name and not who.email}
    if not named:
        return {}
    alike = users.c.name.in_({*named.values()}), users.c.email.is_(None)
    known = {row.id: row.name for row in reader.execute(select(users.c.id, users.c.name).where(*alike))}
    numbers = Counter(known.values())
    shared = [number for number in named if number in known and numbers[known[number]] > 1]
    found = _sources_of(reader, shared)
    return {number: ", ".join(found.get(number, [])) or _HERE for number in shared}


def legacy_people(reader: Reader, ids: list[int]) -> set[int]:
    """Those of these users that a legacy name stands for."""
    pages = (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))
    named = (select(_names.c.user_id).where(_names.c.user_id.in_(page)) for page in pages)
    return {number for rows in named for number in reader.scalars(rows)}


def of_source(reader: Reader, ids: Iterable[int | None], source: str) -> frozenset[int | None]:
    """Those of these people whom `sources_of_namesakes` gives this source, in upper or lower case."""
    found, wanted = [one for one in ids if one is not None], source.casefold()
    sources = _sources_of(reader, found)
    return frozenset(one for one in found if (", ".join(sources.get(one, [])) or _HERE).casefold() == wanted)


def _sources_of(reader: Reader, ids: list[int]) -> dict[int, list[str]]:
    joined = _names.join(_sources, _sources.c.id == _names.c.source_id)
    rows = select(_names.c.user_id, _sources.c.shop, _sources.c.name).select_from(joined).distinct()
    rows = rows.where(_names.c.user_id.in_(ids), func.lower(_names.c.role) == _AUTHOR)
    found: dict[int, list[str]] = defaultdict(list)
    for number, shop, name in reader.execute(rows.order_by(_sources.c.shop, _sources.c.name)) if ids else ():
        found[number].append(f"{shop}/{name}" if shop else name)
    return found

"""Choosing events by what they mean, which the database does not know."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cli.event_view import EventView, enrich
from events.classify import codes_of_kinds
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.filters import Filters, Subject
    from events.tables import Reader


def chosen(
    reader: Reader, subject: Subject, filters: Filters, kinds: frozenset[Kind], *, newest_first: bool
) -> Iterator[EventView]:
    """The subject's events that pass the filters and are of one of `kinds`, where any are given."""
    from events.timeline import entries

    def read(wanted: Filters, *, newest_first: bool) -> Iterator[EventView]:
        return enrich(reader, entries(reader, subject, wanted, newest_first=newest_first))

    if not kinds:
        return read(filters, newest_first=newest_first)
    types = codes_of_kinds(kinds) & filters.types if filters.types else codes_of_kinds(kinds)
    if not types:
        return iter(())
    wide = replace(filters, types=types, limit=None)

    def of_kinds(*, newest_first: bool) -> Iterator[EventView]:
        return (one for one in read(wide, newest_first=newest_first) if one.meaning.matches(kinds))

    if filters.limit is None:
        return of_kinds(newest_first=newest_first)
    from_newest = filters.after is None
    page = itertools.islice(of_kinds(newest_first=from_newest), filters.limit)
    return page if newest_first is from_newest else reversed(list(page))

"""How many events of a log have no known meaning: numbers that are built on kinds lack them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.classified_events import read_codes
from events.filters import TABLES
from events.kind_store.filling import LEAST
from events.kind_store.loaded import highest, read_pages
from events.kind_store.pages import SIZE
from events.kind_store.tables import is_there
from events.meaning.kind_codes import UNKNOWN, codes_of
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from events.classified_events import LegacyKind

_OF_NONE = codes_of(frozenset({Kind.LEGACY}))


def count_unknown(reader: Connection, legacy: Callable[[], LegacyKind | None]) -> tuple[int, int]:
    """The number of events without a known meaning, and that of all events. A large log is counted by its
    stored kinds; without these, both are 0. `legacy` gives the words of all legacy records."""
    if is_there(reader):
        pages = read_pages(reader)
        stored = [page for one in pages.values() for page in one.pages.values()]
        return sum(one.count(_OF_NONE) for one in pages.values()), sum(
            SIZE - page.count(UNKNOWN) for page in stored
        )
    ends = {table: highest(reader, table) for table in TABLES.values()}
    if sum(ends.values()) > LEAST:
        return 0, 0
    words = legacy()
    codes = [code for table, end in ends.items() for _, code in read_codes(reader, table, 1, end, words)]
    return sum(code in _OF_NONE for code in codes), len(codes)

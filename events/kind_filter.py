"""Narrowing to events of some kinds, for those who count in the database, which does not know what
messages mean: they are read once, and found again by their ids in a table of this connection's own."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import Connection, TableClause, column, insert, select, table, text

from events.classify import codes_of_kinds
from events.database.types import Id
from events.filters import CUSTOMER, ORDER, TABLES, Filters, with_condition
from events.order_summary import Event, of_customers, of_orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.order_summary import Legacy
    from events.tables import Condition

_CHUNK = 5000
_found = table("events_of_kinds", column("letter"), column("id", Id))
_MAKE = text(
    "CREATE TEMPORARY TABLE IF NOT EXISTS events_of_kinds (letter TEXT, id BIGINT, PRIMARY KEY (letter, id))"
)


def restrict_to_kinds(
    reader: Connection, filters: Filters, kinds: frozenset[Kind], legacy: Legacy | None
) -> Filters:
    """The filters, narrowed to events of one of `kinds` as well; the same where there are none. Holds for
    this connection, until it is asked for other kinds."""
    if not kinds:
        return filters
    types = codes_of_kinds(kinds)
    wanted = replace(filters, types=filters.types & types if filters.types else types)
    reader.execute(_MAKE)
    reader.execute(_found.delete())
    if wanted.types:
        _remember(reader, ORDER, of_orders(reader, wanted, legacy), kinds)
        _remember(reader, CUSTOMER, of_customers(reader, wanted, legacy), kinds)

    def narrowing(events: TableClause) -> Condition:
        letter = ORDER if events is TABLES[ORDER] else CUSTOMER
        return events.c.id.in_(select(_found.c.id).where(_found.c.letter == letter))

    return with_condition(filters, narrowing)


def _remember(reader: Connection, letter: str, events: Iterable[Event], kinds: frozenset[Kind]) -> None:
    numbers = (event.id for event in events if event.kind in kinds or event.own in kinds)
    while chunk := [{"letter": letter, "id": number} for number in islice(numbers, _CHUNK)]:
        reader.execute(insert(_found), chunk)

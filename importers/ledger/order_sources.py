"""Which legacy system orders come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, column, distinct, func, select, table
from sqlalchemy.orm import Session

from events.tables import order_events
from importers.ledger.record_tables import keys, streams

_sources = table("sources", column("id"), column("name"))
_JOINED = keys.join(order_events, order_events.c.id == keys.c.id).join(
    streams, streams.c.id == keys.c.stream_id
)


class LedgerSources:
    """Looks sources up by the records of orders' events."""

    def __init__(self, reader: Connection | Session) -> None:
        self._reader = reader
        rows = reader.execute(select(_sources.c.id, _sources.c.name))
        self._names: dict[int, str] = {row.id: row.name for row in rows}

    def count_orders(self) -> Mapping[str, int]:
        """The number of orders of each source, by its name."""
        orders = func.count(distinct(order_events.c.order_id))
        rows = select(streams.c.source_id, orders).select_from(_JOINED).group_by(streams.c.source_id)
        found: dict[str, int] = {}
        for source, count in self._reader.execute(rows):  # one name may have several shops
            found[self._names[source]] = found.get(self._names[source], 0) + count
        return found

    def find_sources(self, orders: Sequence[int]) -> Mapping[int, str]:
        """The first source of each of these orders, by the order's id."""
        order = order_events.c.order_id
        first = func.min(streams.c.source_id)
        rows = select(order, first).select_from(_JOINED).where(order.in_(orders)).group_by(order)
        return {pk: self._names[source] for pk, source in self._reader.execute(rows)}

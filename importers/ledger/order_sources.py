"""Which legacy system orders come from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, column, func, select, table
from sqlalchemy.orm import Session

from events.tables import order_events
from importers.ledger.record_tables import spans

_sources = table("sources", column("id"), column("name"))
_batches = table("batches", column("id"), column("source_id"))
_PAGE = 2000


class LedgerSources:
    """Looks sources up by the spans of records that orders' events came from: few, and each of one batch."""

    def __init__(self, reader: Connection | Session) -> None:
        self._reader = reader

    def read(self) -> Iterator[tuple[int, str]]:
        """The ids of all imported orders in ascending order, each with the name of its first source."""
        rows = self._reader.execute(select(_sources.c.id, _sources.c.name))
        names: dict[int, str] = {row.id: row.name for row in rows}
        order, first = order_events.c.order_id, func.min(_batches.c.source_id)
        imported = order_events.c.id.between(spans.c.first_id, spans.c.last_id)
        joined = spans.join(order_events, imported).join(_batches, _batches.c.id == spans.c.batch_id)
        found = select(order, first).select_from(joined).group_by(order).order_by(order)
        with self._reader.execute(found, execution_options={"yield_per": _PAGE}) as result:
            for page in result.partitions():
                yield from ((pk, names[source]) for pk, source in page)

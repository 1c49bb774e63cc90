"""Which legacy system orders come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, case, column, func, null, select, table
from sqlalchemy.orm import Session

from events.tables import order_events
from importers.ledger.record_tables import spans

_sources = table("sources", column("id"), column("name"))
_batches = table("batches", column("id"), column("source_id"))
_PAGE = 2000
_FEW = 20


class LedgerSources:
    """Looks sources up by the spans of records that orders' events came from: few, and each of one batch."""

    def __init__(self, reader: Connection | Session) -> None:
        self._reader = reader

    def read(self) -> Iterator[tuple[int, str]]:
        """The ids of all imported orders in ascending order, each with the name of its first source."""
        rows = self._reader.execute(select(_sources.c.id, _sources.c.name))
        names: dict[int, str] = {row.id: row.name for row in rows}
        with self._reader.execute(self._first_sources(), execution_options={"yield_per": _PAGE}) as result:
            for page in result.partitions():
                yield from ((pk, names[source]) for pk, source in page if source is not None)

    def _first_sources(self) -> Select[Any]:
        """Orders with their first source: few spans are compared in the query, for which an index gives the
        events order by order; many are joined."""
        order, number = order_events.c.order_id, order_events.c.id
        spans_of = self._merged_spans()
        if len(spans_of) <= _FEW:
            sources = [(number.between(first, last), source) for first, last, source in spans_of]
            first_source = func.min(case(*sources)) if sources else null()
            return select(order, first_source).group_by(order).order_by(order)
        imported = number.between(spans.c.first_id, spans.c.last_id)
        joined = spans.join(order_events, imported).join(_batches, _batches.c.id == spans.c.batch_id)
        return (
            select(order, func.min(_batches.c.source_id)).select_from(joined).group_by(order).order_by(order)
        )

    def _merged_spans(self) -> list[tuple[int, int, int]]:
        """The first and last ids of order events with their source; neighbours of one source are one."""
        joined = spans.join(_batches, _batches.c.id == spans.c.batch_id)
        rows = select(spans.c.first_id, spans.c.last_id, _batches.c.source_id).select_from(joined)
        merged: list[tuple[int, int, int]] = []
        for start, last, source in self._reader.execute(
            rows.where(spans.c.first_id > 0).order_by("first_id")
        ):
            is_next = bool(merged) and merged[-1][1:] == (start - 1, source)
            merged.append((merged.pop()[0] if is_next else start, last, source))
        return merged

"""Which legacy systems orders come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Text, case, column, func, null, or_, select, table
from sqlalchemy.orm import Session

from events.tables import order_events
from importers.ledger.record_tables import spans

_sources = table("sources", column("id"), column("name", Text), column("shop", Text))
_batches = table("batches", column("id"), column("source_id"))
_PAGE = 2000
_FEW = 20
_FEW_EVENTS = 20_000
"""Events that no import brought whose orders are looked at one by one."""


class LedgerSources:
    """Looks sources up by the spans of records that orders' events came from: few, and each of one batch."""

    def __init__(self, reader: Connection | Session) -> None:
        self._reader = reader

    def read(self) -> Iterator[tuple[int, str]]:
        """The ids of all imported orders in ascending order, each with the name of its first source."""
        rows = self._reader.execute(select(_sources.c.id, _sources.c.name))
        names: dict[int, str] = {row.id: row.name for row in rows}
        spans_of = event_ranges(self._reader)
        sources = {source for _, _, source in spans_of}
        others = self._with_other_events(spans_of) if len(sources) == 1 and len(spans_of) <= _FEW else None
        found = (
            self._read(self._first_sources(spans_of))
            if others is None
            else ((pk, others.get(pk, source)) for (pk,) in self._read(_all_orders()) for source in sources)
        )
        yield from ((pk, names[source]) for pk, source in found if source is not None)

    def _read(self, rows: Select[Any]) -> Iterator[Any]:
        with self._reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
            for page in result.partitions():
                yield from page

    def _with_other_events(self, spans_of: list[tuple[int, int, int]]) -> dict[int, int | None] | None:
        """The orders that have events which no import brought, with their first source; None where these are
        many. All other orders are of the one source that there is, and need only be listed."""
        order = order_events.c.order_id
        rows = select(order).where(_is_outside(spans_of))
        few = select(func.count()).select_from(rows.limit(_FEW_EVENTS + 1).subquery())
        if (self._reader.scalar(few) or 0) > _FEW_EVENTS:
            return None
        theirs = select(order, _first_source(spans_of)).where(order.in_(rows)).group_by(order)
        return {row[0]: row[1] for row in self._reader.execute(theirs)}

    def _first_sources(self, spans_of: list[tuple[int, int, int]]) -> Select[Any]:
        """Orders with their first source: few spans are compared in the query, for which an index gives the
        events order by order; many are joined."""
        order, number = order_events.c.order_id, order_events.c.id
        if len(spans_of) <= _FEW:
            return select(order, _first_source(spans_of)).group_by(order).order_by(order)
        imported = number.between(spans.c.first_id, spans.c.last_id)
        joined = spans.join(order_events, imported).join(_batches, _batches.c.id == spans.c.batch_id)
        return (
            select(order, func.min(_batches.c.source_id)).select_from(joined).group_by(order).order_by(order)
        )


def event_ranges(reader: Connection | Session) -> list[tuple[int, int, int]]:
    """The first and last ids of order events with the source that brought them, in ascending order;
    neighbours of one source are one range."""
    joined = spans.join(_batches, _batches.c.id == spans.c.batch_id)
    rows = select(spans.c.first_id, spans.c.last_id, _batches.c.source_id).select_from(joined)
    merged: list[tuple[int, int, int]] = []
    for start, last, source in reader.execute(rows.where(spans.c.first_id > 0).order_by("first_id")):
        is_next = bool(merged) and merged[-1][1:] == (start - 1, source)
        merged.append((merged.pop()[0] if is_next else start, last, source))
    return merged


def source_names(reader: Connection | Session) -> dict[int, str]:
    """The names of all sources by their ids, with the shop in front where they have one."""
    rows = reader.execute(select(_sources.c.id, _sources.c.name, _sources.c.shop))
    return {pk: f"{shop}/{name}" if shop else name for pk, name, shop in rows}


def _all_orders() -> Select[Any]:
    order = order_events.c.order_id
    return select(order).distinct().order_by(order)


def _first_source(spans_of: list[tuple[int, int, int]]) -> Any:
    number = order_events.c.id
    sources = [(number.between(first, last), source) for first, last, source in spans_of]
    return func.min(case(*sources)) if sources else null()


def _is_outside(spans_of: list[tuple[int, int, int]]) -> Any:
    """The condition that an event is of none of these spans, as ranges of ids that an index finds."""
    number = order_events.c.id
    gaps, end = [], 0
    for first, last, _ in spans_of:
        if end + 1 < first:
            gaps.append(number.between(end + 1, first - 1))
        end = last
    return or_(*gaps, number > end)


def systems_of_orders() -> Select[Any]:
    """Each order with each source that brought an event of it, as `order_id` and `source`: its name, with
    its shop in front where it has one."""
    own, source = order_events.c, _sources.c
    named = case((source.shop == "", source.name), else_=source.shop + "/" + source.name)
    within = own.id.between(spans.c.first_id, spans.c.last_id)
    brought = (
        select(own.order_id, _batches.c.source_id)
        .select_from(spans.join(_batches, _batches.c.id == spans.c.batch_id).join(order_events, within))
        .distinct()
        .subquery()
    )
    joined = _sources.join(brought, brought.c.source_id == source.id)
    return select(brought.c.order_id, named.label("source")).select_from(joined)

"""Events and orders of one source: what its imports brought."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, TableClause, Text, column, false, func, or_, select, table

from events.classified_events import dialect_of
from events.errors import NotFoundError
from events.lists import OfSources
from events.tables import Condition, order_events, orders
from events.vocabulary.words import nearest
from importers.ledger.provenance import LARGE
from importers.ledger.record_tables import batch_of, batches, of_batch, record_id, spans

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from events.lists import ChosenOrders
    from events.tables import Reader

_sources = table("sources", column("id"), column("name", Text), column("shop", Text))
_NAMED = 8
"""How many sources a message names."""
_FEW = 20
"""So many ranges of ids are compared in a query."""


class UnknownSourceError(NotFoundError):
    """No import has this source."""

    def __init__(self, text: str, *, names: Sequence[str]) -> None:
        near = nearest(text, list(names))
        hint = f" Nearest: {', '.join(near)}." if near else ""
        shown = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
        known = f" The log has {shown}." if names and not near else ""
        nothing = "" if names else " Nothing was imported into this log."
        super().__init__(
            f"There is no source {text!r}.{hint}{known}{nothing} events batches lists all imports."
        )


def find_source(reader: Reader, text: str) -> list[int]:
    """The ids of the sources called so, in upper or lower case: in every shop, or as `shop/name` in one.

    Raises `UnknownSourceError`.
    """
    rows = reader.execute(select(_sources.c.id, _sources.c.name, _sources.c.shop)).all()
    wanted = text.strip().casefold()
    found = [pk for pk, name, shop in rows if wanted in (name.casefold(), f"{shop}/{name}".casefold())]
    if not found:
        raise UnknownSourceError(text, names=sorted({name for _, name, _ in rows}))
    return found


def source_condition(
    reader: Reader, sources: Sequence[int], *, is_page: bool
) -> Callable[[TableClause], Condition]:
    """The condition on events that an import of these sources brought them.

    `is_page` is whether only some are read, in their order: those of a large source are then looked up one by
    one, and not gathered first. In a file, their ids say it where they are in few ranges.
    """
    theirs = select(batches.c.id).where(batches.c.source_id.in_(sources))
    ranges = [*_ranges(reader, theirs, of_orders=True), *_ranges(reader, theirs, of_orders=False)]
    if len(ranges) <= _FEW and dialect_of(reader) == "sqlite":
        return lambda events: _is_within(events, ranges)
    number = select(func.sum(spans.c.last_id - spans.c.first_id + 1)).where(spans.c.batch_id.in_(theirs))
    if is_page and (reader.scalar(number) or 0) > LARGE:
        return lambda events: batch_of(record_id(events)).in_(theirs)
    return lambda events: events.c.id.in_(of_batch(theirs, events))


def _is_within(events: TableClause, ranges: Sequence[tuple[int, int]]) -> Condition:
    """Whether the id of an event's record is in one of these ranges."""
    is_large = sum(last - first + 1 for first, last in ranges) > LARGE
    own = record_id(events) + 0 if is_large else record_id(events)  # many are not read by their ids
    return or_(false(), *(own.between(first, last) for first, last in ranges))


def orders_of_source(reader: Reader, sources: Sequence[int]) -> OfSources:
    """The orders of which these sources brought an event."""
    theirs = select(batches.c.id).where(batches.c.source_id.in_(sources))
    condition, is_large = _with_events_of(reader, theirs)
    return OfSources(ids=tuple(sources), condition=condition, are_many=is_large)


def orders_of_batch(reader: Reader, number: int) -> ChosenOrders | OfSources:
    """The condition on an order's id that this batch brought an event of it; where its source has no other
    batch with events, the orders of that."""
    source = reader.scalar(select(batches.c.source_id).where(batches.c.id == number))
    theirs = select(batches.c.id).where(batches.c.source_id == source, batches.c.id != number)
    others = select(spans.c.first_id).where(spans.c.batch_id.in_(theirs), spans.c.first_id > 0).limit(1)
    if source is not None and reader.scalar(others) is None:
        return orders_of_source(reader, [source])
    return _with_events_of(reader, select(batches.c.id).where(batches.c.id == number))[0]


def _with_events_of(reader: Reader, theirs: Select[Any]) -> tuple[ChosenOrders, bool]:
    """The condition on an order that these batches brought an event of it, and whether these are many. The
    orders of a few events are gathered; of many, each order is asked for one of them.

    SQLite reads orders by their ids, and so their events, too. It reads summaries by other indexes, and would
    read a page of the file for each: then all orders are gathered, along the index of events by order.
    """
    events, ranges = order_events.alias("brought"), list(_ranges(reader, theirs, of_orders=True))
    is_large = sum(last - first + 1 for first, last in ranges) > LARGE
    on_file = dialect_of(reader) == "sqlite"

    def is_theirs(number: Any) -> Condition:
        if len(ranges) <= _FEW:
            return or_(false(), *(number.between(first, last) for first, last in ranges))
        known, among = (batch_of(number), theirs) if is_large else (number, of_batch(theirs, order_events))
        is_in: Condition = known.in_(among)
        return is_in

    def condition(order: ColumnElement[int]) -> Condition:
        own = events.c
        if is_large and (order is orders.c.id or not on_file):
            return select(own.id).where(own.order_id == order, is_theirs(own.id)).exists()
        return order.in_(select(own.order_id).where(is_theirs(own.id + 0 if is_large else own.id)))

    return condition, is_large


def _ranges(reader: Reader, theirs: Select[Any], *, of_orders: bool) -> Iterator[tuple[int, int]]:
    """The first and last ids of the records of order events, or of customer events, that these batches
    brought, without gaps between them."""
    is_of = spans.c.first_id > 0 if of_orders else spans.c.first_id < 0
    rows = select(spans.c.first_id, spans.c.last_id).where(spans.c.batch_id.in_(theirs), is_of)
    known: tuple[int, int] | None = None
    for first, last in reader.execute(rows.order_by(spans.c.first_id)):
        if known is not None and first == known[1] + 1:
            known = known[0], last
            continue
        if known is not None:
            yield known
        known = first, last
    if known is not None:
        yield known

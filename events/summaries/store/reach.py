"""How far the stored summaries reach, and what is to be brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, insert, select, union

from events.classified_events import dialect_of
from events.summaries.store.tables import is_there, stale, summaries
from events.tables import order_events, orders

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_PAGE = 2000


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A row of `tables.state`."""

    version: int
    event_id: int
    order_id: int
    filled_id: int
    next_event_id: int | None
    next_order_id: int | None
    writers: str
    turn: int
    is_filling: int


def touched(before: Reach) -> Any:
    """The filled orders that may have got events since, or that became visible late."""
    events, own = order_events.c, orders.c
    # The sums keep SQLite from reading the index of all orders for the few newest events.
    order = (events.order_id + 0).label("order_id")
    with_events = select(order).where(events.id > before.event_id, order <= before.filled_id)
    stored = select(summaries.c.order_id).where(summaries.c.order_id == own.id).exists()
    late = select(own.id).where(and_(own.id > before.order_id, own.id <= before.filled_id, ~stored))
    return union(with_events, late).order_by("order_id")


def discard(connection: Connection, events: Sequence[int]) -> None:
    """Mark the orders of these order events, whose legacy words were changed; triggers see the rest."""
    if not is_there(connection):
        return
    for start in range(0, len(events), _PAGE):
        own, page = order_events.c, events[start : start + _PAGE]
        theirs = select(own.order_id).distinct().where(own.id.in_(page))
        unmarked = theirs.where(own.order_id.not_in(select(stale.c.order_id)))
        connection.execute(insert(stale).from_select(["order_id"], unmarked))


def advanced(before: Reach, *, event: int, order: int, at_work: frozenset[str]) -> dict[str, Any]:
    """The state once everything is written that was visible when these were the highest ids."""
    nothing = {"next_event_id": None, "next_order_id": None, "writers": ""}
    if not at_work:
        return {"event_id": max(event, before.event_id), "order_id": max(order, before.order_id), **nothing}
    waiting = {"next_event_id": event, "next_order_id": order, "writers": " ".join(sorted(at_work))}
    if before.next_event_id is None or before.next_order_id is None or at_work & {*before.writers.split()}:
        kept = before.next_event_id is not None
        return {} if kept else waiting
    return {"event_id": before.next_event_id, "order_id": before.next_order_id, **waiting}


def unlocked(connection: Connection, own: ColumnElement[int], ids: Sequence[int]) -> Any:
    """Those of these marks that no other transaction has locked; a locked one is left for the next run."""
    found = select(own).where(own.in_(ids))
    if dialect_of(connection) == "postgresql":
        return connection.scalars(found.with_for_update(skip_locked=True)).all()
    return found

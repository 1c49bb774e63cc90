"""Events and orders of one source: what its imports brought."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, TableClause, Text, column, func, select, table

from events.errors import NotFoundError
from events.tables import Condition, order_events
from events.vocabulary.words import nearest
from importers.ledger.provenance import LARGE
from importers.ledger.record_tables import batch_of, batches, of_batch, record_id, spans

if TYPE_CHECKING:
    from events.tables import Reader

_sources = table("sources", column("id"), column("name", Text), column("shop", Text))
_NAMED = 8
"""How many sources a message names."""


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
    one, and not gathered first.
    """
    theirs = select(batches.c.id).where(batches.c.source_id.in_(sources))
    number = select(func.sum(spans.c.last_id - spans.c.first_id + 1)).where(spans.c.batch_id.in_(theirs))
    if is_page and (reader.scalar(number) or 0) > LARGE:
        return lambda events: batch_of(record_id(events)).in_(theirs)
    return lambda events: events.c.id.in_(of_batch(theirs, events))


def orders_of_source(sources: Sequence[int]) -> Select[Any]:
    """The ids of the orders of which these sources brought an event."""
    theirs = select(batches.c.id).where(batches.c.source_id.in_(sources))
    return select(order_events.c.order_id).where(order_events.c.id.in_(of_batch(theirs, order_events)))


def orders_of_batch(number: int) -> Select[Any]:
    """The ids of the orders of which this batch brought an event."""
    return select(order_events.c.order_id).where(order_events.c.id.in_(of_batch(number, order_events)))

"""What a log holds beside events, so that an export of its events lacks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import CompoundSelect, Select, TableClause, except_, func, select, union

from events.tables import customer_events, order_events, order_lines, orders, users

if TYPE_CHECKING:
    from events.tables import Reader


@dataclass(frozen=True, kw_only=True)
class NotInEvents:
    """How many items of orders there are, and how many orders and people without an event."""

    lines: int
    orders: int
    people: int


def count_not_in_events(reader: Reader) -> NotInEvents:
    """Count order lines, orders without events, and people named neither by an event nor by its order."""
    # EXCEPT, because PostgreSQL runs NOT IN for each row once its list does not fit into work_mem.
    people = except_(select(users.c.id), union(*_people_of_events()).subquery().select())
    without = except_(select(orders.c.id), union(*_orders_of_events()).subquery().select())
    return NotInEvents(
        lines=_count(reader, order_lines), orders=_count(reader, without), people=_count(reader, people)
    )


def _count(reader: Reader, rows: TableClause | CompoundSelect[tuple[int]]) -> int:
    source = rows if isinstance(rows, TableClause) else rows.subquery()
    return reader.scalar(select(func.count()).select_from(source)) or 0


def _orders_of_events() -> Iterator[Select[tuple[int]]]:
    yield select(order_events.c.order_id)
    yield select(customer_events.c.order_id).where(customer_events.c.order_id.is_not(None))


def _people_of_events() -> Iterator[Select[tuple[int]]]:
    for column in (order_events.c.user_id, customer_events.c.user_id, customer_events.c.customer_id):
        yield select(column).where(column.is_not(None))
    for of_events in _orders_of_events():
        owned = of_events.subquery()
        yield (
            select(orders.c.user_id)
            .join(owned, owned.c[0] == orders.c.id)
            .where(orders.c.user_id.is_not(None))
        )

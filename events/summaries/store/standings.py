"""What the orders of each customer add up to, written from the stored summaries of orders."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, case, delete, func, select

from events.summaries.order_summary import MOST
from events.summaries.store.rows import NO_REFUND, add_up, moved, sort_key
from events.summaries.store.tables import add, standings, summaries
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from events.summaries.payments import Payment

_own = summaries.c
_STATES = 32
"""More than there are states: a moment and a state are one number, which is sorted by both."""
NOTHING_PAID = sort_key(Decimal())


def mark_customers(connection: Connection, users: Iterable[int | None]) -> None:
    """Note that summaries of their orders were written."""
    known = sorted(one for one in users if one is not None)
    if known and connection.dialect.name == "sqlite":
        statement = "INSERT INTO stale_customers VALUES (?) ON CONFLICT DO NOTHING"
        connection.exec_driver_sql(statement, [(user,) for user in known])
    elif known:
        statement = "INSERT INTO stale_customers SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING"
        connection.exec_driver_sql(statement, (known,))


def write_standings(connection: Connection, customers: Sequence[int]) -> None:
    """Add up what the summaries of these customers' orders say, as `list_totals.add_customer_totals` does."""
    money: dict[int, list[tuple[Kind, Payment]]] = defaultdict(list)
    shops, sources = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    own = select(_own.owner, _own.money, _own.shop, _own.sources).where(_own.owner.in_(customers))
    for user, payments, shop, brought in connection.execute(own).all():
        if payments:
            money[user] += moved(payments)
        shops[user].add(shop)
        sources[user].update(brought.split())
    rows = [
        {
            **counted,
            "most_paid": _most(money[user], Kind.PAID) if is_added_up else NOTHING_PAID,
            "most_refunded": _most(money[user], Kind.REFUNDED) if has_refund else NO_REFUND,
            "shops": as_list(frozenset(shops[user])),
            "sources": as_list(frozenset(sources[user])),
        }
        for user, counted, is_added_up, has_refund in _counted(connection, customers)
    ]
    connection.execute(delete(standings).where(standings.c.user_id.in_(customers)))
    add(connection, rows, into=standings)


@lru_cache(maxsize=4096)
def as_list(names: frozenset[str]) -> str:
    """The text by which several names are stored: a JSON list in one order."""
    return json.dumps(sorted(names))


def _counted(
    connection: Connection, customers: Sequence[int]
) -> Iterator[tuple[int, dict[str, Any], bool, bool]]:
    """Those who have orders: how many, with how many events, and the state of the order that reached its
    state last, and when; whether there is one, and whether they had a refund.

    Of customers who have paid, states that settle nothing do not count. There is no state for customers of
    very many events.
    """
    step = func.max(case((_own.state > 0, _own.since * _STATES + _own.state)))
    settled = func.max(case((_own.settled_state > 0, _own.settled_since * _STATES + _own.settled_state)))
    last = case((func.max(_own.is_paid) == 1, settled), else_=step)
    events = func.sum(_own.events)
    rows = select(_own.owner, case((events <= MOST, last)), func.count(), events, func.max(_own.refunded))
    rows = rows.where(_own.owner.in_(customers)).group_by(_own.owner)
    for user, number, orders, of_orders, refunded in connection.execute(rows).all():
        has_state = number is not None
        counted = {
            "user_id": user,
            "state": number % _STATES if has_state else 0,
            "since": number // _STATES if has_state else None,
            "orders": orders,
            "events": int(of_orders),
        }
        yield user, counted, has_state, refunded is not None


def _most(money: Iterable[tuple[Kind, Payment]], kind: Kind) -> str:
    """The sort key of what was paid, or refunded, in the currency in which it was the most."""
    return sort_key(max(add_up(money, kind).values(), default=Decimal()))

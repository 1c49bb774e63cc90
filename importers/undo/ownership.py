"""Who else says that an order is this customer's, once the batch that said so first is undone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text

from importers.ledger.record_tables import span_of

_OWNED = """
    SELECT o.id, o.user_id, u.email, u.name FROM orders AS o JOIN users AS u ON u.id = o.user_id
    WHERE o.id IN :ids
"""
_BY_HAND = """
    SELECT DISTINCT o.id FROM orders AS o
    JOIN customer_events AS e ON e.order_id = o.id AND e.customer_id = o.user_id WHERE o.id IN :ids
"""
_IMPORTED = f"""
    SELECT e.order_id, e.user_id, s.batch_id, d.extra, n.name AS known_as
    FROM orders AS o JOIN order_events AS e ON e.order_id = o.id
    JOIN {span_of("e.id")}
    JOIN batches AS b ON b.id = s.batch_id LEFT JOIN record_details AS d ON d.id = e.id
    LEFT JOIN legacy_names AS n ON n.source_id = b.source_id AND n.role = 'customer' AND n.user_id = o.user_id
    WHERE o.id IN :ids AND o.user_id IS NOT NULL ORDER BY e.id
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class OwnershipClaims:
    """What becomes of orders' customers: `emptied` orders lose theirs, `heirs` maps an order to the batch
    that named the same customer next."""

    emptied: list[int]
    heirs: dict[int, int]

    @property
    def tally(self) -> Counter[str]:
        """Return how many orders lose their customer, under `customers`; empty if none does."""
        return Counter({"customers": len(self.emptied)} if self.emptied else {})

    @classmethod
    def read(cls, connection: Connection, orders: Sequence[int]) -> OwnershipClaims:
        """Judge `orders`, whose customer came with a batch whose events are gone.

        A customer stays where an event recorded by hand says that they placed or wrote to the order, or
        where another batch's record does: it has them as the author, or in the columns it kept.
        """
        if not orders:
            return cls(emptied=[], heirs={})
        owned = {row.id: row for row in _rows(connection, _OWNED, orders)}
        by_hand = {row.id for row in _rows(connection, _BY_HAND, orders)}
        heirs: dict[int, int] = {}
        for row in _rows(connection, _IMPORTED, orders):
            if row.order_id not in heirs and _names(row, owned[row.order_id]):
                heirs[row.order_id] = row.batch_id
        return cls(emptied=[id for id in owned if id not in by_hand and id not in heirs], heirs=heirs)


def _names(record: Row[Any], owner: Row[Any]) -> bool:
    if record.user_id == owner.user_id:
        return True
    wanted = {name.lower() for name in (owner.email, record.known_as) if name}
    return any(value.strip().lower() in wanted for value in _texts(record.extra))


def _texts(extra: str | None) -> Iterator[str]:
    values = json.loads(extra) if extra else {}
    return (value for value in values.values() if isinstance(value, str))


def _rows(connection: Connection, query: str, ids: Sequence[int]) -> Any:
    return connection.execute(text(query).bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)})

"""What the log's events say of the orders and customers that an export is about, however often it asks.

Each event is read once, when its order or customer first occurs, and kept as a digest in a private file that
SQLite makes and deletes. So the time does not grow with the number of events that one moment has, and memory
stays bounded.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, select

from events.database.types import to_microseconds
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.ledger.record_tables import is_of_source, record_id

_TOGETHER = 1_000
"""Orders or customers that one query asks for."""

_Event = type[OrderEvent] | type[CustomerEvent]

_TABLES = """
    CREATE TABLE asked (about TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE said (id INTEGER PRIMARY KEY, content BLOB, occurrence INTEGER);
    CREATE INDEX of_content ON said (content, occurrence);
    CREATE TABLE batch (id INTEGER PRIMARY KEY, content BLOB);
    CREATE TABLE wanted (content BLOB PRIMARY KEY) WITHOUT ROWID;
"""
_KEEP = """
    INSERT INTO said SELECT id, content,
        (SELECT coalesce(max(occurrence), 0) FROM said AS s WHERE s.content = b.content)
            + row_number() OVER (PARTITION BY content ORDER BY abs(id))
    FROM batch AS b WHERE id NOT IN (SELECT id FROM said)
"""
_COUNTS = """
    SELECT s.content, max(s.occurrence) FROM wanted AS w CROSS JOIN said AS s ON s.content = w.content
    GROUP BY s.content
"""


class LogContents:
    """Events that the log has from elsewhere than `source`, the id of one: its own are known by their ids."""

    def __init__(self, connection: Connection, *, source: int) -> None:
        self._connection, self._source = connection, source
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute("PRAGMA journal_mode = OFF")
        self._kept.executescript(_TABLES)

    def has_any(self) -> bool:
        """Whether the log has any event from elsewhere."""
        return any(self._has(events) for events in (OrderEvent, CustomerEvent))

    def read(self, records: pl.DataFrame) -> None:
        """Read the events of these records' orders and customers, as far as none has asked for them yet."""
        orders = records.filter(pl.col("order").is_not_null()).partition_by("shop", as_dict=True)
        for (shop,), rows in orders.items():
            for numbers in self._unread("o", str(shop), rows["order"]):
                self._keep(_of_orders(str(shop), numbers), OrderEvent)
        customers = records.filter(pl.col("order").is_null())["customer"].fill_null("")
        for names in self._unread("c", "", customers):
            self._keep(_of_customers(names), CustomerEvent)

    def counts(self, contents: Sequence[bytes]) -> dict[bytes, int]:
        """How many of the events that were read say each of these; those that none says are left out."""
        run = self._kept.execute
        run("DELETE FROM wanted")
        self._kept.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((one,) for one in contents))
        return dict(run(_COUNTS).fetchall())

    def event(self, content: bytes, occurrence: int) -> int:
        """The record id of the event that is the first, second … to say this; it must be there."""
        found = "SELECT id FROM said WHERE content = ? AND occurrence = ?"
        return int(self._kept.execute(found, (content, occurrence)).fetchone()[0])

    def close(self) -> None:
        """Delete what was read."""
        self._kept.close()

    def _has(self, events: _Event) -> bool:
        found = select(exists(select(events.id).where(self._is_from_elsewhere(events))))
        return bool(self._connection.execute(found).scalar())

    def _is_from_elsewhere(self, events: _Event) -> ColumnElement[bool]:
        is_own: ColumnElement[bool] = is_of_source(record_id(events), self._source)
        return ~is_own

    def _unread(self, kind: str, shop: str, names: pl.Series) -> Iterator[list[str]]:
        """Those of the names that were not asked for before, some at a time."""
        by_key = {json.dumps([kind, shop, name]): name for name in names.unique().to_list()}
        ask = "INSERT OR IGNORE INTO asked VALUES (?)"
        new = [name for key, name in by_key.items() if self._kept.execute(ask, (key,)).rowcount]
        yield from (new[at : at + _TOGETHER] for at in range(0, len(new), _TOGETHER))

    def _keep(self, query: Select[Any], events: _Event) -> None:
        run = self._kept.execute
        run("BEGIN")
        run("DELETE FROM batch")
        rows = self._connection.execute(query.where(self._is_from_elsewhere(events)))
        self._kept.executemany("INSERT INTO batch VALUES (?, ?)", map(_kept_row, rows))
        run(_KEEP)
        run("COMMIT")


def content(about: list[str | None], date: int, kind: str, parameters: Any) -> bytes:
    """A digest of what an event says: its order or customer, its date, its type and its parameters."""
    text = json.dumps([*about, date, kind, parameters], sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def about(shop: str | None, order: str | None, customer: str | None) -> list[str | None]:
    """What it is about: an order's event is about the order, another one about the customer."""
    return [shop, order] if order is not None else [(customer or "").casefold()]


def _kept_row(row: Any) -> tuple[int, bytes]:
    id_, shop, order, email, name, date, kind, parameters = row
    return id_, content(about(shop, order, email or name), to_microseconds(date), str(kind), parameters)


def _of_orders(shop: str, numbers: list[str]) -> Select[Any]:
    nobody = literal(None)
    query = select(record_id(OrderEvent), Order.shop, Order.number, nobody, nobody, *_what(OrderEvent))
    return query.join(Order, Order.id == OrderEvent.order_id).where(
        Order.shop == shop, Order.number.in_(numbers)
    )


def _of_customers(names: list[str]) -> Select[Any]:
    """Events of customers with these e-mails or names; an empty name stands for those who were forgotten."""
    of_no_order = literal(None)
    query = select(
        record_id(CustomerEvent), of_no_order, of_no_order, User.email, User.name, *_what(CustomerEvent)
    )
    is_named = func.lower(User.email).in_([name.lower() for name in names]) | User.name.in_(names)
    is_meant = is_named | CustomerEvent.customer_id.is_(None) if "" in names else is_named
    return query.outerjoin(User, User.id == CustomerEvent.customer_id).where(is_meant)


def _what(events: _Event) -> tuple[Any, ...]:
    return events.date, events.type, events.parameters

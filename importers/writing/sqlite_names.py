"""Order numbers, e-mails and legacy names to ids, a chunk's at a time; what is missing is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

if TYPE_CHECKING:
    from importers.writing import Target

REMEMBERED = 100_000
"""So many names of a kind are kept from chunk to chunk: neighbours in a file are often of one order."""

_EMAIL = r"^[^@\s]+@[^@\s]+$"

_Names = Mapping[str, pl.DataFrame]
"""What stands in a column, once each: see `writing.Records`."""

_Find = Callable[[pl.DataFrame], tuple[pl.DataFrame, int]]
"""Finds or makes what unknown names stand for: their pairs, and how many were made."""

_MISSING_ORDERS = """
    INSERT INTO orders (shop, number) SELECT ?1, name FROM temp.names
    WHERE NOT EXISTS (SELECT 1 FROM orders WHERE number = names.name AND shop = ?1) ORDER BY i
"""
_ORDERS = "SELECT names.name, orders.id FROM temp.names CROSS JOIN orders ON number = names.name AND shop = ?"
_MISSING_EMAILS = """
    INSERT INTO users (email, name, is_staff, is_placeholder) SELECT name, '', 0, 1 FROM (
        SELECT name, min(i) AS first FROM temp.names
        WHERE NOT EXISTS (SELECT 1 FROM users WHERE lower(email) = lower(names.name))
        GROUP BY lower(name)
    ) ORDER BY first
"""
_EMAILS = "SELECT names.name, users.id FROM temp.names CROSS JOIN users ON lower(email) = lower(names.name)"
_MISSING_NAMES = """
    INSERT INTO users (email, name, is_staff, is_placeholder)
    SELECT NULL, name, ?1 = 'author', 1 FROM temp.names WHERE NOT EXISTS (
        SELECT 1 FROM legacy_names AS l WHERE source_id = ?2 AND role = ?1 AND l.name = names.name
    ) ORDER BY i
"""
_KEEP_NAMES = (
    "INSERT INTO legacy_names (source_id, role, name, user_id) SELECT ?, ?, name, id FROM users WHERE id > ?"
)
_NAMES = """
    SELECT names.name, l.user_id AS id FROM temp.names CROSS JOIN legacy_names AS l
        ON source_id = ? AND role = ? AND l.name = names.name
"""
_CREATED_ORDERS = (
    "INSERT INTO creations (entity, entity_id, batch_id) SELECT 'order', id, ? FROM orders WHERE id > ?"
)
_CREATED_USERS = (
    "INSERT INTO creations (entity, entity_id, batch_id) SELECT 'user', id, ? FROM users WHERE id > ?"
)


class _Database(Protocol):
    def run(self, statement: str, *values: Any) -> pl.DataFrame: ...
    def run_many(self, statement: str, rows: pl.DataFrame) -> int: ...
    def number(self, statement: str, *values: Any) -> int: ...


class _Memory:
    """Names of one kind whose ids are known already, from chunk to chunk."""

    def __init__(self) -> None:
        self._pairs = pl.DataFrame(schema={"name": pl.String, "id": pl.Int64})

    def of(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """The pairs of the wanted names that it knows."""
        return self._pairs.join(wanted, on="name", how="inner")

    def add(self, pairs: pl.DataFrame) -> None:
        """Remember these; where they become too many, only these."""
        known = self._pairs if self._pairs.height + pairs.height <= REMEMBERED else self._pairs.clear()
        self._pairs = pl.concat([known, pairs])


class Names:
    """Resolves names inside the writer's transaction; what it remembers is forgotten on a rollback."""

    def __init__(self, database: _Database, target: Target) -> None:
        self._database, self._target = database, target
        self.forget()

    def forget(self) -> None:
        self._orders = _Memory()
        self._people = {"customer": _Memory(), "author": _Memory()}

    def with_orders(self, records: pl.DataFrame, names: _Names) -> tuple[pl.DataFrame, int]:
        """`records` with `order_id`; and how many orders were made."""
        return self._resolved(records, names, "order", self._orders, self._found_orders)

    def orders(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """The pairs of those wanted orders that there are."""
        self._stage(wanted)
        return self._pairs(_ORDERS, self._target.shop)

    def customers(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """The pairs of those wanted customers that there are."""
        return self._found_people("customer", wanted)[0]

    def with_people(self, records: pl.DataFrame, names: _Names) -> tuple[pl.DataFrame, int]:
        """`records` with `customer_id` and `user_id`; and how many people were made."""
        made = 0
        for role, memory in self._people.items():
            records, more = self._resolved(records, names, role, memory, partial(self._found_people, role))
            made += more
        return records.rename({"author_id": "user_id"}), made

    def _resolved(
        self, records: pl.DataFrame, names: _Names, column: str, memory: _Memory, find: _Find
    ) -> tuple[pl.DataFrame, int]:
        """`records` with the ids of what `column` names: remembered, else found or made by `find`."""
        wanted = names[column]
        pairs, made = memory.of(wanted), 0
        if pairs.height < wanted.height:
            unknown = wanted.join(pairs, on="name", how="anti", maintain_order="left")
            found, made = find(unknown)
            memory.add(found)
            pairs = pl.concat([pairs, found])
        ids = pairs.rename({"name": column, "id": f"{column}_id"})
        return records.join(ids, on=column, how="left", maintain_order="left"), made

    def _found_orders(self, unknown: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        self._stage(unknown)
        made = self._make("orders", _MISSING_ORDERS, self._target.shop) if self._target.make_orders else 0
        return self._pairs(_ORDERS, self._target.shop), made

    def _found_people(self, role: str, unknown: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        is_email = pl.col("name").str.contains(_EMAIL)
        emails, names = unknown.filter(is_email), unknown.filter(~is_email)
        makes = role != "customer" or self._target.make_customers
        found, made = [], 0
        if emails.height:
            self._stage(emails)
            made += self._make("users", _MISSING_EMAILS) if makes else 0
            found.append(self._pairs(_EMAILS))
        if names.height:
            source = self._target.source_id
            self._stage(names)
            if makes:
                before = self._last("users")
                made += self._make("users", _MISSING_NAMES, role, source)
                self._database.run(_KEEP_NAMES, source, role, before)
            found.append(self._pairs(_NAMES, source, role))
        return pl.concat(found), made

    def _make(self, table: str, statement: str, *values: Any) -> int:
        """Insert what is missing, note it as this batch's making; gives how many."""
        before = self._last(table)
        self._database.run(statement, *values)
        created = _CREATED_ORDERS if table == "orders" else _CREATED_USERS
        self._database.run(created, self._target.batch_id, before)
        return self._last(table) - before

    def _last(self, table: str) -> int:
        """The highest id the table ever gave out: those of what was undone are not given again."""
        return self._database.number(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", table
        )

    def _stage(self, names: pl.DataFrame) -> None:
        self._database.run("DELETE FROM temp.names")
        rows = names.select("name", pl.int_range(pl.len(), dtype=pl.Int64).alias("i"))
        self._database.run_many("INSERT INTO temp.names VALUES (?, ?)", rows)

    def _pairs(self, statement: str, *values: Any) -> pl.DataFrame:
        return self._database.run(statement, *values).select(
            pl.col("name").cast(pl.String), pl.col("id").cast(pl.Int64)
        )

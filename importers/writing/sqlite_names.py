"""Order numbers, e-mails and legacy names to ids, a chunk's at a time; what is missing is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

if TYPE_CHECKING:
    from importers.writing import Target

REMEMBERED = 300_000
"""So many order numbers are kept from chunk to chunk: neighbours in a file are often of one order."""

_EMAIL = r"^[^@\s]+@[^@\s]+$"

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


class Names:
    """Resolves names inside the writer's transaction; what it remembers is forgotten on a rollback."""

    def __init__(self, database: _Database, target: Target) -> None:
        self._database, self._target = database, target
        self.forget()

    def forget(self) -> None:
        self._orders = pl.DataFrame(schema={"name": pl.String, "id": pl.Int64})

    def with_orders(self, records: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """`records` with `order_id`, null where there is no such order; and how many orders were made."""
        wanted = records.select(name=pl.col("order")).drop_nulls().unique(maintain_order=True)
        unknown = wanted.join(self._orders, on="name", how="anti", maintain_order="left")
        made = 0
        if unknown.height:
            self._stage(unknown)
            if self._target.make_orders:
                made = self._make("orders", _MISSING_ORDERS, self._target.shop)
            found = self._pairs(_ORDERS, self._target.shop)
            if self._orders.height + found.height > REMEMBERED:
                self._orders = self._orders.join(wanted, on="name", how="semi")
            self._orders = pl.concat([self._orders, found])
        return self._joined(records, self._orders, on="order", to="order_id"), made

    def with_people(self, records: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """`records` with `customer_id` and `user_id`; and how many people were made."""
        records, customers = self._people(records, role="customer", to="customer_id")
        records, authors = self._people(records, role="author", to="user_id")
        return records, customers + authors

    def _people(self, records: pl.DataFrame, *, role: str, to: str) -> tuple[pl.DataFrame, int]:
        wanted = records.select(name=pl.col(role)).drop_nulls().unique(maintain_order=True)
        is_email = pl.col("name").str.contains(_EMAIL)
        emails, names = wanted.filter(is_email), wanted.filter(~is_email)
        found, made = [pl.DataFrame(schema={"name": pl.String, "id": pl.Int64})], 0
        if emails.height:
            self._stage(emails)
            made += self._make("users", _MISSING_EMAILS)
            found.append(self._pairs(_EMAILS))
        if names.height:
            source = self._target.source_id
            self._stage(names)
            before = self._last("users")
            made += self._make("users", _MISSING_NAMES, role, source)
            self._database.run(_KEEP_NAMES, source, role, before)
            found.append(self._pairs(_NAMES, source, role))
        return self._joined(records, pl.concat(found), on=role, to=to), made

    def _make(self, table: str, statement: str, *values: Any) -> int:
        """Insert what is missing, note it as this batch's making; gives how many."""
        before = self._last(table)
        self._database.run(statement, *values)
        created = _CREATED_ORDERS if table == "orders" else _CREATED_USERS
        self._database.run(created, self._target.batch_id, before)
        return self._last(table) - before

    def _last(self, table: str) -> int:
        statement = {
            "orders": "SELECT coalesce(max(id), 0) FROM orders",
            "users": "SELECT coalesce(max(id), 0) FROM users",
        }[table]
        return self._database.number(statement)

    def _stage(self, names: pl.DataFrame) -> None:
        self._database.run("DELETE FROM temp.names")
        rows = names.select("name", pl.int_range(pl.len(), dtype=pl.Int64).alias("i"))
        self._database.run_many("INSERT INTO temp.names VALUES (?, ?)", rows)

    def _pairs(self, statement: str, *values: Any) -> pl.DataFrame:
        return self._database.run(statement, *values).select(
            pl.col("name").cast(pl.String), pl.col("id").cast(pl.Int64)
        )

    def _joined(self, records: pl.DataFrame, pairs: pl.DataFrame, *, on: str, to: str) -> pl.DataFrame:
        return records.join(
            pairs.rename({"id": to}), left_on=on, right_on="name", how="left", maintain_order="left"
        )

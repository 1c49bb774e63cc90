"""Bulk writing into a SQLite file, set by set, through a driver that binds whole columns.

The driver carries a SQLite of its own: two of them must never hold one file open in one process, since
POSIX drops all of a process's locks on a file when either closes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import adbc_driver_manager
import polars as pl
from adbc_driver_sqlite import dbapi

from events.database.engine import PRAGMAS
from events.database.faults import explain
from events.errors import DatabaseUnavailable, EventsError
from importers.codes import Code
from importers.rejects import Rejected
from importers.writing import Outcome, Target
from importers.writing.sqlite_names import Names

KEY = ["source_table", "identity", "part", "occurrence"]

_EVENT = """
    INSERT INTO {table} (id, date, type, {subject}, user_id, parameters) VALUES (?, ?, ?, ?, ?, ?)
"""
_ORDER_EVENT = _EVENT.format(table="order_events", subject="order_id")
_CUSTOMER_EVENT = _EVENT.format(table="customer_events", subject="customer_id")
_RECORD = """
    INSERT INTO records (source_id, source_table, identity, part, occurrence, batch_id, record, line,
        order_event_id, customer_event_id, digest, kind, raw_date, raw_author, raw_message,
        extra)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (source_id, source_table, identity, part, occurrence) DO NOTHING
"""
_KNOWN = """
    SELECT staged.i, records.digest = staged.digest AS same, records.batch_id = ? AS own
    FROM temp.staged CROSS JOIN records
        ON records.source_id = ? AND records.source_table = staged.source_table
        AND records.identity = staged.identity AND records.part = staged.part
        AND records.occurrence = staged.occurrence
"""
_FILL = """
    UPDATE orders SET user_id = owners.user_id FROM temp.owners
    WHERE orders.id = owners.order_id AND orders.user_id IS NULL AND orders.user_email = ''
"""
_CONFLICTS = """
    SELECT count(*) AS count FROM temp.owners JOIN orders ON orders.id = owners.order_id
    WHERE orders.user_id IS NOT owners.user_id
"""
_FILLED = """
    INSERT INTO creations (entity, entity_id, batch_id)
    SELECT 'customer of', owners.order_id, ? FROM temp.owners JOIN orders ON orders.id = owners.order_id
    WHERE orders.user_id IS NULL AND orders.user_email = ''
        AND NOT EXISTS (
            SELECT 1 FROM creations
            WHERE entity = 'order' AND entity_id = owners.order_id AND batch_id = ?
        )
    ON CONFLICT DO NOTHING
"""
_REJECT = """
    INSERT INTO rejects (batch_id, record, part, line, "column", value, code, reason, fix, raw)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SET_UP = (
    *PRAGMAS,
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
    "PRAGMA wal_autocheckpoint = 32768",
    "CREATE TEMP TABLE staged"
    " (i INTEGER, source_table TEXT, identity TEXT, part TEXT, occurrence INTEGER, digest BLOB)",
    "CREATE TEMP TABLE owners (order_id INTEGER PRIMARY KEY, user_id INTEGER)",
    "CREATE TEMP TABLE names (name TEXT PRIMARY KEY, i INTEGER) WITHOUT ROWID",
)


class SqliteWriter:
    """See `Writer`. Raises our errors for a file that is busy, read-only, full or no database."""

    def __init__(self, path: str, target: Target) -> None:
        self._path, self._target = path, target
        try:
            self._connection = dbapi.connect(path, autocommit=True)
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error
        self._cursor = self._connection.cursor()
        try:
            self._set_up()
        except BaseException:
            self.close()
            raise

    def _set_up(self) -> None:
        for statement in _SET_UP:
            self.run(statement)
        # Foreign keys can only be switched on outside a transaction, so those begin here. From now on
        # the inner connection is asked: the outer one still believes that it commits by itself.
        self._transactions = self._connection.adbc_connection
        self._transactions.set_autocommit(False)
        self._names = Names(self, self._target)
        known = "SELECT count(*) FROM (SELECT 1 FROM records WHERE source_id = ? LIMIT 1)"
        self._expect_new = self.number(known, self._target.source_id) == 0
        self._transactions.rollback()

    def begin(self) -> None:
        # Writing first takes the lock at once: a transaction that read first could not wait for it.
        self.run("UPDATE batches SET status = 'running' WHERE id = ?", self._target.batch_id)

    def write(self, records: pl.DataFrame) -> Outcome:
        """Write those records that are new. Raises our errors; the caller then rolls back.

        Where nothing suggests that any is known, all are written at once and the ledger's unique key
        is the judge; if it objects, or something is known, the known ones are looked up first.
        """
        records = records.with_row_index("i").with_columns(pl.col("i").cast(pl.Int64))
        firsts = records.select(pl.struct(KEY).is_first_distinct()).to_series()
        if self._expect_new and firsts.all():
            outcome, written = self._insert(records)
            if written == outcome.imported:
                return outcome
            self.rollback()
            self.begin()
        return self._write_unknown(records, firsts)

    def reject(self, rejects: Sequence[Rejected]) -> None:
        if rejects:
            rows = pl.DataFrame([asdict(reject) for reject in rejects], infer_schema_length=None)
            names = ("record", "part", "line", "column", "value", "code", "reason", "fix", "raw")
            self.run_many(_REJECT, rows.select(pl.lit(self._target.batch_id, pl.Int64), *names))

    def checkpoint(self, values: Mapping[str, Any]) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        self.run(f"UPDATE batches SET {names} WHERE id = ?", *values.values(), self._target.batch_id)  # noqa: S608 - our own column names

    def commit(self) -> None:
        try:
            self._transactions.commit()
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def rollback(self) -> None:
        self._names.forget()
        try:
            self._transactions.rollback()
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def close(self) -> None:
        self._cursor.close()
        self._connection.close()

    def run(self, statement: str, *values: Any) -> pl.DataFrame:
        """Run one statement with bound values; gives its rows."""
        try:
            self._cursor.execute(statement, values or None)
            return self._cursor.fetch_polars()
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error

    def run_many(self, statement: str, rows: pl.DataFrame) -> int:
        """Run one statement for every row; gives how many rows of the database that changed."""
        try:
            self._cursor.executemany(statement, rows)
        except adbc_driver_manager.Error as error:
            raise self._explained(error) from error
        return int(self._cursor.rowcount)

    def number(self, statement: str, *values: Any) -> int:
        return int(self.run(statement, *values).item())

    def _write_unknown(self, records: pl.DataFrame, firsts: pl.Series) -> Outcome:
        """Sort out the known records, then write the rest."""
        repeats = records.filter(~firsts)
        if repeats.height:
            original = records.filter(firsts).select(*KEY, pl.col("digest").alias("first"))
            repeats = repeats.join(original, on=KEY, how="left", maintain_order="left")
        else:
            repeats = repeats.with_columns(pl.lit(None, pl.Binary).alias("first"))
        unrepeated = records.filter(firsts)
        known = self._known(unrepeated)
        self._expect_new = not known.height and not repeats.height
        again = unrepeated.join(known, on="i", maintain_order="left")
        outcome, _ = self._insert(unrepeated.join(known, on="i", how="anti", maintain_order="left"))
        own, same = pl.col("own") == 1, pl.col("same") == 1
        conflicts = [repeats.filter(pl.col("digest") != pl.col("first")), again.filter(~same & own)]
        refused = pl.concat(found.select(records.columns) for found in conflicts)
        return Outcome(
            imported=outcome.imported,
            duplicate=again.filter(same).height + repeats.filter(pl.col("digest") == pl.col("first")).height,
            changed=again.filter(~same & ~own),
            refused=pl.concat([outcome.refused, _refused(refused, Code.CONFLICT, value="identity")]),
            orders_made=outcome.orders_made,
            people_made=outcome.people_made,
            customer_conflicts=outcome.customer_conflicts,
        )

    def _known(self, records: pl.DataFrame) -> pl.DataFrame:
        self.run("DELETE FROM temp.staged")
        self.run_many(
            "INSERT INTO temp.staged VALUES (?, ?, ?, ?, ?, ?)", records.select("i", *KEY, "digest")
        )
        return self.run(_KNOWN, self._target.batch_id, self._target.source_id).cast(
            {"i": pl.Int64, "same": pl.Int64, "own": pl.Int64}
        )

    def _insert(self, records: pl.DataFrame) -> tuple[Outcome, int]:
        """Write records as events with their ledger records; also gives how many the ledger took."""
        records, orders_made = self._names.with_orders(records)
        lost = pl.col("order").is_not_null() & pl.col("order_id").is_null()
        refused = _refused(records.filter(lost), Code.ORDER, value="order")
        records, people_made = self._names.with_people(records.filter(~lost))
        conflicts = self._fill_customers(records)
        records = records.with_columns(
            order_event_id=self._event_ids("order_events", pl.col("order_id").is_not_null()),
            customer_event_id=self._event_ids("customer_events", pl.col("order_id").is_null()),
            type=pl.col("type").fill_null("other"),
            parameters=pl.coalesce("parameters", pl.struct("message").struct.json_encode()),
        )
        written = 0
        if records.height:
            self._insert_events(records)
            ours = [pl.lit(value, pl.Int64).alias(name) for name, value in self._ours().items()]
            columns = (
                "record",
                "line",
                "order_event_id",
                "customer_event_id",
                "digest",
                "kind",
                "raw_date",
                "raw_author",
                "raw_message",
                "extra",
            )
            written = self.run_many(_RECORD, records.select(ours[0], *KEY, ours[1], *columns))
        nothing = records.clear()
        outcome = Outcome(
            imported=records.height,
            duplicate=0,
            changed=nothing,
            refused=refused.select(pl.exclude("order_id")),
            orders_made=orders_made,
            people_made=people_made,
            customer_conflicts=conflicts,
        )
        return outcome, written

    def _insert_events(self, records: pl.DataFrame) -> None:
        of_orders = records.filter(pl.col("order_event_id").is_not_null())
        if of_orders.height:
            columns = ("order_event_id", "date", "type", "order_id", "user_id", "parameters")
            self.run_many(_ORDER_EVENT, of_orders.select(columns))
        of_customers = records.filter(pl.col("customer_event_id").is_not_null())
        if of_customers.height:
            columns = ("customer_event_id", "date", "type", "customer_id", "user_id", "parameters")
            self.run_many(_CUSTOMER_EVENT, of_customers.select(columns))

    def _event_ids(self, table: str, wanted: pl.Expr) -> pl.Expr:
        """Ids above any this table ever gave out, in source order, for the wanted records."""
        last = self.run("SELECT seq FROM sqlite_sequence WHERE name = ?", table)
        start = int(last.item()) if last.height else 0
        return pl.when(wanted).then(wanted.cum_sum().cast(pl.Int64) + start)

    def _fill_customers(self, records: pl.DataFrame) -> int:
        """Give orders without a customer the one their records name; gives the number of orders that
        have another."""
        named = pl.col("order_id").is_not_null() & pl.col("customer_id").is_not_null()
        owners = records.filter(named).select("order_id", "customer_id").unique(maintain_order=True)
        if not owners.height:
            return 0
        firsts = owners.unique("order_id", keep="first", maintain_order=True)
        self.run("DELETE FROM temp.owners")
        self.run_many("INSERT INTO temp.owners VALUES (?, ?)", firsts)
        self.run(_FILLED, self._target.batch_id, self._target.batch_id)
        self.run(_FILL)
        return self.number(_CONFLICTS) + owners.height - firsts.height

    def _ours(self) -> dict[str, int]:
        return {"source_id": self._target.source_id, "batch_id": self._target.batch_id}

    def _explained(self, error: adbc_driver_manager.Error) -> EventsError:
        if isinstance(error.__cause__, KeyboardInterrupt):
            # The driver cannot cancel a statement, and says so where it was asked to by Ctrl-C.
            raise KeyboardInterrupt from None
        known = explain(str(error), where=self._path)
        return known or DatabaseUnavailable(f"{self._path} cannot be written: {error}")


def _refused(records: pl.DataFrame, code: Code, *, value: str) -> pl.DataFrame:
    return records.with_columns(
        pl.lit(code.value).alias("code"), pl.lit("").alias("column"), value=pl.col(value)
    )

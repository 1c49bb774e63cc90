"""The writer for SQLite files: a chunk's ledger records first, then their orders, people and events."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from events.database.write_turns import ImportTurns
from events.kind_store.tables import ALL_PARTS, TAKES
from importers.ledger.rejects import Rejected
from importers.record_frame import DistinctNames, RecordFrame, names_in, worded
from importers.writing.kind_rows import ADD, kind_rows
from importers.writing.ledger_rows import with_given_authors
from importers.writing.protocol import OnStep, Outcome, Target
from importers.writing.seen_records import SeenRecords
from importers.writing.sorted_chunk import sort_chunk
from importers.writing.sqlite.bulk_load import BulkLoad
from importers.writing.sqlite.events import insert_events
from importers.writing.sqlite.file import SqliteFile
from importers.writing.sqlite.names import SqliteNames
from importers.writing.sqlite.owners import OWNERS, fill_customers
from importers.writing.sqlite.records import STAGED, SqliteRecords

COMMIT_SECONDS = 1.0
"""Chunks are committed together until writing them took this long: each page of an index is then written once
for all of them."""

EARLY_SECONDS = 0.25
"""The same where an operator waits to write, who would have to wait that long."""

# A name's own placeholder has no e-mail: whoever has one was given the name.
_GIVEN = """
    SELECT l.name FROM legacy_names AS l JOIN users ON users.id = l.user_id
    WHERE l.source_id = ? AND l.role = 'author' AND users.email IS NOT NULL
"""
_REJECT = """
    INSERT INTO rejects (batch_id, record, part, line, "column", value, code, reason, fix, raw)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_REJECTED = ("record", "part", "line", "column", "value", "code", "reason", "fix", "raw")
_SET_UP = (
    STAGED,
    OWNERS,
    "CREATE TEMP TABLE names (i INTEGER PRIMARY KEY, name TEXT)",
)


class SqliteWriter:
    """See `Writer`. Raises our errors for a file that is busy, read-only, full or no database."""

    def __init__(self, path: str, target: Target) -> None:
        self._target = target
        self._is_open, self._began, self._version = False, 0.0, 0
        self._seen = SeenRecords()
        self._file, self._turns = SqliteFile(path, set_up=_SET_UP), ImportTurns(path)
        self._names = SqliteNames(self._file, target)
        self._records = SqliteRecords(self._file, target)
        try:
            self._load = BulkLoad(self._file)
            self.expects_new = not self._records.has_any()
            self.keeps_kinds = self._file.number(TAKES["sqlite"]) == ALL_PARTS["sqlite"]
            given = self._file.run(_GIVEN, target.source_id)["name"]  # nobody assigns while an import runs
            self._given = given.cast(pl.String).to_list()
            self._file.rollback()
        except BaseException:
            self.close()
            raise

    def begin(self) -> None:
        """See `Writer`."""
        if not self._is_open:
            # Writing first takes the lock at once: a transaction that read first could not wait for it.
            with self._turns.beginning():
                self._file.run("UPDATE batches SET status = 'running' WHERE id = ?", self._target.batch_id)
            version = self._file.number("PRAGMA data_version")
            if version != self._version:  # somebody else wrote: what is remembered may be gone
                self._names.forget()
            self._version = version
            self._is_open, self._began = True, time.monotonic()
            if self._target.defer_indexes:
                self._load.prepare()
        if self._target.use_savepoints:
            self._file.run("SAVEPOINT chunk")

    def write(self, records: RecordFrame) -> Outcome:
        """Write those records that are new. Raises our errors; the caller then rolls back.

        Where nothing suggests that any is known, all are written at once and the ledger's unique key
        is the judge; if it objects, or something is known, the known ones are looked up first.
        """
        frame = records.frame
        makes_all = self._target.create_orders and self._target.create_customers
        if self.expects_new and records.names and makes_all and frame["is_first"].all():
            numbered = self._numbered(frame)
            if self._insert_records(numbered):
                return self._insert_events(numbered, records.names)
            after = {
                "order": self._file.last_id("order_events"),
                "customer": self._file.last_id("customer_events"),
            }
            self._records.remove(after_order=after["order"], after_customer=after["customer"])
        return self._write_unknown(frame)

    def preload_known(self, records: RecordFrame) -> None:
        """See `Writer`."""
        if records.frame.height:
            known = self._records.find(records.frame)
            self._seen.classify(records.frame.join(known, on="i", how="left", maintain_order="left"))
            self.rollback()  # looking began a transaction, and one that is to write has to begin by writing

    def add_rejects(self, rejects: Sequence[Rejected]) -> None:
        """See `Writer`."""
        if rejects:
            rows = pl.DataFrame({name: [getattr(one, name) for one in rejects] for name in _REJECTED})
            self._file.run_many(_REJECT, rows.select(pl.lit(self._target.batch_id, pl.Int64), *_REJECTED))

    def delete_rejects(self, reject_ids: Sequence[int]) -> None:
        """See `Writer`."""
        if reject_ids:
            self._file.run_many("DELETE FROM rejects WHERE id = ?", pl.DataFrame({"id": reject_ids}))

    def checkpoint(self, values: Mapping[str, Any]) -> None:
        """See `Writer`."""
        names = ", ".join(f"{name} = ?" for name in values)
        self._file.run(f"UPDATE batches SET {names} WHERE id = ?", *values.values(), self._target.batch_id)  # noqa: S608 - our own column names

    def release_chunk(self) -> None:
        """See `Writer`."""
        if self._target.use_savepoints:
            self._file.run("RELEASE chunk")
        worked = time.monotonic() - self._began
        if worked > COMMIT_SECONDS or (worked > EARLY_SECONDS and self._turns.is_wanted()):
            self.commit()
            self._turns.give_way(worked)

    def discard_chunk(self) -> None:
        """See `Writer`."""
        self._names.forget()
        self._records.forget()
        self._seen.forget_latest()
        self._file.run("ROLLBACK TO chunk")
        self._file.run("RELEASE chunk")

    def commit(self) -> None:
        """See `Writer`."""
        self._is_open = False
        self._file.commit()

    def finish(self, on_step: OnStep) -> None:
        """See `Writer`."""
        self.commit()

        def step(done: int, of: int) -> None:
            self._turns.give_way(EARLY_SECONDS)
            on_step(done, of)

        self._load.finish(step)

    def rollback(self) -> None:
        """See `Writer`."""
        self._is_open = False
        self._names.forget()
        self._records.forget()
        self._load.forget()
        self._file.rollback()

    def close(self) -> None:
        """See `Writer`."""
        self._seen.close()
        self._file.close()

    def _write_unknown(self, records: pl.DataFrame) -> Outcome:
        """Look up the known records, then write the others."""
        known = self._records.find(records)
        self.expects_new = not known.height and bool(records["is_first"].all())
        chunk = sort_chunk(records, known, seen=self._seen, target=self._target, names=self._names)
        numbered = self._numbered(worded(chunk.new))
        self._insert_records(numbered)
        return chunk.complete(self._insert_events(numbered, names_in(numbered)))

    def _numbered(self, records: pl.DataFrame) -> pl.DataFrame:
        """With the `id` of their events, an order's or a customer's, and of their ledger records."""
        of_order = pl.col("order").is_not_null()
        records = records.with_columns(
            order_event_id=self._event_ids("order_events", of_order),
            customer_event_id=self._event_ids("customer_events", ~of_order),
        )
        return records.with_columns(id=pl.coalesce("order_event_id", -pl.col("customer_event_id")))

    def _insert_records(self, records: pl.DataFrame) -> bool:
        """Write them into the ledger; returns whether it took all."""
        if not records.height:
            return True
        return self._records.add(with_given_authors(records, self._given))

    def _insert_events(self, records: pl.DataFrame, names: Mapping[str, DistinctNames]) -> Outcome:
        """Write numbered records as events, with the orders and people they need."""
        records, orders_made, people_made = self._names.resolved(records, names)
        conflicts = fill_customers(self._file, records, batch_id=self._target.batch_id)
        self._load.wrote(records.height)
        insert_events(self._file, records)
        for row in kind_rows(records):
            self._file.run(ADD, *row)
        return Outcome(
            imported=records.height,
            duplicate=0,
            changed=records.clear(),
            refused=records.clear(),
            orders_made=orders_made,
            people_made=people_made,
            customer_conflicts=conflicts,
        )

    def _event_ids(self, table: str, wanted: pl.Expr) -> pl.Expr:
        """Ids for the wanted records, in source order."""
        return pl.when(wanted).then(wanted.cum_sum().cast(pl.Int64) + self._file.last_id(table))

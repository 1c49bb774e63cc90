"""The writer for SQLite files: a chunk's ledger records first, then their orders, people and events."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from events.database.write_turns import ImportTurns
from events.kind_store.tables import ALL_PARTS, TAKES
from importers.ledger.rejects import Rejected
from importers.ledger_rows import details_of, with_given_authors
from importers.new_records import PLACE, NewRecords
from importers.record_frame import RecordFrame
from importers.writing.kind_rows import ADD, kind_rows
from importers.writing.protocol import OnStep, Outcome, Target
from importers.writing.seen_records import SeenRecords
from importers.writing.sorted_chunk import sort_chunk
from importers.writing.sqlite.bulk_load import BulkLoad
from importers.writing.sqlite.events import insert_events
from importers.writing.sqlite.file import SqliteFile
from importers.writing.sqlite.last_ids import LastIds
from importers.writing.sqlite.names import SqliteNames
from importers.writing.sqlite.owners import OWNERS, fill_customers
from importers.writing.sqlite.records import STAGED, SqliteRecords

COMMIT_SECONDS = 1.0
"""Chunks are committed together until writing them took this long: each page of an index is then written once
for all of them."""

EARLY_SECONDS = 0.25
"""The same where an operator waits to write, who would have to wait that long."""

SHORT_SECONDS = 0.1
"""After a final step that took longer, an operator who waits comes next."""

LEAVES_KINDS = 500_000
"""They are classified in a second and a half, once. An import that did so would take 5 to 10 % more."""

# A name's own placeholder is called so and has no e-mail: whoever is not was given the name, as the system
# may be, which is nobody.
_GIVEN = """
    SELECT l.name FROM legacy_names AS l LEFT JOIN users ON users.id = l.user_id
    WHERE l.source_id = ? AND l.role = 'author'
        AND (users.id IS NULL OR users.email IS NOT NULL OR users.name <> l.name)
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
            self.expects_new = not self._records.has_any()
            self._load = BulkLoad(self._file, is_large=target.is_large and self.expects_new)
            self.keeps_kinds = self._file.number(TAKES["sqlite"]) == ALL_PARTS["sqlite"]
            given = self._file.run(_GIVEN, target.source_id)["name"]  # nobody assigns while an import runs
            self._given = given.cast(pl.String).to_list()
            self._file.rollback()
        except BaseException:
            self.close()
            raise

    @property
    def leaves_kinds(self) -> int:
        """See `Writer`."""
        return LEAVES_KINDS

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
        makes_all = self._target.create_orders and self._target.create_customers
        if self.expects_new and records.new and makes_all and records.new.all_distinct:
            last = LastIds.read(self._file)
            if not self._records.may_have(records.new):
                if self._insert_records(records.new, last):
                    return self._insert_events(records.new, last)
                self._records.remove(after_order=last.order, after_customer=last.customer)
        return self._write_unknown(records.frame)

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
        began = self._began if self._is_open else time.monotonic()
        self.commit()

        def step(done: int, of: int) -> None:
            nonlocal began
            worked = time.monotonic() - began
            if worked > COMMIT_SECONDS or (worked > SHORT_SECONDS and self._turns.is_wanted()):
                self._turns.give_way(worked)
                began = time.monotonic()
            on_step(done, of)

        self._load.finish(step)

    def met(self) -> Callable[[int], bool]:
        """See `Writer`."""
        return self._seen.met()

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
        new, last = NewRecords.from_frame(chunk.new), LastIds.read(self._file)
        self._insert_records(new, last)
        return chunk.complete(self._insert_events(new, last))

    def _insert_records(self, records: NewRecords, last: LastIds) -> bool:
        """Write new ones into the ledger; returns whether it took all."""
        if not records.frame.height:
            return True
        details = records.details
        if self._given:
            details = details_of(with_given_authors(records.frame, self._given), by=PLACE)
        return self._records.add(records, last=last, details=details)

    def _insert_events(self, records: NewRecords, last: LastIds) -> Outcome:
        """Write new records as events, with the orders and people they need."""
        nothing = records.frame.clear()
        if not records.frame.height:
            return Outcome(imported=0, duplicate=0, changed=nothing, refused=nothing)
        rows, orders_made, people_made = self._names.resolved(records.frame)
        conflicts = fill_customers(self._file, rows, batch_id=self._target.batch_id)
        self._load.wrote(rows.height)
        rows = rows.hstack([last.next(rows[PLACE])])
        insert_events(self._file, rows, types=records.types)
        last.keep(self._file, rows[PLACE])
        for row in kind_rows(rows):
            self._file.run(ADD, *row)
        return Outcome(
            imported=rows.height,
            duplicate=0,
            changed=nothing,
            refused=nothing,
            orders_made=orders_made,
            people_made=people_made,
            customer_conflicts=conflicts,
        )

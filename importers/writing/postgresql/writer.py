"""The writer for PostgreSQL servers: one transaction for each chunk, in which COPY appends its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from events.database.postgresql import LOCK_SPACE, LOG_LOCK
from events.errors import EventsError
from events.kind_store.tables import ALL_PARTS, TAKES
from importers.errors import ImportRunningError
from importers.ledger.rejects import Rejected
from importers.ledger_rows import details_of, spans_of, with_given_authors
from importers.new_records import worded
from importers.record_frame import RecordFrame
from importers.record_runs import packed
from importers.writing.kind_rows import ADD, kind_rows
from importers.writing.postgresql.bulk_load import ServerBulkLoad
from importers.writing.postgresql.csv_rows import documents, moments
from importers.writing.postgresql.known_records import ServerRecords
from importers.writing.postgresql.names import PostgresqlNames
from importers.writing.postgresql.owners import fill_customers
from importers.writing.postgresql.server import REPEATABLE, Server
from importers.writing.protocol import OnStep, Outcome, Target
from importers.writing.seen_records import SeenRecords
from importers.writing.sorted_chunk import sort_chunk
from importers.writing.streams import Stream, StreamIds, Streams

ATTEMPTS = 5
"""How often a chunk is tried that another program's transactions get in the way of."""

LEAVES_KINDS = 100_000
"""They are classified in a third of a second, each time where who reads may not store that."""

_HAS_RECORDS = """
    SELECT count(*) FROM (
        SELECT 1 FROM record_spans AS s JOIN batches AS b ON b.id = s.batch_id WHERE b.source_id = %s LIMIT 1
    ) AS any_record
"""
_STREAMS = "SELECT source_table, part, id FROM record_streams WHERE source_id = %s"
_STREAM = "INSERT INTO record_streams (source_id, source_table, part) VALUES (%s, %s, %s)"
# A name's own placeholder is called so and has no e-mail: whoever is not was given the name, as the system
# may be, which is nobody.
_GIVEN = """
    SELECT l.name FROM legacy_names AS l LEFT JOIN users AS u ON u.id = l.user_id
    WHERE l.source_id = %s AND l.role = 'author'
        AND (u.id IS NULL OR u.email IS NOT NULL OR u.name <> l.name)
"""
# Before the first id is taken: whoever follows the log waits for those who hold this lock.
_LOCK_EVENTS = "LOCK TABLE order_events, customer_events IN ROW EXCLUSIVE MODE"
_KEY = {"number": "key_number", "name": "key_name"}
# Only orders and people can go: those who delete them wait for the log's lock.
_MAY_SKIP_KEYS = "SELECT has_parameter_privilege('session_replication_role', 'SET')::int"
# The import's own lock ends with its connection, and no unique key keeps two runs of records apart: their
# trigger sees only what is committed.
_LOCK_SOURCE = "SELECT id FROM sources WHERE id = %s FOR NO KEY UPDATE"
_SHARE_LOG = "SELECT pg_try_advisory_xact_lock_shared(%s, %s)::int"
_PARENTS = {"orders": ("order_id", "customer_order_id"), "users": ("user_id", "customer_id")}
_MISSING = """
    SELECT count(*) FROM unnest(%s::bigint[]) AS wanted (id)
    WHERE NOT EXISTS (SELECT 1 FROM {table} AS p WHERE p.id = wanted.id)
"""
_REJECTED = ("record", "part", "line", "column", "value", "code", "reason", "fix", "raw")


class StaleNamesError(EventsError):
    """An order or a person that an earlier chunk used was deleted; the chunk is written again."""

    def __init__(self) -> None:
        super().__init__("Orders or people of the import keep being deleted. Run the same command again.")


class PostgresqlWriter:
    """See `Writer`. Every chunk is committed when it is released. It closes `server`."""

    def __init__(self, server: Server, target: Target) -> None:
        self._target = target
        self._is_open = False
        self._seen = SeenRecords()
        self._server = server
        self._names = PostgresqlNames(self._server, target)
        self._streams = Streams(self._read_streams, self._create_streams)
        self._records = ServerRecords(server, target, self._streams)
        self._load = ServerBulkLoad(server)
        try:
            self._checks_parents = bool(self._server.number(_MAY_SKIP_KEYS))
            self.expects_new = self._server.number(_HAS_RECORDS, target.source_id) == 0
            self.keeps_kinds = self._server.number(TAKES["postgresql"]) == ALL_PARTS["postgresql"]
            # Nobody assigns names while an import runs.
            self._given = [name for (name,) in self._server.run(_GIVEN, target.source_id)]
            self._server.rollback()
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
            if self._target.defer_indexes:
                self._load.prepare()
            self._is_open = True
            self._server.set_up()
            self._protect()
            self._server.run("UPDATE batches SET status = 'running' WHERE id = %s", self._target.batch_id)

    def write(self, records: RecordFrame) -> Outcome:
        """See `Writer`. A chunk that met another program's transaction is written again from its start."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._write(records)
            except (StaleNamesError, *REPEATABLE) as error:
                if attempt == ATTEMPTS:
                    raise self._server.final(error) from error
                self._seen.forget_latest()
                self.expects_new = False
                self.rollback()
                self.begin()
        raise AssertionError("unreachable: the last attempt returns or raises")

    def preload_known(self, records: RecordFrame) -> None:
        """See `Writer`."""
        if records.frame.height:
            known = self._known(records.frame)
            self._seen.classify(records.frame.join(known, on="i", how="left", maintain_order="left"))
            self.rollback()

    def add_rejects(self, rejects: Sequence[Rejected]) -> None:
        """See `Writer`."""
        if rejects:
            rows = pl.DataFrame({name: [getattr(one, name) for one in rejects] for name in _REJECTED})
            self._server.copy("rejects", rows.with_columns(batch_id=self._target.batch_id))

    def delete_rejects(self, reject_ids: Sequence[int]) -> None:
        """See `Writer`."""
        if reject_ids:
            self._server.run("DELETE FROM rejects WHERE id = ANY(%s)", list(reject_ids))

    def checkpoint(self, values: Mapping[str, Any]) -> None:
        """See `Writer`."""
        names = ", ".join(f"{name} = %s" for name in values)
        statement = f"UPDATE batches SET {names} WHERE id = %s"  # noqa: S608 - our own column names
        self._server.run(statement, *values.values(), self._target.batch_id)

    def release_chunk(self) -> None:
        """See `Writer`."""
        self.commit()

    def discard_chunk(self) -> None:
        """See `Writer`."""
        self._seen.forget_latest()
        self.rollback()

    def commit(self) -> None:
        """See `Writer`."""
        self._is_open = False
        self._server.commit()

    def finish(self, on_step: OnStep) -> None:
        """See `Writer`."""
        self.commit()
        self._load.finish(on_step)

    def met(self) -> Callable[[int], bool]:
        """See `Writer`."""
        return self._seen.met()

    def rollback(self) -> None:
        """See `Writer`."""
        self._is_open = False
        self._names.forget()
        self._streams.forget()
        self._server.rollback()

    def close(self) -> None:
        """See `Writer`."""
        self._seen.close()
        self._server.close()

    def _write(self, records: RecordFrame) -> Outcome:
        """Where nothing suggests that any record is known, all are written at once, and the ledger's unique
        keys are the judge: if they object, the chunk is written again with a look-up."""
        frame = records.frame
        makes_all = self._target.create_orders and self._target.create_customers
        may_be_new = self.expects_new and makes_all and records.new and records.new.all_distinct
        if may_be_new and records.new and not self._records.may_have(records.new):
            return self._insert(frame)
        return self._write_unknown(frame)

    def _write_unknown(self, records: pl.DataFrame) -> Outcome:
        """Look up the known records, then write the others."""
        known = self._known(records)
        self.expects_new = not known.height and bool(records["is_first"].all())
        chunk = sort_chunk(records, known, seen=self._seen, target=self._target, names=self._names)
        return chunk.complete(self._insert(worded(chunk.new)))

    def _known(self, records: pl.DataFrame) -> pl.DataFrame:
        self._server.set_up()
        return self._records.find(records)

    def _insert(self, records: pl.DataFrame) -> Outcome:
        """Write new records: orders and people they need, then events, then ledger records."""
        if not records.height:
            return Outcome(imported=0, duplicate=0, changed=records, refused=records)
        records, orders_made, people_made = self._names.resolved(records)
        conflicts = fill_customers(self._server, records, batch_id=self._target.batch_id)
        if self._checks_parents:
            self._check_parents(records)
        records = self._numbered(records)
        self._insert_events(records)
        self._insert_records(records)
        self._load.wrote(records.height)
        for row in kind_rows(records):
            self._server.run(ADD.replace("?", "%s"), *row)
        return Outcome(
            imported=records.height,
            duplicate=0,
            changed=records.clear(),
            refused=records.clear(),
            orders_made=orders_made,
            people_made=people_made,
            customer_conflicts=conflicts,
        )

    def _protect(self) -> None:
        """Keep those out who write records of the same source, and those who delete orders and people. A role
        that may do so then skips the server's check of each row's foreign keys, which takes half of its time:
        a chunk's are checked as a set."""
        if not self._server.number(_SHARE_LOG, LOCK_SPACE, LOG_LOCK):
            raise ImportRunningError(self._server.name)
        self._server.run(_LOCK_SOURCE, self._target.source_id)
        if self._checks_parents:
            self._server.run("SET LOCAL session_replication_role = replica")

    def _check_parents(self, records: pl.DataFrame) -> None:
        """Raises `StaleNamesError` where an order or a person is gone that an earlier chunk had."""
        for table, columns in _PARENTS.items():
            ids = pl.concat([records[name] for name in columns]).drop_nulls().unique().sort()
            # As one text: the driver would adapt each number.
            array = "{" + ",".join(ids.cast(pl.String)) + "}"
            if self._server.number(_MISSING.format(table=table), array):
                raise StaleNamesError

    def _numbered(self, records: pl.DataFrame) -> pl.DataFrame:
        """With the ids that their events get, an order's or a customer's, in source order."""
        self._server.run(_LOCK_EVENTS)
        of_order = records["order"].is_not_null()
        records = records.with_columns(
            self._event_ids("order_events", of_order).alias("order_event_id"),
            self._event_ids("customer_events", ~of_order).alias("customer_event_id"),
        )
        return records.with_columns(id=pl.coalesce("order_event_id", -pl.col("customer_event_id")))

    def _event_ids(self, table: str, wanted: pl.Series) -> pl.Series:
        ids = pl.Series(self._server.new_ids(table, int(wanted.sum())), dtype=pl.Int64)
        places = pl.select(pl.when(wanted).then(wanted.cast(pl.Int64).cum_sum() - 1)).to_series()
        return ids.gather(places)

    def _insert_events(self, records: pl.DataFrame) -> None:
        records = records.with_columns(
            date=moments(pl.col("date")), parameters=documents(records["parameters"])
        )
        common = ("date", "type", "user_id", "parameters")
        of_order = records.filter(pl.col("order_event_id").is_not_null())
        self._server.copy("order_events", of_order.select("order_id", *common, id="order_event_id"))
        of_customer = records.filter(pl.col("customer_event_id").is_not_null())
        subjects = {"id": "customer_event_id", "order_id": "customer_order_id"}
        self._server.copy("customer_events", of_customer.select("customer_id", *common, **subjects))

    def _insert_records(self, records: pl.DataFrame) -> None:
        records = self._streams.created(with_given_authors(records, self._given))
        keys = packed(records, by="id")
        runs = self._streams.known(keys.runs).rename({"id": "first_id"}).drop("source_table", "part")
        self._server.copy("record_runs", runs)
        self._server.copy("record_keys", keys.left(records).select("id", "stream_id", "digest", **_KEY))
        self._server.copy("record_spans", spans_of(records, batch_id=self._target.batch_id))
        self._server.copy("record_details", details_of(records))

    def _read_streams(self) -> StreamIds:
        rows = self._server.run(_STREAMS, self._target.source_id)
        return {(table, part): number for table, part, number in rows}

    def _create_streams(self, streams: Sequence[Stream]) -> None:
        for stream in streams:
            self._server.run(_STREAM, self._target.source_id, *stream)

"""A dry run on a server: temporary tables that hide those of the log, in one session.

Whatever the session writes goes to its own empty tables, which have the log's columns and unique keys. What
the log holds of a chunk's records, orders and people is copied into them before the chunk is written, so the
usual writer does the rest. Nobody else sees or waits for any of it, and it ends with the session.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import polars as pl
from sqlalchemy.engine import URL

from events.database.error_translation import explained
from events.errors import WriteError
from importers.ledger import models, records_view
from importers.ledger.all_tables import METADATA
from importers.ledger.record_models import RecordStream
from importers.order_keys import ORDERS, distinct, names_of, split_order_keys
from importers.record_frame import RecordFrame
from importers.writing.postgresql.server import Server
from importers.writing.postgresql.writer import PostgresqlWriter
from importers.writing.protocol import Outcome, Target, Writer

_FIRST_ID = 1 << 40
"""Above every id of the log, so that ids given here meet none that somebody else gets meanwhile."""

_SCHEMA = """
    SELECT quote_ident(n.nspname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = 'order_events'::regclass
"""
_WHOLE = tuple(one.__tablename__ for one in (models.Source, models.Batch, models.Operation, RecordStream))
"""Tables that are copied as a whole."""

_KEYS = "stream_id BIGINT, number BIGINT, name TEXT"

# In each of these, `{log}` is the log's schema.
_OF_BATCH = (
    "INSERT INTO order_events SELECT e.* FROM {log}.record_spans AS s JOIN {log}.order_events AS e "
    "ON e.id BETWEEN s.first_id AND s.last_id WHERE s.batch_id = %(batch)s ON CONFLICT DO NOTHING",
    "INSERT INTO orders SELECT o.* FROM {log}.record_spans AS s JOIN {log}.order_events AS e "
    "ON e.id BETWEEN s.first_id AND s.last_id JOIN {log}.orders AS o ON o.id = e.order_id "
    "WHERE s.batch_id = %(batch)s ON CONFLICT DO NOTHING",
    "INSERT INTO record_keys SELECT k.* FROM {log}.record_spans AS s JOIN {log}.record_keys AS k "
    "ON k.id BETWEEN s.first_id AND s.last_id WHERE s.batch_id = %(batch)s ON CONFLICT DO NOTHING",
    "INSERT INTO record_runs SELECT r.* FROM {log}.record_spans AS s JOIN {log}.record_runs AS r "
    "ON r.first_id <= s.last_id AND r.first_id + (r.last_number - r.first_number) >= s.first_id "
    "AND r.first_id >= "
    "coalesce((SELECT max(first_id) FROM {log}.record_runs WHERE first_id <= s.first_id), 1) "
    "WHERE s.batch_id = %(batch)s ON CONFLICT DO NOTHING",
    "INSERT INTO record_details SELECT d.* FROM {log}.record_spans AS s JOIN {log}.record_details AS d "
    "ON d.id BETWEEN s.first_id AND s.last_id WHERE s.batch_id = %(batch)s ON CONFLICT DO NOTHING",
    "INSERT INTO record_spans SELECT * FROM {log}.record_spans WHERE batch_id = %(batch)s "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO rejects SELECT * FROM {log}.rejects WHERE batch_id = %(batch)s ON CONFLICT DO NOTHING",
)
_OF_SOURCE = (
    # That the source has any.
    "INSERT INTO record_spans SELECT s.* FROM {log}.batches AS b JOIN {log}.record_spans AS s "
    "ON s.batch_id = b.id WHERE b.source_id = %(source)s LIMIT 1 ON CONFLICT DO NOTHING",
    "INSERT INTO legacy_names SELECT l.* FROM {log}.legacy_names AS l "
    "LEFT JOIN {log}.users AS u ON u.id = l.user_id "
    "WHERE l.source_id = %(source)s AND (u.id IS NULL OR u.email IS NOT NULL OR u.name <> l.name) "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO users SELECT u.* FROM legacy_names AS l JOIN {log}.users AS u ON u.id = l.user_id "
    "ON CONFLICT DO NOTHING",
)
# A record is nowhere without its span, and would be taken for one of another span's batch.
_RECORDS = """
    WITH in_runs AS (
        SELECT r.first_id AS run, r.first_id + (s.number - r.first_number) AS id
        FROM staged_keys AS s CROSS JOIN LATERAL (
            SELECT one.first_id, one.first_number, one.last_number FROM {log}.record_runs AS one
            WHERE one.stream_id = s.stream_id AND one.first_number <= s.number
            ORDER BY one.first_number DESC LIMIT 1
        ) AS r
        WHERE s.name = '' AND s.number <= r.last_number
    ), runs AS (
        INSERT INTO record_runs SELECT * FROM {log}.record_runs
        WHERE first_id IN (SELECT run FROM in_runs)
        ON CONFLICT DO NOTHING
    ), in_rows AS (
        INSERT INTO record_keys SELECT k.* FROM staged_keys AS s CROSS JOIN LATERAL (
            SELECT * FROM {log}.record_keys AS one
            WHERE one.stream_id = s.stream_id AND one.number = s.number AND one.name = s.name OFFSET 0
        ) AS k
        ON CONFLICT DO NOTHING RETURNING id
    ), spans AS (
        SELECT DISTINCT (SELECT max(first_id) FROM {log}.record_spans WHERE first_id <= found.id) AS first_id
        FROM (SELECT id FROM in_rows UNION ALL SELECT id FROM in_runs) AS found
    )
    INSERT INTO record_spans SELECT s.* FROM spans JOIN {log}.record_spans AS s USING (first_id)
    ON CONFLICT DO NOTHING
"""
_ORDERS = """
    INSERT INTO orders SELECT o.* FROM staged_orders AS s JOIN {log}.orders AS o
        ON o.number = s.name AND o.shop = s.shop
    ON CONFLICT DO NOTHING;
    INSERT INTO creations SELECT c.* FROM staged_orders AS s JOIN {log}.orders AS o
        ON o.number = s.name AND o.shop = s.shop
        JOIN {log}.creations AS c ON c.entity IN ('order', 'customer of') AND c.entity_id = o.id
    ON CONFLICT DO NOTHING
"""
_PEOPLE = """
    INSERT INTO users SELECT u.* FROM staged_people AS s
        JOIN {log}.users AS u ON lower(u.email) = lower(s.name)
    ON CONFLICT DO NOTHING
"""
_NAMES = """
    INSERT INTO legacy_names SELECT l.* FROM staged_people AS s JOIN {log}.legacy_names AS l
        ON l.source_id = %(source)s AND l.role = s.role AND l.name = s.name
    ON CONFLICT DO NOTHING
"""
_NAMED = """
    INSERT INTO users SELECT u.* FROM staged_people AS s
        JOIN legacy_names AS l ON l.source_id = %(source)s AND l.role = s.role AND l.name = s.name
        JOIN {log}.users AS u ON u.id = l.user_id
    ON CONFLICT DO NOTHING
"""
_SIZE = """
    SELECT coalesce(pg_total_relation_size('{table}'::regclass)
        * (count(*) FILTER (WHERE abs({id}) >= %s))::numeric / nullif(count(*), 0), 0) FROM {table}
"""


class Sandbox:
    """A session whose tables hide the log's; `connection` is its only one, and `others` the log's schema."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.connection = server.pooled
        if server.number("SELECT pg_backend_pid()") != server.backend:
            raise WriteError(
                f"{server.name} is behind a connection pooler, and a dry run needs a session of its own. "
                "Nothing was changed. Give the URL of the server itself."
            )
        ((self._log,),) = server.run(_SCHEMA)
        self.others = f"{self._log}."
        for table in METADATA.tables:
            self._hide(table)
        server.run(records_view.view_for("postgresql", "CREATE TEMP VIEW"))
        for table in _WHOLE:
            self.copy(f"INSERT INTO {table} SELECT * FROM {{log}}.{table}")  # noqa: S608 - our own table
        server.commit()

    def copy(self, statement: str, **values: int) -> None:
        """Run a statement that copies rows of the log."""
        self._server.run(statement.replace("{log}", self._log), values or None)

    def copy_ledger(self) -> None:
        """Copy all records and rejects of the log."""
        for table in ("record_runs", "record_keys", "record_spans", "record_details", "rejects"):
            self.copy(f"INSERT INTO {table} SELECT * FROM {{log}}.{table}")  # noqa: S608 - our own table
        self._server.commit()

    def writer(self, target: Target) -> Writer:
        """A writer into the session's tables."""
        return _SandboxWriter(self, self._server, target)

    def size(self) -> int:
        """About how many bytes of the log what was written would take."""
        ids = dict.fromkeys(("order_events", "customer_events", "record_keys"), "id")
        ids["record_runs"] = "first_id"
        of = (_SIZE.replace("{table}", table).replace("{id}", id) for table, id in ids.items())
        return sum(self._server.number(query, _FIRST_ID) for query in of)

    def _hide(self, table: str) -> None:
        run = self._server.run
        run(f"CREATE TEMP TABLE {table} (LIKE {self._log}.{table} INCLUDING DEFAULTS INCLUDING INDEXES)")
        ((sequence,),) = run("SELECT to_regclass(%s)::text", f"{self._log}.{table}_id_seq")
        if sequence:
            # Batches are numbered as they would be: the report names this one.
            next_id = f"SELECT coalesce(max(id), 0) + 1 FROM {self._log}.{table}"  # noqa: S608 - our own table
            first = self._server.number(next_id) if table in _WHOLE else _FIRST_ID
            run(f"CREATE TEMP SEQUENCE {table}_id_seq START {first}")
            run(f"ALTER TABLE {table} ALTER id SET DEFAULT nextval('pg_temp.{table}_id_seq'::regclass)")


class _SandboxWriter(PostgresqlWriter):
    """Copies what the log holds of a chunk before it is written."""

    def __init__(self, sandbox: Sandbox, server: Server, target: Target) -> None:
        self._sandbox = sandbox
        for statement in (*_OF_BATCH, *_OF_SOURCE):
            sandbox.copy(statement, batch=target.batch_id, source=target.source_id)
        server.commit()
        super().__init__(server, replace(target, defer_indexes=False))
        self._checks_parents = False

    def preload_known(self, records: RecordFrame) -> None:
        """See `Writer`."""
        self._copy_records(records.frame)
        super().preload_known(records)

    def close(self) -> None:
        """See `Writer`. The session goes on."""
        self._seen.close()
        self._server.rollback()

    def _protect(self) -> None:
        """Nothing of the log is at risk, and the session's tables have no foreign keys."""

    def _write(self, records: RecordFrame) -> Outcome:
        self._copy_records(records.frame)
        self._copy_orders(records.frame)
        self._copy_people(records.frame)
        return super()._write(records)

    def _copy_records(self, frame: pl.DataFrame) -> None:
        rows = self._streams.known(frame).select("stream_id", number="key_number", name="key_name")
        self._server.stage("staged_keys", _KEYS, rows)
        self._sandbox.copy(_RECORDS)

    def _copy_orders(self, records: pl.DataFrame) -> None:
        keys = {key for column in ORDERS for key in distinct(names_of(records, column))}
        rows = list(zip(*split_order_keys(sorted(keys), self._target.shop), strict=True))
        self._stage("staged_orders", ("shop", "name"), rows)
        for statement in _ORDERS.split(";"):
            self._sandbox.copy(statement)

    def _copy_people(self, records: pl.DataFrame) -> None:
        rows = [(role, name) for role in ("customer", "author") for name in distinct(records[role])]
        self._stage("staged_people", ("role", "name"), rows)
        self._sandbox.copy(_PEOPLE)
        self._sandbox.copy(_NAMES, source=self._target.source_id)
        self._sandbox.copy(_NAMED, source=self._target.source_id)

    def _stage(self, table: str, columns: tuple[str, str], rows: list[tuple[str, str]]) -> None:
        kinds = ", ".join(f"{name} TEXT" for name in columns)
        schema = dict.fromkeys(columns, pl.String)
        self._server.stage(table, kinds, pl.DataFrame(rows, schema=schema, orient="row"))


@contextmanager
def open_sandbox(url: URL, *, whole_ledger: bool) -> Iterator[Sandbox]:
    """A sandbox on the log at `url`, gone at the end; with `whole_ledger`, it holds the whole ledger."""
    server = Server(url)
    try:
        with explained(server.name):
            sandbox = Sandbox(server)
            if whole_ledger:
                sandbox.copy_ledger()
            yield sandbox
    finally:
        server.close()

"""Records in narrow tables: what is the same for thousands of them once, and what is rare apart.

A record gets the id of its event, a customer event's negative, and needs no index to be found by it. Its
source, table and part become a stream, its batch and place in the input a span. A digest is cut to its first
8 bytes, a number. Most records of orders have numbers that count up with the ids: they never get a row of
their own. They wait in `packed_records` for 0010, which makes the table of runs, and the view `records` with
the columns that the table had.

Everything happens in the transaction of the upgrade: interrupted anywhere, it begins again. What was moved is
compared with what was there before that is dropped.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from events.errors import WriteError
from events.migrations.record_places import EVENTS, PLAIN_DATE, add_spans, table_of
from events.migrations.record_runs import ADD, ID, PAGE, columns, run, spans

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PACKED = "packed_records"
# Those without an event are kept as they are: a run shows its records for their events.
NUMBERED = """
    SELECT s.id AS stream,
        EXISTS (SELECT 1 FROM order_events AS e WHERE e.id = r.order_event_id) AS has_event,
        r.order_event_id, CAST(r.identity AS BIGINT) AS number, substr(r.digest, 1, 8)
    FROM records AS r JOIN record_streams AS s ON {of_stream}
    WHERE r.order_event_id IS NOT NULL AND {whole} ORDER BY stream, has_event DESC, number
"""
NUMBER = """
    INSERT INTO record_keys (id, stream_id, number, digest, name) VALUES (:id, :stream, :number, :digest, '')
"""
_NUMBER = struct.Struct(">q").unpack_from
IS_WHOLE = {
    "sqlite": "(CAST(CAST(identity AS INTEGER) AS TEXT) = identity AND CAST(identity AS INTEGER) > 0)",
    "postgresql": "(CASE WHEN identity ~ '^[1-9][0-9]{0,18}$' "
    "THEN CAST(identity AS NUMERIC) <= 9223372036854775807 ELSE false END)",
}
DIGEST = {
    "sqlite": "first_number(r.digest)",
    "postgresql": "CAST(CAST("
    "'x' || rpad(encode(substring(r.digest FROM 1 FOR 8), 'hex'), 16, '0') AS BIT(64)) AS BIGINT)",
}
# A calculation of its own, so that it proves the first.
SAME_DIGEST = {
    "sqlite": "printf('%016X', k.digest) = substr(hex(substr(r.digest, 1, 8)) || '0000000000000000', 1, 16)",
    "postgresql": f"k.digest = {DIGEST['postgresql']}",
}
HEAD = "substr(u.digests, CAST(8 * (r.order_event_id - u.first_id) + 1 AS INTEGER), 8)"
SAME_DIGEST_OF_RUN = {
    "sqlite": f"CASE WHEN length(r.digest) >= 8 THEN {HEAD} = substr(r.digest, 1, 8) "
    f"ELSE hex({HEAD}) = substr(hex(r.digest) || '0000000000000000', 1, 16) END",
    "postgresql": f"encode({HEAD}, 'hex') = rpad(encode(substr(r.digest, 1, 8), 'hex'), 16, '0')",
}
# SQLite looks up the records of each span or run by index; PostgreSQL, the span or run of each record.
IN_SPAN = {
    "sqlite": "r.{event} BETWEEN {first} AND {last}",
    "postgresql": "sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= {id})",
}
IN_RUN = {
    "sqlite": "r.order_event_id BETWEEN u.first_id AND u.first_id + (u.last_number - u.first_number)",
    "postgresql": "u.first_id = (SELECT max(first_id) FROM packed_records WHERE first_id <= r.order_event_id)"
    " AND r.order_event_id - u.first_id <= u.last_number - u.first_number",
}
OF_STREAM = "s.source_id = r.source_id AND s.source_table = r.source_table AND s.part = r.part"
ENDS = {"order_event_id": ("sp.first_id", "sp.last_id"), "customer_event_id": ("-sp.last_id", "-sp.first_id")}
STREAMS = """
    INSERT INTO record_streams (source_id, source_table, part)
    SELECT * FROM (SELECT DISTINCT source_id, source_table, part FROM records) AS found
    ORDER BY source_id, source_table, part
"""
KEYS = """
    INSERT INTO record_keys (id, stream_id, number, digest, name)
    SELECT {id}, s.id, CASE WHEN {whole} THEN CAST(r.identity AS BIGINT) ELSE r.occurrence END, {digest},
        CASE WHEN {whole} THEN '' ELSE r.identity END
    FROM records AS r JOIN record_streams AS s ON {of_stream}
    WHERE r.{event} IS NOT NULL AND (r.order_event_id IS NULL OR NOT ({whole})) ORDER BY r.{event}
"""
DETAILS = """
    INSERT INTO record_details (id, kind, raw_date, raw_author, raw_message, extra)
    SELECT {id}, kind, CASE WHEN sp.utc_offset IS NULL THEN raw_date END, raw_author, raw_message, extra
    FROM record_spans AS sp CROSS JOIN records AS r
    WHERE r.{event} IS NOT NULL AND {in_span} AND (
        kind IS NOT NULL OR raw_author IS NOT NULL OR raw_message IS NOT NULL OR extra IS NOT NULL
        OR (raw_date IS NOT NULL AND sp.utc_offset IS NULL)
    )
"""
# The comparisons are counted instead of being conditions, for which SQLite would search records
# inefficiently.
IN_PLACE = """
    SELECT count(CASE WHEN r.batch_id = sp.batch_id
        AND r.record = sp.record + (r.{event} - abs(sp.first_id)) * sp.record_step
        AND r.line = sp.line + (r.{event} - abs(sp.first_id)) * sp.line_step
        AND coalesce(d.kind, '~') = coalesce(r.kind, '~')
        AND coalesce(d.raw_date, {plain_date}, '~') = coalesce(r.raw_date, '~')
        AND coalesce(d.raw_author, '~') = coalesce(r.raw_author, '~')
        AND coalesce(d.raw_message, '~') = coalesce(r.raw_message, '~')
        AND coalesce(d.extra, '~') = coalesce(r.extra, '~') THEN 1 END)
    FROM record_spans AS sp CROSS JOIN records AS r
    LEFT JOIN record_details AS d ON d.id = {id}
    LEFT JOIN {events} AS e ON e.id = r.{event}
    WHERE r.{event} IS NOT NULL AND {in_span}
"""
KNOWN_ALONE = """
    SELECT count(CASE WHEN {of_stream}
        AND r.identity = CASE WHEN k.name = '' THEN CAST(k.number AS TEXT) ELSE k.name END
        AND r.occurrence = CASE WHEN k.name = '' THEN 0 ELSE k.number END AND {same_digest} THEN 1 END)
    FROM record_keys AS k CROSS JOIN records AS r JOIN record_streams AS s ON s.id = k.stream_id
    WHERE r.{event} IS NOT NULL AND r.{event} = {event_of_key}
"""
KNOWN_IN_RUNS = """
    SELECT count(CASE WHEN {of_stream}
        AND r.identity = CAST(u.first_number + (r.order_event_id - u.first_id) AS TEXT)
        AND r.occurrence = 0 AND {same_digest_of_run} THEN 1 END)
    FROM packed_records AS u CROSS JOIN records AS r JOIN record_streams AS s ON s.id = u.stream_id
    WHERE r.order_event_id IS NOT NULL AND {in_run}
"""
KEPT = ("kind", "raw_date", "raw_author", "raw_message", "extra")
HELD = (
    "SELECT count(*) FROM record_keys",
    "SELECT sum(last_number - first_number + 1) FROM packed_records",
)
WITH_EVENT = "SELECT count(*) FROM records WHERE order_event_id IS NOT NULL OR customer_event_id IS NOT NULL"
MARKS = """
    SELECT coalesce(-max(customer_event_id), 0), coalesce(max(order_event_id), 0)
    FROM records WHERE id <= :last
"""


def upgrade() -> None:
    """Move the records into the narrow tables, and drop the table that they were in."""
    _create_tables()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.create_function("first_number", 1, lambda digest: _NUMBER(digest.ljust(8, b"\0"))[0])
    connection.execute(sa.text(STREAMS))
    _pack(connection)
    for event in EVENTS:
        connection.execute(_text(KEYS, event))
        add_spans(connection, event)
        connection.execute(_text(DETAILS, event))
    _check(connection)
    _renew_marks(connection)
    op.drop_table("records")


def _create_tables() -> None:
    op.create_table(
        "record_streams",
        *(sa.Column(name, ID, nullable=False) for name in ("id", "source_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("source_table", "part")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_record_streams_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_record_streams"),
        sa.UniqueConstraint(
            "source_id", "source_table", "part", name="uq_record_streams_source_id_source_table_part"
        ),
    )
    op.create_table(
        "record_keys",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        *(sa.Column(name, ID, nullable=False) for name in ("stream_id", "number", "digest")),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["record_streams.id"], name="fk_record_keys_stream_id"),
        sa.PrimaryKeyConstraint("id", name="pk_record_keys"),
        sa.UniqueConstraint("stream_id", "name", "number", name="uq_record_keys_stream_id_name_number"),
    )
    places = ("last_id", "batch_id", "record", "line", "record_step", "line_step")
    op.create_table(
        "record_spans",
        sa.Column("first_id", ID, nullable=False, autoincrement=False),
        *(sa.Column(name, ID, nullable=False) for name in places),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_record_spans_batch_id"),
        sa.Column("utc_offset", ID, nullable=True),
        sa.PrimaryKeyConstraint("first_id", name="pk_record_spans"),
    )
    op.create_index("ix_record_spans_batch_id", "record_spans", ["batch_id"])
    op.create_table(
        "record_details",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in KEPT),
        sa.PrimaryKeyConstraint("id", name="pk_record_details"),
    )
    op.create_table(PACKED, *columns(), sa.PrimaryKeyConstraint("first_id", name=f"pk_{PACKED}"))


def _text(statement: str, event: str) -> sa.TextClause:
    dialect = op.get_bind().dialect.name
    first, last = ENDS[event]
    names = {"id": EVENTS[event], "event": event, "events": table_of(event)}
    return sa.text(
        statement.format(
            **names,
            of_stream=OF_STREAM,
            event_of_key=EVENTS[event].replace("r.", "k.").replace(event, "id"),
            whole=f"r.occurrence = 0 AND {IS_WHOLE[dialect]}",
            digest=DIGEST[dialect],
            same_digest=SAME_DIGEST[dialect],
            same_digest_of_run=SAME_DIGEST_OF_RUN[dialect],
            in_span=IN_SPAN[dialect].format(**names, first=first, last=last),
            in_run=IN_RUN[dialect],
            plain_date=PLAIN_DATE[dialect].format(offset="sp.utc_offset"),
        )
    )


def _pack(connection: sa.Connection) -> None:
    """Move orders' records with whole numbers: into runs, or alone if they count up with no other."""
    for (stream, has_event), found in groupby(_numbered(connection), key=itemgetter(0, 1)):
        while page := list(islice(found, PAGE)):
            _, _, ids, numbers, digests = zip(*page, strict=True)
            heads = b"".join(digests)
            if len(heads) < 8 * len(page):
                heads = b"".join([digest.ljust(8, b"\0") for digest in digests])
            packed = spans(ids, numbers) if has_event else []
            runs = [
                run(stream, ids[start:end], numbers[start:end], heads[8 * start : 8 * end])
                for start, end in packed
            ]
            bounds = (0, *chain.from_iterable(packed), len(page))
            alone = [
                {"id": ids[at], "stream": stream, "number": numbers[at], "digest": _NUMBER(heads, 8 * at)[0]}
                for start, end in zip(bounds[::2], bounds[1::2], strict=True)
                for at in range(start, end)
            ]
            for statement, values in ((ADD.format(table=PACKED), runs), (NUMBER, alone)):
                if values:
                    connection.execute(sa.text(statement), values)


def _numbered(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    """What `NUMBERED` finds, read as a stream."""
    found = connection.execute(_text(NUMBERED, "order_event_id"), execution_options={"stream_results": True})
    return chain.from_iterable(found.partitions(PAGE))


def _check(connection: sa.Connection) -> None:
    """Every record of an event must be where it was. Raises `WriteError`, which takes all back."""
    before = connection.scalar(sa.text(WITH_EVENT)) or 0
    in_place = sum(connection.scalar(_text(IN_PLACE, event)) or 0 for event in EVENTS)
    known = sum(connection.scalar(_text(KNOWN_ALONE, event)) or 0 for event in EVENTS)
    known += connection.scalar(_text(KNOWN_IN_RUNS, "order_event_id")) or 0
    held = sum(connection.scalar(sa.text(statement)) or 0 for statement in HELD)
    if not before == held == in_place == known:
        raise WriteError(
            f"The ledger cannot be converted: of {before:,} records {min(in_place, known):,} arrived as they "
            "were. Nothing was changed. Go on with the earlier version of the program, and report this."
        )


def _renew_marks(connection: sa.Connection) -> None:
    """What remembers the ledger's last record now has the first and last id of those that there were."""
    operations = connection.execute(sa.text("SELECT id, details FROM operations WHERE kind = 'forget'")).all()
    for number, details in ((one.id, _document(one.details)) for one in operations):
        if "until" in details:
            first, last = _marks(connection, details["until"]["record"])
            until = {"first_record": first, "last_record": last, "user": details["until"]["user"]}
            _write(connection, "operations", "details", number, details | {"until": until})
    batches = connection.execute(sa.text("SELECT id, notes FROM batches")).all()
    for number, notes in ((one.id, _document(one.notes)) for one in batches):
        if isinstance(notes.get("repaired_since"), int):
            since = list(_marks(connection, notes["repaired_since"]))
            _write(connection, "batches", "notes", number, notes | {"repaired_since": since})


def _marks(connection: sa.Connection, last: int) -> tuple[int, int]:
    first, last = connection.execute(sa.text(MARKS), {"last": last}).one()
    return first, last


def _document(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def _write(connection: sa.Connection, table: str, column: str, number: int, document: dict[str, Any]) -> None:
    value = ":value" if connection.dialect.name == "sqlite" else "CAST(:value AS JSONB)"
    statement = f"UPDATE {table} SET {column} = {value} WHERE id = :id"  # noqa: S608 - our own names
    connection.execute(sa.text(statement), {"value": json.dumps(document), "id": number})

"""Records in narrow tables: what is the same for thousands of them once, and what is rare apart.

A record gets the id of its event, a customer event's negative, and needs no index to be found by it. Its
source, table and part become a stream, its batch and place in the input a span. The view `records` shows the
columns that the table had; a digest is cut to its first 8 bytes, a number.

Everything happens in the transaction of the upgrade: interrupted anywhere, it begins again. What was moved is
compared with what was there before that is dropped.
"""

import json
import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from events.errors import WriteError

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAGE = 5_000
SELECT = """
SELECT k.id, st.source_id, st.source_table,
    CASE WHEN k.name = '' AND k.number > 0 THEN CAST(k.number AS TEXT) ELSE k.name END AS identity,
    st.part, CASE WHEN k.name = '' THEN 0 ELSE k.number END AS occurrence, sp.batch_id,
    sp.record + (abs(k.id) - abs(sp.first_id)) * sp.record_step AS record,
    sp.line + (abs(k.id) - abs(sp.first_id)) * sp.line_step AS line,
    CASE WHEN k.id > 0 THEN k.id END AS order_event_id,
    CASE WHEN k.id < 0 THEN -k.id END AS customer_event_id,
    k.digest, d.kind, coalesce(d.raw_date, {plain_date}) AS raw_date, d.raw_author, d.raw_message, d.extra
FROM record_keys AS k
JOIN record_streams AS st ON st.id = k.stream_id
JOIN record_spans AS sp ON sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= k.id)
LEFT JOIN record_details AS d ON d.id = k.id
"""
DATE = """coalesce(
        (SELECT date FROM order_events WHERE id = k.id), (SELECT date FROM customer_events WHERE id = -k.id)
    )"""
PLAIN_DATE = {
    "sqlite": f"datetime({DATE} / 1000000 + sp.utc_offset, 'unixepoch')",
    "postgresql": f"to_char(({DATE} AT TIME ZONE 'UTC') + sp.utc_offset * INTERVAL '1 second', "
    "'YYYY-MM-DD HH24:MI:SS')",
}
# Dates that read 2020-01-02 10:00:00 follow from the events': by how many seconds they are ahead of UTC.
OFFSET = {
    "sqlite": """CASE
        WHEN datetime(strftime('%s', r.raw_date), 'unixepoch') = r.raw_date AND e.date % 1000000 = 0
        THEN strftime('%s', r.raw_date) - e.date / 1000000 END""",
    "postgresql": r"""CASE
        WHEN r.raw_date ~ '^\d{{4}}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8]) ([01]\d|2[0-3])(:[0-5]\d){{2}}$'
            AND extract(microseconds FROM e.date)::int % 1000000 = 0
        THEN extract(epoch FROM CAST(r.raw_date AS TIMESTAMP) - (e.date AT TIME ZONE 'UTC'))::bigint END""",
}
_NUMBER = struct.Struct(">q").unpack_from
EVENTS = {"order_event_id": "r.order_event_id", "customer_event_id": "-r.customer_event_id"}
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
    "sqlite": "printf('%016X', n.digest) = substr(hex(substr(r.digest, 1, 8)) || '0000000000000000', 1, 16)",
    "postgresql": f"n.digest = {DIGEST['postgresql']}",
}
STREAMS = """
    INSERT INTO record_streams (source_id, source_table, part)
    SELECT * FROM (SELECT DISTINCT source_id, source_table, part FROM records) AS found
    ORDER BY source_id, source_table, part
"""
KEYS = """
    INSERT INTO record_keys (id, stream_id, number, digest, name)
    SELECT {id}, s.id, CASE WHEN {whole} THEN CAST(r.identity AS BIGINT) ELSE r.occurrence END, {digest},
        CASE WHEN {whole} THEN '' ELSE r.identity END
    FROM records AS r JOIN record_streams AS s
        ON s.source_id = r.source_id AND s.source_table = r.source_table AND s.part = r.part
    WHERE r.{event} IS NOT NULL ORDER BY r.{event}
"""
DETAILS = """
    INSERT INTO record_details (id, kind, raw_date, raw_author, raw_message, extra)
    SELECT {id}, kind, CASE WHEN sp.utc_offset IS NULL THEN raw_date END, raw_author, raw_message, extra
    FROM records AS r
    JOIN record_spans AS sp ON sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= {id})
    WHERE r.{event} IS NOT NULL AND (
        kind IS NOT NULL OR raw_author IS NOT NULL OR raw_message IS NOT NULL OR extra IS NOT NULL
        OR (raw_date IS NOT NULL AND sp.utc_offset IS NULL)
    )
"""
PLACES = """
    SELECT r.{event} AS event, batch_id, record, line, {offset} AS utc_offset
    FROM records AS r LEFT JOIN {events} AS e ON e.id = r.{event} WHERE r.{event} > :last
    ORDER BY r.{event} LIMIT :page
"""
FOLLOWING = """
    SELECT count(*) FROM records AS r JOIN {events} AS e ON e.id = r.{event}
    WHERE r.{event} > :last_id AND r.{event} <= :until AND +batch_id = :batch_id
        AND record = :record + (r.{event} - :first_id) * :record_step
        AND line = :line + (r.{event} - :first_id) * :line_step AND raw_date = {plain_date}
"""
SPAN = """
    INSERT INTO record_spans (first_id, last_id, batch_id, record, line, record_step, line_step, utc_offset)
    VALUES (:first_id, :last_id, :batch_id, :record, :line, :record_step, :line_step, :utc_offset)
"""
MOVED = """
    SELECT count(*) FROM records AS r JOIN ({select}) AS n ON n.id = {id}
    WHERE r.{event} IS NOT NULL AND n.source_id = r.source_id AND n.source_table = r.source_table
        AND n.identity = r.identity AND n.part = r.part AND n.occurrence = r.occurrence
        AND n.batch_id = r.batch_id AND n.record = r.record AND n.line = r.line AND {same_digest}
        AND coalesce(n.kind, '~') = coalesce(r.kind, '~')
        AND coalesce(n.raw_date, '~') = coalesce(r.raw_date, '~')
        AND coalesce(n.raw_author, '~') = coalesce(r.raw_author, '~')
        AND coalesce(n.raw_message, '~') = coalesce(r.raw_message, '~')
        AND coalesce(n.extra, '~') = coalesce(r.extra, '~')
"""
KEPT = ("kind", "raw_date", "raw_author", "raw_message", "extra")
WITH_EVENT = "SELECT count(*) FROM records WHERE order_event_id IS NOT NULL OR customer_event_id IS NOT NULL"
MARKS = """
    SELECT coalesce(-max(customer_event_id), 0), coalesce(max(order_event_id), 0)
    FROM records WHERE id <= :last
"""


def upgrade() -> None:
    """Move the records into the narrow tables, and put a view in the place of their table."""
    _create_tables()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.create_function("first_number", 1, lambda digest: _NUMBER(digest.ljust(8, b"\0"))[0])
    connection.execute(sa.text(STREAMS))
    for event in EVENTS:
        connection.execute(_text(KEYS, event))
        _add_spans(connection, event)
        connection.execute(_text(DETAILS, event))
    _check(connection)
    _renew_marks(connection)
    op.drop_table("records")
    connection.exec_driver_sql(f"CREATE VIEW records AS {_select()}")


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


def _text(statement: str, event: str) -> sa.TextClause:
    dialect = op.get_bind().dialect.name
    whole = f"r.occurrence = 0 AND {IS_WHOLE[dialect]}"
    return sa.text(
        statement.format(
            id=EVENTS[event],
            event=event,
            events=f"{event.removesuffix('_id')}s",
            whole=whole,
            digest=DIGEST[dialect],
            same_digest=SAME_DIGEST[dialect],
            select=_select(),
            offset=OFFSET[dialect].format(),
            plain_date=PLAIN_DATE[dialect].replace(DATE, "e.date").replace("sp.utc_offset", ":utc_offset"),
        )
    )


def _select() -> str:
    return SELECT.replace("{plain_date}", PLAIN_DATE[op.get_bind().dialect.name])


def _add_spans(connection: sa.Connection, event: str) -> None:
    """Runs of records of one batch, whose ids follow each other and whose places count up evenly."""
    spans = _spans(connection, event)
    found = spans if event == "order_event_id" else map(_mirrored, spans)
    while page := list(islice(found, PAGE)):
        connection.execute(sa.text(SPAN), page)


def _spans(connection: sa.Connection, event: str) -> Iterator[dict[str, Any]]:
    span: dict[str, Any] = {}
    given: dict[str, Any] = {"last": 0, "page": PAGE}
    while rows := connection.execute(_text(PLACES, event), given).all():
        for number, batch, record, line, offset in rows:
            same = (span["batch_id"], span["last_id"] + 1, span["utc_offset"]) if span else ()
            is_next = same == (batch, number, offset)
            past = number - span["first_id"] if is_next else 0
            ahead = (record - span["record"], line - span["line"]) if is_next else (0, 0)
            if past == 1:
                span |= {"last_id": number, "record_step": ahead[0], "line_step": ahead[1]}
            elif past and ahead == (span["record_step"] * past, span["line_step"] * past):
                span["last_id"] = number
            else:
                if span:
                    yield span
                span = {"first_id": number, "last_id": number, "batch_id": batch, "record": record}
                span |= {"line": line, "record_step": 1, "line_step": 1, "utc_offset": offset}
        while _goes_on(connection, event, span):
            span["last_id"] += PAGE
        given["last"] = span["last_id"]
    if span:
        yield span


def _goes_on(connection: sa.Connection, event: str, span: dict[str, Any]) -> bool:
    """Whether the next page of records belongs to the span as a whole, as most do in a large import."""
    is_even = span["utc_offset"] is not None and span["last_id"] > span["first_id"]
    given = span | {"until": span["last_id"] + PAGE}
    return is_even and connection.scalar(_text(FOLLOWING, event), given) == PAGE


def _mirrored(span: dict[str, Any]) -> dict[str, Any]:
    """A span of customer events' records, whose ids are negative: it begins at what came last."""
    past = span["last_id"] - span["first_id"]
    places = {name: span[name] + span[f"{name}_step"] * past for name in ("record", "line")}
    return span | places | {"first_id": -span["last_id"], "last_id": -span["first_id"]}


def _check(connection: sa.Connection) -> None:
    """Every record of an event must be where it was. Raises `WriteError`, which takes all back."""
    moved = sum(connection.scalar(_text(MOVED, event)) or 0 for event in EVENTS)
    before = connection.scalar(sa.text(WITH_EVENT))
    keys = connection.scalar(sa.text("SELECT count(*) FROM record_keys"))
    if not before == keys == moved:
        raise WriteError(
            f"The ledger cannot be converted: of {before:,} records {moved:,} arrived as they were. "
            "Nothing was changed. Go on with the earlier version of the program, and report this."
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

"""Records whose legacy ids and event ids count up together in runs: a row for a few hundred of them.

Everything happens in the transaction of the upgrade: interrupted anywhere, it begins again. What the runs
hold is read back, and compared with the rows that they replace, before these are gone for good.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from events.errors import WriteError
from events.migrations.record_runs import ADD, PAGE, columns, run, spans

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Row = tuple[int, int, int]
PACKED = "packed_records"

# A run's records are shown for their events: one whose event is gone keeps its row.
ROWS = """
    SELECT id, number, digest FROM record_keys AS k
    WHERE stream_id = :stream AND name = '' AND number > :after
        AND EXISTS (SELECT 1 FROM order_events AS e WHERE e.id = k.id)
    ORDER BY number LIMIT :page
"""
GONE = """
    DELETE FROM record_keys WHERE stream_id = :stream_id AND name = ''
        AND number BETWEEN :first_number AND :last_number
"""
HELD = """
    SELECT first_id, first_number, last_number, digests FROM record_runs
    WHERE stream_id = :stream AND first_number BETWEEN :first AND :last ORDER BY first_number
"""
OVERLAP = """
    EXISTS (
        SELECT 1 FROM record_runs AS r WHERE r.stream_id = NEW.stream_id AND r.last_number >= NEW.first_number
        AND r.first_number = (SELECT max(first_number) FROM record_runs
            WHERE stream_id = NEW.stream_id AND first_number <= NEW.last_number)
    ) OR EXISTS (
        SELECT 1 FROM record_keys AS k WHERE k.stream_id = NEW.stream_id AND k.name = ''
        AND k.number BETWEEN NEW.first_number AND NEW.last_number
    )
"""
PROBLEM = "a record of this run is in the ledger already"
TRIGGERS = {
    "sqlite": (
        f"CREATE TRIGGER record_runs_apart BEFORE INSERT ON record_runs WHEN {OVERLAP.strip()} "
        f"BEGIN SELECT RAISE(ABORT, '{PROBLEM}'); END",
    ),
    # Also where an import skips the server's other checks of each row.
    "postgresql": (
        f"""
        CREATE FUNCTION record_runs_apart() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$
        BEGIN
          IF {OVERLAP} THEN
            RAISE EXCEPTION '{PROBLEM}' USING ERRCODE = '23505';
          END IF;
          RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER record_runs_apart BEFORE INSERT ON record_runs "
        "FOR EACH ROW EXECUTE FUNCTION record_runs_apart()",
        "ALTER TABLE record_runs ENABLE ALWAYS TRIGGER record_runs_apart",
    ),
}
VIEW = """
{create} records AS
SELECT k.id, st.source_id, st.source_table,
    CAST(CASE WHEN k.name = '' AND k.number > 0 THEN CAST(k.number AS TEXT) ELSE k.name END AS TEXT)
        AS identity,
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
UNION ALL
SELECT e.id, st.source_id, st.source_table, CAST(r.first_number + (e.id - r.first_id) AS TEXT) AS identity,
    st.part, 0 AS occurrence, sp.batch_id,
    sp.record + (e.id - sp.first_id) * sp.record_step AS record,
    sp.line + (e.id - sp.first_id) * sp.line_step AS line,
    +e.id AS order_event_id, {no_id} AS customer_event_id,
    {digest} AS digest, d.kind, coalesce(d.raw_date, {plain_date_of_run}) AS raw_date, d.raw_author,
    d.raw_message, d.extra
FROM order_events AS e
JOIN record_runs AS r ON r.first_id = (SELECT max(first_id) FROM record_runs WHERE first_id <= e.id)
    AND e.id >= r.first_id AND e.id <= r.first_id + (r.last_number - r.first_number)
JOIN record_streams AS st ON st.id = r.stream_id
JOIN record_spans AS sp ON sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= e.id)
LEFT JOIN record_details AS d ON d.id = e.id
"""
DATE = """coalesce(
        (SELECT date FROM order_events WHERE id = k.id), (SELECT date FROM customer_events WHERE id = -k.id)
    )"""
PLAIN_DATES = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', {date} / 1000000 + sp.utc_offset, 'unixepoch')",
    "postgresql": "to_char(({date} AT TIME ZONE 'UTC') + sp.utc_offset * INTERVAL '1 second', "
    "'YYYY-MM-DD HH24:MI:SS')",
}


def _digest_in_file() -> str:
    """A run's 8 bytes of a record as a signed number, from their 16 hexadecimal digits."""
    at = "hex(substr(r.digests, 8 * (e.id - r.first_id) + 1, 8))"
    digits = "\n    | ".join(
        f"(instr('123456789ABCDEF', substr({at}, {place + 1}, 1)) << {60 - 4 * place})" for place in range(16)
    )
    return f"CAST({digits} AS INTEGER)"


DIGESTS = {
    "sqlite": _digest_in_file(),
    "postgresql": "CAST(CAST('x' || encode(substring(r.digests "
    "FROM CAST(8 * (e.id - r.first_id) + 1 AS INTEGER) FOR 8), 'hex') AS BIT(64)) AS BIGINT)",
}
NO_IDS = {"sqlite": "NULL", "postgresql": "CAST(NULL AS BIGINT)"}
CREATE = {"sqlite": "CREATE VIEW", "postgresql": "CREATE OR REPLACE VIEW"}


def upgrade() -> None:
    """Make the table, move what fits into it, and let the view show both."""
    connection = op.get_bind()
    dialect = connection.dialect.name
    op.create_table(
        "record_runs",
        *columns(),
        sa.ForeignKeyConstraint(["stream_id"], ["record_streams.id"], name="fk_record_runs_stream_id"),
        sa.PrimaryKeyConstraint("first_id", name="pk_record_runs"),
        sa.UniqueConstraint("stream_id", "first_number", name="uq_record_runs_stream_id_first_number"),
    )
    if sa.inspect(connection).has_table(PACKED):
        connection.exec_driver_sql(f"INSERT INTO record_runs SELECT * FROM {PACKED}")  # noqa: S608 - our own name
        op.drop_table(PACKED)
    else:
        _pack(connection)
    for statement in TRIGGERS[dialect]:
        connection.exec_driver_sql(statement)
    if dialect == "sqlite":
        connection.exec_driver_sql("DROP VIEW IF EXISTS records")
    words = {
        "{create}": CREATE[dialect],
        "{plain_date}": PLAIN_DATES[dialect].format(date=DATE),
        "{plain_date_of_run}": PLAIN_DATES[dialect].format(date="e.date"),
        "{digest}": DIGESTS[dialect],
        "{no_id}": NO_IDS[dialect],
    }
    view = VIEW
    for word, meaning in words.items():
        view = view.replace(word, meaning)
    connection.exec_driver_sql(view)


def _pack(connection: sa.Connection) -> None:
    """Move records into runs. Raises `WriteError`, which takes all back, where one is not as it was."""
    before = connection.scalar(sa.text("SELECT count(*) FROM record_keys")) or 0
    moved = arrived = 0
    for stream in connection.execute(sa.text("SELECT id FROM record_streams")).scalars().all():
        for rows in _pages(connection, stream):
            ids, numbers, digests = zip(*rows, strict=True)
            places = spans(ids, numbers)
            runs = [
                run(
                    stream,
                    ids[start:end],
                    numbers[start:end],
                    struct.pack(f">{end - start}q", *digests[start:end]),
                )
                for start, end in places
            ]
            if runs:
                connection.execute(sa.text(ADD.format(table="record_runs")), runs)
                connection.execute(sa.text(GONE), runs)
                packed = [row for start, end in places for row in rows[start:end]]
                moved += len(packed)
                arrived += len(packed) if _unpacked(connection, stream, packed) == packed else 0
    after = connection.scalar(sa.text("SELECT count(*) FROM record_keys")) or 0
    if not (before == after + moved and moved == arrived):
        raise WriteError(
            f"The ledger cannot be converted: of {moved:,} records {arrived:,} arrived as they were. "
            "Nothing was changed. Go on with the earlier version of the program, and report this."
        )


def _unpacked(connection: sa.Connection, stream: int, packed: Sequence[Row]) -> list[Row]:
    """What the runs now hold of a stream from the first to the last of these numbers."""
    given = {"stream": stream, "first": packed[0][1], "last": packed[-1][1]}
    found: list[Row] = []
    for first_id, number, last, digests in connection.execute(sa.text(HELD), given):
        values = struct.unpack(f">{last - number + 1}q", digests)
        found += zip(range(first_id, first_id + len(values)), range(number, last + 1), values, strict=True)
    return found


def _pages(connection: sa.Connection, stream: int) -> Iterator[Sequence[Row]]:
    after = 0
    while True:
        given = {"stream": stream, "after": after, "page": PAGE}
        # The driver's own tuples cost half as much as rows made of them.
        cursor: Any = connection.execute(sa.text(ROWS), given).cursor
        rows = cursor.fetchall()
        if not rows:
            return
        after = rows[-1][1]
        yield rows

"""The view `records`: every imported event's provenance as one row, for people and queries that want it so.

What is stored is narrower: see `importers.ledger.record_models`. A column that is computed here finds no row
through an index. Where many rows are looked up, ask the tables: `records.id` is that of the event. A record
in a run is shown for its event.
"""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, event

from events.database.base import Base

_VIEW = """
CREATE VIEW records AS
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
"""The migration that made the view has a copy: a later change needs a new migration, and another copy."""


_DATE = """coalesce(
        (SELECT date FROM order_events WHERE id = k.id), (SELECT date FROM customer_events WHERE id = -k.id)
    )"""
_PLAIN_DATES = {
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


_DIGESTS = {
    "sqlite": _digest_in_file(),
    "postgresql": "CAST(CAST('x' || encode(substring(r.digests "
    "FROM CAST(8 * (e.id - r.first_id) + 1 AS INTEGER) FOR 8), 'hex') AS BIT(64)) AS BIGINT)",
}
_NO_IDS = {"sqlite": "NULL", "postgresql": "CAST(NULL AS BIGINT)"}

_AGAIN = {"sqlite": "CREATE VIEW IF NOT EXISTS", "postgresql": "CREATE OR REPLACE VIEW"}


def view_for(dialect: str, create: str = "CREATE VIEW") -> str:
    """The statement that makes the view; `create` is how it begins."""
    words = {
        "{plain_date}": _PLAIN_DATES[dialect].format(date=_DATE),
        "{plain_date_of_run}": _PLAIN_DATES[dialect].format(date="e.date"),
        "{digest}": _DIGESTS[dialect],
        "{no_id}": _NO_IDS[dialect],
    }
    found = _VIEW.replace("CREATE VIEW", create)
    for word, meaning in words.items():
        found = found.replace(word, meaning)
    return found


@event.listens_for(Base.metadata, "after_create")
def create(_: MetaData, connection: Connection, **_given: object) -> None:
    """Make the view after the tables that `create_all` makes."""
    name = connection.dialect.name
    connection.exec_driver_sql(view_for(name, create=_AGAIN[name]))

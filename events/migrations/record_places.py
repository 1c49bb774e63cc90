"""Places of old records in their inputs, as spans: a row for those of a batch whose ids and places count up.

Migration 0004 makes them. A statement names the column that records have for orders' or customers' events.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

EVENTS = {"order_event_id": "r.order_event_id", "customer_event_id": "-r.customer_event_id"}
"""The ids that records get, by the column that names their events."""

PAGE = 5_000
PLAIN_DATE = {
    "sqlite": "datetime(e.date / 1000000 + {offset}, 'unixepoch')",
    "postgresql": "to_char((e.date AT TIME ZONE 'UTC') + {offset} * INTERVAL '1 second', "
    "'YYYY-MM-DD HH24:MI:SS')",
}
"""The date of the event `e` as text, by a clock that is `offset` seconds ahead of UTC."""

# A date such as 2020-01-02 10:00:00 follows from its event's: this is how many seconds it is ahead of UTC.
OFFSET = {
    "sqlite": """CASE
        WHEN datetime(strftime('%s', r.raw_date), 'unixepoch') = r.raw_date AND e.date % 1000000 = 0
        THEN strftime('%s', r.raw_date) - e.date / 1000000 END""",
    "postgresql": r"""CASE
        WHEN r.raw_date ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8]) ([01]\d|2[0-3])(:[0-5]\d){2}$'
            AND extract(microseconds FROM e.date)::int % 1000000 = 0
        THEN extract(epoch FROM CAST(r.raw_date AS TIMESTAMP) - (e.date AT TIME ZONE 'UTC'))::bigint END""",
}
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


def table_of(event: str) -> str:
    """The table of the events that this column of records names."""
    return f"{event.removesuffix('_id')}s"


def add_spans(connection: sa.Connection, event: str) -> None:
    """Runs of records of one batch, whose ids follow each other and whose places count up evenly."""
    spans = _spans(connection, event)
    found = spans if event == "order_event_id" else map(_mirrored, spans)
    while page := list(islice(found, PAGE)):
        connection.execute(sa.text(SPAN), page)


def _text(connection: sa.Connection, statement: str, event: str) -> sa.TextClause:
    dialect = connection.dialect.name
    plain_date = PLAIN_DATE[dialect].format(offset=":utc_offset")
    names = {"event": event, "events": table_of(event)}
    return sa.text(statement.format(offset=OFFSET[dialect], plain_date=plain_date, **names))


def _spans(connection: sa.Connection, event: str) -> Iterator[dict[str, Any]]:
    span: dict[str, Any] = {}
    given: dict[str, Any] = {"last": 0, "page": PAGE}
    while rows := connection.execute(_text(connection, PLACES, event), given).all():
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
    return is_even and connection.scalar(_text(connection, FOLLOWING, event), given) == PAGE


def _mirrored(span: dict[str, Any]) -> dict[str, Any]:
    """A span of customer events' records, whose ids are negative: it begins at the last one."""
    past = span["last_id"] - span["first_id"]
    places = {name: span[name] + span[f"{name}_step"] * past for name in ("record", "line")}
    return span | places | {"first_id": -span["last_id"], "last_id": -span["first_id"]}

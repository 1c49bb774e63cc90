"""Events as a seal vouches for them: one text for each, the same in either kind of database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, text

from events.database.transfer import canonical_document
from events.database.types import from_microseconds

TABLES = {"o": "order_events", "c": "customer_events"}
"""The tables of events, by the letter that their printed ids begin with."""

_FETCHED = 100
"""Rows that are read at once: each may hold a message of megabytes."""

_ROWS = """
    SELECT e.id, {date}, {code}, {shop}, {number}, {customer}, {user}, {parameters}
    FROM {table} AS e LEFT JOIN orders AS o ON o.id = e.order_id LEFT JOIN users AS u ON u.id = e.user_id
    {join} WHERE e.id > :after AND e.id <= :until ORDER BY e.id LIMIT :limit
"""
_CUSTOMER = "coalesce(p.email, p.name)"
_TEXTS = {
    "code": "e.type",
    "shop": "o.shop",
    "number": "o.number",
    "user": "coalesce(u.email, u.name)",
    "parameters": "e.parameters",
}
_DATES = {"sqlite": "e.date", "postgresql": "CAST(extract(epoch FROM e.date) * 1000000 AS BIGINT)"}
# As bytes from a file: other programs may have written what is no UTF-8.
_PLAIN = {"sqlite": "CAST({} AS BLOB)", "postgresql": "CAST({} AS TEXT)"}
_NO_LIMIT = 2**62


class EventRow(NamedTuple):
    """An event as the database gives it, with the names of what it refers to."""

    id: int
    date: Any
    code: str | None
    shop: str | None
    order: str | None
    customer: str | None
    user: str | None
    parameters: str | None


def event_rows(
    connection: Connection, letter: str, *, after: int, until: int, limit: int = _NO_LIMIT
) -> Iterator[EventRow]:
    """The events of a table by id: those above `after`, up to `until`, at most `limit`."""
    statement = text(_statement(letter, connection.dialect.name))
    given = {"after": after, "until": until, "limit": limit}
    with connection.execute(statement, given, execution_options={"yield_per": _FETCHED}) as found:
        for id, date, *texts in found:
            yield EventRow(id, date, *map(_decoded, texts))


def event_text(letter: str, row: EventRow) -> bytes:
    """The text of an event that its leaf is made of: JSON in ASCII or UTF-8."""
    parts = {
        "id": f"{letter}{row.id}",
        "date": _moment(row.date),
        "code": row.code,
        "shop": row.shop,
        "order": row.order,
        "customer": row.customer,
        "user": row.user,
        "parameters": canonical_document(row.parameters),
    }
    try:
        return msgspec.json.encode(parts)
    except UnicodeEncodeError:  # surrogates, which stand for bytes that are no UTF-8
        return json.dumps(parts, separators=(",", ":")).encode()


def _statement(letter: str, dialect: str) -> str:
    plain = _PLAIN[dialect].format
    is_customer = letter == "c"
    return _ROWS.format(
        table=TABLES[letter],
        date=_DATES[dialect],
        customer=plain(_CUSTOMER if is_customer else "NULL"),
        join="LEFT JOIN users AS p ON p.id = e.customer_id" if is_customer else "",
        **{name: plain(column) for name, column in _TEXTS.items()},
    )


def _decoded(value: str | bytes | None) -> str | None:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _moment(date: Any) -> str:
    try:
        return from_microseconds(date).isoformat().removesuffix("+00:00") + "Z"
    except (TypeError, OverflowError):  # another program wrote what is no date
        return str(date)

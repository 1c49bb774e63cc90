"""The ids that new events in a SQLite file get: above any that an event there ever had.

SQLite would see to that itself (AUTOINCREMENT), but looks the last id up for each row that is bound to a
statement, which takes a fifth of the time of inserting events. So whoever inserts them gives out ids here,
and keeps the last in SQLite's own table of last ids, which orders and people have anyway. On a server,
sequences do all that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVENTS = ("order_events", "customer_events")
"""The tables whose last ids are kept here."""

LAST = """
    SELECT max(
        coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = '{table}'), 0),
        coalesce((SELECT max(id) FROM {table}), 0)
    )
"""
"""The highest id that a row of a table ever had; also right where another program inserted one."""

_LOCK = "UPDATE sqlite_sequence SET seq = seq WHERE name = '{table}'"
"""Changes nothing, but one transaction alone may write: nobody else takes the id that is looked up."""

KEEP = (
    "DELETE FROM sqlite_sequence WHERE name = '{table}'",
    "INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {last})",
)
"""Statements that note a last id of a table."""


def last_id(connection: Connection, table: str) -> int:
    """The highest id that a row of a table of a file ever had."""
    return int(connection.exec_driver_sql(LAST.format(table=table)).scalar_one())


def keep_last_id(connection: Connection, table: str, last: int) -> None:
    """Note the highest id that a row of a table ever had, in the transaction that inserts it."""
    for statement in KEEP:
        connection.exec_driver_sql(statement.format(table=table, last=int(last)))


def take_id(connection: Connection, table: str, wanted: int | None) -> int | None:
    """The id for a new event: the next one, or the one that is `wanted`. On a server, it is the server's to
    give: None."""
    if connection.dialect.name != "sqlite":
        return wanted
    connection.exec_driver_sql(_LOCK.format(table=table))
    last = last_id(connection, table)
    taken = last + 1 if wanted is None else wanted
    keep_last_id(connection, table, max(last, taken))
    return taken

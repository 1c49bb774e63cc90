"""Removes many events from a SQLite file at less cost per event; a server does this by itself.

Most of a removed event's cost is its entries in indexes, and looking for rows that refer to it. Where few
events stay, the indexes come down first and are built again of those. What refers to events is removed by
the range, instead of being looked for by SQLite once for each event.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Row, text

from events.database import bulk

MANY = 100_000
"""The indexes come down to remove more events than this where fewer stay: building them again takes less than
a second, as at the end of an import."""

_OURS = "SELECT coalesce(sum(last_id - first_id + 1), 0) FROM record_spans WHERE batch_id = :batch"
_AT_MOST = """
    SELECT (SELECT count(*) FROM (SELECT 1 FROM order_events LIMIT :size))
        + (SELECT count(*) FROM (SELECT 1 FROM customer_events LIMIT :size))
"""
_REFERRING = """
    SELECT t.name AS name, k."from" AS key, k."table" AS events, k.on_delete AS action
    FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS k
    WHERE t.type = 'table' AND k."table" IN ('order_events', 'customer_events') ORDER BY t.name, k.id
"""


@contextmanager
def bulk_removal(connection: Connection, batch: int) -> Iterator[None]:
    """Work in which the events of `batch` are removed, with all that refers to them (`remove_referring`).

    If it ends early, whoever opens the log next builds the indexes. Does nothing on a server.
    """
    if not _is_file(connection):
        yield
        return
    if _leaves_few(connection, batch):
        bulk.take_down(connection)
    connection.rollback()  # foreign keys can only be switched outside a transaction
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if _all_follow(connection) else 'ON'}")
    connection.rollback()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.rollback()
    bulk.build(connection)


def remove_referring(connection: Connection, table: str, *, first: int, last: int) -> None:
    """Remove what goes with events of `table` with ids from `first` to `last`, as foreign keys declare."""
    if _is_file(connection):
        for row in _referring(connection):
            if row.events == table and row.action == "CASCADE":
                statement = f'DELETE FROM "{row.name}" WHERE "{row.key}" BETWEEN :first AND :last'  # noqa: S608 - names of the schema
                connection.execute(text(statement), {"first": first, "last": last})


def _is_file(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _leaves_few(connection: Connection, batch: int) -> bool:
    ours = int(connection.execute(text(_OURS), {"batch": batch}).scalar_one())
    if ours <= MANY:
        return False
    found = connection.execute(text(_AT_MOST), {"size": ours + MANY}).scalar_one()
    return int(found) < ours + MANY


def _all_follow(connection: Connection) -> bool:
    """Whether everything that refers to an event goes with it; if not, SQLite has to check each."""
    return {str(row.action) for row in _referring(connection)} <= {"CASCADE"}


def _referring(connection: Connection) -> list[Row[tuple[str, str, str, str]]]:
    return list(connection.execute(text(_REFERRING)).all())

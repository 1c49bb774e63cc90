"""Events into a SQLite file, a chunk's at a time."""

from __future__ import annotations

import polars as pl

from importers.writing.sqlite.file import SqliteFile

_EVENT = """
    INSERT INTO {table} (id, date, user_id, parameters, {subjects}, type)
    VALUES (?, ?, ?, ?, {places}, {type})
"""
_TABLES = {
    "order_events": ("order_event_id", {"order_id": "order_id"}),
    "customer_events": ("customer_event_id", {"customer_id": "customer_id", "order_id": "customer_order_id"}),
}
"""Tables with the columns of records that become their ids and subjects."""

_COMMON = ("date", "user_id", "parameters")


def insert_events(file: SqliteFile, records: pl.DataFrame) -> None:
    """Write numbered records, whose people and orders are known, as events."""
    for table, (id, subjects) in _TABLES.items():
        rows = records.select(id, *_COMMON, *subjects.values(), "type")
        if rows[id].null_count():
            rows = rows.drop_nulls(id)
        if rows.height:
            _insert(file, table, rows, subjects=list(subjects))


def _insert(file: SqliteFile, table: str, rows: pl.DataFrame, *, subjects: list[str]) -> None:
    """Most chunks have one type, which is then part of the statement: to bind it to each row takes time."""
    types = rows["type"].unique()
    is_one = len(types) == 1 and types[0].isidentifier()
    statement = _EVENT.format(
        table=table,
        subjects=", ".join(subjects),
        places=", ".join("?" * len(subjects)),
        type=f"'{types[0]}'" if is_one else "?",
    )
    file.run_many(statement, rows.drop("type") if is_one else rows)

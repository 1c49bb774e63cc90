"""Events into a SQLite file, a chunk's at a time."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from importers.writing.sqlite.file import SqliteFile

_EVENT = """
    INSERT INTO {table} (id, date, user_id, parameters, {subjects}, type)
    VALUES (?, ?, ?, ?, {places}, {type})
"""
_ORDERS = ("order_events", {"order_id": "order_id"})
_CUSTOMERS = ("customer_events", {"customer_id": "customer_id", "order_id": "customer_order_id"})
"""Tables with the columns of records that become their events' subjects."""

_COMMON = ("date", "user_id", "parameters")


def insert_events(file: SqliteFile, records: pl.DataFrame, *, types: Sequence[str]) -> None:
    """Write records with the `id` of the ledger, whose people and orders are known, as events; `types` are
    those that occur."""
    if (records["id"] > 0).all():
        _insert(file, _ORDERS, records, types)
        return
    _insert(file, _ORDERS, records.filter(pl.col("id") > 0), types)
    _insert(file, _CUSTOMERS, records.filter(pl.col("id") < 0).with_columns(-pl.col("id")), types)


def _insert(
    file: SqliteFile, into: tuple[str, dict[str, str]], records: pl.DataFrame, types: Sequence[str]
) -> None:
    """Most chunks have one type, which is then part of the statement: to bind it to each row takes time."""
    if not records.height:
        return
    table, subjects = into
    is_one = len(types) == 1 and types[0].isidentifier()
    statement = _EVENT.format(
        table=table,
        subjects=", ".join(subjects),
        places=", ".join("?" * len(subjects)),
        type=f"'{types[0]}'" if is_one else "?",
    )
    columns = ["id", *_COMMON, *subjects.values(), *(() if is_one else ("type",))]
    file.run_many(statement, records[columns])

"""Orders without a customer get the one that their records name."""

from __future__ import annotations

import polars as pl

from importers.writing.sqlite.file import SqliteFile

OWNERS = "CREATE TEMP TABLE owners (order_id INTEGER PRIMARY KEY, user_id INTEGER, others INTEGER)"
"""Where those that a chunk names first wait, for as long as the file is open; `others`: it names more."""

_FILL = """
    UPDATE orders SET user_id = owners.user_id FROM temp.owners
    WHERE orders.id = owners.order_id AND orders.user_id IS NULL AND orders.user_email = ''
"""
_CONFLICTS = """
    SELECT count(*) AS count FROM temp.owners JOIN orders ON orders.id = owners.order_id
    WHERE owners.others OR orders.user_id IS NOT owners.user_id
"""
_FILLED = """
    INSERT INTO creations (entity, entity_id, batch_id)
    SELECT 'customer of', owners.order_id, ? FROM temp.owners JOIN orders ON orders.id = owners.order_id
    WHERE orders.user_id IS NULL AND orders.user_email = ''
        AND NOT EXISTS (
            SELECT 1 FROM creations
            WHERE entity = 'order' AND entity_id = owners.order_id AND batch_id = ?
        )
    ON CONFLICT DO NOTHING
"""


def fill_customers(file: SqliteFile, records: pl.DataFrame, *, batch_id: int) -> int:
    """Give orders without a customer the one their records name, and note it as the batch's doing; gives the
    number of orders that have another."""
    if records["customer_id"].null_count() == records.height:
        return 0
    named = pl.col("order_id").is_not_null() & pl.col("customer_id").is_not_null()
    different = pl.col("customer_id").min() != pl.col("customer_id").max()
    owners = (
        records.filter(named)
        .group_by("order_id", maintain_order=True)
        .agg(pl.col("customer_id").first(), different.cast(pl.Int64).alias("others"))
    )
    if not owners.height:
        return 0
    file.run("DELETE FROM temp.owners")
    file.run_many("INSERT INTO temp.owners VALUES (?, ?, ?)", owners)
    file.run(_FILLED, batch_id, batch_id)
    file.run(_FILL)
    return file.number(_CONFLICTS)

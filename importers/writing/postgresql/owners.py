"""Orders without a customer get the one that their records name."""

from __future__ import annotations

import polars as pl

from importers.writing.postgresql.server import Server

_STAGED = "order_id BIGINT, user_id BIGINT, others BOOLEAN"

# Locked in the order of their ids, so that two importers do not wait for each other.
_LOCK = """
    SELECT count(*) FROM (
        SELECT o.id FROM pg_temp.staged_owners AS s JOIN orders AS o ON o.id = s.order_id
        WHERE o.user_id IS NULL AND o.user_email = '' ORDER BY o.id FOR NO KEY UPDATE OF o
    ) AS locked
"""
_FILL = """
    WITH filled AS (
        UPDATE orders AS o SET user_id = s.user_id FROM pg_temp.staged_owners AS s
        WHERE o.id = s.order_id AND o.user_id IS NULL AND o.user_email = '' RETURNING o.id
    )
    INSERT INTO creations (entity, entity_id, batch_id)
    SELECT 'customer of', id, %s FROM filled WHERE NOT EXISTS (
        SELECT 1 FROM creations AS c WHERE c.entity = 'order' AND c.entity_id = filled.id AND c.batch_id = %s
    )
    ON CONFLICT DO NOTHING
"""
_CONFLICTS = """
    SELECT count(*) FROM pg_temp.staged_owners AS s JOIN orders AS o ON o.id = s.order_id
    WHERE s.others OR o.user_id IS DISTINCT FROM s.user_id
"""


def fill_customers(server: Server, records: pl.DataFrame, *, batch_id: int) -> int:
    """Give orders without a customer the one their records name, and note it as the batch's doing; returns
    the number of orders that have another."""
    named = pl.col("order_id").is_not_null() & pl.col("customer_id").is_not_null()
    different = pl.col("customer_id").min() != pl.col("customer_id").max()
    owners = (
        records.filter(named)
        .group_by("order_id", maintain_order=True)
        .agg(pl.col("customer_id").first().alias("user_id"), different.alias("others"))
    )
    if not owners.height:
        return 0
    server.stage("staged_owners", _STAGED, owners)
    server.run(_LOCK)
    server.run(_FILL, batch_id, batch_id)
    return server.number(_CONFLICTS)

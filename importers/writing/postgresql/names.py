"""Order numbers, e-mails and legacy names to ids on a PostgreSQL server, a chunk's at a time; what is missing
is created.

Missing names are inserted in sorted order, and whatever another program has created meanwhile is looked up
afterwards: two importers neither deadlock nor create an entity twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from importers.record_frame import split_order_keys
from importers.writing.name_cache import Ids, NameCache, NameGroup

if TYPE_CHECKING:
    from importers.writing.postgresql.server import Server
    from importers.writing.protocol import Target

_STAGED = "i BIGINT, shop TEXT, name TEXT"

_ORDERS = """
    SELECT n.i, o.id FROM pg_temp.staged_names AS n JOIN orders AS o ON o.number = n.name AND o.shop = n.shop
"""
_EMAILS = """
    SELECT n.i, u.id FROM pg_temp.staged_names AS n JOIN users AS u ON lower(u.email) = lower(n.name)
"""
_NAMES = """
    SELECT n.i, l.user_id FROM pg_temp.staged_names AS n JOIN legacy_names AS l
        ON l.source_id = %s AND l.role = %s AND l.name = n.name
"""
_MAKE_ORDERS = """
    WITH made AS (
        INSERT INTO orders (shop, number)
        SELECT DISTINCT shop, name FROM pg_temp.staged_names ORDER BY name, shop
        ON CONFLICT DO NOTHING RETURNING id
    ), noted AS (
        INSERT INTO creations (entity, entity_id, batch_id) SELECT 'order', id, %s FROM made
    )
    SELECT count(*) FROM made
"""
_MAKE_BY_EMAIL = """
    WITH made AS (
        INSERT INTO users (email, name, is_staff, is_placeholder)
        SELECT DISTINCT ON (lower(name)) name, '', false, true
        FROM pg_temp.staged_names ORDER BY lower(name), i
        ON CONFLICT DO NOTHING RETURNING id
    ), noted AS (
        INSERT INTO creations (entity, entity_id, batch_id) SELECT 'user', id, %s FROM made
    )
    SELECT count(*) FROM made
"""
_MAKE_BY_NAME = """
    WITH new AS MATERIALIZED (
        SELECT nextval('users_id_seq'::regclass) AS id, name
        FROM (SELECT name FROM pg_temp.staged_names ORDER BY name) AS sorted
    ), named AS (
        INSERT INTO legacy_names (source_id, role, name, user_id) SELECT %s, %s, name, id FROM new
        ON CONFLICT DO NOTHING RETURNING user_id, name
    ), made AS (
        INSERT INTO users (id, email, name, is_staff, is_placeholder)
        SELECT user_id, NULL, name, %s, true FROM named RETURNING id
    ), noted AS (
        INSERT INTO creations (entity, entity_id, batch_id) SELECT 'user', id, %s FROM made
    )
    SELECT count(*) FROM made
"""


class PostgresqlNames(NameCache):
    """See `NameCache`."""

    def __init__(self, server: Server, target: Target) -> None:
        self._server = server
        super().__init__(target)

    def _find(self, group: NameGroup) -> Ids:
        if not group.names:
            return {}
        self._stage(group.names)
        return self._find_staged(group)

    def _create(self, group: NameGroup) -> tuple[Ids, int]:
        self._stage(group.names)
        source, batch = self._target.source_id, self._target.batch_id
        if group.role == "order":
            created = self._server.number(_MAKE_ORDERS, batch)
        elif group.by_email:
            created = self._server.number(_MAKE_BY_EMAIL, batch)
        else:
            created = self._server.number(_MAKE_BY_NAME, source, group.role, group.role == "author", batch)
        return self._find_staged(group), created

    def _find_staged(self, group: NameGroup) -> Ids:
        if group.role == "order":
            rows = self._server.run(_ORDERS)
        elif group.by_email:
            rows = self._server.run(_EMAILS)
        else:
            rows = self._server.run(_NAMES, self._target.source_id, group.role)
        return {group.names[i]: pk for i, pk in rows}

    def _stage(self, names: Sequence[str]) -> None:
        shops, numbers = split_order_keys(names, self._target.shop)
        rows = {"i": range(len(names)), "shop": shops, "name": numbers}
        schema = {"i": pl.Int64, "shop": pl.String, "name": pl.String}
        self._server.stage("staged_names", _STAGED, pl.DataFrame(rows, schema=schema))

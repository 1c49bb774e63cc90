"""Order numbers, e-mails and legacy names to ids on a PostgreSQL server, a chunk's at a time; what is missing
is created.

Missing names get ids in the order in which they were met, as in a file: lists whose dates are equal then
have the same order on both. They are inserted in sorted order, and whatever another program has created
meanwhile is looked up afterwards: two importers neither deadlock nor create an entity twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from importers.order_keys import split_order_keys
from importers.writing.known_ids import Ids
from importers.writing.name_cache import NameCache, NameGroup
from importers.writing.postgresql.csv_rows import storable

if TYPE_CHECKING:
    from importers.writing.postgresql.server import Server
    from importers.writing.protocol import Target

_GIVEN = """
    ROWS FROM (json_array_elements_text(%(shops)s::json), json_array_elements_text(%(names)s::json))
    WITH ORDINALITY AS n (shop, name, place)
"""
# {given} stands for these rows.
_ORDERS = "SELECT n.place, o.id FROM {given} JOIN orders AS o ON o.number = n.name AND o.shop = n.shop"
_EMAILS = "SELECT n.place, u.id FROM {given} JOIN users AS u ON lower(u.email) = lower(n.name)"
_NAMES = """
    SELECT n.place, l.user_id FROM {given} JOIN legacy_names AS l
        ON l.source_id = %(source)s AND l.role = %(role)s AND l.name = n.name
"""
# Ids first, in the order of the names; then rows, in an order that all importers have in common.
_MAKE_ORDERS = """
    WITH new AS MATERIALIZED (
        SELECT nextval('orders_id_seq'::regclass) AS id, shop, name
        FROM (SELECT shop, name FROM {given} ORDER BY place) AS sorted
    ), made AS (
        INSERT INTO orders (id, shop, number)
        SELECT id, shop, name FROM new ORDER BY name COLLATE "C", shop COLLATE "C"
        ON CONFLICT DO NOTHING RETURNING id
    ), noted AS (
        INSERT INTO creations (entity, entity_id, batch_id) SELECT 'order', id, %(batch)s FROM made
    )
    SELECT array_agg(id ORDER BY id) FROM made
"""
_MAKE_BY_EMAIL = """
    WITH new AS MATERIALIZED (
        SELECT nextval('users_id_seq'::regclass) AS id, name
        FROM (SELECT name FROM {given} ORDER BY place) AS sorted
    ), made AS (
        INSERT INTO users (id, email, name, is_staff, is_placeholder)
        SELECT id, name, '', false, true FROM new ORDER BY lower(name) COLLATE "C", id
        ON CONFLICT DO NOTHING RETURNING id
    ), noted AS (
        INSERT INTO creations (entity, entity_id, batch_id) SELECT 'user', id, %(batch)s FROM made
    )
    SELECT array_agg(id ORDER BY id) FROM made
"""
_MAKE_BY_NAME = """
    WITH new AS MATERIALIZED (
        SELECT nextval('users_id_seq'::regclass) AS id, name
        FROM (SELECT name FROM {given} ORDER BY place) AS sorted
    ), named AS (
        INSERT INTO legacy_names (source_id, role, name, user_id)
        SELECT %(source)s, %(role)s, name, id FROM new ORDER BY name COLLATE "C"
        ON CONFLICT DO NOTHING RETURNING user_id, name
    ), made AS (
        INSERT INTO users (id, email, name, is_staff, is_placeholder)
        SELECT user_id, NULL, name, %(is_staff)s, true FROM named RETURNING id
    ), noted AS (
        INSERT INTO creations (entity, entity_id, batch_id) SELECT 'user', id, %(batch)s FROM made
    )
    SELECT array_agg(id ORDER BY id) FROM made
"""


class PostgresqlNames(NameCache):
    """See `NameCache`."""

    def __init__(self, server: Server, target: Target) -> None:
        self._server = server
        super().__init__(target)

    def _find(self, group: NameGroup) -> Ids:
        if not group.names:
            return {}
        query = _ORDERS if group.role == "order" else _EMAILS if group.by_email else _NAMES
        rows = self._run(query, group, group.names)
        return {group.names[place - 1]: pk for place, pk in rows}

    def _create(self, group: NameGroup) -> tuple[Ids, int]:
        """Ids are given out in the order of the names; which name got none, only the database knows."""
        statement = _MAKE_ORDERS
        if group.role != "order":
            statement = _MAKE_BY_EMAIL if group.by_email else _MAKE_BY_NAME
        ((made,),) = self._run(statement, group, group.names)
        ids = made or []
        if len(ids) == len(group.names):
            return dict(zip(group.names, ids, strict=True)), len(ids)
        return self._find(group), len(ids)

    def _run(self, statement: str, group: NameGroup, names: Sequence[str]) -> list[tuple[Any, ...]]:
        shops, texts = split_order_keys(names, self._target.shop)
        values = {
            "shops": json.dumps(storable(shops)),
            "names": json.dumps(storable(texts)),
            "source": self._target.source_id,
            "batch": self._target.batch_id,
            "role": group.role,
            "is_staff": group.role == "author",
        }
        return self._server.run(statement.format(given=_GIVEN), values)

"""Removes from the log what a batch brought into it, a bounded chunk at a time.

Each step does one chunk inside the caller's transaction and returns what it did, None if nothing is left for
it. What is left is read from the ledger each time, so whatever ends the process, the same steps go on.
Later steps count on earlier ones having ended: see `STEPS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text

from importers.ledger.record_tables import span_of
from importers.ledger.run_changes import remove_keys
from importers.undo.bulk_removal import remove_referring
from importers.undo.ownership import OwnershipClaims

RECORDS = 50_000
"""Records removed per transaction: a fraction of a second, in which nobody else can write."""

ENTITIES = 5_000
"""Orders or people removed per transaction."""

BLOCKS = 200
"""Blocks of sealed events that lose their salts per transaction."""

_EVERYTHING = 2**62

UndoCounts = Counter[str]
"""How many of what: "order events", "orders", "kept orders: …"."""


@dataclass
class Remaining:
    """What a step has left of a batch: of its orders or people, those with ids up to `highest`."""

    batch: int
    highest: int = _EVERYTHING


Step = Callable[[Connection, Remaining], UndoCounts | None]

_SPANS = (
    "SELECT first_id, last_id FROM record_spans WHERE batch_id = :batch ORDER BY first_id DESC LIMIT :size"
)
# Of the span that a range begins in, the lower ids stay.
_CUT = """
    UPDATE record_spans SET last_id = :first - 1
    WHERE first_id = (SELECT max(first_id) FROM record_spans WHERE first_id < :first) AND last_id >= :first
"""
_NEXT_REJECT = "SELECT record FROM rejects WHERE batch_id = :batch ORDER BY record LIMIT 1 OFFSET :size"
# From the newest down, and from where the last step ended: what newer batches made is passed over once.
_BELOW_NEXT = """
    SELECT entity_id FROM creations WHERE batch_id = :batch AND entity = :entity AND entity_id <= :until
    ORDER BY entity_id DESC LIMIT 1 OFFSET :size
"""
_DROP_SALTS = """
    UPDATE seal_blocks SET seed = :nothing, salts = :nothing WHERE id IN (
        SELECT id FROM seal_blocks WHERE batch_id = :batch AND length(seed) + length(salts) > 0
        ORDER BY id LIMIT :size
    )
"""
_PART = "batch_id = :batch AND entity = :entity AND entity_id > :after AND entity_id <= :until"
_OURS = f"SELECT entity_id FROM creations WHERE {_PART}"  # noqa: S608 - no values
_DROP_PART = f"DELETE FROM creations WHERE {_PART}"  # noqa: S608 - no values
_DROP_FILLED = f"DELETE FROM creations WHERE entity = 'customer of' AND entity_id IN ({_OURS})"  # noqa: S608 - no values

_CLAIM = """
    INSERT INTO creations (entity, entity_id, batch_id) VALUES ('customer of', :id, :batch)
    ON CONFLICT DO NOTHING
"""
# The first batch that still uses an order or a person would have made it if this batch had not.
_KEPT_ORDERS = f"""
    SELECT c.entity_id AS id, (
        SELECT s.batch_id FROM order_events AS e JOIN {span_of("e.id")}
        WHERE e.order_id = c.entity_id ORDER BY e.id LIMIT 1
    ) AS heir,
    EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = c.entity_id) AS has_lines
    FROM creations AS c WHERE {_PART} AND (
        EXISTS (SELECT 1 FROM order_events AS e WHERE e.order_id = c.entity_id)
        OR EXISTS (SELECT 1 FROM customer_events AS e WHERE e.order_id = c.entity_id)
        OR EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = c.entity_id)
    )
"""  # noqa: S608
# Each of the four is null, or the batch that used the person first in this way.
_KEPT_PEOPLE = f"""
    SELECT ours.*, (
        SELECT s.batch_id FROM order_events AS e JOIN {span_of("e.id")}
        WHERE e.user_id = ours.id ORDER BY e.id LIMIT 1
    ) AS acted, (
        SELECT s.batch_id FROM customer_events AS e JOIN {span_of("-e.id")}
        WHERE e.user_id = ours.id ORDER BY e.id LIMIT 1
    ) AS acted_for_customers, (
        SELECT s.batch_id FROM customer_events AS e JOIN {span_of("-e.id")}
        WHERE e.customer_id = ours.id ORDER BY e.id LIMIT 1
    ) AS was_customer, (
        SELECT c.batch_id FROM orders AS o CROSS JOIN creations AS c
        WHERE o.user_id = ours.id AND c.entity_id = o.id AND c.entity IN ('customer of', 'order')
        ORDER BY c.entity, c.batch_id LIMIT 1
    ) AS ordered
    FROM (
        SELECT c.entity_id AS id, NOT u.is_placeholder AS is_known,
        EXISTS (SELECT 1 FROM orders AS o WHERE o.user_id = u.id) AS has_orders,
        EXISTS (SELECT 1 FROM order_events AS e WHERE e.user_id = u.id) AS has_acted,
        EXISTS (
            SELECT 1 FROM customer_events AS e WHERE e.user_id = u.id
            UNION ALL SELECT 1 FROM customer_events AS e WHERE e.customer_id = u.id
        ) AS has_history,
        EXISTS (SELECT 1 FROM legacy_names AS n WHERE n.user_id = u.id
            AND (u.email IS NOT NULL OR (n.role = 'author' AND u.name <> n.name))) AS is_assigned,
        EXISTS (SELECT 1 FROM operations AS p WHERE p.user_id = u.id) AS has_operated
        FROM creations AS c JOIN users AS u ON u.id = c.entity_id
        WHERE {_PART}
    ) AS ours WHERE is_known OR has_orders OR has_acted OR has_history OR is_assigned OR has_operated
"""  # noqa: S608


def rejects(connection: Connection, left: Remaining) -> UndoCounts | None:
    """Remove rejects, and the customers' data in them."""
    end = connection.execute(text(_NEXT_REJECT), {"batch": left.batch, "size": RECORDS}).scalar()
    where = {"batch": left.batch, "end": _EVERYTHING if end is None else end}
    gone = _run(connection, "DELETE FROM rejects WHERE batch_id = :batch AND record < :end", where)
    return UndoCounts({"rejects": gone}) if gone else None


def records(connection: Connection, left: Remaining) -> UndoCounts | None:
    """Remove records with their events; that frees their identities."""
    spans = connection.execute(text(_SPANS), {"batch": left.batch, "size": RECORDS}).all()
    if not spans:
        return None
    found = UndoCounts()
    for first, last in _ranges((row.first_id, row.last_id) for row in spans):
        found += _remove_records(connection, first, last)
    return found


def _ranges(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of at most `RECORDS` records, from the highest id down, with neighbours joined. Ids of order
    events (above 0) and of customer events are never in one range: 0 is nobody's."""
    left, joined = RECORDS, (0, 0)
    for lowest, last in spans:
        first = max(lowest, last - left + 1)
        left -= last - first + 1
        if joined[0] == last + 1 and joined != (0, 0):
            joined = (first, joined[1])
        else:
            if joined != (0, 0):
                yield joined
            joined = (first, last)
        if left <= 0:
            break
    yield joined


def _remove_records(connection: Connection, first: int, last: int) -> UndoCounts:
    ids = {"first": first, "last": last}
    remove_keys(connection, first, last)
    _run(connection, "DELETE FROM record_spans WHERE first_id BETWEEN :first AND :last", ids)
    _run(connection, _CUT, ids)
    table = "order_events" if first > 0 else "customer_events"
    ids = ids if first > 0 else {"first": -last, "last": -first}
    remove_referring(connection, table, **ids)
    gone = _run(connection, f"DELETE FROM {table} WHERE id BETWEEN :first AND :last", ids)  # noqa: S608 - our own name
    return _tally({table.replace("_", " "): gone})


def customers(connection: Connection, left: Remaining) -> UndoCounts | None:
    """Empty orders of others whose customer this batch filled, unless something else names the same."""
    where = _next_part(connection, left, "customer of")
    orders = connection.execute(text(_OURS), where).scalars().all()
    if not orders:
        return None
    settled = _settle(connection, orders)
    _run(connection, _DROP_PART, where)
    _claim(connection, settled.heirs)
    return settled.tally


def orders(connection: Connection, left: Remaining) -> UndoCounts | None:
    """Remove orders to which nothing belongs any more; the others pass to the batch that used them next."""
    where = _next_part(connection, left, "order")
    if not connection.execute(text(_OURS), where).first():
        return None
    kept = connection.execute(text(_KEPT_ORDERS), where).all()
    tally = UndoCounts(_why_order(row) for row in kept)
    if kept:
        filled = "SELECT entity_id FROM creations WHERE entity = 'customer of' AND entity_id IN :ids"
        ids = [row.id for row in kept]
        others = set(connection.execute(_listed(filled), {"ids": ids}).scalars())
        settled = _settle(connection, [id for id in ids if id not in others])
        tally += settled.tally
        heirs = {row.id: row.heir for row in kept}
        _pass_on(connection, "order", heirs)
        _claim(connection, {id: heir for id, heir in settled.heirs.items() if heir != heirs[id]})
    _run(connection, _DROP_FILLED, where)
    return tally + _tally({"orders": _remove(connection, "orders", where)})


def people(connection: Connection, left: Remaining) -> UndoCounts | None:
    """Remove people whom nothing refers to any more, with their legacy names; the others pass on.

    A name that was assigned to a person is what a user of the program knows, and stays.
    """
    where = _next_part(connection, left, "user")
    if not connection.execute(text(_OURS), where).first():
        return None
    kept = connection.execute(text(_KEPT_PEOPLE), where).all()
    _pass_on(connection, "user", {row.id: _heir(row) for row in kept})
    _run(connection, f"DELETE FROM legacy_names WHERE user_id IN ({_OURS})", where)  # noqa: S608
    tally = UndoCounts(_why_person(row) for row in kept)
    return tally + _tally({"people": _remove(connection, "users", where)})


def salts(connection: Connection, left: Remaining) -> UndoCounts | None:
    """Remove the salts of sealed events, so that no guess of an event that is gone can be confirmed."""
    where = {"batch": left.batch, "size": BLOCKS, "nothing": b""}
    return UndoCounts() if _run(connection, _DROP_SALTS, where) else None


STEPS: Sequence[Step] = (rejects, records, customers, orders, people, salts)
"""In this order: an order is of use while it has events, a person while there are orders of theirs."""


def _settle(connection: Connection, orders: Sequence[int]) -> OwnershipClaims:
    claims = OwnershipClaims.read(connection, orders)
    if claims.emptied:
        emptied = "UPDATE orders SET user_id = NULL WHERE id IN :ids"
        connection.execute(_listed(emptied), {"ids": list(claims.emptied)})
    return claims


def _claim(connection: Connection, heirs: dict[int, int]) -> None:
    """Note which batch filled these orders' customers, if nobody is noted."""
    if heirs:
        connection.execute(text(_CLAIM), [{"id": id, "batch": batch} for id, batch in heirs.items()])


def _pass_on(connection: Connection, entity: str, heirs: dict[int, int | None]) -> None:
    """Let each entity be its heir's making, or nobody's where only hand-made events use it."""
    passed = [{"id": id, "batch": batch, "entity": entity} for id, batch in heirs.items() if batch]
    if passed:
        connection.execute(
            text("UPDATE creations SET batch_id = :batch WHERE entity = :entity AND entity_id = :id"), passed
        )
    nobodys = [{"id": id, "entity": entity} for id, batch in heirs.items() if not batch]
    if nobodys:
        connection.execute(text("DELETE FROM creations WHERE entity = :entity AND entity_id = :id"), nobodys)


def _heir(row: Row[Any]) -> int | None:
    found = (row.acted, row.acted_for_customers, row.was_customer, row.ordered)
    return min((batch for batch in found if batch is not None), default=None)


def _remove(connection: Connection, table: str, where: dict[str, Any]) -> int:
    """Remove what is still this batch's making, and the note that it is."""
    gone = _run(connection, f"DELETE FROM {table} WHERE id IN ({_OURS})", where)  # noqa: S608 - our own name
    _run(connection, _DROP_PART, where)
    return gone


def _why_order(row: Row[Any]) -> str:
    if row.heir:
        return "kept orders: events of other imports"
    return "kept orders: lines" if row.has_lines else "kept orders: events recorded by hand"


def _why_person(row: Row[Any]) -> str:
    if row.is_assigned:
        return "kept people: a legacy name is assigned to them"
    if row.has_acted or row.has_history:
        return "kept people: other events"
    if row.has_orders:
        return "kept people: orders of theirs"
    return "kept people: identified since" if row.is_known else "kept people: named by an operation"


def _next_part(connection: Connection, left: Remaining, entity: str) -> dict[str, Any]:
    """The bounds of as many of a batch's entities as one step removes: none above them is looked at again."""
    where = {"batch": left.batch, "entity": entity, "until": left.highest}
    below = connection.execute(text(_BELOW_NEXT), {**where, "size": ENTITIES}).scalar()
    left.highest = int(below or 0)
    return {**where, "after": left.highest}


def _run(connection: Connection, statement: str, values: dict[str, Any] | None = None) -> int:
    return connection.execute(text(statement), values or {}).rowcount


def _listed(statement: str) -> Any:
    return text(statement).bindparams(bindparam("ids", expanding=True))


def _tally(numbers: dict[str, int]) -> UndoCounts:
    return UndoCounts({name: number for name, number in numbers.items() if number > 0})

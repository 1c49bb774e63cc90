"""The whole content of a log on either kind of database, in a form in which two logs can be compared.

Ids differ between databases: orders stand there by number, people by e-mail or name.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import text

from events.database.session import open_session
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.ledger.batches import BY
from importers.ledger.models import Batch, Creation, LedgerRecord, LegacyName, Reject

_USER = ("email", "name", "is_staff", "is_placeholder")
_RECORD = (
    "source_table", "identity", "part", "occurrence", "batch_id", "record", "line", "digest", "kind",
    "raw_date", "raw_author", "raw_message", "extra",
)  # fmt: skip
_REJECT = ("batch_id", "record", "part", "line", "column", "value", "code", "reason", "fix", "raw")
_BATCH = (
    "id", "status", "file_digest", "position", "prefix_digest", "records_read", "lines_read", "read",
    "imported", "duplicate", "changed", "skipped", "rejected",
)  # fmt: skip


def content(database: str) -> dict[str, Any]:
    """What every table holds, by its name; of tables without an order of their own how often each row is
    there. `time` of batches and who imports are left out."""
    with open_session(database) as session:
        people = {one.id: one.email or one.name for one in session.query(User)}
        orders = {one.id: f"{one.shop}/{one.number}" for one in session.query(Order)}
        made = {"user": people, "order": orders, "customer of": orders}
        events: dict[Any, tuple[Any, ...]] = {None: ()}
        for event in session.query(OrderEvent):
            subject = (orders[event.order_id],)
            events["o", event.id] = _event(event, subject, people)
        for event in session.query(CustomerEvent):
            subject = (people.get(event.customer_id, ""), orders.get(event.order_id, ""))
            events["c", event.id] = _event(event, subject, people)
        by_id = {"o": "order_event_id", "c": "customer_event_id"}
        return {
            "users": Counter(_row(one, _USER) for one in session.query(User)),
            "orders": Counter((orders[one.id], people.get(one.user_id, "")) for one in session.query(Order)),
            "events": Counter(events.values()),
            "records": [
                (*_row(one, _RECORD), *(events.get((of, getattr(one, name))) for of, name in by_id.items()))
                for one in session.query(LedgerRecord).order_by(LedgerRecord.id)
            ],
            "rejects": [_row(one, _REJECT) for one in session.query(Reject).order_by(Reject.id)],
            "names": Counter((one.role, one.name, people[one.user_id]) for one in session.query(LegacyName)),
            "creations": Counter(
                (one.entity, made[one.entity][one.entity_id], one.batch_id) for one in session.query(Creation)
            ),
            "batches": [
                (*_row(one, _BATCH), {name: note for name, note in one.notes.items() if name != BY})
                for one in session.query(Batch).order_by(Batch.id)
            ],
        }  # fmt: skip


def rows_of(database: str, query: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with open_session(database) as session:
        return [tuple(row) for row in session.execute(text(query))]


def _event(event: Any, subject: tuple[str, ...], people: dict[int, str]) -> tuple[Any, ...]:
    return (*subject, event.date, str(event.type), people.get(event.user_id, ""), str(event.parameters))


def _row(one: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in names)

"""Idempotency keys: what was recorded under a key is recorded once, however often it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from events.errors import KeyConflictError
from events.filters import CUSTOMER, ORDER
from events.models import CustomerEvent, NoteKey, OrderEvent

Event = OrderEvent | CustomerEvent


@dataclass(frozen=True, kw_only=True)
class RecordedOnce:
    """The event, and whether an earlier call with the same key had recorded it."""

    event: Event
    was_there: bool = False


def record_once(session: Session, key: str | None, make: Callable[[], Event]) -> RecordedOnce:
    """The event that `make` records and flushes; with a `key`, only once. Never commits.

    With a known key, what `make` records is compared with what the key made, and rolled back. The author and
    the date may differ. Raises `KeyConflictError` if the key belongs to something else: another type, order,
    customer, or other parameters.
    """
    known = None if key is None else find_by_key(session, key)
    if key is None:
        return RecordedOnce(event=make())
    if known is None:
        event = make()
        keep_key(session, key, event)
        return RecordedOnce(event=event)
    kept, number = _content(known), event_id(known)
    trial = session.begin_nested()
    again = _content(make())
    trial.rollback()
    if kept != again:
        raise KeyConflictError(key, event_id=number)
    return RecordedOnce(event=known, was_there=True)


def find_by_key(session: Session, key: str, part: int = 0) -> Event | None:
    """The event that was recorded with this key; `part` is its number among those that share the key."""
    found = session.get(NoteKey, _digest(key, part))
    if found is None:
        return None
    if found.order_event_id is None:
        on_customer: Event | None = session.get(CustomerEvent, found.customer_event_id)
        return on_customer
    on_order: Event | None = session.get(OrderEvent, found.order_event_id)
    return on_order


def keep_key(session: Session, key: str, event: Event, part: int = 0) -> None:
    """Store the key with the event that it made, and flush. A key that another process commits first is
    refused by the database."""
    field = "order_event_id" if isinstance(event, OrderEvent) else "customer_event_id"
    session.add(NoteKey(digest=_digest(key, part), **{field: event.id}))
    session.flush()


def event_id(event: Event) -> str:
    """An event's id as printed."""
    return f"{ORDER if isinstance(event, OrderEvent) else CUSTOMER}{event.id}"


def _content(event: Event) -> Mapping[str, Any]:
    """What a key stands for. The ids are those that a look-up gave, so that they are the same again."""
    owner = "order_id" if isinstance(event, OrderEvent) else "customer_id"
    return {
        "type": event.type,
        "owner": getattr(event, owner),
        "order": event.order_id,
        "parameters": dict(event.parameters),
    }


def _digest(key: str, part: int) -> bytes:
    return hashlib.sha256(f"{part}\0{key}".encode()).digest()

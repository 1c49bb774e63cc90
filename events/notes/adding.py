"""Adds notes, each at most once for an idempotency key, and corrects them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from events.account import CustomerEvents
from events.account import events as account_events
from events.database.postgresql import is_deadlock
from events.errors import (
    AlreadyCorrectedError,
    BusyError,
    KeyConflictError,
    NotANoteError,
    NotFoundError,
    UnchangedNoteError,
)
from events.filters import ORDER
from events.models import CustomerCorrection, CustomerEvent, Order, OrderCorrection, OrderEvent, User
from events.notes.corrections import NO_LINKS, links
from events.notes.dated import without_remark
from events.notes.keys import Event, RecordedOnce, event_id, find_by_key, keep_key
from events.order import OrderEvents
from events.order import events as order_events
from events.timeline import TimelineEntry, find_entry
from events.vocabulary.parameters import storable

Note = Event
Target = Order | User
Answer = TypeVar("Answer")
_ATTEMPTS = 3


class NoOwnNoteError(NotFoundError):
    """A person has written no note."""

    def __init__(self, by: str) -> None:
        super().__init__(f"{by} has written no note. `events log --kind note` lists notes with their ids.")


def add_note(
    session: Session,
    *,
    target: Target,
    message: str,
    author: Callable[[], User],
    date: datetime | None = None,
    key: str | None = None,
    part: int = 0,
) -> RecordedOnce:
    """Add a note to an order or a customer; with a `key`, only once. Flushes, never commits.

    `date` is when that happened which the note is about, if not now; its text is to end with the day of
    writing (`events.notes.dated`). `part` is the number of the note among those that share the key.
    `author` is called only if a note is added.
    Raises `KeyConflictError` if the key belongs to another note. A key that another process commits first
    is refused by the database: see `retry_after_conflict`.
    """
    if key is not None and (known := _find_note(session, key, part, target=target, message=message)):
        return RecordedOnce(event=known, was_there=True)
    event = _record_note(target=target, user=author(), message=message, date=date)
    if key is not None:
        keep_key(session, key, event, part)
    return RecordedOnce(event=event)


def find_correctable_note(session: Session, text: str) -> Note:
    """The note with this event id (o17, c17), if it may be corrected.

    Raises `UnknownEventError`, `NotANoteError` for other events, and `AlreadyCorrectedError` for a note
    that has a correction.
    """
    entry = find_entry(session, text)
    if entry.type not in (OrderEvents.NOTE_ADDED, CustomerEvents.NOTE_ADDED):
        is_other = entry.type in (OrderEvents.OTHER, CustomerEvents.OTHER)
        what = "an imported or recorded event, not a note" if is_other else f"{entry.type.name}, not a note"
        raise NotANoteError(entry.id, what=what, order=_order_of(entry))
    known = links(session, entry.table, [entry.number]).get(entry.id, NO_LINKS)
    if known.corrected_by:
        raise AlreadyCorrectedError(entry.id, by=known.corrected_by)
    if entry.table == ORDER:
        return session.get_one(OrderEvent, entry.number)
    return session.get_one(CustomerEvent, entry.number)


def _order_of(entry: TimelineEntry) -> str:
    """What people type to mean the event's order, "" for an event of a customer."""
    if entry.order is None:
        return ""
    return f"{entry.shop}/{entry.order}" if entry.shop else entry.order


def _record_note(*, target: Target, user: User, message: str, date: datetime | None) -> Note:
    if isinstance(target, Order):
        return order_events.dated_note(order=target, user=user, message=message, date=date)
    return account_events.dated_note(customer=target, user=user, message=message, date=date)


def _find_note(session: Session, key: str, part: int, *, target: Target, message: str) -> Note | None:
    """The note that was added with this key. Raises `KeyConflictError` if it is another one."""
    event = find_by_key(session, key, part)
    if event is None:
        return None
    owner = event.order if isinstance(event, OrderEvent) else event.customer
    is_note = event.type in (OrderEvents.NOTE_ADDED, CustomerEvents.NOTE_ADDED)
    if not is_note or owner is not target or _text_of(event) != without_remark(storable(message)):
        raise KeyConflictError(key, event_id=event_id(event))
    return event


def _text_of(note: Note) -> str:
    """What its author wrote, whenever that was."""
    return without_remark(str(note.parameters.get("message", "")))


def correct_note(
    session: Session, earlier: Note, *, user: User, message: str, date: datetime | None = None
) -> Note:
    """A new note that is linked to the one it corrects, which is kept; see `add_note` for its `date`. Raises
    `UnchangedNoteError`."""
    is_same_time = date is None or date == earlier.date
    if is_same_time and _text_of(earlier) == without_remark(storable(message)):
        raise UnchangedNoteError(event_id(earlier))
    target = earlier.order if isinstance(earlier, OrderEvent) else earlier.customer
    if target is None:
        raise NotANoteError(event_id(earlier), what="a note on a customer who was erased")
    event = _record_note(target=target, user=user, message=message, date=date)
    link = OrderCorrection if isinstance(event, OrderEvent) else CustomerCorrection
    session.add(link(event_id=event.id, corrects_id=earlier.id))
    session.flush()
    return event


LAST = "last"
"""What stands for the id of somebody's own newest note."""


def retry_after_conflict(work: Callable[[], Answer]) -> Answer:
    """Do `work`; again where another process was quicker with the same key or correction, or where the server
    ended a deadlock. It begins a transaction of its own each time."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return work()
        except (DBAPIError, BusyError) as error:
            if not _may_work_now(error):
                raise
    return work()


def _may_work_now(error: DBAPIError | BusyError) -> bool:
    cause = error if isinstance(error, DBAPIError) else error.__cause__
    return isinstance(cause, IntegrityError) or (isinstance(cause, DBAPIError) and is_deadlock(cause))


def check_note_target(session: Session, text: str, *, is_customer: bool = False) -> None:
    """Raise what `find_note_target` raises; changes nothing."""
    if is_customer or "@" in text:
        from events.account.people import find_customer

        find_customer(session, text)
    else:
        find_note_target(session, text)


def find_note_target(session: Session, text: str, *, is_customer: bool = False) -> Target:
    """The order or customer called `text`. Raises `UnknownOrderError` or `UnknownCustomerError`."""
    if is_customer or "@" in text:
        from events.account.people import find_user

        return find_user(session, text)
    from events.order.lookup import find_order

    return find_order(session, text)

"""Which event a person recorded last: by ids, and between the two tables by the time of recording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from events import clock
from events.errors import NotFoundError, UsageError
from events.meaning.classify import OTHER
from events.models import CustomerEvent, OrderEvent, User
from events.notes.dated import times_of_writing
from events.notes.keys import event_id
from importers.ledger import operations
from importers.ledger.models import Batch, Operation
from importers.ledger.record_tables import batch_of, spans
from importers.undo.own_events import Event, newest_own, record_id, with_customers_own

MODELS: tuple[type[Event], ...] = (OrderEvent, CustomerEvent)


class NoOwnEventError(NotFoundError):
    """A person has recorded nothing."""

    def __init__(self, by: str) -> None:
        super().__init__(
            f"{by} has written no note and recorded no event here. To act as somebody else: --user"
        )


class UnclearLastError(UsageError):
    """It is not known which of two events a person recorded last: `dated` has the date of what it is about.
    `command` takes their ids; it is "" if it needs more than an id."""

    def __init__(self, event: Event, dated: Event, *, command: str) -> None:
        ways = " or ".join(f"{command} {event_id(one)}".strip() for one in (event, dated))
        super().__init__(
            f"Which did you record last? {event_id(event)} is of {event.date:%Y-%m-%d %H:%M} UTC; "
            f"{event_id(dated)} has the date of what it is about, and no time of writing. "
            f"Nothing was changed. {'Choose one' if command else 'In place of last, name one'}: {ways}"
        )


def find_own_last(session: Session, author: User | None, *, by: str, types: Sequence[object] = ()) -> str:
    """The id of what a person recorded last, if given of these types. Raises `NoOwnEventError`,
    `UnclearLastError`; `by` is what they are called."""
    on_orders, on_customers = (
        [] if author is None else newest_own(session, author, model, types=types) for model in MODELS
    )
    on_customers = [one for one in on_customers if with_customers_own(session, one) is one]
    if not on_orders and not on_customers:
        raise NoOwnEventError(by)
    if not on_orders or not on_customers:
        return event_id((on_orders or on_customers)[0])
    first, second = sorted((on_orders, on_customers), key=_recorded_since)
    if _recorded_until(first[0]) > _recorded_since(second) > _recorded_since(first):
        raise UnclearLastError(second[0], first[0], command="" if types else "events undo-note")
    return event_id(second[0])


def has_recorded(session: Session, author: User | None) -> bool:
    """Whether a person has recorded anything here."""
    return author is not None and any(newest_own(session, author, model) for model in MODELS)


def recorded_after(session: Session, author: User | None, batch: Batch) -> bool:
    """Whether the last that a person recorded came after an import: by ids, where the import brought events
    of that table, or else by time."""
    if author is None:
        return False
    return any(
        _came_after(session, own, batch) for model in MODELS if (own := newest_own(session, author, model))
    )


def _came_after(session: Session, own: list[Event], batch: Batch) -> bool:
    of_orders = isinstance(own[0], OrderEvent)
    last = func.max(spans.c.last_id) if of_orders else -func.min(spans.c.first_id)
    ids = spans.c.first_id > 0 if of_orders else spans.c.first_id < 0
    newest = session.scalar(select(last).where(spans.c.batch_id == batch.id, ids))
    if newest is not None:
        return bool(own[0].id > newest)
    return _recorded_since(own) > (batch.finished or batch.started)


def of_anybody_after(session: Session, batch: Batch | None) -> Event | None:
    """The newest event that anybody recorded here after an import, by ids; None where an import brought the
    newest, or what was recorded has no author."""
    newest_of_each = (
        session.scalar(select(OrderEvent).order_by(OrderEvent.id.desc()).limit(1)),
        session.scalar(select(CustomerEvent).order_by(CustomerEvent.id.desc()).limit(1)),
    )
    for newest in newest_of_each:
        if newest is None or newest.user_id is None:
            continue
        is_imported = session.scalar(select(batch_of(literal(record_id(newest))))) is not None
        if not is_imported and (batch is None or _came_after(session, [newest], batch)):
            return with_customers_own(session, newest)
    return None


def change_after(session: Session, batch: Batch | None) -> Operation | None:
    """The newest assignment of an author's name, or meaning that was set, if nothing was imported and no
    other operation changed the log since."""
    newest = session.scalar(select(Operation).order_by(Operation.id.desc()).limit(1))
    if newest is None or newest.kind not in (operations.ASSIGN, operations.MEANING):
        return None
    is_last = batch is None or newest.date >= (batch.finished or batch.started)
    return newest if is_last else None


def _recorded_since(events: list[Event]) -> datetime:
    """The earliest moment at which the newest of these events, which comes first, can have been recorded.
    What is recorded in words has the date of what it is about, which is never in the future. A note about
    another time says when it was written."""
    known = [one.date for one in events if not _has_own_date(one)]
    known += [times[0] for one in events if (times := _times(one)) is not None]
    return max([events[0].date, *known])


def _recorded_until(event: Event) -> datetime:
    """The latest moment at which an event can have been recorded."""
    if not _has_own_date(event):
        return event.date
    times = _times(event)
    return clock.now() if times is None else times[1]


def _times(event: Event) -> tuple[datetime, datetime] | None:
    return times_of_writing(event.parameters.get("message"))


def _has_own_date(event: Event) -> bool:
    """Whether an event may have the date of what it is about."""
    return event.type == OTHER or _times(event) is not None

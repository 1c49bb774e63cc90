"""Takes back what people recorded here themselves: notes, and events of every other type.

It is deleted for good, and recorded as an operation, which keeps the event's id, type and target, and nothing
of its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, not_, select
from sqlalchemy.orm import Session

from events.account import CustomerEvents
from events.database import taking_back
from events.database.taking_back import RECENT
from events.errors import UsageError
from events.filters import ORDER
from events.models import CustomerEvent, OrderEvent, User
from events.next_commands import quoted
from events.notes.corrections import NO_LINKS, links
from events.notes.keys import event_id
from events.order import OrderEvents
from events.order.lookup import full_number
from events.timeline import find_entry
from importers.ledger import operations
from importers.ledger.models import LedgerRecord
from importers.seals.erasing import drop_salts

Event = OrderEvent | CustomerEvent

NOTES = (OrderEvents.NOTE_ADDED, CustomerEvents.NOTE_ADDED)

_CODES: Mapping[type[Event], type[OrderEvents] | type[CustomerEvents]] = {
    OrderEvent: OrderEvents,
    CustomerEvent: CustomerEvents,
}

_TWINS: Mapping[object, CustomerEvents] = {
    OrderEvents.PLACED: CustomerEvents.PLACED_ORDER,
    OrderEvents.NOTE_ADDED: CustomerEvents.NOTE_ADDED_TO_ORDER,
}
"""The types that a customer's own history gets in the same moment."""


class ImportedEventError(UsageError):
    """An event was imported, and goes with its import only."""

    def __init__(self, event: str, *, batch: int, what: str) -> None:
        super().__init__(
            f"{event} is an imported {what}: it is taken back with its import only (events undo {batch}). "
            "Nothing was changed."
        )


class NotOwnEventError(UsageError):
    """An event to delete is not among the newest of the person who asks."""

    def __init__(self, event: str, *, by: str, problem: str, writer: str = "", is_note: bool) -> None:
        acting = f"; acting as its writer: events undo-note {event} --user {quoted(writer)}" if writer else ""
        other = (
            f"to correct the note, and keep both: events correct-note {event}"
            if is_note
            else "events add-note says what is right"
        )
        super().__init__(
            f"{event} {problem}. {by} can undo the newest {RECENT} events of their own. "
            f"Nothing was changed; {other}{acting}"
        )


@dataclass(frozen=True, kw_only=True)
class ChangedEvent:
    """An event that was deleted, or a note that was moved. `type` is its code, `target` what commands call
    the order or customer that it was on, and `to` the order that it is on now; `message` is its text, if it
    has any. `moved` are the ids of a note and of those that correct it. `corrected_by` is the note that
    corrected a deleted one, `corrected` the one that it corrected; both stay and are empty where there is
    none."""

    event: str
    type: str
    operation: str
    target: str
    message: str
    is_order: bool
    to: str = ""
    moved: tuple[str, ...] = ()
    corrected_by: str = ""
    corrected: str = ""


def undo_event(session: Session, text: str, *, author: User | None, by: str) -> ChangedEvent:
    """Delete the event with this id for good. `author` is the one who asks, called `by`. Flushes.

    Raises `UnknownEventError`, `ImportedEventError`, or `NotOwnEventError`.
    """
    event = with_customers_own(session, recorded_event(session, text))
    _check_own(session, event, author=author, by=by)
    name, target, is_note = event_id(event), target_of(session, event), event.type in NOTES
    linked = links(session, name[0], [event.id]).get(name, NO_LINKS)
    gone = [event, *twins(session, event)]
    done = ChangedEvent(
        event=name,
        type=event.type.value,
        operation="",
        target=target,
        message=str(event.parameters.get("message", "")),
        is_order=isinstance(event, OrderEvent),
        corrected_by=linked.corrected_by,
        corrected=linked.corrects,
    )
    if taking_back.is_needed(session.connection()):
        twin = next((one.id for one in gone[1:]), None)
        number = taking_back.take_back(session.connection(), name, twin=twin, target=target, by=by)
        return replace(done, operation=f"{operations.PREFIX}{number}")
    records = [record_id(one) for one in gone]
    for one in gone:
        session.delete(one)
    session.flush()
    kind = operations.UNDO_NOTE if is_note else operations.UNDO_EVENT
    operation = operations.add(session, kind=kind, by=by, event=name, target=target, type=done.type)
    drop_salts(session, records, operation=operation.id)
    return replace(done, operation=operations.name_of(operation))


def recorded_event(session: Session, text: str) -> Event:
    """The event with this id, which was not imported. Raises `UnknownEventError`, `ImportedEventError`."""
    entry = find_entry(session, text)
    sign = 1 if entry.table == ORDER else -1
    batch = session.scalar(select(LedgerRecord.batch_id).where(LedgerRecord.id == sign * entry.number))
    if batch is not None:
        raise ImportedEventError(entry.id, batch=batch, what="note" if entry.type in NOTES else "event")
    if entry.table == ORDER:
        return session.get_one(OrderEvent, entry.number)
    return session.get_one(CustomerEvent, entry.number)


def record_id(event: Event) -> int:
    """The id as the ledger and seals have it."""
    return event.id if isinstance(event, OrderEvent) else -event.id


def target_of(session: Session, event: Event) -> str:
    """What commands call the order or the customer; empty for one who was erased."""
    if isinstance(event, OrderEvent):
        return full_number(session, event.order)
    return (event.customer.email or event.customer.name) if event.customer else ""


def twins(session: Session, event: Event) -> Iterator[CustomerEvent]:
    """The event that was recorded in the history of the order's own customer with this one."""
    if isinstance(event, OrderEvent) and event.type in _TWINS:
        wanted = select(CustomerEvent).where(
            CustomerEvent.order_id == event.order_id,
            CustomerEvent.type == _TWINS[event.type],
            CustomerEvent.user_id == event.user_id,
            CustomerEvent.date == event.date,
        )
        found = session.scalars(wanted.order_by(CustomerEvent.id.desc())).all()
        yield from [one for one in found if one.parameters == event.parameters][:1]


def with_customers_own(session: Session, event: Event) -> Event:
    """The event of the order that a customer's own event was recorded with; else the event itself."""
    types = [of_order for of_order, of_customer in _TWINS.items() if event.type == of_customer]
    if isinstance(event, OrderEvent) or not types:
        return event
    wanted = select(OrderEvent).where(
        OrderEvent.order_id == event.order_id,
        OrderEvent.date == event.date,
        OrderEvent.type == types[0],
    )
    own = (one for one in session.scalars(wanted) if event in [*twins(session, one)])
    return next(own, event)


def _check_own(session: Session, event: Event, *, author: User | None, by: str) -> None:
    is_note = event.type in NOTES
    if author is None or event.user_id != author.id:
        writer = (event.user.email or event.user.name) if event.user else ""
        verb = "written" if is_note else "recorded"
        problem = f"was {verb} by {writer}" if writer else "has no author: it is the system's"
        raise NotOwnEventError(event_id(event), by=by, problem=problem, writer=writer, is_note=is_note)
    if event not in newest_own(session, author, type(event)):
        raise NotOwnEventError(event_id(event), by=by, problem="is older", is_note=is_note)


def newest_own(
    session: Session, author: User, model: type[Event], *, types: Sequence[object] = ()
) -> list[Event]:
    """The newest events that a person recorded here, if `types` are given only of these, the newest first: by
    id, since an event may have the date of what it is about."""
    ledger = LedgerRecord.__table__.c.id
    is_imported = exists().where(ledger == (model.id if model is OrderEvent else -model.id))
    own = select(model).where(model.user_id == author.id, not_(is_imported))
    if types:
        own = own.where(model.type.in_([one for one in types if isinstance(one, _CODES[model])]))
    return list(session.scalars(own.order_by(model.id.desc()).limit(RECENT)))

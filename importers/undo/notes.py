"""Moves notes to another order; a move is recorded as an operation, and undone by moving the note back."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from events.account.events import note_added_to_order_draft
from events.errors import UsageError
from events.models import CustomerEvent, Order, OrderCorrection, OrderEvent
from events.notes.keys import event_id
from events.order.lookup import full_number
from events.recording import record
from importers.ledger import operations
from importers.seals.erasing import drop_salts
from importers.undo.own_events import NOTES, ChangedEvent, Event, record_id, recorded_event, target_of, twins


class NotAWrittenNoteError(UsageError):
    """An event to move is not a note on an order."""

    def __init__(self, event: str, *, what: str) -> None:
        super().__init__(f"{event} is {what}; only notes on orders can be moved. Nothing was changed.")


class SameOrderError(UsageError):
    """A note to move is on that order already."""

    def __init__(self, event: str, *, order: str) -> None:
        super().__init__(f"{event} is on order {order} already. Nothing was changed.")


def move_note(session: Session, text: str, *, to: Order, by: str) -> ChangedEvent:
    """Move the note with this event id, and the notes that correct it or that it corrects. Flushes.

    Ids, dates and authors stay. Raises `UnknownEventError`, `NotAWrittenNoteError`, or `SameOrderError`.
    """
    note = _written_note(session, text)
    if not isinstance(note, OrderEvent):
        raise NotAWrittenNoteError(text, what="a note on a customer, not on an order")
    if note.order is to:
        raise SameOrderError(event_id(note), order=full_number(session, to))
    target, moved = target_of(session, note), _with_corrections(session, note)
    for one in moved:  # what a note corrects may have been imported
        _written_note(session, event_id(one))
    gone = [record_id(mirror) for one in moved for mirror in twins(session, one)]
    for one in moved:
        _move(session, one, to)
    session.flush()
    operation = operations.add(
        session,
        kind=operations.MOVE_NOTE,
        by=by,
        event=event_id(note),
        target=target,
        to=full_number(session, to),
        moved=[event_id(one) for one in moved],
    )
    drop_salts(session, gone, operation=operation.id)
    return ChangedEvent(
        event=event_id(note),
        type=note.type.value,
        operation=operations.name_of(operation),
        target=target,
        to=full_number(session, to),
        message=str(note.parameters.get("message", "")),
        moved=tuple(map(event_id, moved)),
        is_order=True,
    )


def _written_note(session: Session, text: str) -> Event:
    event = recorded_event(session, text)
    if event.type not in NOTES:
        raise NotAWrittenNoteError(event_id(event), what="not a note")
    return event


def _with_corrections(session: Session, note: OrderEvent) -> list[OrderEvent]:
    """The note, with those that it corrects and those that correct it, in the order of their ids."""
    known, new = {note.id}, {note.id}
    link = OrderCorrection
    while new:
        pairs = session.execute(
            select(link.event_id, link.corrects_id).where(link.event_id.in_(new) | link.corrects_id.in_(new))
        )
        new = {id for pair in pairs for id in pair} - known
        known |= new
    return [session.get_one(OrderEvent, id) for id in sorted(known)]


def _move(session: Session, note: OrderEvent, to: Order) -> None:
    """Put the note on the order; only a note of the order's own customer stands in their history, too."""
    gone = [mirror.id for mirror in twins(session, note)]
    session.execute(delete(CustomerEvent).where(CustomerEvent.id.in_(gone)))
    note.order = to
    if note.user is not None and note.user is to.user:
        message = str(note.parameters.get("message", ""))
        draft = note_added_to_order_draft(order=to, customer=note.user, user=note.user, message=message)
        record(session, replace(draft, date=note.date))

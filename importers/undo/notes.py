"""Deletes one's own new notes, and moves notes to another order.

Both are recorded as operations; that of a deletion keeps the note's id and target, and nothing of its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from events.account import CustomerEvents
from events.account.events import note_added_to_order_draft
from events.errors import UsageError
from events.filters import ORDER
from events.models import CustomerEvent, Order, OrderCorrection, OrderEvent, User
from events.next_commands import quoted
from events.notes.adding import Note, event_id
from events.notes.corrections import NO_LINKS, links
from events.order import OrderEvents
from events.order.lookup import full_number
from events.recording import record
from events.timeline import find_entry
from importers.ledger import operations
from importers.ledger.models import LedgerRecord
from importers.seals.erasing import drop_salts

RECENT = 10
"""How many of their newest notes a person can delete."""


class NotAWrittenNoteError(UsageError):
    """An event to delete or move is not a note that somebody wrote with this program."""

    def __init__(self, event: str, *, what: str) -> None:
        super().__init__(
            f"{event} is {what}; only notes written here can be undone or moved. Nothing was changed."
        )


class NotOwnNoteError(UsageError):
    """A note to delete is not among the newest of the person who asks."""

    def __init__(self, event: str, *, by: str, problem: str, writer: str = "") -> None:
        acting = f"; acting as its writer: events undo-note {event} --user {quoted(writer)}" if writer else ""
        super().__init__(
            f"{event} {problem}. {by} can undo the newest {RECENT} notes of their own. Nothing was changed; "
            f"to correct the note, and keep both: events correct-note {event}{acting}"
        )


class SameOrderError(UsageError):
    """A note to move is on that order already."""

    def __init__(self, event: str, *, order: str) -> None:
        super().__init__(f"{event} is on order {order} already. Nothing was changed.")


@dataclass(frozen=True, kw_only=True)
class ChangedNote:
    """A note that was deleted or moved. `target` is what commands call the order or customer it was on, and
    `to` the order that it is on now; `moved` are the ids of the note and of those that correct it.
    `corrected_by` is the note that corrected a deleted one, `corrected` the one that it corrected; both stay
    and are empty where there is none."""

    event: str
    operation: str
    target: str
    message: str
    is_order: bool
    to: str = ""
    moved: tuple[str, ...] = ()
    corrected_by: str = ""
    corrected: str = ""


def undo_note(session: Session, text: str, *, author: User | None, by: str) -> ChangedNote:
    """Delete the note with this event id for good. `author` is the one who asks, called `by`. Flushes.

    Raises `UnknownEventError`, `NotAWrittenNoteError`, or `NotOwnNoteError`.
    """
    note = _written_note(session, text)
    _check_own(session, note, author=author, by=by)
    is_order, target = isinstance(note, OrderEvent), _target(note)
    message = str(note.parameters.get("message", ""))
    letter, number = event_id(note)[0], note.id
    linked = links(session, letter, [number]).get(event_id(note), NO_LINKS)
    gone = [note, *_mirrors(session, note)]
    name, records = event_id(note), [_record_id(one) for one in gone]
    for one in gone:
        session.delete(one)
    session.flush()
    operation = operations.add(session, kind=operations.UNDO_NOTE, by=by, event=name, target=target)
    drop_salts(session, records, operation=operation.id)
    return ChangedNote(
        event=name,
        operation=operations.name_of(operation),
        target=target,
        message=message,
        is_order=is_order,
        corrected_by=linked.corrected_by,
        corrected=linked.corrects,
    )


def move_note(session: Session, text: str, *, to: Order, by: str) -> ChangedNote:
    """Move the note with this event id, and the notes that correct it or that it corrects. Flushes.

    Ids, dates and authors stay. Raises `UnknownEventError`, `NotAWrittenNoteError`, or `SameOrderError`.
    """
    note = _written_note(session, text)
    if not isinstance(note, OrderEvent):
        raise NotAWrittenNoteError(text, what="a note on a customer, not on an order")
    if note.order is to:
        raise SameOrderError(event_id(note), order=full_number(to))
    target, moved = _target(note), _with_corrections(session, note)
    for one in moved:  # what a note corrects may have been imported
        _written_note(session, event_id(one))
    gone = [_record_id(mirror) for one in moved for mirror in _mirrors(session, one)]
    for one in moved:
        _move(session, one, to)
    session.flush()
    operation = operations.add(
        session,
        kind=operations.MOVE_NOTE,
        by=by,
        event=event_id(note),
        target=target,
        to=full_number(to),
        moved=[event_id(one) for one in moved],
    )
    drop_salts(session, gone, operation=operation.id)
    return ChangedNote(
        event=event_id(note),
        operation=operations.name_of(operation),
        target=target,
        to=full_number(to),
        message=str(note.parameters.get("message", "")),
        moved=tuple(map(event_id, moved)),
        is_order=True,
    )


def _record_id(event: OrderEvent | CustomerEvent) -> int:
    """The id as the ledger and seals have it."""
    return event.id if isinstance(event, OrderEvent) else -event.id


def _written_note(session: Session, text: str) -> Note:
    entry = find_entry(session, text)
    if entry.type not in (OrderEvents.NOTE_ADDED, CustomerEvents.NOTE_ADDED):
        is_other = entry.type in (OrderEvents.OTHER, CustomerEvents.OTHER)
        what = "an imported or recorded event, not a note" if is_other else f"{entry.type.name}, not a note"
        raise NotAWrittenNoteError(entry.id, what=what)
    sign = 1 if entry.table == ORDER else -1
    if session.scalar(select(LedgerRecord.id).where(LedgerRecord.id == sign * entry.number)) is not None:
        raise NotAWrittenNoteError(entry.id, what="an imported note")
    if entry.table == ORDER:
        return session.get_one(OrderEvent, entry.number)
    return session.get_one(CustomerEvent, entry.number)


def _check_own(session: Session, note: Note, *, author: User | None, by: str) -> None:
    if author is None or note.user_id != author.id:
        writer = (note.user.email or note.user.name) if note.user else "a person who was erased"
        raise NotOwnNoteError(event_id(note), by=by, problem=f"was written by {writer}", writer=writer)
    if event_id(note) not in _newest(session, author):
        raise NotOwnNoteError(event_id(note), by=by, problem="is older")


def _newest(session: Session, author: User) -> set[str]:
    """The ids of the newest notes of a person."""
    found: list[Note] = []
    for model, code in ((OrderEvent, OrderEvents.NOTE_ADDED), (CustomerEvent, CustomerEvents.NOTE_ADDED)):
        theirs = select(model).where(model.user_id == author.id, model.type == code)
        found += session.scalars(theirs.order_by(model.date.desc(), model.id.desc()).limit(RECENT))
    found.sort(key=lambda note: (note.date, note.id), reverse=True)
    return set(map(event_id, found[:RECENT]))


def _target(note: Note) -> str:
    if isinstance(note, OrderEvent):
        return full_number(note.order)
    return (note.customer.email or note.customer.name) if note.customer else ""


def _mirrors(session: Session, note: Note) -> Iterator[CustomerEvent]:
    """The customer event that was written with a customer's own note on their order."""
    if isinstance(note, OrderEvent):
        wanted = select(CustomerEvent).where(
            CustomerEvent.order_id == note.order_id,
            CustomerEvent.type == CustomerEvents.NOTE_ADDED_TO_ORDER,
            CustomerEvent.user_id == note.user_id,
            CustomerEvent.date == note.date,
        )
        found = session.scalars(wanted.order_by(CustomerEvent.id.desc())).all()
        yield from [one for one in found if one.parameters == note.parameters][:1]


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
    gone = [mirror.id for mirror in _mirrors(session, note)]
    session.execute(delete(CustomerEvent).where(CustomerEvent.id.in_(gone)))
    note.order = to
    if note.user is not None and note.user is to.user:
        message = str(note.parameters.get("message", ""))
        draft = note_added_to_order_draft(order=to, customer=note.user, user=note.user, message=message)
        record(session, replace(draft, date=note.date))

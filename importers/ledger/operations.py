"""Operations: what was done to the log as a whole, recorded so that it can be named and undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from events.database import taking_back
from events.database.types import Document, Id, UtcDateTime
from events.errors import NotFoundError
from importers.ledger.models import Operation

if TYPE_CHECKING:
    from events.tables import Reader

UNDO, RETRY, ASSIGN, UNASSIGN, FORGET = "undo", "retry", "assign", "unassign", "forget"
UNDO_NOTE, UNDO_EVENT, MOVE_NOTE = taking_back.UNDO_NOTE, taking_back.UNDO_EVENT, "move-note"
SEAL, EXPORT = "seal", "export"
MEANING, UNDO_MEANING = "meaning", "undo-meaning"
TO_SYSTEM = "to_system"
"""The detail of an operation that gave a legacy name to the system, or took it back from there."""

TOGETHER = "together_with"
"""The detail of an assignment that names the first one of the same command."""

_operations = table(
    "operations", column("id", Id), column("date", UtcDateTime), column("kind"), column("details", Document)
)
PREFIX = "op"
"""Printed ids carry their kind, as those of events do: op4, beside o17 and c17."""


class UnknownOperationError(NotFoundError):
    """No operation has the number that was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(f"There is no operation {text!r}. `events batches --operations` lists them.")


@dataclass(frozen=True, kw_only=True)
class OperationView:
    """An operation as people read it. `by` is the name of who did it, `what` a sentence."""

    id: str
    date: datetime
    kind: str
    batch: int | None
    by: str
    what: str


def add(session: Session, *, kind: str, by: str, batch: int | None = None, **details: Any) -> Operation:
    """Record that `by` did an operation of this kind, and flush it, so that it has its id."""
    operation = Operation(kind=kind, batch_id=batch, details={"by": by, **details})
    session.add(operation)
    session.flush()
    return operation


def name_of(operation: Operation) -> str:
    """The name an operation is shown and found by: its id after `PREFIX`."""
    return f"{PREFIX}{operation.id}"


def find(session: Session, text: str) -> Operation:
    """The operation that is printed as `text`. Raises `UnknownOperationError`."""
    number = text.removeprefix(PREFIX)
    found = session.get(Operation, int(number)) if number.isascii() and number.isdigit() else None
    if found is None:
        raise UnknownOperationError(text)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class EventChange:
    """A move of a note between orders, or the deletion of an event, where `to` is empty: when, by whom, and
    which operation. `target` is what commands call the order or customer that it was on, `type` the code of
    what was deleted."""

    id: str
    date: datetime
    by: str
    target: str
    to: str
    type: str


def changes_of_event(reader: Reader, event: str) -> list[EventChange]:
    """What was done with the event of this id, oldest first, also as a correction of a note that was
    moved."""
    known = _operations.c
    changing = known.kind.in_((MOVE_NOTE, UNDO_NOTE, UNDO_EVENT))
    rows = select(known.id, known.date, known.details).where(changing)
    return [
        EventChange(
            id=f"{PREFIX}{number}",
            date=date,
            by=details.get("by", ""),
            target=details.get("target", ""),
            to=details.get("to", ""),
            type=details.get("type", ""),
        )
        for number, date, details in reader.execute(rows.order_by(known.id))
        if event == details.get("event") or event in details.get("moved", ())
    ]


def undo_of(session: Session, batch: int) -> Operation | None:
    """The operation that undid (or is undoing) a batch."""
    return session.scalar(
        select(Operation)
        .where(Operation.kind == UNDO, Operation.batch_id == batch)
        .order_by(Operation.id.desc())
    )


def retried_files(session: Session, batch: int) -> dict[str, int]:
    """How many records the retries of a batch's rejects imported, by the name of the repaired file."""
    ours = select(Operation.details).where(Operation.kind == RETRY, Operation.batch_id == batch)
    found: dict[str, int] = defaultdict(int)
    for details in session.scalars(ours.order_by(Operation.id)):
        if details.get("imported"):
            found[details.get("file", "")] += details["imported"]
    return dict(found)


def was_retried(session: Session, batches: Collection[int]) -> bool:
    """Whether rejects of any of these batches were repaired and retried."""
    found = select(Operation.id).where(Operation.kind == RETRY, Operation.batch_id.in_(batches)).limit(1)
    return session.scalar(found) is not None


def newest(session: Session, *, limit: int) -> Sequence[Operation]:
    """The newest operations, newest first."""
    return session.scalars(select(Operation).order_by(Operation.id.desc()).limit(limit)).all()


def view(operation: Operation) -> OperationView:
    """The operation as people read it."""
    return OperationView(
        id=name_of(operation),
        date=operation.date,
        kind=operation.kind,
        batch=operation.batch_id,
        by=operation.details.get("by", ""),
        what=_what(operation),
    )


def _what(operation: Operation) -> str:
    words = _SENTENCES.get(operation.kind)
    if operation.kind in (UNDO, SEAL):
        words = words if operation.details.get("done") else _UNFINISHED[operation.kind]
    details = defaultdict(str, operation.details, batch_id=operation.batch_id)
    return words.format_map(details) if words else operation.kind


_SENTENCES = {
    UNDO: "undid batch {batch_id}",
    RETRY: "imported repaired rejects of batch {batch_id}",
    ASSIGN: "{source}/{name} is {email}",
    UNASSIGN: "unassigned {source}/{name} from {email}",
    UNDO_NOTE: "undid note {event} on {target}",
    UNDO_EVENT: "took back {event} ({type}) on {target}",
    MOVE_NOTE: "moved note {event} from {target} to {to}",
    SEAL: "sealed {events:,} events: {digest}",
    FORGET: "erased a person",
    EXPORT: "exported events to {file}",
    MEANING: "{phrase!r} means {means}; events: {events:,}",
    UNDO_MEANING: "{phrase!r} no longer means {means}",
}
_UNFINISHED = {UNDO: "is undoing batch {batch_id}", SEAL: "began a seal, which was interrupted"}

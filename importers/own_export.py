"""What a log's own export says beside its events: which note corrects which, and who its people are.

Its records keep these as `extra`. When all of them are written, the corrections are linked and the people
that the import created get their names and flags; people whom the log knew before stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import Session

from events.models import CustomerCorrection, CustomerEvent, Order, OrderCorrection, OrderEvent, User
from importers.ledger.models import Batch, Creation, LedgerRecord
from importers.ledger.record_tables import details, event_id, spans, with_identities

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import Connection

    EventsOf = Callable[[Collection[str]], dict[str, int]]
    """The ids of events, below 0 for those of customers, by their ids in an export."""

PLATFORM = "events"

_TOGETHER = 1_000
_PEOPLE = ("user", "customer")
_CORRECTIONS: dict[str, type[OrderCorrection] | type[CustomerCorrection]] = {
    "order_event_id": OrderCorrection,
    "customer_event_id": CustomerCorrection,
}

_PROTECTED = re.compile(r"^'(\s*[=+@-])")
"""What CSV protects from being read as a formula, behind its apostrophe."""

_KeptRows = list[tuple[Any, dict[str, str | None]]]
"""Rows of `_records`, each with what its record keeps."""


def restore_details(connection: Connection, batch_id: int, *, known: EventsOf | None = None) -> None:
    """Link a batch's notes to those that they correct, and complete the people that it created.

    `known` finds notes of the export that the log has from elsewhere. It may run again: what is there already
    is left alone.
    """
    with Session(connection) as session:
        source_id = session.get_one(Batch, batch_id).source_id
        for kept in _records(session, batch_id):
            _complete_people(session, kept, batch_id)
            for column in _CORRECTIONS:
                _link_corrections(session, kept, source_id, column, known)
        session.commit()


def _records(session: Session, batch_id: int) -> Iterator[_KeptRows]:
    """The batch's records in order, some at a time, each with the ids of its people."""
    id = details.c.id
    record = spans.c.record + (func.abs(id) - func.abs(spans.c.first_id)) * spans.c.record_step
    query = (
        select(
            id,
            record.label("record"),
            event_id(OrderEvent, id).label("order_event_id"),
            event_id(CustomerEvent, id).label("customer_event_id"),
            details.c.extra,
            func.coalesce(OrderEvent.user_id, CustomerEvent.user_id).label("user"),
            func.coalesce(CustomerEvent.customer_id, Order.user_id).label("customer"),
        )
        .select_from(spans.join(details, id.between(spans.c.first_id, spans.c.last_id)))
        .outerjoin(OrderEvent, OrderEvent.id == id)
        .outerjoin(Order, Order.id == OrderEvent.order_id)
        .outerjoin(CustomerEvent, CustomerEvent.id == -id)
        .where(spans.c.batch_id == batch_id, details.c.extra.is_not(None))
        .order_by(record, id)
        .limit(_TOGETHER)
    )
    place, last = tuple_(record, id), (-1, -1)
    while rows := session.execute(query.where(place > last)).all():
        yield [(row, json.loads(row.extra)) for row in rows]
        last = (rows[-1].record, rows[-1].id)


def _complete_people(session: Session, kept: _KeptRows, batch_id: int) -> None:
    """Give the people whom the batch created the names and flags that they had."""
    found = {getattr(row, who): _details(extra, who) for row, extra in kept for who in _PEOPLE}
    wanted = {user: values for user, values in found.items() if user is not None and values}
    created = select(Creation.entity_id).where(
        Creation.entity == "user", Creation.batch_id == batch_id, Creation.entity_id.in_(wanted)
    )
    for user in session.scalars(created).all():
        flags = {column: value for column, value in wanted[user].items() if column != "name"}
        if flags:
            session.execute(update(User).where(User.id == user).values(**flags))
        if name := wanted[user].get("name"):  # one that somebody changed since stays
            session.execute(update(User).where(User.id == user, User.name == "").values(name=name))


def _details(extra: dict[str, str | None], who: str) -> dict[str, Any]:
    """What a record says of a person, as columns of `users`; nothing for exports of earlier versions."""
    given = {name: extra.get(f"{who}_details.{name}") for name in ("name", "is_staff", "is_placeholder")}
    flags = {name: given[name] == "true" for name in ("is_staff", "is_placeholder") if given[name]}
    name = _PROTECTED.sub(r"\1", given["name"] or "")
    return flags | ({"name": name} if name else {})


def _link_corrections(
    session: Session, kept: _KeptRows, source_id: int, column: str, known: EventsOf | None
) -> None:
    """Link the notes of one table that correct others, as far as the log has these from the same source or
    from elsewhere (`known`)."""
    corrects = {
        getattr(row, column): name
        for row, extra in kept
        if (name := extra.get("corrects")) and getattr(row, column)
    }
    event = getattr(LedgerRecord, column)
    imported = select(LedgerRecord.identity, event).where(
        LedgerRecord.id.in_(with_identities(session, source_id, corrects.values())), event.is_not(None)
    )
    ids: dict[str, int] = known(corrects.values()) if known and corrects else {}
    ids = {name: abs(id_) for name, id_ in ids.items() if (id_ > 0) is (column == "order_event_id")}
    ids |= {row[0]: row[1] for row in session.execute(imported)}
    model = _CORRECTIONS[column]
    # Of two notes that correct one, the first does: a note has one correction.
    by_corrected = {ids[name]: event_id for event_id, name in reversed(corrects.items()) if name in ids}
    wanted = {event_id: other for other, event_id in by_corrected.items()}
    correcting, corrected = _taken(session, model, wanted)
    session.add_all(
        model(event_id=event_id, corrects_id=other)
        for event_id, other in wanted.items()
        if event_id not in correcting and other not in corrected
    )
    session.flush()


def _taken(
    session: Session, model: type[OrderCorrection] | type[CustomerCorrection], wanted: dict[int, int]
) -> tuple[set[int], set[int]]:
    """The notes that correct one already, and those that are corrected already."""
    rows: Sequence[Any] = session.execute(
        select(model.event_id, model.corrects_id).where(
            model.event_id.in_(wanted) | model.corrects_id.in_(wanted.values())
        )
    ).all()
    return {row.event_id for row in rows}, {row.corrects_id for row in rows}

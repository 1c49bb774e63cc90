"""Erases a person from what was kept of imports; only this module knows which of its columns hold texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from events import kind_store
from events.filters import CUSTOMER, ORDER
from events.models import CustomerEvent, OrderEvent
from events.summaries import store as summary_store
from importers.batch_settings import settings_of
from importers.erasure.keep_out import KeepOut
from importers.erasure.rows import change_rows, each_row
from importers.erasure.scrub import FORGOTTEN
from importers.erasure.subject import ErasureSubject
from importers.ledger import operations
from importers.ledger.models import Batch, Creation, LedgerRecord, LegacyName, Operation, Reject, Source
from importers.ledger.record_changes import change_records

_EVENTS = ((OrderEvent, LedgerRecord.order_event_id), (CustomerEvent, LedgerRecord.customer_event_id))
_RECORD_TEXTS = ("raw_date", "raw_author", "raw_message", "kind")
_BATCH_TEXTS = ("file", "path", "settings", "notes")


def scrub_records(session: Session, person: ErasureSubject, keep_out: KeepOut) -> int:
    """Erase the person from the ledger. What else a line says of them cannot be separated from the
    rest: the whole `extra` goes where it names them, or where its event is of their own history.

    An identity that holds their e-mail becomes what `keep_out` makes of it, in this log and for ever.
    """
    texts = tuple(getattr(LedgerRecord, name) for name in _RECORD_TEXTS)
    columns = (LedgerRecord.identity, LedgerRecord.extra, *texts)
    own = select(CustomerEvent.id).where(CustomerEvent.customer_id.in_(person.ids))
    is_own = func.coalesce(LedgerRecord.customer_event_id.in_(own), False)
    by_them = or_(
        *(link.in_(select(model.id).where(model.user_id.in_(person.ids))) for model, link in _EVENTS)
    )
    wanted = or_(person.stands_in(*columns), is_own, LedgerRecord.raw_author.is_not(None) & by_them)
    found = select(LedgerRecord.id, *columns, is_own, func.coalesce(by_them, False)).where(wanted)
    changes = []
    for id, identity, extra, *rest in each_row(session, found):
        old, own_one, theirs = rest[:-2], bool(rest[-2]), bool(rest[-2] or rest[-1])
        new = _scrubbed(person, dict(zip(_RECORD_TEXTS, old, strict=True)), is_theirs=theirs)
        new["identity"] = keep_out.identity(identity, person.scrubber)
        new["extra"] = None if own_one or _names(person, extra) else extra
        if new != dict(zip((*_RECORD_TEXTS, "identity", "extra"), (*old, identity, extra), strict=True)):
            changes.append({"id": id, **new})
        if new["raw_author"] != old[_RECORD_TEXTS.index("raw_author")]:  # who it was sealed with, perhaps
            person.note_records([id])
    change_records(session, changes)
    _discard_kinds(session, [one["id"] for one in changes])
    return len(changes)


def _discard_kinds(session: Session, ids: Sequence[int]) -> None:
    """A record's own word may be what its event's kind is known by, and what its order adds up to."""
    for letter, of_table in ((ORDER, filter((0).__lt__, ids)), (CUSTOMER, filter((0).__gt__, ids))):
        kind_store.discard(session.connection(), letter, map(abs, of_table))
    summary_store.discard(session.connection(), [one for one in ids if one > 0])


def scrub_rejects(session: Session, person: ErasureSubject) -> int:
    """Take the person out of rejected records: their own bytes, and what is said of them."""
    encodings = {batch.id: settings_of(batch).encoding or "utf-8" for batch in session.scalars(select(Batch))}
    names = ("column", "value", "reason", "fix")
    found = select(Reject.id, Reject.batch_id, Reject.raw, *(getattr(Reject, name) for name in names))
    changes = []
    for id, batch, raw, *texts in each_row(session, found):
        new: dict[str, Any] = {
            name: person.scrubber.text(text) for name, text in zip(names, texts, strict=True)
        }
        new["raw"] = person.scrubber.raw(raw, [encodings[batch]])
        if new != dict(zip((*names, "raw"), (*texts, raw), strict=True)):
            changes.append({"id": id, **new})
    return change_rows(session, Reject, changes)


def scrub_batches(session: Session, person: ErasureSubject) -> int:
    """Take the person out of the names, settings, notes and headers of batches, and of their sources."""
    changed = 0
    for batch in session.scalars(select(Batch)):
        scrub = person.scrubber
        new: dict[str, Any] = {name: scrub.value(getattr(batch, name)) for name in _BATCH_TEXTS}
        new["header"] = scrub.raw(batch.header, [settings_of(batch).encoding or "utf-8"])
        if any(getattr(batch, name) != value for name, value in new.items()):
            changed += 1
            for name, value in new.items():
                setattr(batch, name, value)
    _scrub_sources(session, person)
    return changed


def scrub_operations(session: Session, person: ErasureSubject) -> int:
    """Take the person out of recorded operations."""
    changed = 0
    for operation in session.scalars(select(Operation)):
        # An assignment names them by the very word that stands for them.
        is_theirs = operation in person.assignments
        details = person.scrubber.value(operation.details, is_theirs=is_theirs)
        if operation.details.get("name") in person.scrubber.names and operation.kind != operations.FORGET:
            details["name"] = FORGOTTEN
        changed += details != operation.details
        if details != operation.details and operation.kind == operations.MOVE_NOTE:
            person.note_records(int(event[1:]) for event in details.get("moved", ()))
        operation.details = details
    return changed


def drop_names(session: Session, person: ErasureSubject) -> int:
    """Delete the legacy names that stand for the person, or that hold their e-mail or full name."""
    wanted = select(LegacyName).where(
        or_(LegacyName.user_id.in_(person.ids), person.stands_in(LegacyName.name))
    )
    theirs = [
        one
        for one in session.scalars(wanted)
        if one.user_id in person.ids or person.scrubber.text(one.name) != one.name
    ]
    for one in theirs:
        session.delete(one)
    session.execute(
        delete(Creation)
        .where(Creation.entity == "user", Creation.entity_id.in_(person.ids))
        .execution_options(synchronize_session=False)
    )
    session.flush()
    return len(theirs)


def known_names(session: Session, person: ErasureSubject) -> list[tuple[int, str, str]]:
    """The legacy names that stand for the person: source, role and name."""
    theirs = select(LegacyName.source_id, LegacyName.role, LegacyName.name).where(
        LegacyName.user_id.in_(person.ids)
    )
    return [(source, role, name) for source, role, name in session.execute(theirs)]


def _scrub_sources(session: Session, person: ErasureSubject) -> None:
    for source in session.scalars(select(Source).where(person.stands_in(Source.name, Source.shop))):
        name, shop = person.scrubber.text(source.name), person.scrubber.text(source.shop)
        taken = select(Source.id).where(Source.name == name, Source.shop == shop, Source.id != source.id)
        source.name = name if session.scalar(taken) is None else f"{name}~{source.id}"
        source.shop = shop
        session.flush()


def _scrubbed(person: ErasureSubject, texts: dict[str, str | None], *, is_theirs: bool) -> dict[str, Any]:
    new = {name: old and person.scrubber.text(old, is_theirs=is_theirs) for name, old in texts.items()}
    # An author that is a number is not looked for in texts, but here it is the whole of one. Of a mailbox
    # (`Jane D <jane@example.com>`), the name is theirs, too.
    author = (texts["raw_author"] or "").strip()
    has_address = "@" in author and person.address.text(author) != author
    if has_address or (is_theirs and author in person.scrubber.names):
        new["raw_author"] = FORGOTTEN
    return new


def _names(person: ErasureSubject, extra: str | None) -> bool:
    values = json.loads(extra) if extra else None
    return bool(person.scrubber.value(values) != values)

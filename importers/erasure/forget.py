"""Erasing a person: from users, events, the ledger and operations. What happened stays, without them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from events.account.people import is_email
from events.errors import NotFoundError, UsageError
from events.models import CustomerEvent, Order, OrderEvent
from events.vocabulary.parameters import storable
from importers.batch_settings import settings_of
from importers.erasure import tombstones
from importers.erasure.scrub import FORGOTTEN
from importers.erasure.subject import ErasureSubject
from importers.ledger import operations
from importers.ledger.models import Batch, Creation, LedgerRecord, LegacyName, Operation, Reject

_AT_A_TIME = 500
_EVENTS = ((OrderEvent, LedgerRecord.order_event_id), (CustomerEvent, LedgerRecord.customer_event_id))
_RECORD_TEXTS = ("raw_author", "raw_message", "kind")


class UnknownPersonError(NotFoundError):
    """Nobody in the log has this e-mail or name."""

    def __init__(self, email: str) -> None:
        super().__init__(f"Nothing in the log is of {email!r}. Nothing was changed.")


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was erased, in rows. `events` lost the person (as author or customer), `texts` are those in
    whose parameters their e-mail or name stood; `orders` lost them as customer."""

    people: int = 0
    names: int = 0
    orders: int = 0
    events: int = 0
    texts: int = 0
    records: int = 0
    rejects: int = 0
    batches: int = 0
    operations: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was erased."""
        return not any(getattr(self, field.name) for field in fields(self))

    def as_dict(self) -> dict[str, int]:
        """The result as a JSON object."""
        return asdict(self)


def forget(session: Session, email: str, *, by: str) -> Forgotten:
    """Erase the person with this e-mail; the caller commits, or rolls back to only have looked.

    Their e-mail goes wherever it stands; a name of several words too; one of a single word, and a legacy
    name that was assigned to them, in what is theirs. Raises `UnknownPersonError` or `UsageError`.
    """
    email = storable(email.strip())
    if not is_email(email):
        raise UsageError(f"{email!r} is no e-mail address. Nothing was changed.")
    _keep_no_trace(session)
    person = ErasureSubject(session, email)
    until = tombstones.marks(session)
    done = Forgotten(
        texts=sum(_scrub_events(session, person, model) for model, _ in _EVENTS),
        records=_scrub_records(session, person),
        rejects=_scrub_rejects(session, person),
        batches=_scrub_batches(session, person),
        operations=_scrub_operations(session, person),
        events=_count_events(session, person),
        orders=_release_orders(session, person),
        names=_drop_names(session, person),
        people=_drop_users(session, person),
    )
    if done.is_nothing:
        raise UnknownPersonError(email)
    who = FORGOTTEN if person.scrubber.text(by, is_theirs=True) != by else by
    operations.add(session, kind=operations.FORGET, by=who, until=until, **done.as_dict())
    return done


def _keep_no_trace(session: Session) -> None:
    """Let the file's freed space be overwritten, not only be free."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def _scrub_events(session: Session, person: ErasureSubject, model: Any) -> int:
    is_theirs = person.events(model)
    wanted = person.stands_in(model.parameters)
    if person.scrubber.near:
        wanted = or_(wanted, is_theirs)
    changes = []
    for id, parameters, theirs in _rows(session, select(model.id, model.parameters, is_theirs).where(wanted)):
        scrubbed = person.scrubber.value(parameters, is_theirs=bool(theirs))
        if scrubbed != parameters:
            changes.append({"id": id, "parameters": scrubbed})
    return _change(session, model, changes)


def _scrub_records(session: Session, person: ErasureSubject) -> int:
    """Erase the person from the ledger. What else a line says of them cannot be separated from the
    rest: the whole `extra` goes where it names them, or where its event is of their own history."""
    columns = (
        LedgerRecord.identity,
        LedgerRecord.extra,
        *(getattr(LedgerRecord, name) for name in _RECORD_TEXTS),
    )
    own = select(CustomerEvent.id).where(CustomerEvent.customer_id.in_(person.ids))
    is_own = func.coalesce(LedgerRecord.customer_event_id.in_(own), False)
    by_them = or_(
        *(link.in_(select(model.id).where(model.user_id.in_(person.ids))) for model, link in _EVENTS)
    )
    wanted = or_(person.stands_in(*columns), is_own, LedgerRecord.raw_author.is_not(None) & by_them)
    found = select(LedgerRecord.id, *columns, is_own, func.coalesce(by_them, False)).where(wanted)
    changes = []
    for id, identity, extra, *rest in _rows(session, found):
        texts, own_one, theirs = rest[:-2], bool(rest[-2]), bool(rest[-2] or rest[-1])
        new: dict[str, Any] = {
            name: old and person.scrubber.text(old, is_theirs=theirs)
            for name, old in zip(_RECORD_TEXTS, texts, strict=True)
        }
        # An author that is a number is not looked for in texts, but here it is the whole of one.
        if theirs and (texts[0] or "").strip() in person.scrubber.names:
            new["raw_author"] = FORGOTTEN
        new["identity"] = identity if person.scrubber.text(identity) == identity else f"forgotten~{id}"
        new["extra"] = None if own_one or _names(person, extra) else extra
        if new != dict(zip((*_RECORD_TEXTS, "identity", "extra"), (*texts, identity, extra), strict=True)):
            changes.append({"id": id, **new})
    return _change(session, LedgerRecord, changes)


def _names(person: ErasureSubject, extra: str | None) -> bool:
    values = json.loads(extra) if extra else None
    return bool(person.scrubber.value(values) != values)


def _scrub_rejects(session: Session, person: ErasureSubject) -> int:
    encodings = {batch.id: settings_of(batch).encoding or "utf-8" for batch in session.scalars(select(Batch))}
    found = select(Reject.id, Reject.batch_id, Reject.raw, Reject.value, Reject.reason)
    changes = []
    for id, batch, raw, value, reason in _rows(session, found):
        new = {
            "raw": person.scrubber.raw(raw, [encodings[batch]]),
            "value": person.scrubber.text(value),
            "reason": person.scrubber.text(reason),
        }
        if new != {"raw": raw, "value": value, "reason": reason}:
            changes.append({"id": id, **new})
    return _change(session, Reject, changes)


def _scrub_batches(session: Session, person: ErasureSubject) -> int:
    changed = 0
    for batch in session.scalars(select(Batch)):
        scrub = person.scrubber
        names = ("file", "path", "settings", "notes")
        new = {name: scrub.value(getattr(batch, name)) for name in names}
        if any(getattr(batch, name) != value for name, value in new.items()):
            changed += 1
            for name, value in new.items():
                setattr(batch, name, value)
    return changed


def _scrub_operations(session: Session, person: ErasureSubject) -> int:
    changed = 0
    for operation in session.scalars(select(Operation)):
        # An assignment names them by the very word that stands for them.
        is_theirs = operation in person.assignments
        details = person.scrubber.value(operation.details, is_theirs=is_theirs)
        if operation.details.get("name") in person.scrubber.names and operation.kind != operations.FORGET:
            details["name"] = FORGOTTEN
        changed += details != operation.details
        operation.details = details
    return changed


def _count_events(session: Session, person: ErasureSubject) -> int:
    acted = session.scalar(
        select(func.count()).select_from(OrderEvent).where(OrderEvent.user_id.in_(person.ids))
    )
    either = or_(CustomerEvent.user_id.in_(person.ids), CustomerEvent.customer_id.in_(person.ids))
    return (acted or 0) + (session.scalar(select(func.count()).select_from(CustomerEvent).where(either)) or 0)


def _release_orders(session: Session, person: ErasureSubject) -> int:
    released = update(Order).where(person.is_owner()).values(user_id=None, user_email="")
    result: Any = session.execute(released.execution_options(synchronize_session=False))
    return int(result.rowcount)


def _drop_names(session: Session, person: ErasureSubject) -> int:
    """Legacy names that stand for them, or that hold their e-mail."""
    result: Any = session.execute(
        delete(LegacyName)
        .where(LegacyName.user_id.in_(person.ids))
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def _drop_users(session: Session, person: ErasureSubject) -> int:
    session.execute(
        delete(Creation)
        .where(Creation.entity == "user", Creation.entity_id.in_(person.ids))
        .execution_options(synchronize_session=False)
    )
    for user in person.users:
        session.delete(user)
    session.flush()
    return len(person.users)


def _rows(session: Session, query: Any) -> Iterator[Any]:
    yield from session.execute(query, execution_options={"yield_per": _AT_A_TIME})


def _change(session: Session, model: Any, changes: Sequence[dict[str, Any]]) -> int:
    for start in range(0, len(changes), _AT_A_TIME):
        session.execute(update(model), changes[start : start + _AT_A_TIME])
    return len(changes)

"""Assigns a legacy author's name to a person, and undoes that.

An assigned name is one whose user has an e-mail or another name than its own placeholder, or one that was
given to the system: then it has no user. Records whose event is re-attributed keep the name as their
`raw_author`, which is how it is taken back exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.account.machines import SYSTEM
from events.account.people import author, is_email
from events.errors import UsageError
from events.models import User
from events.next_commands import joined
from events.vocabulary.parameters import storable
from importers.authors.actors import AUTHOR, TABLES, UnknownActorError, find, is_given
from importers.authors.assignment_errors import (
    AlreadyAssignedError,
    CannotUnassignError,
    NotAssignedError,
)
from importers.authors.leaving import NAMED, leave
from importers.authors.of_system import given, is_of_system, named_by
from importers.authors.reattribute import events_by_hand, give, give_back
from importers.ledger import locks, operations
from importers.ledger.models import Creation, LegacyName, Operation
from importers.ledger.record_tables import batch_of, record_id


@dataclass(frozen=True, kw_only=True)
class Attributed:
    """What an assignment did, or its taking back. `email` is "system" where no person is meant.
    `made_user`: the e-mail was not known before; on the way back: that person was removed again."""

    operation: str
    kind: str
    name: str
    source: str
    shop: str
    email: str
    events: int
    made_user: bool
    dry_run: bool


def assign(
    session: Session,
    name: str,
    who: str,
    *,
    source: str | None,
    shop: str | None,
    by: str,
    together_with: str | None = None,
) -> Attributed:
    """Let `name` be a person, or the system, for what was imported and for what will be. Does not commit.

    `who` is the person's e-mail, or full name where nobody knows an e-mail; "system" is no person. Notes that
    were written here stay with the name where it becomes the system. `together_with` is the first operation
    of the same command. Raises `UnknownActorError`, `AmbiguousActorError`, `AlreadyAssignedError`, or
    `UsageError` for what is neither, or the same name.
    """
    who = storable(who.strip())
    if not who or ("@" in who and not is_email(who)):
        raise UsageError(f"{who!r} is neither an e-mail address nor a name. Nothing was changed.")
    known, of, placeholder = find(session, name, source=source, shop=shop)
    if is_given(known, placeholder) and placeholder is not None:
        raise AlreadyAssignedError(known.name, to=placeholder.email or placeholder.name)
    if is_of_system(session, known):
        raise AlreadyAssignedError(known.name, to=f"the {SYSTEM}")
    is_system = who.casefold() == SYSTEM
    if who == known.name and not is_system:
        raise UsageError(f"{who!r} is called so already. Nothing was changed.")
    if placeholder is not None:
        _check_alone(session, known, placeholder)
    user, made_user = (None, False) if is_system else _person(session, who)
    by_hand: dict[str, list[int]] = {}
    moved = 0
    if placeholder is not None:
        by_hand = events_by_hand(session, placeholder) if user else {}
        moved = give(session, known, placeholder, user)
    known.user_id = user.id if user else None
    also: dict[str, Any] = {operations.TOGETHER: together_with} if together_with else {}
    is_named = user is not None and _give_name(user, known.name)
    operation = operations.add(
        session,
        kind=operations.ASSIGN,
        by=by,
        source_id=of.id,
        source=of.name,
        shop=of.shop,
        name=known.name,
        email=(user.email or user.name) if user else SYSTEM,
        user=user.id if user else None,
        **({} if user else {operations.TO_SYSTEM: True}),
        **also,
        before=placeholder.id if placeholder else None,
        made_user=made_user,
        **({NAMED: True} if is_named else {}),
        by_hand=by_hand,
        events=moved,
    )
    return _attributed(operation)


def assign_known(
    session: Session, names: Iterable[str], who: str, *, source: str | None, shop: str | None, by: str
) -> list[Attributed]:
    """Let those of the `names` that imports know, and that are nobody's yet, be one person; see `assign`."""
    done = []
    for name in names:
        try:
            known, _, user = find(session, name, source=source, shop=shop)
        except UnknownActorError:
            continue
        if not is_given(known, user) and not is_of_system(session, known):
            done.append(assign(session, name, who, source=source, shop=shop, by=by))
    return done


def unassign(session: Session, name: str, *, source: str | None, shop: str | None, by: str) -> Attributed:
    """Undo the assignment of a name: the person's other events stay theirs. Does not commit.

    Raises `UnknownActorError`, `AmbiguousActorError` or `NotAssignedError`.
    """
    known, of, user = find(session, name, source=source, shop=shop, assigned=True)
    operation = _last_assignment(session, known)
    if operation is None or not _is_assigned(session, known):
        raise NotAssignedError(known.name)
    placeholder = _placeholder(session, known, operation.details["before"])
    moved = give_back(session, known, user, placeholder, operation.details["by_hand"])
    if moved or operation.details["before"] == placeholder.id:
        known.user_id = placeholder.id
        _note_creation(session, placeholder)
    else:
        _forget_name(session, known, placeholder)
    removed = user is not None and leave(session, user, operation)
    undone = operations.add(
        session,
        kind=operations.UNASSIGN,
        by=by,
        source=of.name,
        shop=of.shop,
        name=name,
        email=(user.email or user.name) if user else SYSTEM,
        **({} if user else {operations.TO_SYSTEM: True}),
        made_user=removed,
        events=moved,
        of=operation.id,
    )
    return _attributed(undone)


def take_back(session: Session, operation: Operation, *, by: str) -> Attributed:
    """`unassign` of the assignment that an operation made. Raises `NotAssignedError` where it holds no
    more."""
    details = operation.details
    if operation.kind != operations.ASSIGN:
        raise CannotUnassignError(
            operations.name_of(operation), kind=operation.kind, batch=operation.batch_id, details=details
        )
    known = session.get(LegacyName, (details["source_id"], AUTHOR, details["name"]))
    if known is None or _last_assignment(session, known) is not operation or not _is_assigned(session, known):
        raise NotAssignedError(details["name"])
    return unassign(session, details["name"], source=details["source"], shop=details["shop"], by=by)


def _person(session: Session, who: str) -> tuple[User, bool]:
    """The person with this e-mail or name, and whether they were made for it."""
    found = author(session, who)
    return found.user, found.is_new


def _give_name(user: User, name: str) -> bool:
    """Name somebody who is known only by an e-mail, if `name` is a full name; returns whether it did."""
    is_full = len(words := name.split()) > 1 and all(word.replace("-", "").isalpha() for word in words)
    if user.name or user.email is None or not is_full:
        return False
    user.name = name
    return True


def _check_alone(session: Session, known: LegacyName, placeholder: User) -> None:
    """Raises `UsageError` where other names were given to the placeholder: its events are not all this
    name's."""
    others = select(LegacyName.name).where(
        LegacyName.user_id == placeholder.id, LegacyName.role == AUTHOR, LegacyName.name != known.name
    )
    if other := session.scalar(others.order_by(LegacyName.name).limit(1)):
        raise UsageError(
            f"{other!r} is {known.name!r}, too. Nothing was changed. First: "
            f"{joined(['events', 'actors', 'unassign', other])}"
        )


def _placeholder(session: Session, known: LegacyName, before: int | None) -> User:
    """The name's own placeholder: the one it had, or where an undo removed that, a new one."""
    found = session.get(User, before) if before is not None else None
    if found is None:
        found = User(name=known.name, is_staff=True, is_placeholder=True)
        session.add(found)
        session.flush()
    return found


def _forget_name(session: Session, known: LegacyName, placeholder: User) -> None:
    """Delete a name that no event bears any more: the next import that has it makes it anew."""
    session.delete(known)
    session.flush()
    locks.declare_held(session.connection())
    session.delete(placeholder)


def _note_creation(session: Session, placeholder: User) -> None:
    """Let a new placeholder be the making of the batch that used it first, so that its undo removes it."""
    if session.get(Creation, ("user", placeholder.id)) is not None:
        return
    firsts = [
        session.scalar(
            select(batch_of(record_id(model)))
            .select_from(model)
            .where(model.user_id == placeholder.id, batch_of(record_id(model)).is_not(None))
            .order_by(model.id)
            .limit(1)
        )
        for model in TABLES
    ]
    batch = min((first for first in firsts if first is not None), default=None)
    if batch is not None:
        session.add(Creation(entity="user", entity_id=placeholder.id, batch_id=batch))
        session.flush()


def _last_assignment(session: Session, known: LegacyName) -> Operation | None:
    """The newest operation that gave this name to somebody."""
    wanted = (known.source_id, known.name)
    return next((one for one in given(session) if named_by(one) == wanted), None)


def _is_assigned(session: Session, known: LegacyName) -> bool:
    user = session.get(User, known.user_id) if known.user_id else None
    return is_given(known, user) or is_of_system(session, known)


def _attributed(operation: Operation) -> Attributed:
    names = ("name", "source", "shop", "email", "events", "made_user")
    return Attributed(
        operation=operations.name_of(operation),
        kind=operation.kind,
        dry_run=False,
        **{name: operation.details[name] for name in names},
    )

"""What becomes of a person when a legacy name is no longer theirs.

A person who was made for it is removed, and so is the full name that it gave them, unless another legacy name
is still theirs: its assignment then accounts for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from events.models import User
from importers.authors.actors import AUTHOR
from importers.authors.of_system import given, named_by
from importers.ledger import locks
from importers.ledger.models import Creation, LegacyName, Operation

NAMED, _MADE = "named", "made_user"
"""In the details of an assignment: that the person got the legacy name as their own; that they were made."""


def leave(session: Session, user: User, operation: Operation) -> bool:
    """Take from a person what an assignment gave them that was undone. Returns whether they were removed,
    since nothing else refers to them."""
    details = operation.details
    if details.get(NAMED) and user.name == details["name"]:
        same = (one for one in _still_theirs(session, user) if one.details["name"] == user.name)
        if not _pass_on(next(same, None), NAMED):
            user.name = ""
    leftover = user.is_placeholder and session.get(Creation, ("user", user.id)) is None
    if not (details[_MADE] or leftover):
        return False
    if details[_MADE] and _pass_on(next(_still_theirs(session, user), None), _MADE):
        return False
    return _remove_unused(session, user)


def _still_theirs(session: Session, user: User) -> Iterator[Operation]:
    """The assignments by which legacy names are this person's, the newest first."""
    seen: set[tuple[int, str]] = set()
    for one in given(session):
        source, name = named = named_by(one)
        if named not in seen:
            seen.add(named)
            known = session.get(LegacyName, (source, AUTHOR, name))
            if known is not None and known.user_id == user.id:
                yield one


def _pass_on(operation: Operation | None, detail: str) -> bool:
    """Note `detail` in this assignment, if there is one; returns whether there is."""
    if operation is None:
        return False
    more: dict[str, Any] = {detail: True}
    operation.details = {**operation.details, **more}
    return True


def _remove_unused(session: Session, user: User) -> bool:
    """Remove a person to whom nothing refers; returns whether it did."""
    uses = text(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM order_events WHERE user_id = :id)"
        " OR EXISTS (SELECT 1 FROM customer_events WHERE user_id = :id)"
        " OR EXISTS (SELECT 1 FROM customer_events WHERE customer_id = :id)"
        " OR EXISTS (SELECT 1 FROM orders WHERE user_id = :id)"
        " OR EXISTS (SELECT 1 FROM legacy_names WHERE user_id = :id)"
        " OR EXISTS (SELECT 1 FROM operations WHERE user_id = :id)"
    )
    if session.execute(uses, {"id": user.id}).first():
        return False
    locks.declare_held(session.connection())
    session.delete(user)
    session.flush()
    return True

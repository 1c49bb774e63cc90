"""Legacy names that were assigned to the system: they have no user, like the name of a deleted person."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.ledger import operations
from importers.ledger.models import LegacyName, Operation


def given(session: Session) -> Iterator[Operation]:
    """The operations that gave names to somebody, the newest first."""
    asked = select(Operation).where(Operation.kind == operations.ASSIGN).order_by(Operation.id.desc())
    yield from session.scalars(asked)


def named_by(operation: Operation) -> tuple[int, str]:
    """The source and the name that an operation gave to somebody."""
    return operation.details["source_id"], operation.details["name"]


def is_of_system(session: Session, known: LegacyName) -> bool:
    """Whether the name is the system's."""
    if known.user_id is not None:
        return False
    wanted = (known.source_id, known.name)
    last = next((one for one in given(session) if named_by(one) == wanted), None)
    return last is not None and bool(last.details.get(operations.TO_SYSTEM))


def names_of_system(session: Session) -> set[tuple[int, str]]:
    """The sources and names that were given to the system; one that was taken back has a user again."""
    return {named_by(one) for one in given(session) if one.details.get(operations.TO_SYSTEM)}

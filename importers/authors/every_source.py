"""Assigns a legacy author's name in every source that has it; one undo takes all of that back.

Each source keeps an operation of its own, since later imports and proofs rely on it; the operations of one
command name the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from importers.authors import actors, assignments
from importers.authors.assignment_errors import NotAssignedError
from importers.authors.assignments import Attributed
from importers.authors.of_system import given, is_of_system
from importers.ledger import operations
from importers.ledger.models import Operation


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a command did with a name in each source. `others` are the sources in which it stays as it was."""

    done: Sequence[Attributed]
    others: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """The change as one row of data, with its sources; `source` and `shop` if it is of only one."""
        first, *more = self.done
        return {
            **asdict(first),
            **({"source": None, "shop": None} if more else {}),
            "events": sum(one.events for one in self.done),
            "made_user": any(one.made_user for one in self.done),
            "sources": [
                {"source": one.source, "shop": one.shop, "events": one.events, "operation": one.operation}
                for one in self.done
            ],
        }


def assign(session: Session, name: str, who: str, *, source: str | None, shop: str | None, by: str) -> Change:
    """Let `name` be a person, or the system, in every source where it is nobody's yet, or in the one named.
    Does not commit. Raises what `assignments.assign` raises."""
    found = actors.find_all(session, name, source=source, shop=shop)
    free = [
        (known, of)
        for known, of, user in found
        if not (actors.is_given(known, user) or is_of_system(session, known))
    ]
    if not free:
        return Change(done=[assignments.assign(session, name, who, source=source, shop=shop, by=by)])
    done: list[Attributed] = []
    for known, of in free:
        first = done[0].operation if done else None
        done.append(
            assignments.assign(
                session, known.name, who, source=of.name, shop=of.shop, by=by, together_with=first
            )
        )
    mine = {(one.source, one.shop) for one in done}
    rest = [of for _, of, _ in found if (of.name, of.shop) not in mine]
    others = [f"{of.name} (shop {of.shop})" if of.shop else of.name for of in rest]
    return Change(done=done, others=others)


def unassign(session: Session, name: str, *, source: str | None, shop: str | None, by: str) -> Change:
    """Undo the assignment of a name in every source where it is the same person's. Raises what
    `assignments.unassign` raises: a name of several people needs its source."""
    found = actors.find_all(session, name, source=source, shop=shop)
    theirs = [(known, of, user) for known, of, user in found if actors.is_given(known, user)]
    if len({user.id for _, _, user in theirs if user}) != 1:
        return Change(done=[assignments.unassign(session, name, source=source, shop=shop, by=by)])
    return Change(
        done=[
            assignments.unassign(session, known.name, source=of.name, shop=of.shop, by=by)
            for known, of, _ in theirs
        ]
    )


def take_back(session: Session, operation: Operation, *, by: str) -> Change:
    """Undo the assignment that an operation made, with those of the same command that still hold. Raises what
    `assignments.take_back` raises."""
    first = operation.details.get(operations.TOGETHER, operations.name_of(operation))
    same = [
        one
        for one in given(session)
        if first in (operations.name_of(one), one.details.get(operations.TOGETHER))
    ]
    done, problem = [], None
    for one in same:  # the newest first: the first may have made the person
        try:
            done.append(assignments.take_back(session, one, by=by))
        except NotAssignedError as error:
            problem = error
    if problem is not None and not done:
        raise problem
    return Change(done=done or [assignments.take_back(session, operation, by=by)])

"""Finds the recorded operations that explain why a sealed event is gone, erased, or of another author or
order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from events.models import User
from importers.ledger import operations
from importers.ledger.models import Operation
from importers.ledger.operations import OperationView
from importers.seals.blocks import SealedEvent
from importers.seals.event_text import EventRow, event_text

_NOBODY = ""
"""What events of the system are called by: they have no user."""

_Link = tuple[int, str]
"""An operation, and another name that it gave the same events."""


class Explanations:
    """The operations that were recorded after a seal, and what they did to its events."""

    def __init__(self, connection: Connection) -> None:
        self._undone: dict[int, int] = {}
        self._erasures: set[int] = set()
        self._deletions: set[int] = set()
        self._moves: dict[str, list[_Link]] = defaultdict(list)
        self._links: dict[str, set[_Link]] = defaultdict(set)
        columns = Operation.id, Operation.kind, Operation.batch_id, Operation.details
        for id, kind, batch, details in connection.execute(select(*columns).order_by(Operation.id)).all():
            if kind == operations.UNDO:
                self._undone[batch] = id
            elif kind == operations.FORGET:
                self._erasures.add(id)
            elif kind in (operations.UNDO_NOTE, operations.UNDO_EVENT):
                self._deletions.add(id)
            elif kind == operations.MOVE_NOTE:
                self._deletions.add(id)  # of what the customer's own history said of the note
                for event in details.get("moved", ()):
                    self._moves[event].append((id, details["target"]))
            elif kind in (operations.ASSIGN, operations.UNASSIGN):
                self._link(id, _names(connection, details))
        self._linked = cache(self._all_linked)

    def undo_of(self, event: SealedEvent) -> int:
        """The operation that removed the event, with its batch or alone; 0 for none."""
        operation = 0 if event.batch is None else self._undone.get(event.batch, 0)
        if event.erased_by in self._deletions:
            operation = event.erased_by
        return operation if operation > event.seal else 0

    def has_erasure(self, event: SealedEvent) -> bool:
        """Whether the operation that is said to have erased the event is an erasure."""
        return event.erased_by in self._erasures and event.erased_by > event.seal

    def change_of(self, event: SealedEvent, letter: str, row: EventRow) -> tuple[int, EventRow] | None:
        """The operation that gave the event, otherwise the same, its author or its order, and the event as it
        was sealed."""
        for moved, before in self._before_moves(letter, row):
            for assigned, name in [(0, row.user or _NOBODY), *self._linked(row.user or _NOBODY)]:
                sealed, operation = before._replace(user=name or None), max(moved, assigned)
                if operation > event.seal and event.is_of(event_text(letter, sealed)):
                    return operation, sealed
        return None

    def _before_moves(self, letter: str, row: EventRow) -> Iterator[tuple[int, EventRow]]:
        """The event as it is, and with each order that it was moved from."""
        yield 0, row
        for operation, target in self._moves.get(f"{letter}{row.id}", ()):
            yield operation, row._replace(shop="", order=target)
            for place in (place for place, char in enumerate(target) if char == "/"):
                yield operation, row._replace(shop=target[:place], order=target[place + 1 :])

    def _link(self, operation: int, names: Sequence[str]) -> None:
        for one in names:
            self._links[one] |= {(operation, other) for other in names if other != one}

    def _all_linked(self, name: str) -> Sequence[_Link]:
        """What a name's events were called before, however often they were reassigned; latest first."""
        found, left = set(self._links.get(name, ())), list(self._links.get(name, ()))
        while left:
            more = self._links[left.pop()[1]] - found
            found |= more
            left += more
        return sorted((link for link in found if link[1] != name), reverse=True)


def views(connection: Connection, *, after: int) -> list[OperationView]:
    """What was recorded after an operation, other seals left out."""
    wanted = select(*Operation.__table__.columns).where(Operation.id > after).order_by(Operation.id)
    found = [Operation(**row._mapping) for row in connection.execute(wanted)]
    return [operations.view(one) for one in found if one.kind != operations.SEAL]


def _names(connection: Connection, details: dict[str, Any]) -> list[str]:
    """What events were called before and after an assignment, as seals have it."""
    ids = [id for id in (details.get("before"), details.get("user")) if id is not None]
    users = connection.execute(select(User.email, User.name).where(User.id.in_(ids))).all() if ids else []
    person = _NOBODY if details.get(operations.TO_SYSTEM) else details.get("email")
    given = (details.get("name"), person, *(email or name for email, name in users))
    return list(dict.fromkeys(str(one) for one in given if one is not None))

"""Why a legacy name cannot be assigned, or an assignment not be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from events.errors import EventsError
from events.next_commands import joined
from importers.ledger import operations


class AlreadyAssignedError(EventsError):
    """The legacy name is assigned to a person already."""

    def __init__(self, name: str, *, to: str) -> None:
        super().__init__(
            f"{name!r} is {to} already. Nothing was changed. "
            f"To give it to somebody else, first: events actors unassign {name!r}"
        )


class NotAssignedError(EventsError):
    """The legacy name is not assigned to anybody."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is assigned to nobody. Nothing was changed.")


class CannotUnassignError(EventsError):
    """The operation cannot be taken back as an assignment."""

    def __init__(self, name: str, *, kind: str, batch: int | None, details: Mapping[str, Any]) -> None:
        event, before = details.get("event", "EVENT_ID"), details.get("target", "NUMBER")
        hints = {
            operations.UNDO: f"It was an undo; `events batch {batch}` shows how to import the same again.",
            operations.UNASSIGN: "It took a name back; `events actors assign` gives it again.",
            operations.UNDO_MEANING: "It took a meaning back; `events meanings set` gives it again.",
            operations.FORGET: "It erased a person, for good.",
            operations.UNDO_NOTE: "It deleted a note, for good; `events add-note` writes it again.",
            operations.UNDO_EVENT: "It deleted an event, for good; `events record` records it again.",
            operations.MOVE_NOTE: f"To move the note back: {joined(['events', 'move-note', event, before])}",
        }
        hint = hints.get(kind, f"To take back the whole import: events undo {batch}" if batch else "")
        super().__init__(f"{name} cannot be taken back. {hint}".strip())

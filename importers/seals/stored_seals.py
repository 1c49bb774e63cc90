"""Seals that the log knows: the operations that made them, complete ones only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from importers.ledger import operations
from importers.ledger.models import Operation

MARKS = {"o": "order_events", "c": "customer_events"}
"""What the operation calls the last event of each table, by the letter of its printed id."""


@dataclass(frozen=True, kw_only=True)
class StoredSeal:
    """A seal: its digest in hexadecimal digits, how many `events` it covers, and the last of each table."""

    operation: int
    date: datetime
    by: str
    digest: str
    events: int
    marks: dict[str, int]

    @property
    def name(self) -> str:
        """Its operation as it is printed: op5."""
        return f"{operations.PREFIX}{self.operation}"


def all_seals(connection: Connection) -> list[StoredSeal]:
    """The log's complete seals, oldest first."""
    columns = Operation.id, Operation.date, Operation.details
    found = select(*columns).where(Operation.kind == operations.SEAL).order_by(Operation.id)
    return [
        StoredSeal(
            operation=id,
            date=date,
            by=details["by"],
            digest=details["digest"],
            events=details["events"],
            marks={letter: details[name] for letter, name in MARKS.items()},
        )
        for id, date, details in connection.execute(found)
        if details.get("done")
    ]

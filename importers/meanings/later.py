"""Applies meanings that were set earlier to what an import brought."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from importers.ledger import operations
from importers.ledger.models import Operation


def give(connection: Connection, batch: int) -> None:
    """Give the records of a batch these meanings, unless its mapping gave them one. It may run again.

    The code that finds messages is loaded only for a log in which a meaning was set.
    """
    with Session(connection) as session:
        was_set = session.scalar(select(Operation.id).where(Operation.kind == operations.MEANING).limit(1))
    if was_set is not None:
        from importers.meanings.setting import apply_to_batch

        apply_to_batch(connection, batch)

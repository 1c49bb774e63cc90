"""Reads and changes any number of rows, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

_AT_A_TIME = 500


def each_row(session: Session, query: Any) -> Iterator[Any]:
    """The rows of a query."""
    yield from session.execute(query, execution_options={"yield_per": _AT_A_TIME})


def change_rows(session: Session, model: Any, changes: Sequence[dict[str, Any]]) -> int:
    """Write changed columns, each with the row's `id`; returns how many rows that were."""
    for start in range(0, len(changes), _AT_A_TIME):
        session.execute(update(model), changes[start : start + _AT_A_TIME])
    return len(changes)

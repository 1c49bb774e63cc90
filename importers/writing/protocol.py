"""What every bulk writer offers, and what it is given and gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import polars as pl

    from importers.ledger.rejects import Rejected
    from importers.record_frame import RecordFrame


@dataclass(frozen=True, kw_only=True)
class Target:
    """Which batch is written, and on what terms."""

    batch_id: int
    source_id: int
    shop: str
    make_orders: bool
    make_customers: bool
    may_drop: bool
    """Whether a chunk may be dropped after it was written: keeping that open costs memory."""
    is_bulk: bool = False
    """Whether so much may come that the database is made ready for it: `finish` ends that."""


OnStep = Callable[[int, int], None]
"""Told how many of how many last steps are done."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a chunk's records. `changed` and `refused` are those records themselves, `refused`
    with their code. Counts but `imported` and `duplicate` are of orders and people."""

    imported: int
    duplicate: int
    changed: pl.DataFrame
    refused: pl.DataFrame
    orders_made: int = 0
    people_made: int = 0
    customer_conflicts: int = 0


class Writer(Protocol):
    """For each chunk: `begin`, `write` (first, it may start over), `reject`, `checkpoint`, then `keep` or
    `drop`. What is kept is committed some chunks at a time; `commit` does so now, `rollback` forgets it.
    Before them all, `meet` takes note of what an earlier run of the batch has written; after them, `finish`
    commits and leaves the database as readers want it."""

    @property
    def expects_new(self) -> bool:
        """Whether nothing suggests that the ledger knows any of the records to come."""

    def begin(self) -> None: ...
    def write(self, records: RecordFrame) -> Outcome: ...
    def meet(self, records: RecordFrame) -> None: ...
    def reject(self, rejects: Sequence[Rejected]) -> None: ...
    def withdraw(self, reject_ids: Sequence[int]) -> None: ...
    def checkpoint(self, values: Mapping[str, Any]) -> None: ...
    def keep(self) -> None: ...
    def drop(self) -> None: ...
    def commit(self) -> None: ...
    def finish(self, on_step: OnStep) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...

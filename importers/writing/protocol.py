"""The interface of a bulk writer, with its arguments and results."""

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
    """Which batch is written, and how.

    `shop` is the shop of its orders; `create_orders` and `create_customers` decide whether missing ones are
    created, or their records refused.
    """

    batch_id: int
    source_id: int
    shop: str
    create_orders: bool
    create_customers: bool
    use_savepoints: bool
    """Whether `discard_chunk` may be called: that costs memory."""
    continued: tuple[int, ...] = ()
    """Batches whose records stand at the start of the input, and are known as this one's own."""
    defer_indexes: bool = False
    """Whether indexes may be dropped during the import, and built in `finish`."""
    is_large: bool = False
    """Whether the input is so large that this is known to be worth it before anything is written."""

    @property
    def own_batches(self) -> tuple[int, ...]:
        """The batches whose records are the input's own."""
        return (self.batch_id, *self.continued)


OnStep = Callable[[int, int], None]
"""Called with the number of final steps that are done, and of all of them."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a chunk's records.

    `imported` and `duplicate` count records. `changed` has the records whose identity is known with other
    content; `refused` has those that cannot be stored, with a reject code. The other counts are of orders
    and people.
    """

    imported: int
    duplicate: int
    changed: pl.DataFrame
    refused: pl.DataFrame
    orders_made: int = 0
    people_made: int = 0
    customer_conflicts: int = 0


class Writer(Protocol):
    """Writes one batch into a log: what each kind of database implements.

    The caller first calls `preload_known` for records that an earlier run of the batch has written. Then,
    for each chunk, it calls `begin`, `write`, `add_rejects` and `checkpoint`, and at last `release_chunk` or
    `discard_chunk`. `finish` ends the batch, and `close` is always called. Every method raises
    `EventsError`s for a database that is busy, read-only, full or not reachable; the caller then calls
    `rollback`. `tests/importers/test_writers.py` and `test_writer_transactions.py` hold the tests that every
    writer must pass.
    """

    @property
    def expects_new(self) -> bool:
        """Whether nothing suggests that the ledger already has records of those to come.

        It may change with every `write`, and is only a hint: it decides where work is done.
        """

    @property
    def keeps_kinds(self) -> bool:
        """Whether the log stores kinds, so that records with the codes of theirs are wanted."""

    @property
    def leaves_kinds(self) -> int:
        """Up to how many records an import may leave the codes of theirs to the next reading by kind."""

    def begin(self) -> None:
        """Start a chunk: open a transaction unless one is open, and with `use_savepoints` set a savepoint."""

    def write(self, records: RecordFrame) -> Outcome:
        """Write the new ones of a chunk's records: events, orders, people and ledger records.

        It is the first call after `begin`. Records that the ledger has, or that the input contained
        before, are not written but counted or given back in the `Outcome`.
        """

    def preload_known(self, records: RecordFrame) -> None:
        """Note records of the input that an earlier run has written, so that a repeat is a duplicate."""

    def add_rejects(self, rejects: Sequence[Rejected]) -> None:
        """Add rejects of the chunk to the ledger."""

    def delete_rejects(self, reject_ids: Sequence[int]) -> None:
        """Delete rejects, by their ids, whose records have been repaired."""

    def checkpoint(self, values: Mapping[str, Any]) -> None:
        """Set columns of the batch's row: the position after the chunk, and the counts so far."""

    def release_chunk(self) -> None:
        """Keep the chunk. It is committed now, or together with the next ones."""

    def discard_chunk(self) -> None:
        """Take back the chunk since `begin`. Only with `use_savepoints`."""

    def commit(self) -> None:
        """Commit every chunk that was kept."""

    def finish(self, on_step: OnStep) -> None:
        """Commit, and leave the database as readers need it: with the indexes that were put off."""

    def met(self) -> Callable[[int], bool]:
        """Whether the input contained a record, by the id that the ledger had for it before this batch."""

    def rollback(self) -> None:
        """Take back everything since the last commit."""

    def close(self) -> None:
        """Close the connection. What was not committed is lost."""

"""Gathers new events into blocks, each of one batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from importers.seals import tree

_SPANS = "SELECT first_id, last_id, batch_id FROM record_spans WHERE first_id <= :high AND last_id >= :low"
_ENDS = """
    SELECT batch_id, max(abs({end})) FROM record_spans WHERE first_id {is_theirs} 0 GROUP BY batch_id
"""


@dataclass(kw_only=True)
class NewBlock:
    """A block that is filled. `sign` is that of its records' ids."""

    batch: int | None
    sign: int
    ids: list[int] = field(default_factory=list)
    leaves: bytearray = field(default_factory=bytearray)
    seed: bytes = field(default_factory=tree.new_seed)

    @property
    def size(self) -> int:
        """How many events it has."""
        return len(self.ids)

    def add(self, id: int, content: bytes) -> None:
        """Add an event by its id and text."""
        self.leaves += tree.leaf(tree.salt(self.seed, len(self.ids)), content)
        self.ids.append(id * self.sign)

    def as_row(self, operation: int) -> dict[str, Any]:
        """The block as it is stored."""
        first, last = self.ids[0], self.ids[-1]
        has_gaps = abs(last - first) + 1 != len(self.ids)
        return {
            "operation_id": operation,
            "batch_id": self.batch,
            "first_id": first,
            "last_id": last,
            "ids": b"".join(id.to_bytes(8, signed=True) for id in self.ids) if has_gaps else b"",
            "seed": self.seed,
            "salts": b"",
            "leaves": bytes(self.leaves),
        }


class BlockBuilder:
    """Takes the events of one table in the order of their ids, and gives the blocks that are complete."""

    def __init__(self, connection: Connection, letter: str) -> None:
        self._sign = 1 if letter == "o" else -1
        self._open: dict[int | None, NewBlock] = {}
        self._full: list[NewBlock] = []
        self._spans: Iterator[tuple[int, int, int]] = iter(())
        self._span: tuple[int, int, int] | None = None
        end, is_theirs = ("last_id", ">") if letter == "o" else ("first_id", "<")
        found = connection.execute(text(_ENDS.format(end=end, is_theirs=is_theirs)))
        self._ends: dict[int, int] = {int(batch): int(last) for batch, last in found}

    def read_batches(self, connection: Connection, *, after: int, until: int) -> None:
        """Find out which of the next events are of which batch."""
        low, high = sorted((self._sign * (after + 1), self._sign * until))
        found = connection.execute(text(_SPANS), {"low": low, "high": high}).all()
        self._spans = iter(sorted((*sorted(map(abs, (first, last))), batch) for first, last, batch in found))
        self._span = next(self._spans, None)

    def add(self, id: int, content: bytes) -> None:
        """Add an event."""
        batch = self._batch_of(id)
        block = self._open.get(batch)
        if block is None:
            block = self._open[batch] = NewBlock(batch=batch, sign=self._sign)
        block.add(id, content)
        if block.size == tree.BLOCK:
            self._full.append(self._open.pop(batch))

    def take(self, *, until: int | None) -> list[NewBlock]:
        """The blocks that are full or whose batch has no event above this id; all of them without one."""
        ended = [one for one in self._open if until is None or (one is not None and self._ends[one] <= until)]
        done = [*self._full, *(self._open.pop(one) for one in ended)]
        self._full = []
        return done

    def _batch_of(self, id: int) -> int | None:
        while self._span is not None and self._span[1] < id:
            self._span = next(self._spans, None)
        return self._span[2] if self._span is not None and self._span[0] <= id else None

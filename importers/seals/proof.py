"""The proof that the events of an order belong to a seal: each with its salt and its way up the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from events.errors import NotFoundError
from events.order.lookup import FoundOrder
from importers.ledger import operations
from importers.seals import blocks, tree
from importers.seals.blocks import Block, SealedEvent
from importers.seals.event_text import TABLES, EventRow, event_rows, event_text
from importers.seals.explanations import Explanations
from importers.seals.stored_seals import StoredSeal, all_seals

FORMAT = "events-order-proof-1"
"""What the document says it is: a later version gets another number."""


class NoSealError(NotFoundError):
    """The log was never sealed."""

    def __init__(self) -> None:
        super().__init__("There is no seal to prove events by. Next: events seal")


class BrokenSealError(NotFoundError):
    """The stored hashes do not give the digest of the last seal."""

    def __init__(self, seal: StoredSeal) -> None:
        super().__init__(
            f"Nothing can be proven: the hashes that the log keeps do not lead to its seal {seal.digest}. "
            f"Next: events verify {seal.name}"
        )


@dataclass(frozen=True, kw_only=True)
class ProvenEvent:
    """An event as it was sealed, with its salt and the neighbours on its way to the seal."""

    salt: bytes
    text: str
    path: tree.Path


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An event that cannot be proven, by its printed id, and why."""

    event: str
    why: str


@dataclass(frozen=True, kw_only=True)
class OrderProof:
    """The proof of an order."""

    seal: StoredSeal
    shop: str
    number: str
    events: tuple[ProvenEvent, ...]
    left_out: tuple[LeftOut, ...]

    def as_dict(self) -> dict[str, Any]:
        """The proof as a JSON object, which `docs/proof.md` describes."""
        return {
            "proof": FORMAT,
            "seal": self.seal.digest,
            "order": {"shop": self.shop, "number": self.number},
            "events": [
                {
                    "salt": one.salt.hex(),
                    "text": one.text,
                    "path": [[side, other.hex()] for side, other in one.path],
                }
                for one in self.events
            ],
            "left_out": [{"event": one.event, "why": one.why} for one in self.left_out],
        }


def prove(connection: Connection, order: FoundOrder) -> OrderProof:
    """Prove that the events of an order belong to the last seal. Raises `NoSealError`, `BrokenSealError`."""
    seals = all_seals(connection)
    if not seals:
        raise NoSealError
    wanted = _records_of(connection, order.id)
    leaves = _Leaves.read(connection, [one.operation for one in seals], wanted)
    if leaves.root().hex() != seals[-1].digest:
        raise BrokenSealError(seals[-1])
    explanations = Explanations(connection)
    found = [_prove(connection, record, leaves, explanations, order) for record in wanted]
    return OrderProof(
        seal=seals[-1],
        shop=order.shop,
        number=order.number,
        events=tuple(one for one in found if isinstance(one, ProvenEvent)),
        left_out=tuple(one for one in found if isinstance(one, LeftOut)),
    )


def _prove(
    connection: Connection, record: int, leaves: _Leaves, explanations: Explanations, order: FoundOrder
) -> ProvenEvent | LeftOut:
    letter = "o" if record > 0 else "c"
    id = abs(record)
    name = f"{letter}{id}"
    if record not in leaves.found:
        return LeftOut(event=name, why="came after the seal")
    event, part, above = leaves.found[record]
    if event.erased_by:
        return LeftOut(event=name, why=f"was erased by {operations.PREFIX}{event.erased_by}")
    (row,) = event_rows(connection, letter, after=id - 1, until=id)
    sealed = _as_sealed(event, letter, row, explanations)
    if sealed is None:
        return LeftOut(event=name, why="is not what was sealed; see events verify")
    if (sealed.shop, sealed.order) != (order.shop, order.number):
        return LeftOut(event=name, why=f"was moved here from order {sealed.order}")
    content = event_text(letter, sealed).decode()
    return ProvenEvent(salt=event.salt, text=content, path=[*above, *leaves.path(*part)])


def _as_sealed(event: SealedEvent, letter: str, row: EventRow, explanations: Explanations) -> EventRow | None:
    if event.is_of(event_text(letter, row)):
        return row
    change = explanations.change_of(event, letter, row)
    return None if change is None else change[1]


def _records_of(connection: Connection, order: int) -> Sequence[int]:
    """The order's events, by the ids of their records."""
    found = []
    for letter, table in TABLES.items():
        ids = connection.execute(
            text(f"SELECT id FROM {table} WHERE order_id = :order ORDER BY id"),  # noqa: S608 - our own names
            {"order": order},
        ).scalars()
        found += [id if letter == "o" else -id for id in ids]
    return found


_Place = tuple[int, int]
"""A part of the tree, and a block of it."""


@dataclass(kw_only=True)
class _Leaves:
    """The roots of all blocks by part, and of each wanted event its leaf, block and way up to it."""

    roots: list[list[bytes]] = field(default_factory=list)
    found: dict[int, tuple[SealedEvent, _Place, tree.Path]] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection, seals: Sequence[int], wanted: Sequence[int]) -> _Leaves:
        """Read all blocks of these seals once."""
        leaves, records = cls(), set(wanted)
        for _, part in groupby(blocks.in_order(connection, seals=seals), key=lambda block: block.part):
            leaves.roots.append([])
            for block in part:
                leaves._add(block, records)
        return leaves

    def _add(self, block: Block, wanted: set[int]) -> None:
        nodes = tree.split(block.leaves)
        place = (len(self.roots) - 1, len(self.roots[-1]))
        self.roots[-1].append(tree.root(nodes))
        if wanted.isdisjoint(block.ids_of(block.first_id, block.last_id, block.ids)):
            return
        for number, event in enumerate(block.events()):
            if event.id in wanted:
                self.found[event.id] = event, place, tree.path(nodes, number)

    def root(self) -> bytes:
        """The seal that the leaves give."""
        return tree.root(self._parts)

    def path(self, part: int, block: int) -> tree.Path:
        """The neighbours from a block up to the seal."""
        return [*tree.path(self.roots[part], block), *tree.path(self._parts, part)]

    @cached_property
    def _parts(self) -> Sequence[bytes]:
        return [tree.root(roots) for roots in self.roots]

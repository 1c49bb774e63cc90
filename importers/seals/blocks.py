"""Blocks of sealed events: reading them, and their salts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, select

from importers.ledger.seal_models import SealBlock
from importers.seals import tree

_ERASED = b"\x00" * 8
"""What the salt of an erased event begins with; the operation that erased it follows."""
_COLUMNS = ("id", "operation_id", "batch_id", "first_id", "last_id", "ids", "seed", "salts", "leaves")


class SealedEvent(NamedTuple):
    """What a seal keeps of an event. `id` is that of its record, `seal` the operation that added it. Without
    a salt, `erased_by` is the operation that erased it."""

    id: int
    salt: bytes
    leaf: bytes
    batch: int | None
    seal: int
    erased_by: int

    def is_of(self, content: bytes) -> bool:
        """Whether this is what was sealed."""
        return tree.leaf(self.salt, content) == self.leaf


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A stored block, see `SealBlock`."""

    id: int
    operation_id: int
    batch_id: int | None
    first_id: int
    last_id: int
    ids: bytes
    seed: bytes
    salts: bytes
    leaves: bytes

    @property
    def part(self) -> tuple[int, int | None, bool]:
        """What blocks have in common that form one tree below the seal's: seal, batch and table."""
        return self.operation_id, self.batch_id, self.first_id > 0

    def events(self) -> Iterator[SealedEvent]:
        """Its events."""
        ids = self.ids_of(self.first_id, self.last_id, self.ids)
        salts = self.salts_of(self.seed, self.salts, self.leaves)
        for id, salt, leaf in zip(ids, salts, tree.split(self.leaves), strict=False):
            by = int.from_bytes(salt[len(_ERASED) :]) if is_erased(salt) else 0
            yield SealedEvent(id, salt, leaf, self.batch_id, self.operation_id, by)

    @staticmethod
    def ids_of(first: int, last: int, ids: bytes) -> Sequence[int]:
        """The ids of a block's records, those closest to 0 first."""
        if ids:
            starts = range(0, len(ids), 8)
            return [int.from_bytes(ids[start : start + 8], signed=True) for start in starts]
        step = 1 if last >= first else -1
        return range(first, last + step, step)

    @staticmethod
    def salts_of(seed: bytes, salts: bytes, leaves: bytes) -> list[bytes]:
        """The salts of a block's events, as they are stored or follow from the seed."""
        if not salts:
            return [tree.salt(seed, place) for place in range(len(leaves) // tree.HASH_BYTES)]
        starts = range(0, len(salts), tree.SALT_BYTES)
        return [salts[start : start + tree.SALT_BYTES] for start in starts]


def is_erased(salt: bytes) -> bool:
    """Whether it is no salt, but stands for one that was erased."""
    return salt.startswith(_ERASED)


def erased_salt(operation: int) -> bytes:
    """What stands in place of the salt of an event that this operation erased."""
    return _ERASED + operation.to_bytes(8)


def in_order(connection: Connection, *, seals: Collection[int]) -> Iterator[Block]:
    """The blocks that these seals added, as they stand in the tree."""
    yield from _read(connection, (id for id, _ in _places(connection, seals)))


def by_event(connection: Connection, *, seals: Collection[int], letter: str) -> Iterator[Block]:
    """The blocks of one table's events that these seals added, by their first event."""
    places = [(id, first) for id, first in _places(connection, seals) if (first > 0) is (letter == "o")]
    yield from _read(connection, (id for id, _ in sorted(places, key=lambda place: abs(place[1]))))


def part_roots(blocks: Iterable[Block]) -> Iterator[tuple[int, bytes]]:
    """The seal and the root of each part, of blocks in order."""
    for (seal, *_), part in groupby(blocks, key=lambda block: block.part):
        yield seal, tree.root([tree.root(tree.split(block.leaves)) for block in part])


def merged(blocks: Iterable[Block]) -> Iterator[SealedEvent]:
    """The events of blocks that `by_event` gave, in the order of their ids. Blocks of several batches may
    cover the same range: only those of one place are open at a time."""
    coming = iter(blocks)
    following = next(coming, None)
    opened: list[tuple[int, int, SealedEvent, Iterator[SealedEvent]]] = []
    while opened or following is not None:
        while following is not None and (not opened or abs(following.first_id) <= opened[0][0]):
            _push(opened, following.id, following.events())
            following = next(coming, None)
        _, block, event, rest = heappop(opened)
        yield event
        _push(opened, block, rest)


def _push(
    opened: list[tuple[int, int, SealedEvent, Iterator[SealedEvent]]], block: int, rest: Iterator[SealedEvent]
) -> None:
    event = next(rest, None)
    if event is not None:
        heappush(opened, (abs(event.id), block, event, rest))


def _places(connection: Connection, seals: Collection[int]) -> list[tuple[int, int]]:
    """The ids of these seals' blocks in order, each with its first event: few enough to be held at once."""
    wanted = select(SealBlock.id, SealBlock.first_id, SealBlock.operation_id).order_by(SealBlock.id)
    return [(id, first) for id, first, seal in connection.execute(wanted) if seal in seals]


def _read(connection: Connection, ids: Iterable[int]) -> Iterator[Block]:
    """One block at a time: to sort them, a database would hold all of them."""
    columns = [getattr(SealBlock, name) for name in _COLUMNS]
    for id in ids:
        row = connection.execute(select(*columns).where(SealBlock.id == id)).one()
        yield Block(**row._mapping)

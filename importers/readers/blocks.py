"""Blocks of a text that an import has read: where the same bytes come again, they need not be parsed.

Where a block stands does not matter, as long as nothing around it decides how it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xxhash import xxh3_64_intdigest, xxh3_128

from importers.readers.chunks import Chunk, KnownBlock
from importers.readers.streams import lines_of

if TYPE_CHECKING:
    import polars as pl

    from importers.readers.streams import Input

_END_SHARE = 32
"""The part of a chunk, at its end, in which the best place to end it is looked for."""


_MOST_RANGES = 50
"""How many ranges of ids are kept for what is read at a time."""


@dataclass(frozen=True)
class Skipped:
    """A block that was passed over; `read` reads it after all."""

    block: KnownBlock
    read: Callable[[], Chunk]


@dataclass(kw_only=True)
class KnownBlocks:
    """What is known of an input's blocks while it is read; `opened` opens it anew.

    A block is passed over only once `is_on` is set, and where no record that was read may have one of its
    ids: what a repeated id means follows from the first record that has it.
    """

    blocks: Mapping[str, KnownBlock]
    opened: Callable[[], AbstractContextManager[Input]]
    is_on: bool = False
    records: int = 0
    """How many records were passed over."""
    _ids: list[tuple[int, int]] = field(default_factory=list)
    _skipped: list[Skipped] = field(default_factory=list)

    def known(self, digest: str) -> KnownBlock | None:
        """The block with that digest, if it can be passed over."""
        block = self.blocks.get(digest) if self.is_on else None
        return None if block is None or any(block.may_hold(*ids) for ids in self._ids) else block

    def skip(self, skipped: Skipped) -> None:
        """Note that a block was passed over."""
        self.records += skipped.block.records
        self._skipped.append(skipped)

    def note_read(self, ids: pl.Series) -> list[Skipped]:
        """Note the ids of records that were read. Gives the blocks that were passed over before and may have
        one of them, each once."""
        ranges = _ranges(ids)
        self._ids += ranges
        met = [
            one
            for one in self._skipped
            if any(one.block.may_hold(*some) for some in ranges)
            and ids.is_between(one.block.least, one.block.largest).any()
        ]
        self._skipped = [one for one in self._skipped if one not in met]
        return met


def _ranges(ids: pl.Series) -> list[tuple[int, int]]:
    """The ids as ranges of numbers that follow one another, or, where these are many, as one that has all."""
    if not ids.len():
        return []
    ordered = ids.unique().sort()
    is_first = (ordered.diff() != 1).fill_null(True)
    if is_first.sum() > _MOST_RANGES:
        return [(ordered[0], ordered[-1])]
    firsts, lasts = ordered.filter(is_first), ordered.filter(is_first.shift(-1, fill_value=True))
    return list(zip(firsts, lasts, strict=True))


def block_digest(seed: bytes, data: bytes) -> str:
    """The digest of a block that is read as `seed` says."""
    digest = xxh3_128(seed)
    digest.update(data)
    return digest.hexdigest()


def even_end(data: bytes, end: int) -> int:
    """Where to end a block of records at best, before `end`, which is where one ends.

    It follows from the lines themselves, so that texts which differ by some bytes further up are cut at the
    same records again.
    """
    start = data.rfind(b"\n", 0, max(0, end - len(data) // _END_SHARE)) + 1
    best, at, is_end = (1 << 64, end), end, True
    for line in reversed(lines_of(data[start:end])):
        if is_end:
            best = min(best, (xxh3_64_intdigest(line), at))
        at -= len(line)
        is_end ^= line.count(b'"') % 2 == 1
    return best[1] if start else end

"""Removes the salts of erased events from the log, so that their hashes confirm no guess."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from importers.ledger.seal_models import SealBlock
from importers.seals.blocks import Block, erased_salt, is_erased

_FETCHED = 50
_IDS = (SealBlock.id, SealBlock.first_id, SealBlock.last_id, SealBlock.ids)


def has_seals(session: Session) -> bool:
    """Whether any event of the log is sealed."""
    return session.scalar(select(SealBlock.id).limit(1)) is not None


def drop_salts(session: Session, records: Collection[int], *, operation: int) -> int:
    """Put the operation that erases them in place of the salts of these records' events; returns how many."""
    wanted = sorted(records)
    return sum(
        _drop(session, block, places, operation) for block, places in list(_blocks_of(session, wanted))
    )


def _blocks_of(session: Session, wanted: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """The blocks that hold any of these records, in order, and their places there."""
    for row in session.execute(select(*_IDS), execution_options={"yield_per": _FETCHED}):
        low, high = sorted((row.first_id, row.last_id))
        near = set(wanted[bisect_left(wanted, low) : bisect_right(wanted, high)])
        ids = Block.ids_of(row.first_id, row.last_id, row.ids) if near else ()
        if places := [place for place, id in enumerate(ids) if id in near]:
            yield row.id, places


def _drop(session: Session, block: int, places: Sequence[int], operation: int) -> int:
    of_it = SealBlock.id == block
    seed, salts, leaves = session.execute(
        select(SealBlock.seed, SealBlock.salts, SealBlock.leaves).where(of_it)
    ).one()
    kept = Block.salts_of(seed, salts, leaves)
    left = [place for place in places if not is_erased(kept[place])]
    for place in left:
        kept[place] = erased_salt(operation)
    session.execute(update(SealBlock).where(of_it).values(seed=b"", salts=b"".join(kept)))
    return len(left)

"""Rejects that were repaired by a retry: the file that had them still has them, and they are in the log."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from importers.ledger import batches
from importers.ledger.models import Batch
from importers.ledger.rejects import Rejected

REPAIRED = "mended_rejects"
"""The batch's note of the rejects that a retry repaired: a digest of each."""

MET = "met_repaired"
"""The batch's note of those of earlier batches that its input has."""

_MOST = 100_000
"""A batch keeps digests of no more repaired rejects than this."""


def digest_of(reject: Rejected) -> str:
    """What a reject is known by: its own bytes, whatever ends its line, and the part."""
    content = reject.raw.rstrip(b"\r\n") + b"\0" + reject.part.encode()
    return hashlib.blake2b(content, digest_size=10).hexdigest()


def noted(known: Sequence[str], repaired: Iterable[Rejected]) -> list[str]:
    """The note of a batch that had `known`, with those that were repaired now."""
    return [*known, *map(digest_of, repaired)][:_MOST]


def of_source(session: Session, source_id: int) -> Counter[str]:
    """How often each reject of the source was repaired, in batches that were not undone."""
    ours = select(Batch.notes).where(
        Batch.source_id == source_id,
        Batch.status.not_in((batches.UNDOING, batches.UNDONE)),
        cast(Batch.notes, Text).contains(f'"{REPAIRED}"'),
    )
    return Counter(one for notes in session.scalars(ours) for one in notes.get(REPAIRED, ()))


def split(rejected: Sequence[Rejected], known: Counter[str]) -> tuple[list[Rejected], list[str]]:
    """Those of the rejects that nobody repaired, and the digests of the others."""
    if not known:
        return list(rejected), []
    left, still, met = known.copy(), [], []
    for reject in rejected:
        name = digest_of(reject)
        if left[name] > 0:
            left[name] -= 1
            met.append(name)
        else:
            still.append(reject)
    return still, met

"""An import that stopped in the middle of a chunk, at the record that was too much: what it left done.

The checkpoint is that of the chunk before. Of this one the ledger keeps which records are done, and the
digest of their own bytes: only where the input still has them does the same command go on after them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from importers.readers.chunks import Chunk

NOTE = "partial_chunk"
"""The batch's note: the first record that is done beyond its checkpoint, and the digest of all these."""


def between(chunk: Chunk, *, first: int, last: int) -> Chunk:
    """The part of a chunk from raw record `first` to `last`; it gives no originals but from the first on."""
    start = int((chunk.records < first).sum())
    height = int((chunk.records <= last).sum()) - start
    return replace(
        chunk,
        frame=chunk.frame.slice(start, height),
        records=chunk.records.slice(start, height),
        lines=chunk.lines.slice(start, height),
        broken=[one for one in chunk.broken if first <= one.record <= last],
        first_record=max(first, chunk.first_record),
        last_record=min(last, chunk.last_record),
    )


def note(chunk: Chunk) -> dict[str, Any]:
    """What the ledger keeps of a chunk, all of which is done, that is not where its checkpoint lies."""
    return {NOTE: {"first": chunk.first_record, "digest": _digest(chunk, chunk.last_record)}}


def recognises(notes: Mapping[str, Any], chunk: Chunk, *, last: int) -> bool:
    """Whether the chunk starts with the very records, up to `last`, that were noted as done."""
    kept = notes.get(NOTE)
    if not kept or kept["first"] != chunk.first_record or last > chunk.last_record:
        return False
    return bool(kept["digest"] == _digest(chunk, last))


def _digest(chunk: Chunk, last: int) -> str:
    rows = range(int((chunk.records <= last).sum()))
    raws = dict(zip((chunk.records[row] for row in rows), chunk.originals(rows), strict=True))
    raws |= {one.record: one.raw for one in chunk.broken if one.record <= last}
    digest = blake2b(digest_size=16)
    for record, raw in sorted(raws.items()):
        digest.update(f"{record} {len(raw)} ".encode() + raw)
    return digest.hexdigest()

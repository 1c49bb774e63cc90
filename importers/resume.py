"""Recognises the input that an interrupted batch has begun to read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from itertools import takewhile

from importers import partial_chunk
from importers.ledger.models import Batch
from importers.planning.import_input import ImportInput


def starts_like(
    batch: Batch, import_input: ImportInput, again: Callable[[], AbstractContextManager[ImportInput]]
) -> bool:
    """Whether the input starts with the very records that an earlier run has done; `again` opens it anew. A
    pipe cannot be read twice to find out: there each record is looked up by its identity."""
    if not import_input.path or (
        batch.position and not import_input.starts_like(batch.position, batch.prefix_digest)
    ):
        return False
    if partial_chunk.NOTE not in batch.notes:
        return batch.position > 0
    last = batch.records_read
    with again() as opened, closing(opened.chunks()) as chunks:
        until = takewhile(lambda pair: pair[0].first_record <= last, chunks)
        return any(partial_chunk.recognises(batch.notes, chunk, last=last) for chunk, _ in until)

"""Parts of a file that an earlier batch has read, byte for byte: they are known, and are not parsed again.

A batch notes the blocks of its input whose records it has all imported, each by a whole number as its legacy
id.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.erasure.keep_out import load
from importers.ledger import batches
from importers.ledger.models import Batch, Source
from importers.options import Options
from importers.planning.import_input import ImportInput
from importers.readers.blocks import KnownBlocks
from importers.readers.chunks import KnownBlock
from importers.transform import TransformedChunk, numbers_of
from importers.writing.protocol import Outcome

NOTE = "blocks"
"""The note of a batch with its blocks."""

_MOST_BATCHES = 8
"""How many of the last batches are looked at."""


def find(
    session: Session, *, source: Source, resume_key: str, import_input: ImportInput, options: Options
) -> KnownBlocks | None:
    """The blocks of earlier batches of the source with these settings, which `import_input` then passes over.

    None where all has to be read: in a dry run, in an input of several tables, where a row's neighbours say
    what it is, and where people were forgotten. A batch counts only if all that it brought is in the log.
    """
    table_input = import_input.table_inputs[0]
    know = getattr(table_input.reader, "know", None)
    is_plain = len(import_input.table_inputs) == 1 and table_input.mapping is import_input.mapping
    if options.dry_run or not import_input.path or know is None or not is_plain:
        return None
    last = (
        select(Batch)
        .where(Batch.source_id == source.id, Batch.resume_key == resume_key, Batch.status == batches.DONE)
        .order_by(Batch.id.desc())
        .limit(_MOST_BATCHES)
    )
    whole = (batch for batch in session.scalars(last) if NOTE in batch.notes and _is_whole(session, batch))
    blocks = {block.digest: block for batch in whole for block in map(_read, batch.notes[NOTE])}
    if not blocks or not load(session).is_empty:
        return None
    found = KnownBlocks(blocks=blocks, opened=partial(import_input.tables.input, table_input.table))
    know(found)
    return found


def _is_whole(session: Session, batch: Batch) -> bool:
    return batches.REPAIRED_SINCE not in batch.notes and batches.stored(session, batch) == batch.imported


def block_of(prepared: TransformedChunk, outcome: Outcome) -> KnownBlock | None:
    """What a later import may find again of a chunk without rejects; None where not all of it was imported,
    by ids that are whole numbers."""
    chunk, numbers = prepared.chunk, numbers_of(prepared.good.frame)
    records = chunk.last_record - chunk.first_record + 1
    if not chunk.block or not records == outcome.imported == prepared.counts.read == numbers.len():
        return None
    return KnownBlock(
        digest=chunk.block,
        records=records,
        least=numbers.min(),  # type: ignore[arg-type]
        largest=numbers.max(),  # type: ignore[arg-type]
        counts={name: count for name, count in prepared.counts.notes().items() if count},
    )


def noted(blocks: Sequence[KnownBlock]) -> dict[str, Any]:
    """The note of a batch that has read these blocks; none where there are none."""
    return {NOTE: list(map(_written, blocks))} if blocks else {}


def _written(block: KnownBlock) -> list[Any]:
    return [block.digest, block.records, block.least, block.largest, dict(block.counts)]


def _read(written: list[Any]) -> KnownBlock:
    digest, records, least, largest, counts = written
    return KnownBlock(digest=digest, records=records, least=least, largest=largest, counts=counts)


def sentences(known: KnownBlocks | None) -> list[str]:
    """A sentence on how many records were not read again."""
    if known is None or not known.records:
        return []
    return [
        f"Of the records, {known.records:,} stand in parts of the file that were imported before, byte for "
        "byte: they are known, and were not read again."
    ]

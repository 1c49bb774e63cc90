"""An input that starts with all the bytes of an earlier one: what that batch read is not read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.erasure.keep_out import load
from importers.ledger import batches
from importers.ledger.models import Batch, Source
from importers.mapping.dates.order import date_order
from importers.options import Options
from importers.planning.import_input import ImportInput, TableInput
from importers.readers.streams import KnownStart

NOTE = "continues"
"""The note of a batch that names the one whose account it took over."""


def find(
    session: Session, *, source: Source, resume_key: str, import_input: ImportInput, options: Options
) -> Batch | None:
    """The last batch of the source with these settings, if all that it read stands at the start of the input
    and would be read again as it was: `import_input` then goes on behind it. None where it has to be read.
    """
    last = session.scalar(
        select(Batch)
        .where(Batch.source_id == source.id, Batch.resume_key == resume_key)
        .order_by(Batch.id.desc())
        .limit(1)
    )
    if last is None or options.dry_run or not _is_plain(last) or not is_whole(session, last):
        return None
    return last if load(session).is_empty and pass_over(import_input, last) else None


def pass_over(import_input: ImportInput, earlier: Batch) -> bool:
    """Let the input go on behind what an earlier batch has read, if it starts with that. Returns whether it
    does: only a delimited text, whose records are read one by one, can be entered at one.
    """
    table_input = import_input.table_inputs[0]
    enter = getattr(table_input.reader, "pass_over", None)
    is_plain = len(import_input.table_inputs) == 1 and table_input.mapping is import_input.mapping
    if not import_input.path or enter is None or not is_plain or _decides_dates(import_input, table_input):
        return False
    with import_input.tables.input(table_input.table) as again:
        end = again.skip(earlier.position)
        # Without its line end, the last record may go on; behind a blank line, another table may begin.
        is_last = end.endswith(b"\n") and not end.endswith((b"\n\n", b"\n\r\n"))
        if again.prefix() != earlier.prefix_digest or not is_last:
            return False
        enter(KnownStart(end=again, records=earlier.records_read, lines=earlier.lines_read))
    return True


def is_whole(session: Session, batch: Batch) -> bool:
    """Whether everything that the batch brought, or found known in those that it continues, is in the log."""
    if batch.status != batches.DONE or batch.changed:
        return False
    if batches.stored(session, batch) != batch.imported:
        return False
    before = taken_over(session, batch)
    if before is None:
        return batch.duplicate == 0
    return batch.duplicate == before.imported + before.duplicate and is_whole(session, before)


def take_over(batch: Batch, earlier: Batch) -> str:
    """Give a new batch the account of the earlier one, whose records count as known. Returns a sentence that
    says so."""
    known = earlier.imported + earlier.duplicate
    found = replace(
        batches.counts_of(earlier), imported=0, duplicate=known, orders_made=0, people_made=0,
        customer_conflicts=0,
    )  # fmt: skip
    for name, value in found.main().items():
        setattr(batch, name, value)
    batch.notes = {**batch.notes, **found.notes(), NOTE: earlier.id}
    batch.position, batch.prefix_digest = earlier.position, earlier.prefix_digest
    batch.records_read, batch.lines_read = earlier.records_read, earlier.lines_read
    return (
        f"The first {known:,} records are those of batch {earlier.id}, "
        "byte for byte: they are known, and were not read again."
    )


def taken_over(session: Session, batch: Batch) -> Batch | None:
    """The batch whose account this one took over."""
    return session.get(Batch, batch.notes[NOTE]) if NOTE in batch.notes else None


def continued(session: Session, batch: Batch) -> Iterator[int]:
    """The ids of the batches whose records this one's input starts with."""
    at = taken_over(session, batch)
    while at is not None:
        yield at.id
        at = taken_over(session, at)


def _is_plain(batch: Batch) -> bool:
    """Whether every record was imported, or known, by an id of its own: rejects and skipped records may be
    read otherwise beside others, later, or by a newer version."""
    has_others = batch.rejected or batch.skipped or batches.REPAIRED_SINCE in batch.notes
    return batch.position > 0 and not has_others and batch.notes.get("without_id") == 0


def _decides_dates(import_input: ImportInput, table_input: TableInput) -> bool:
    """Whether how dates are read depends on all of a column."""
    if table_input.mapping.date_formats:
        return False
    first = next(iter(import_input.tables.reader(table_input.table).chunks()), None)
    if first is None:
        return True
    frame = table_input.seen(first).frame
    names = [name for name in table_input.mapping.date_columns() if name in frame.columns]
    return bool(date_order(frame[name] for name in names))

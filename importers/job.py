"""One batch on its way: chunk by chunk from the reader to the writer, and the account of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import msgspec

from events.prefetch import prefetch
from importers import partial_chunk
from importers.erasure.kept_records import KeptRecords
from importers.error_budget import RejectLimitReached
from importers.first_look import FirstLook
from importers.keep_out import keep_out
from importers.kind_codes import with_kinds
from importers.known_blocks import block_of
from importers.known_events import KnownEvents, without_known
from importers.ledger import batches, rejects, repaired
from importers.ledger.models import Batch
from importers.options import Options
from importers.planning.import_input import ImportInput
from importers.progress import OnProgress, Progress
from importers.readers.blocks import KnownBlocks
from importers.readers.chunks import KnownBlock
from importers.report import ChangedRecord, Counts
from importers.transform import TransformedChunk, transform
from importers.writing.protocol import Outcome, Target, Writer

READ_AHEAD = 2
"""Chunks that are read before they are written: one can wait while the writer commits. Each takes 10 MB."""

LARGE_BYTES = 16 << 20
"""An input with this many bytes is large: they are some 100,000 records, or more where they are packed."""

RECORD_BYTES = 160
"""About as many a record takes."""

NAMED = 20
"""The most changed records and shared orders that a report names; all are counted."""


class Job:
    """Where a batch stands, and the account so far."""

    def __init__(
        self,
        *,
        batch: Batch,
        import_input: ImportInput,
        options: Options,
        kept: KeptRecords | None = None,
        known: KnownEvents | None = None,
        continued: tuple[int, ...] = (),
        is_new: bool = False,
        blocks: KnownBlocks | None = None,
        mended: Counter[str] | None = None,
    ) -> None:
        self.batch_id, self.source_id = batch.id, batch.source_id
        self._digest_algorithm = batch.source.digest_algorithm
        self.import_input, self.options, self.kept = import_input, options, kept
        self.known = known
        self._after, self.continued = batch.records_read, continued
        self.resumed_at = 0 if is_new else batch.records_read
        self.counts = batches.counts_of(batch)
        self.changed = batches.changed_of(batch)
        self.notes = dict(batch.notes)
        self.stopped = ""
        self.known_blocks = blocks
        self.blocks: list[KnownBlock] = []
        """Those that a later import may find again."""
        self.unwritten: list[rejects.Rejected] = []
        self.first_look = FirstLook()
        self.has_met: Callable[[int], bool] = lambda _: False
        """Whether the input contained a record that the ledger had before, by its id."""
        self._mended = (mended or Counter()) - Counter(self.notes.get(repaired.MET, ()))

    def write_all(self, open_writer: Callable[[Target], Writer], on_progress: OnProgress) -> None:
        """Write every chunk that is left, or as many as the error budget allows."""
        target = Target(
            batch_id=self.batch_id,
            source_id=self.source_id,
            shop=self.options.shop,
            create_orders=self.options.create_orders,
            create_customers=self.options.create_customers,
            use_savepoints=self.options.budget.is_bounded,
            continued=self.continued,
            defer_indexes=True,
            is_large=(self.import_input.size or 0) >= LARGE_BYTES,
        )
        has_known = bool(self.resumed_at) and self.counts.duplicate + self.counts.changed > 0
        with closing(open_writer(target)) as writer:
            chunks = transform(
                self.import_input.chunks(),
                after=self._after,
                digest_algorithm=self._digest_algorithm,
                include_done=has_known,
                splittable=self.options.budget.is_bounded,
                expect_new=lambda: writer.expects_new,
                blocks=self.known_blocks,
            )
            kept = without_known(keep_out(chunks, self.kept), self.known)
            prepared = with_kinds(kept, after=self._without_kinds(writer))
            with prefetch(prepared, ahead=READ_AHEAD) as read:
                self._write_through(writer, read, on_progress)

    def _without_kinds(self, writer: Writer) -> int | None:
        """How many records of the input are left to whoever reads them by kind; None for all of them."""
        if not writer.keeps_kinds:
            return None
        is_long = (self.import_input.size or 0) > writer.leaves_kinds * RECORD_BYTES
        return 0 if is_long else writer.leaves_kinds

    def _write_through(
        self, writer: Writer, prepared: Iterator[TransformedChunk], on_progress: OnProgress
    ) -> None:
        try:
            self._write_each(writer, prepared, on_progress)
            writer.finish(lambda done, of: on_progress(self._progress(f"index {done + 1} of {of}")))
            self.has_met = writer.met()
        except BaseException:
            writer.rollback()
            raise

    def _write_each(
        self, writer: Writer, prepared: Iterator[TransformedChunk], on_progress: OnProgress
    ) -> None:
        for chunk in prepared:
            if chunk.before is not None:
                writer.commit()  # what was written stays, whatever looking takes back
                writer.preload_known(chunk.before)
            if chunk.chunk.last_record <= self._after:
                continue
            self._write(writer, chunk)
            if self.stopped:
                return
            on_progress(self._progress())

        budget = self.options.budget
        if fault := budget.fault(read=self.counts.read, rejected=self.counts.rejected, is_end=True):
            self.stopped = f"{fault}; all of the input was read"

    def _progress(self, step: str = "") -> Progress:
        return Progress(
            file=self.import_input.name,
            taken=self.import_input.taken(),
            total=self.import_input.size,
            records=self.counts.read,
            rejected=self.counts.rejected,
            step=step,
        )

    def _write(self, writer: Writer, prepared: TransformedChunk) -> None:
        """One chunk: events, ledger, rejects and checkpoint together, or none of it; of the chunk with the
        reject that is too many, what comes before that one."""
        writer.begin()
        nothing = prepared.good.frame.clear()
        outcome = (
            writer.write(prepared.good)
            if prepared.chunk.known is None
            else Outcome(imported=0, duplicate=0, changed=nothing, refused=nothing)
        )
        rejected, met = self._all_rejected(prepared, outcome)
        too_many = self._too_many(prepared, rejected)
        if too_many is None:
            self._keep(writer, prepared, outcome, rejected, met)
            return
        writer.discard_chunk()
        last = too_many.record - 1
        self.stopped = f"{too_many.fault}; nothing after record {last:,} was imported"
        self.unwritten = [reject for reject in rejected if reject.record == too_many.record]
        first = max(self._after + 1, prepared.chunk.first_record)
        if prepared.up_to is not None and first <= last:
            line = self.unwritten[0].line - 1
            part = prepared.up_to(last)
            writer.begin()
            outcome = writer.write(part.good)
            self._keep(writer, part, outcome, *self._all_rejected(part, outcome), last_line=line)

    def _too_many(
        self, prepared: TransformedChunk, rejected: list[rejects.Rejected]
    ) -> RejectLimitReached | None:
        if not self.options.budget.is_bounded or not rejected:
            return None
        broken = [one.record for one in prepared.chunk.broken if one.record > self._after]
        return self.options.budget.too_many(
            read=self.counts.read,
            rejected=self.counts.rejected,
            records=sorted([*prepared.records["record"].to_list(), *broken]),
            rejects=[reject.record for reject in rejected],
        )

    def _all_rejected(
        self, prepared: TransformedChunk, outcome: Outcome
    ) -> tuple[list[rejects.Rejected], list[str]]:
        """What could not be read and what the writer refused, in the input's order, without what a retry has
        repaired; and the digests of that."""
        refused = rejects.of_records(outcome.refused, prepared.chunk.originals)
        refused = self.kept.rejects(refused) if self.kept else refused
        found = sorted([*prepared.rejected, *refused], key=lambda reject: reject.record)
        return repaired.split(found, self._mended)

    def _keep(
        self,
        writer: Writer,
        prepared: TransformedChunk,
        outcome: Outcome,
        rejected: list[rejects.Rejected],
        met: list[str],
        *,
        last_line: int | None = None,
    ) -> None:
        """Account for what was written, up to `last_line` where the chunk ends before its own end."""
        chunk = prepared.chunk
        self.counts += prepared.counts + _counted(outcome, rejected)
        if met:
            self.counts += Counts(duplicate=len(met), repaired=len(met))
            self._mended -= Counter(met)
            self.notes[repaired.MET] = [*self.notes.get(repaired.MET, ()), *met]
        if self.options.dry_run and outcome.imported:
            self.first_look.take(prepared.good.frame)
        self.changed = [*self.changed, *_changed(outcome)][:NAMED]
        self.notes.pop(partial_chunk.NOTE, None)
        writer.add_rejects(rejected)
        if not (rejected or met) and last_line is None and (block := block_of(prepared, outcome)):
            self.blocks.append(block)
        place: dict[str, Any] = {"lines_read": chunk.last_line if last_line is None else last_line}
        notes = self.notes | self.counts.notes() | {"changed_records": msgspec.to_builtins(self.changed)}
        if last_line is None:
            place |= {"position": chunk.end, "prefix_digest": chunk.prefix}
        else:
            notes |= partial_chunk.note(chunk)
        writer.checkpoint(
            {
                **place,
                "records_read": chunk.last_record,
                "notes": msgspec.json.encode(notes).decode(),
                **self.counts.main(),
            }
        )
        writer.release_chunk()


def _counted(outcome: Outcome, rejected: list[rejects.Rejected]) -> Counts:
    return Counts(
        imported=outcome.imported,
        duplicate=outcome.duplicate,
        changed=outcome.changed.height,
        rejected=len(rejected),
        orders_made=outcome.orders_made,
        people_made=outcome.people_made,
        customer_conflicts=outcome.customer_conflicts,
    )


def _changed(outcome: Outcome) -> list[ChangedRecord]:
    if not outcome.changed.height:
        return []
    rows = outcome.changed.head(NAMED).select("line", "identity", "part", "order").iter_rows()
    return [
        ChangedRecord(line=line, identity=name, part=part, order=order or "")
        for line, name, part, order in rows
    ]

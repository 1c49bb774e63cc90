"""One retry on its way: imports the repaired file chunk by chunk, at the positions of what it repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import msgspec
import polars as pl

from importers.erasure.kept_records import KeptRecords
from importers.errors import AccountMismatchError
from importers.known_events import KnownEvents
from importers.ledger import batches, rejects, repaired
from importers.ledger.models import Batch
from importers.record_frame import RecordFrame
from importers.reject_codes import Code
from importers.report import Counts
from importers.retry.leftover import moved, reported_alike, still_in_conflict
from importers.retry.match import COUNTED, FREE, Matching
from importers.retry.result import RetryCounts
from importers.trace import replay
from importers.transform import TransformedChunk
from importers.writing.protocol import Outcome, Writer

NOTE = "retry"
"""The batch's note of a retry on its way: the file's digest, how many of its records are done, the tally."""


class RetryRun:
    """Where a retry stands, and its tally so far."""

    def __init__(self, batch: Batch, path: str, digest: str, matching: Matching, since: list[int]) -> None:
        self.batch_id, self.source_id, self.path, self.digest = batch.id, batch.source_id, path, digest
        self.matching, self.since = matching, since
        self.readable = path
        """The file, or a copy of it in the encoding of the rejects."""
        self.terms = _as_decided(replay.replay_settings(batch), batch.notes)
        self.create_orders = self.terms.options.create_orders
        self.kept: KeptRecords | None = None
        self.known: KnownEvents | None = None
        self.counts = batches.counts_of(batch)
        self.status = batch.status
        self.notes = dict(batch.notes)
        self.next_record = batch.records_read + 1
        on_its_way = batch.notes.get(NOTE, {})
        ours = on_its_way if on_its_way.get("digest") == digest else {}
        self.after: int = ours.get("after", 0)
        self.in_order: bool | None = ours.get("in_order")
        self.tally = msgspec.convert(ours.get("tally", {}), RetryCounts)
        self.wrote = bool(ours)

    def take(self, writer: Writer, prepared: TransformedChunk) -> None:
        """Write one chunk of the file: what is new beside the rejects, then what repairs them."""
        first, last = prepared.chunk.first_record, prepared.chunk.last_record
        if last <= self.after:  # by an earlier run
            return
        plan = self.matching.plan(first, last)
        good = prepared.good.frame.join(
            plan, left_on=["record", "part"], right_on=["place", "part"], maintain_order="left"
        )
        if self.known is not None:
            good = good.filter(~self.known.records.marks(good["record"]))
        self._take_free(writer, prepared, good, plan)
        self._take_counted(writer, prepared, good, plan)

    def _take_free(
        self, writer: Writer, prepared: TransformedChunk, good: pl.DataFrame, plan: pl.DataFrame
    ) -> None:
        """Write the records that stand for no reject, unless the log has them already."""
        free = plan.filter(pl.col("stands") == FREE)
        places = set(free.filter(pl.col("to_record").is_null())["place"])
        bad = sum(reject.record in places for reject in prepared.rejected)
        records = good.filter(pl.col("stands") == FREE)
        records = records.with_columns(
            record=pl.coalesce("to_record", pl.int_range(pl.len(), dtype=pl.Int64) + self.next_record),
            line=pl.coalesce("to_line", pl.lit(0, pl.Int64)),
        )
        tally = RetryCounts(refused=bad)
        if records.height:
            with _transaction(writer) as done:
                outcome = writer.write(RecordFrame.from_frame(records.select(prepared.good.frame.columns)))
                conflicts = outcome.refused.filter(pl.col("code") == Code.CONFLICT.value).height
                others = outcome.refused.height - conflicts
                tally += RetryCounts(
                    imported=outcome.imported, altered=outcome.changed.height + conflicts, refused=others
                )
                if outcome.imported:
                    made = _made(outcome)
                    added = Counts(read=outcome.imported, imported=outcome.imported)
                    self._checkpoint(writer, added + made, tally)
                    done()
            if outcome.imported:
                self.next_record += records.height
                return
        self.tally += tally

    def _take_counted(
        self, writer: Writer, prepared: TransformedChunk, good: pl.DataFrame, plan: pl.DataFrame
    ) -> None:
        """Write the records that stand for rejects, which are deleted whatever becomes of these."""
        chunk = prepared.chunk
        old = self.matching.rejected(chunk.first_record, chunk.last_record)
        if not old:
            return
        counted = plan.filter(pl.col("stands") == COUNTED)
        places = {
            (place, part): to for place, part, to in counted.select("place", "part", "to_record").rows()
        }
        lines = dict(counted.select("to_record", "to_line").rows())
        skipped = prepared.records.filter(pl.col("skipped")).select("record", "part").rows()
        records = good.filter(pl.col("stands") == COUNTED).with_columns(
            occurrence=pl.when(pl.col("occurrence") > 0).then("number").otherwise("occurrence"),
            place=pl.col("record"),
            record="to_record",
            line="to_line",
        )
        still = [moved(one, places, lines) for one in prepared.rejected if (one.record, one.part) in places]
        records, doubted = _without_doubted(records, [reject for _, reject in old])
        still += doubted
        known = self.known.records if self.known else ()
        with _transaction(writer) as done:
            outcome = writer.write(RecordFrame.from_frame(records.select(prepared.good.frame.columns)))
            outcome = still_in_conflict(outcome, [reject for _, reject in old])
            refused = rejects.of_records(outcome.refused, chunk.originals)
            still += self.kept.rejects(refused) if self.kept else refused
            still = reported_alike(still, [reject for _, reject in old])
            tally = RetryCounts(
                imported=outcome.imported,
                duplicate=outcome.duplicate + sum(place in known for place, _ in places),
                changed=outcome.changed.height,
                skipped=sum(key in places for key in skipped),
                rejected=len(still),
            )
            if tally.total != counted.height:
                raise AccountMismatchError(batch=self.batch_id, read=counted.height, counted=tally.total)
            gone = [number for number, reject in old if reject not in still]
            before = [reject for _, reject in old]
            if gone or any(reject not in before for reject in still):
                self._note_repaired(before, still)
                writer.delete_rejects(gone)
                writer.add_rejects([reject for reject in still if reject not in before])
                self._checkpoint(
                    writer, _counts(tally, was=len(old)) + _made(outcome), tally, chunk.last_record
                )
                done()
                return
        self.tally += tally

    def _note_repaired(self, before: Sequence[rejects.Rejected], still: Sequence[rejects.Rejected]) -> None:
        """Keep what was repaired, which is in the file that had it for good."""
        left = {(reject.record, reject.part) for reject in still}
        mended = [reject for reject in before if (reject.record, reject.part) not in left]
        self.notes[repaired.REPAIRED] = repaired.noted(self.notes.get(repaired.REPAIRED, []), mended)

    def _checkpoint(
        self, writer: Writer, added: Counts, tally: RetryCounts, after: int | None = None
    ) -> None:
        counts, self.tally = self.counts + added, self.tally + tally
        self.after = self.after if after is None else after
        self.counts, self.wrote = counts, True
        note = {
            "digest": self.digest,
            "after": self.after,
            "in_order": self.matching.in_order,
            "tally": asdict(self.tally),
        }
        self.notes |= counts.notes() | {batches.REPAIRED_SINCE: self.since, NOTE: note}
        notes = msgspec.json.encode(self.notes).decode()
        writer.checkpoint({"status": self.status, "notes": notes, **counts.main()})


def _as_decided(terms: replay.ReplaySettings, notes: Mapping[str, Any]) -> replay.ReplaySettings:
    """The terms with what the whole input decided about dates and amounts, which a few rows may not."""
    orders = tuple((mark, order) for mark, order in notes.get(batches.DATE_ORDERS, {}).items() if order)
    mark = notes.get(batches.DECIMAL_MARK, "")
    return replace(terms, mapping=replace(terms.mapping, date_orders=orders, decimal_mark=mark))


@contextmanager
def _transaction(writer: Writer) -> Iterator[Callable[[], None]]:
    """A transaction that is kept only if the function that it yields is called inside."""
    kept = False

    def done() -> None:
        nonlocal kept
        kept = True

    try:
        writer.begin()
        yield done
        if kept:
            writer.commit()
        else:
            writer.rollback()
    except BaseException:
        writer.rollback()
        raise


def _without_doubted(
    records: pl.DataFrame, old: list[rejects.Rejected]
) -> tuple[pl.DataFrame, list[rejects.Rejected]]:
    """The good records without those whose dates the whole input made ambiguous, and the rejects of these.

    Beside the other rejects alone, nothing may speak against a reading of the same text.
    """
    unchanged = {*records.filter(pl.col("unchanged")).select("record", "part").iter_rows()}
    doubted = [
        one for one in old if one.code == Code.DATE_AMBIGUOUS.value and (one.record, one.part) in unchanged
    ]
    keys = pl.DataFrame(
        [(one.record, one.part) for one in doubted],
        schema={"record": pl.Int64, "part": pl.String},
        orient="row",
    )
    return records.join(keys, on=["record", "part"], how="anti", maintain_order="left"), doubted


def _counts(tally: RetryCounts, *, was: int) -> Counts:
    """What the batch's account changes by where `was` rejects became this."""
    return Counts(
        read=tally.total - was,
        imported=tally.imported,
        duplicate=tally.duplicate,
        changed=tally.changed,
        skipped=tally.skipped,
        rejected=tally.rejected - was,
    )


def _made(outcome: Outcome) -> Counts:
    return Counts(
        orders_made=outcome.orders_made,
        people_made=outcome.people_made,
        customer_conflicts=outcome.customer_conflicts,
    )

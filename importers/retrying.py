"""Taking in repaired rejects: with the batch's own terms, in the places of the records they repair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import msgspec
import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from events.database.engine import parse, sqlite_path
from events.database.session import open_engine
from events.errors import UsageFault
from importers import batches, rejects, stored
from importers.codes import Code
from importers.errors import AccountsDiffer
from importers.ledger import Batch, Operation, Record
from importers.pairing import COUNTED, FREE, Matching
from importers.preparing import Prepared
from importers.rehearsal import rehearsal
from importers.remaining import moved, still_in_conflict, told_alike
from importers.report import Counts
from importers.retried import RetryReport, Tally
from importers.sides import read
from importers.writing import Outcome, Records, Target, Writer, check, open_writer

KIND = "retry"
"""What its operation is called."""

NOTE = "retry"
"""The batch's note of a retry on its way: the file's digest, how many of its records are done, the tally."""

FILE, SINCE = "rejects_file", "repaired_since"
"""The batch's notes of where its rejects were written, and of the ledger's last record before any repair."""

EVERYTHING = 1 << 62


class Unfinished(UsageFault):
    def __init__(self, batch: Batch) -> None:
        super().__init__(
            f"Batch {batch.id} did not come to its end. Run its import again first, it goes on from there; "
            "then retry its rejects."
        )


class NothingToRetry(UsageFault):
    def __init__(self, number: int, *, problem: str) -> None:
        super().__init__(f"Batch {number}: {problem}")


def retry(
    number: int, file: str, *, database: str, dry_run: bool = False, make_orders: bool | None = None
) -> RetryReport:
    """Take in the repaired rejects of batch `number` from `file`, or from where they were written.

    `make_orders` overrides what the import did about missing orders. Raises `UnknownBatch`, `Unfinished`,
    `NothingToRetry`, and what the readers and the writer raise.
    """
    check(parse(database))
    if not dry_run:
        return _retry(number, file, database=database, make_orders=make_orders)
    with rehearsal(database) as copy:
        return replace(_retry(number, file, database=copy, make_orders=make_orders), dry_run=True)


def _retry(number: int, file: str, *, database: str, make_orders: bool | None) -> RetryReport:
    url = parse(database)
    with open_engine(database):  # made or upgraded before anything is locked
        pass
    with batches.locked(url), closing(Matching()) as matching:
        job = _begin(database, number, file, matching, make_orders)
        target = Target(
            batch_id=number,
            source_id=job.source_id,
            shop=job.terms.options.shop,
            make_orders=job.make_orders,
            make_customers=job.terms.options.make_customers,
            may_drop=False,
        )
        with closing(open_writer(url, target)) as writer:
            for prepared in read(job.path, job.terms):
                job.take(writer, prepared)
        return _end(database, job)


class _Job:
    """One retry on its way."""

    def __init__(self, batch: Batch, path: str, digest: str, matching: Matching, since: int) -> None:
        self.batch_id, self.source_id, self.path, self.digest = batch.id, batch.source_id, path, digest
        self.matching, self.since = matching, since
        self.terms = stored.terms_of(batch)
        self.make_orders = self.terms.options.make_orders
        self.counts = batches.counts_of(batch)
        self.status = batch.status
        self.notes = dict(batch.notes)
        self.next_record = batch.records_read + 1
        on_its_way = batch.notes.get(NOTE, {})
        ours = on_its_way if on_its_way.get("digest") == digest else {}
        self.after: int = ours.get("after", 0)
        self.in_order: bool | None = ours.get("in_order")
        self.tally = msgspec.convert(ours.get("tally", {}), Tally)
        self.wrote = bool(ours)

    def take(self, writer: Writer, prepared: Prepared) -> None:
        """Write one chunk of the file: what is new beside the rejects, then what repairs them."""
        first, last = prepared.chunk.first_record, prepared.chunk.last_record
        if last <= self.after:  # by an earlier run
            return
        plan = self.matching.plan(first, last)
        good = prepared.good.frame.join(
            plan, left_on=["record", "part"], right_on=["place", "part"], maintain_order="left"
        )
        self._take_free(writer, prepared, good, plan)
        self._take_counted(writer, prepared, good, plan)

    def _take_free(self, writer: Writer, prepared: Prepared, good: pl.DataFrame, plan: pl.DataFrame) -> None:
        """Records that stand for no reject: the log's if it does not hold them yet."""
        free = plan.filter(pl.col("stands") == FREE)
        places = set(free.filter(pl.col("to_record").is_null())["place"])
        bad = sum(reject.record in places for reject in prepared.rejected)
        records = good.filter(pl.col("stands") == FREE)
        records = records.with_columns(
            record=pl.coalesce("to_record", pl.int_range(pl.len(), dtype=pl.Int64) + self.next_record),
            line=pl.coalesce("to_line", pl.lit(0, pl.Int64)),
        )
        tally = Tally(refused=bad)
        if records.height:
            with _transaction(writer) as done:
                outcome = writer.write(Records.of(records.select(prepared.good.frame.columns)))
                conflicts = outcome.refused.filter(pl.col("code") == Code.CONFLICT.value).height
                others = outcome.refused.height - conflicts
                tally += Tally(
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
        self, writer: Writer, prepared: Prepared, good: pl.DataFrame, plan: pl.DataFrame
    ) -> None:
        """Records that stand for rejects: whatever becomes of them now, the reject goes."""
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
        with _transaction(writer) as done:
            outcome = writer.write(Records.of(records.select(prepared.good.frame.columns)))
            outcome = still_in_conflict(outcome, [reject for _, reject in old])
            still += rejects.of_records(outcome.refused, chunk.originals)
            still = told_alike(still, [reject for _, reject in old])
            tally = Tally(
                imported=outcome.imported,
                duplicate=outcome.duplicate,
                changed=outcome.changed.height,
                skipped=sum(key in places for key in skipped),
                rejected=len(still),
            )
            if tally.total != counted.height:
                raise AccountsDiffer(batch=self.batch_id, read=counted.height, counted=tally.total)
            gone = [number for number, reject in old if reject not in still]
            known = [reject for _, reject in old]
            if gone or any(reject not in known for reject in still):
                writer.withdraw(gone)
                writer.reject([reject for reject in still if reject not in known])
                self._checkpoint(
                    writer, _counts(tally, was=len(old)) + _made(outcome), tally, chunk.last_record
                )
                done()
                return
        self.tally += tally

    def _checkpoint(self, writer: Writer, added: Counts, tally: Tally, after: int | None = None) -> None:
        counts, self.tally = self.counts + added, self.tally + tally
        self.after = self.after if after is None else after
        self.counts, self.wrote = counts, True
        note = {
            "digest": self.digest,
            "after": self.after,
            "in_order": self.matching.in_order,
            "tally": asdict(self.tally),
        }
        self.notes |= counts.notes() | {SINCE: self.since, NOTE: note}
        notes = msgspec.json.encode(self.notes).decode()
        writer.checkpoint({"status": self.status, "notes": notes, **counts.main()})


def _begin(database: str, number: int, file: str, matching: Matching, make_orders: bool | None) -> _Job:
    with open_engine(database) as engine, Session(engine) as session:
        batch = batches.one_batch(session, number)
        if batch.status in (batches.RUNNING, batches.STOPPED, batches.INTERRUPTED):
            raise Unfinished(batch)
        if batch.status in (batches.UNDOING, batches.UNDONE):
            raise NothingToRetry(number, problem="it was undone; import its file again instead.")
        path = file or batch.notes.get(FILE, "")
        if not path:
            hint = f"`events batch {number} --rejects FILE` writes them to be mended"
            problem = f"say which file holds its repaired records; {hint}."
            raise NothingToRetry(number, problem=problem)
        last = session.scalar(select(func.coalesce(func.max(Record.id), 0))) or 0
        since = int(batch.notes.get(SINCE, last))
        job = _Job(batch, path, stored.digest_of(path), matching, since)
        job.make_orders = job.make_orders if make_orders is None else make_orders
        job.next_record = 1 + max(
            batch.records_read,
            session.scalar(select(func.max(Record.record)).where(Record.batch_id == number)) or 0,
        )
        matching.add_rejects(session, batch, job.terms)
        for prepared in read(path, job.terms):
            matching.add_repaired(prepared)
        path = sqlite_path(parse(database))
        # Of a file that was retried before, only what is still rejected is taken up again.
        done = EVERYTHING if _was_retried(session, number, job.digest) else job.after
        matching.match(path, batch, since=since, done=done, in_order=job.in_order)
        return job


def _was_retried(session: Session, number: int, digest: str) -> bool:
    ours = select(Operation.details).where(Operation.kind == KIND, Operation.batch_id == number)
    return any(details.get("digest") == digest for details in session.scalars(ours))


def _end(database: str, job: _Job) -> RetryReport:
    """Close the account, record the operation, and tell."""
    tally = job.tally + Tally(altered=job.matching.altered)
    with open_engine(database) as engine, Session(engine) as session:
        batch = batches.one_batch(session, job.batch_id)
        if job.wrote:
            counts = batches.counts_of(batch)
            digest = batch.file_digest
            batches.finish(session, batch, status=job.status, counts=counts, file_digest=digest)
            batch.notes = {name: note for name, note in batch.notes.items() if name != NOTE}
            details = {"file": Path(job.path).name, "digest": job.digest, **asdict(tally)}
            session.add(Operation(kind=KIND, batch_id=batch.id, details=details))
            session.commit()
        return RetryReport(
            batch=batch.id,
            file=job.path,
            source=batch.source.name,
            shop=batch.source.shop,
            dry_run=False,
            matched=job.matching.matched(),
            tally=tally,
            counts=batches.counts_of(batch),
            nothing_new=not job.wrote,
            groups=batches.groups_of(session, batch),
        )


@contextmanager
def _transaction(writer: Writer) -> Iterator[Callable[[], None]]:
    """A transaction that is kept only if what is given is called inside."""
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


def _counts(tally: Tally, *, was: int) -> Counts:
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

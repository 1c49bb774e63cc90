"""Imports repaired rejects with their batch's settings, at the positions of the records they repair."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from events.errors import UsageError
from events.url_secrets import mask_url
from importers import customer_names, own_export
from importers.collisions.own_events import OwnEvents
from importers.erasure.kept_records import KeptRecords
from importers.keep_out import kept_records
from importers.known_events import KnownEvents
from importers.ledger import batches, operations
from importers.ledger.locks import RunningImports
from importers.ledger.models import Batch, Operation
from importers.ledger.record_tables import last_place, marks
from importers.ledger.user_files import rejects_command
from importers.meanings import later as later_meanings
from importers.retry.match import Matching
from importers.retry.reject_pairs import read
from importers.retry.repaired_file import reading
from importers.retry.result import RetryCounts, RetryReport
from importers.retry.run import NOTE, RetryRun
from importers.target_log import TargetLog, open_target
from importers.trace import replay
from importers.writing.protocol import Target

FILE = "rejects_file"
"""The batch's note of where its rejects were written."""

EVERYTHING = 1 << 62


class UnfinishedBatchError(UsageError):
    """The batch has not been imported to its end yet."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(
            f"Batch {batch.id} is unfinished. Run its import again first; it resumes where it stopped. "
            "Then retry its rejects."
        )


class NothingToRetryError(UsageError):
    """The batch has no rejects that could be retried."""

    def __init__(self, number: int, *, problem: str) -> None:
        super().__init__(f"Batch {number}: {problem}")


def retry(
    number: int,
    file: str,
    *,
    database: str,
    by: str = "",
    dry_run: bool = False,
    create_orders: bool | None = None,
) -> RetryReport:
    """Import the repaired rejects of batch `number` from `file`, or from where they were written.

    `create_orders` overrides what the import did about missing orders. Raises `UnknownBatchError`,
    `UnfinishedBatchError`, `NothingToRetryError`, and what the readers and the writer raise.
    """
    with open_target(database, dry_run=dry_run, whole_ledger=True) as log:
        report = _retry(number, file, log=log, by=by, create_orders=create_orders, is_kept=not dry_run)
    return replace(report, dry_run=dry_run)


def _retry(
    number: int, file: str, *, log: TargetLog, by: str, create_orders: bool | None, is_kept: bool
) -> RetryReport:
    with ExitStack() as lock, closing(Matching()) as matching:
        with log.connect() as connection:  # made or upgraded before it is locked
            lock.enter_context(_locked(connection, log, number))
            with log.as_stored(connection) as stored:
                kept = _kept(stored, number)
            job = _begin(connection, number, file, matching, create_orders=create_orders, kept=kept)
            with log.as_stored(connection) as stored:
                job.known = _known(stored, job)
        target = Target(
            batch_id=number,
            source_id=job.source_id,
            shop=job.terms.options.shop,
            create_orders=job.create_orders,
            create_customers=job.terms.options.create_customers,
            use_savepoints=False,
        )
        with closing(log.writer(target)) as writer:
            for prepared in read(job.readable, job.terms, job.kept):
                job.take(writer, prepared)
        with log.connect() as connection:
            if job.terms.options.platform == own_export.PLATFORM:
                known = job.known.notes.events_of if job.known else None
                own_export.restore_details(connection, number, known=known)
            with Session(connection) as session:
                wanted = customer_names.noted_in(batches.one_batch(session, number).notes)
            customer_names.give_names(connection, number, wanted)
            if is_kept:
                later_meanings.give(connection, number)
            return _end(connection, job, by=by)


def _locked(connection: Connection, log: TargetLog, number: int) -> AbstractContextManager[RunningImports]:
    """The lock of the batch's source; a retry reports no progress while it waits."""
    with Session(connection) as session:
        source = batches.one_batch(session, number).source
        return log.importing(source=source.name, shop=source.shop, on_wait=lambda: None)


def _kept(connection: Connection, number: int) -> KeptRecords | None:
    with Session(connection) as session:
        batch = batches.one_batch(session, number)
        wanted = replay.replay_settings(batch).options.keep_out
        return kept_records(session, source=batch.source_id, wanted=wanted)


def _known(connection: Connection, job: RetryRun) -> KnownEvents | None:
    """The repaired records of an own export whose events the log has from elsewhere."""
    if job.terms.options.platform != own_export.PLATFORM:
        return None
    opened, shop = partial(reading, job.readable, job.terms), job.terms.options.shop
    return OwnEvents(
        connection=connection, opened=opened, source=job.source_id, shop=shop, kept=job.kept
    ).known()


def _begin(
    connection: Connection,
    number: int,
    file: str,
    matching: Matching,
    *,
    create_orders: bool | None,
    kept: KeptRecords | None,
) -> RetryRun:
    with Session(connection) as session:
        batch = batches.one_batch(session, number)
        if batch.status in (batches.RUNNING, batches.STOPPED, batches.INTERRUPTED):
            raise UnfinishedBatchError(batch)
        if batch.status in (batches.UNDOING, batches.UNDONE):
            raise NothingToRetryError(number, problem="it was undone; import its file again instead.")
        path = file or batch.notes.get(FILE, "")
        if not path:
            hint = f"`{rejects_command(number, input_path=batch.path)}` writes its rejects to a file"
            problem = f"name the file with its repaired records; {hint}."
            raise NothingToRetryError(number, problem=problem)
        since = list(batch.notes.get(batches.REPAIRED_SINCE, marks(session)))
        job = RetryRun(batch, path, _digest_of(path), matching, since)
        job.kept = kept
        job.create_orders = job.create_orders if create_orders is None else create_orders
        job.next_record = 1 + max(
            batch.records_read,
            session.scalar(last_place(number)) or 0,
        )
        matching.add_rejects(session, batch, job.terms)
        job.readable = matching.in_their_encoding(path, job.terms)
        for prepared in read(job.readable, job.terms, job.kept):
            matching.add_repaired(prepared)
        # Of a file that was retried before, only what is still rejected is read again.
        done = EVERYTHING if _was_retried(session, number, job.digest) else job.after
        matching.match(connection, batch, since=since, done=done, in_order=job.in_order)
        return job


def _digest_of(path: str) -> str:
    """A digest of the repaired file, also of one with several tables; empty for a folder."""
    known = replay.digest_of(path)
    if known or not Path(path).is_file():
        return known
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _was_retried(session: Session, number: int, digest: str) -> bool:
    ours = select(Operation.details).where(Operation.kind == operations.RETRY, Operation.batch_id == number)
    return bool(digest) and any(details.get("digest") == digest for details in session.scalars(ours))


def _end(connection: Connection, job: RetryRun, *, by: str) -> RetryReport:
    """Close the account, record the operation, and return the report."""
    tally = job.tally + RetryCounts(altered=job.matching.altered)
    with Session(connection) as session:
        batch = batches.one_batch(session, job.batch_id)
        if job.wrote:
            counts = batches.counts_of(batch)
            digest = batch.file_digest
            batches.finish(session, batch, status=job.status, counts=counts, file_digest=digest)
            batch.notes = {name: note for name, note in batch.notes.items() if name != NOTE}
            details = {"file": Path(mask_url(job.path)).name, "digest": job.digest, **asdict(tally)}
            operations.add(session, kind=operations.RETRY, by=by, batch=batch.id, **details)
            session.commit()
        return RetryReport(
            batch=batch.id,
            file=mask_url(job.path),
            source=batch.source.name,
            shop=batch.source.shop,
            dry_run=False,
            matched=job.matching.matched(),
            tally=tally,
            counts=batches.counts_of(batch),
            nothing_new=not job.wrote,
            groups=batches.groups_of(session, batch),
            utf8_instead_of=job.terms.mapping.encoding if job.readable != job.path else "",
        )

"""A record's whole way, the only place that knows it: read, prepare, write, account."""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from events.database.engine import sqlite_path
from events.errors import BusyError
from events.url_secrets import mask_url
from importers import customer_names, earlier_batches, known_blocks, own_export, taught_phrases
from importers.batch_start import BatchStart
from importers.error_budget import OnErrors
from importers.errors import ImportRunningError
from importers.job import NAMED, Job
from importers.ledger import batches, number_signs, rejects, user_files
from importers.ledger.edited import edited_of
from importers.ledger.models import Batch
from importers.ledger.twins import twins_of
from importers.mapping.column_mapping import ColumnMapping
from importers.meanings import later as later_meanings
from importers.options import Options
from importers.planning import dump_clock
from importers.planning.import_input import ImportInput
from importers.planning.plan import open_import
from importers.progress import OnProgress, Progress
from importers.readers import file_start
from importers.readers.opening import kept_pipe
from importers.rejects_file import write_file as write_rejects
from importers.report import ImportReport, merged_groups
from importers.target_log import TargetLog, open_target
from importers.writing.file_guard import check_source


def run(
    source: str, mapping: ColumnMapping, options: Options, *, database: str, on_progress: OnProgress
) -> ImportReport:
    """Import one input (a path, or `-`) as one batch. Raises our errors for what stops it as a whole.

    Every transaction holds whole chunks and moves the checkpoint, so whatever ends the process, the same
    command goes on after the last committed chunk.
    """
    check_source(source, database)
    mapping = replace(mapping, source=mask_url(mapping.source))
    options = replace(options, shop=mask_url(options.shop))
    with open_target(database, dry_run=options.dry_run, resuming=True) as log:
        before = log.size() if options.dry_run else 0
        report = _run(source, mapping, options, log=log, on_progress=on_progress)
        if report.stopped and options.budget.on_errors is OnErrors.ALL_OR_NOTHING:
            report = _taken_back(report, log)
        if options.dry_run:
            report = replace(report, dry_run=True, grows_bytes=max(0, log.size() - before))
    return report


def _run(
    source: str, mapping: ColumnMapping, options: Options, *, log: TargetLog, on_progress: OnProgress
) -> ImportReport:
    began = time.monotonic()
    with ExitStack() as lock:
        pipe = kept_pipe(source, lock) if _may_have_content(log.url) else None
        import_input = lock.enter_context(open_import(source, mapping, options, pipe=pipe))
        with log.connect() as connection:  # made or upgraded before it is locked
            _check_rejects(connection, options.rejects_file)
            waiting = partial(_wait, import_input, on_progress)
            again = partial(open_import, source, mapping, options, pipe=pipe)
            lock_of = log.importing(source=import_input.mapping.source, shop=options.shop, on_wait=waiting)
            others = lock.enter_context(lock_of)
            job = BatchStart(
                connection=connection,
                log=log,
                planned=import_input,
                opened=again,
                options=options,
                is_named=_is_named(mapping, options),
                given={name for part in mapping.parts() for name in part.fields},
                others=others,
            ).job()
        file_start.enough()
        job.write_all(log.writer, on_progress)
        with log.connect() as connection:
            if import_input.platform == own_export.PLATFORM:
                known = job.known.notes.events_of if job.known else None
                own_export.restore_details(connection, job.batch_id, known=known)
            elif not options.dry_run:
                customer_names.give_names(connection, job.batch_id, _wanted_names(job.import_input))
                later_meanings.give(connection, job.batch_id)
            report = _end(connection, job, others=log.others, is_named=_is_named(mapping, options))
    return replace(report, seconds=time.monotonic() - began)


def _wanted_names(import_input: ImportInput) -> list[customer_names.Wanted]:
    """The columns that name customers."""
    if import_input.platform == own_export.PLATFORM:
        return []
    return customer_names.wanted_of((one.reader.columns, one.mapping) for one in import_input.table_inputs)


def _wait(import_input: ImportInput, on_progress: OnProgress) -> None:
    step = "waiting for another import of this source"
    on_progress(
        Progress(file=import_input.name, taken=0, total=import_input.size, records=0, rejected=0, step=step)
    )


def _may_have_content(url: URL) -> bool:
    """Whether the log is on a server, or a file with orders or people: without them, nothing can collide."""
    path = sqlite_path(url)
    if not path or not Path(path).exists():
        return not path
    try:
        with closing(sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)) as log:
            query = "SELECT EXISTS (SELECT 1 FROM orders) OR EXISTS (SELECT 1 FROM users)"
            return bool(log.execute(query).fetchone()[0])
    except sqlite3.Error:  # whatever is wrong with it is reported when it is opened
        return True


def _check_rejects(connection: Connection, path: str) -> None:
    if path:
        with Session(connection) as session:
            user_files.check_rejects(session, path)


def _taken_back(report: ImportReport, log: TargetLog) -> ImportReport:
    """What an import that was all or nothing brought is undone; the batch and its account stay on record."""
    from importers.undo.undo import undo

    if not log.database:  # nothing that could be taken back
        return replace(report, status=batches.UNDONE, taken_back=report.counts.imported)
    try:
        done = undo(report.batch, database=log.database, by="", dry_run=False, on_progress=lambda _: None)
    except ImportRunningError:
        raise BusyError(
            f"Batch {report.batch} stopped: {report.stopped}. It cannot be taken back while another import "
            "is running, so part of the file is in the log. "
            f"When that import has ended: events undo {report.batch}"
        ) from None
    return replace(report, status=batches.UNDONE, taken_back=done.events)


def _is_named(mapping: ColumnMapping, options: Options) -> bool:
    """Whether the user named the source."""
    return options.source_given or mapping.source != ColumnMapping.source


def _end(connection: Connection, job: Job, *, others: str, is_named: bool) -> ImportReport:
    """Close the account and return the report; see `TargetLog` for `others`."""
    with Session(connection, expire_on_commit=False) as session:
        batch = batches.one_batch(session, job.batch_id)
        if not job.stopped and not batch.position:
            batch.position, batch.prefix_digest = job.import_input.position, job.import_input.prefix()
            batch.lines_read = job.import_input.header.count(b"\n")
        status = batches.STOPPED if job.stopped else batches.DONE
        digest = job.import_input.prefix()
        path = job.options.rejects_file
        if path:
            user_files.note_rejects_file(batch, path)
        batches.finish(session, batch, status=status, counts=job.counts, file_digest=digest)
        if len(job.import_input.table_inputs) == 1:
            decided = {
                batches.DATE_ORDERS: job.import_input.date_orders,
                batches.DECIMAL_MARK: job.import_input.decimal_mark,
            }
            batch.notes = batch.notes | {name: value for name, value in decided.items() if value}
        if status == batches.DONE:
            batch.notes = batch.notes | known_blocks.noted(job.blocks)
        batch.notes = batch.notes | customer_names.noted(_wanted_names(job.import_input))
        session.commit()
        if path:
            path = write_rejects(session, batch, path, more=job.unwritten).path
        report = _report(session, batch, job, others=others)
        if not (is_named or job.options.same_orders):
            mixed = earlier_batches.mixed(
                session, batch, counts=job.counts, dry_run=job.options.dry_run, others=others
            )
            report = replace(report, remarks=[*report.remarks, *mixed])
        return replace(report, rejects_file=path)


def _report(session: Session, batch: Batch, job: Job, *, others: str) -> ImportReport:
    """What became of the input, once its batch is closed."""
    planned = job.import_input
    shared, shared_count = batches.shared_orders(session, batch, most=NAMED, others=others)
    earlier = earlier_batches.read_otherwise(session, batch, counts=job.counts, changed=job.changed)
    twins = twins_of(session, batch.id, others=others).sentences(batch=batch.id, dry_run=job.options.dry_run)
    edited = edited_of(session, batch, duplicates=job.counts.duplicate, has_met=job.has_met, others=others)
    return ImportReport(
        batch=batch.id,
        status=batch.status,
        source=batch.source.name,
        shop=batch.source.shop,
        file=batch.file,
        format=planned.format,
        details=planned.details,
        dry_run=False,
        resumed_at=job.resumed_at,
        lines=batch.lines_read if job.stopped else max(batch.lines_read, planned.document_lines),
        counts=job.counts,
        started=batch.started,
        seconds=0.0,
        tz=planned.mapping.tz,
        remarks=[
            *planned.remarks(),
            *known_blocks.sentences(job.known_blocks),
            *_why_more_than_lines(job, batch),
            *dump_clock.sentences(planned.table_inputs, batch=batch.id),
            *twins,
            *edited.sentences(batch=batch.id, dry_run=job.options.dry_run),
            *_called_alike(session, job, others=others),
            *earlier.values(),
            *taught_phrases.sentences(session, batch, counts=job.counts, meanings=planned.mapping.meanings),
        ],
        edited=edited.records,
        edited_count=edited.count,
        replaces=next(iter(earlier), 0),
        evidence=planned.evidence,
        groups=merged_groups(
            batches.groups_of(session, batch),
            rejects.grouped(job.unwritten, encoding=batch.encoding),
        ),
        changed_records=job.changed,
        looked=job.first_look.looked,
        legacy=job.first_look.legacy,
        examples=job.first_look.examples,
        shared_orders=shared,
        shared_orders_count=shared_count,
        first_order=batches.first_order(session, batch),
        stopped=job.stopped,
        expected=job.options.expect,
        truncated=planned.truncated(),
        nothing_read=not job.stopped and not job.counts.read and planned.has_content,
    )


def _called_alike(session: Session, job: Job, *, others: str) -> list[str]:
    """Sentences on orders that may be others of the log, written in another way."""
    if not job.counts.orders_made:
        return []
    ways = job.import_input.mapping.fields.get("order", ())
    column = ways[0].column if ways else None
    return number_signs.sentences(
        session,
        batch=job.batch_id,
        dry_run=job.options.dry_run,
        column=column or "COLUMN",
        others=others,
    )


def _why_more_than_lines(job: Job, batch: Batch) -> list[str]:
    """A sentence on rows of several dates or states, where more records than lines were read."""
    mappings = [table_input.mapping for table_input in job.import_input.table_inputs]
    of = "dates" if any(len(one.events) > 1 for one in mappings) else ""
    of = of or ("states" if any(one.further_states() for one in mappings) else "")
    is_more = job.counts.read > batch.lines_read > 0
    return [f"A row makes one record for each of its {of}."] if of and is_more else []

"""A record's whole way, the only place that knows it: read, prepare, write, account."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from events.database.engine import parse
from events.database.session import open_engine
from importers import batches, halfway, rejects, resuming
from importers.ahead import ahead
from importers.alone import check_source
from importers.budget import Budget, OnErrors, TooMany
from importers.choosing import open_feeds
from importers.feeds import Feeds
from importers.ledger import Batch
from importers.mapping import Mapping
from importers.preparing import Prepared, prepare
from importers.rehearsal import rehearsal
from importers.report import ChangedRecord, Counts, ImportReport, merged_groups
from importers.writing import Outcome, Target, Writer, check, open_writer

NAMED = 20
"""So many changed records and shared orders are named in a report; all are counted."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the user asked for, beside the mapping. Empty text means: find out."""

    shop: str = ""
    platform: str = ""
    table_prefix: str | None = None
    language: str = ""
    typed: bool = False
    guess: bool = False
    """Find out what nobody said: which platform, which column means what."""
    input_format: str = ""
    table: str = ""
    make_orders: bool = True
    make_customers: bool = True
    budget: Budget = field(default_factory=Budget)
    rejects_file: str = ""
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far it is. `total` bytes is None for a pipe. `step` names what is done once all is read."""

    file: str
    taken: int
    total: int | None
    records: int
    rejected: int
    step: str = ""


OnProgress = Callable[[Progress], None]


def run(
    source: str, mapping: Mapping, options: Options, *, database: str, on_progress: OnProgress
) -> ImportReport:
    """Import one input (a path, or `-`) as one batch. Raises our errors for what stops it as a whole.

    Every transaction holds whole chunks and moves the checkpoint, so whatever ends the process, the same
    command goes on after the last committed chunk.
    """
    check_source(source, database)
    if not options.dry_run:
        return _run(source, mapping, options, database=database, on_progress=on_progress)
    with rehearsal(database) as copy:
        before = Path(copy).stat().st_size if Path(copy).exists() else 0
        report = _run(source, mapping, options, database=copy, on_progress=on_progress)
        return replace(report, dry_run=True, grows_bytes=max(0, Path(copy).stat().st_size - before))


def _run(
    source: str, mapping: Mapping, options: Options, *, database: str, on_progress: OnProgress
) -> ImportReport:
    began = time.monotonic()
    url = parse(database)
    check(url)
    with open_feeds(source, mapping, options) as feeds:
        with open_engine(database, goes_on=True):  # made or upgraded before anything is locked
            pass
        with batches.locked(url):
            job = _begin(database, feeds, options, source=source, mapping=mapping)
            job.write_all(url, on_progress)
            report = _end(database, job)
    if report.stopped and options.budget.on_errors is OnErrors.ALL_OR_NOTHING:
        report = _taken_back(report, database=database)
    return replace(report, seconds=time.monotonic() - began)


def _taken_back(report: ImportReport, *, database: str) -> ImportReport:
    """What an import that was all or nothing brought is undone; the batch and its account stay on record."""
    from importers.undoing import undo

    done = undo(report.batch, database=database, by="", dry_run=False, on_progress=lambda _: None)
    return replace(report, status=batches.UNDONE, taken_back=done.events)


class _Job:
    """One batch on its way: where it stands, and the account so far."""

    def __init__(self, *, batch: Batch, feeds: Feeds, options: Options) -> None:
        self.batch_id, self.source_id = batch.id, batch.source_id
        self.feeds, self.options = feeds, options
        self.resumed_at = batch.records_read
        self.counts = batches.counts_of(batch)
        self.changed = batches.changed_of(batch)
        self.notes = dict(batch.notes)
        self.stopped = ""
        self.unwritten: list[rejects.Rejected] = []

    def write_all(self, url: URL, on_progress: OnProgress) -> None:
        """Write every chunk that is left, or as many as the error budget allows."""
        target = Target(
            batch_id=self.batch_id,
            source_id=self.source_id,
            shop=self.options.shop,
            make_orders=self.options.make_orders,
            make_customers=self.options.make_customers,
            may_drop=self.options.budget.is_bounded,
            is_bulk=True,
        )
        has_known = self.counts.duplicate + self.counts.changed > 0
        with closing(open_writer(url, target)) as writer:
            chunks = prepare(
                self.feeds.chunks(),
                after=self.resumed_at,
                again=has_known,
                divisible=self.options.budget.is_bounded,
                may_be_new=lambda: writer.expects_new,
            )
            with ahead(chunks) as prepared:
                self._write_through(writer, prepared, on_progress)

    def _write_through(self, writer: Writer, prepared: Iterator[Prepared], on_progress: OnProgress) -> None:
        try:
            self._write_each(writer, prepared, on_progress)
            writer.finish(lambda done, of: on_progress(self._progress(f"index {done + 1} of {of}")))
        except BaseException:
            writer.rollback()
            raise

    def _write_each(self, writer: Writer, prepared: Iterator[Prepared], on_progress: OnProgress) -> None:
        for chunk in prepared:
            if chunk.before is not None:
                writer.meet(chunk.before)
            if chunk.chunk.last_record <= self.resumed_at:
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
            file=self.feeds.name,
            taken=self.feeds.taken(),
            total=self.feeds.size,
            records=self.counts.read,
            rejected=self.counts.rejected,
            step=step,
        )

    def _write(self, writer: Writer, prepared: Prepared) -> None:
        """One chunk: events, ledger, rejects and checkpoint together, or none of it; of the chunk with the
        reject that is too many, what comes before that one."""
        writer.begin()
        outcome = writer.write(prepared.good)
        rejected = _all_rejected(prepared, outcome)
        too_many = self._too_many(prepared, rejected)
        if too_many is None:
            self._keep(writer, prepared, outcome, rejected)
            return
        writer.drop()
        last = too_many.record - 1
        self.stopped = f"{too_many.fault}; nothing after record {last:,} was imported"
        self.unwritten = [reject for reject in rejected if reject.record == too_many.record]
        first = max(self.resumed_at + 1, prepared.chunk.first_record)
        if prepared.up_to is not None and first <= last:
            line = self.unwritten[0].line - 1
            part = prepared.up_to(last)
            writer.begin()
            outcome = writer.write(part.good)
            self._keep(writer, part, outcome, _all_rejected(part, outcome), last_line=line)

    def _too_many(self, prepared: Prepared, rejected: list[rejects.Rejected]) -> TooMany | None:
        if not self.options.budget.is_bounded or not rejected:
            return None
        broken = [one.record for one in prepared.chunk.broken if one.record > self.resumed_at]
        return self.options.budget.too_many(
            read=self.counts.read,
            rejected=self.counts.rejected,
            records=sorted([*prepared.records["record"].to_list(), *broken]),
            rejects=[reject.record for reject in rejected],
        )

    def _keep(
        self,
        writer: Writer,
        prepared: Prepared,
        outcome: Outcome,
        rejected: list[rejects.Rejected],
        *,
        last_line: int | None = None,
    ) -> None:
        """Account for what was written, up to `last_line` where the chunk ends before its own end."""
        chunk = prepared.chunk
        self.counts += prepared.counts + _counted(outcome, rejected)
        self.changed = [*self.changed, *_changed(outcome)][:NAMED]
        self.notes.pop(halfway.NOTE, None)
        writer.reject(rejected)
        place: dict[str, Any] = {"lines_read": chunk.last_line if last_line is None else last_line}
        notes = self.notes | self.counts.notes() | {"changed_records": msgspec.to_builtins(self.changed)}
        if last_line is None:
            place |= {"position": chunk.end, "prefix_digest": chunk.prefix}
        else:
            notes |= halfway.note(chunk)
        writer.checkpoint(
            {
                **place,
                "records_read": chunk.last_record,
                "notes": msgspec.json.encode(notes).decode(),
                **self.counts.main(),
            }
        )
        writer.keep()


def _begin(database: str, feeds: Feeds, options: Options, *, source: str, mapping: Mapping) -> _Job:
    """Go on with the batch that an earlier run of this command left, or begin one."""
    made = f"{'+' if options.make_orders else '-'}{'' if options.make_customers else '~'}"
    terms = f"{feeds.digest()[:48]}{made}{feeds.format}"
    with open_engine(database) as engine, Session(engine) as session:
        ours = batches.source_for(session, name=feeds.mapping.source, shop=options.shop)
        batch = batches.resumable(session, source=ours, mapping_digest=terms)
        if batch is not None and not resuming.starts_like(
            batch, feeds, lambda: open_feeds(source, mapping, options)
        ):
            batch = None
        batches.abandon(session, but=batch.id if batch else None)
        if batch is None:
            batch = Batch(source=ours, file=feeds.name, path=feeds.path, mapping_digest=terms)
            batch.mapping = {**msgspec.to_builtins(feeds.mapping), **feeds.read_as, **_asked(feeds, options)}
            batch.header = feeds.header
            session.add(batch)
        session.commit()
        return _Job(batch=batch, feeds=feeds, options=options)


def _all_rejected(prepared: Prepared, outcome: Outcome) -> list[rejects.Rejected]:
    """What could not be read and what the writer refused, in the input's order."""
    refused = rejects.of_records(outcome.refused, prepared.chunk.originals)
    return sorted([*prepared.rejected, *refused], key=lambda reject: reject.record)


def _asked(feeds: Feeds, options: Options) -> dict[str, Any]:
    """What has to be said beside the mapping to read the same input the same way."""
    asked = {
        "platform": feeds.platform,
        "table_prefix": options.table_prefix,
        "language": options.language,
        "typed": options.typed,
    }
    kept = {name: value for name, value in asked.items() if value} if feeds.platform else {}
    return kept if options.make_customers else {**kept, "missing_customers": "reject"}


def _end(database: str, job: _Job) -> ImportReport:
    """Close the account and tell what happened."""
    options = job.options
    with open_engine(database) as engine, Session(engine) as session:
        batch = batches.one_batch(session, job.batch_id)
        if not job.stopped and not batch.position:
            batch.position, batch.prefix_digest = job.feeds.position, job.feeds.prefix()
            batch.lines_read = job.feeds.header.count(b"\n")
        status = batches.STOPPED if job.stopped else batches.DONE
        digest = job.feeds.prefix()
        if options.rejects_file:
            batches.note_rejects_file(batch, options.rejects_file)
        batches.finish(session, batch, status=status, counts=job.counts, file_digest=digest)
        session.commit()
        if options.rejects_file:
            rejects.write_file(session, batch, options.rejects_file, more=job.unwritten)
        shared, shared_count = batches.shared_orders(session, batch, most=NAMED)
        return ImportReport(
            batch=batch.id,
            status=batch.status,
            source=batch.source.name,
            shop=batch.source.shop,
            file=batch.file,
            format=job.feeds.format,
            details=job.feeds.details,
            dry_run=False,
            resumed_at=job.resumed_at,
            lines=batch.lines_read,
            counts=job.counts,
            started=batch.started,
            seconds=0.0,
            tz=job.feeds.mapping.tz,
            remarks=job.feeds.notes,
            groups=merged_groups(batches.groups_of(session, batch), rejects.grouped(job.unwritten)),
            changed_records=job.changed,
            shared_orders=shared,
            shared_orders_count=shared_count,
            first_order=batches.first_order(session, batch),
            rejects_file=options.rejects_file,
            stopped=job.stopped,
        )


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
    rows = outcome.changed.head(NAMED).select("line", "identity", "part", "order").iter_rows()
    return [
        ChangedRecord(line=line, identity=name, part=part, order=order or "")
        for line, name, part, order in rows
    ]

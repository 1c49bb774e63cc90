"""Batches in the ledger: begins, resumes, ends and reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from events import clock
from events.errors import BusyError, NotFoundError
from importers.errors import AccountMismatchError
from importers.ledger import operations
from importers.ledger.locks import RunningImports
from importers.ledger.models import Batch, Reject, Source
from importers.ledger.operations import OperationView
from importers.ledger.rejects import group_of
from importers.report import ACCOUNT, ChangedRecord, Counts, RejectGroup

RUNNING, DONE, STOPPED, INTERRUPTED = "running", "done", "stopped", "interrupted"
UNDOING, UNDONE = "undoing", "undone"
REPAIRED_SINCE = "repaired_since"
"""The note of a retried batch: the ledger's first and last id before its rejects were repaired."""

BY, DATE_ORDERS, DECIMAL_MARK = "by", "date_orders", "decimal_mark"
"""The notes of who ran the import, of the orders of day and month that its dates decided, by mark, and of
what its amounts decided to stand before decimals."""

BEYOND_IDS = 1 << 63
"""The first number that no database has an id for."""


_SHARED = """
    SELECT own.order_id FROM (
        SELECT DISTINCT e.order_id FROM record_spans AS s CROSS JOIN order_events AS e
        WHERE s.batch_id = :batch AND e.id BETWEEN s.first_id AND s.last_id
    ) AS own WHERE EXISTS (
        SELECT 1 FROM {others}order_events AS e2 LEFT JOIN {others}record_spans AS s2
            ON s2.first_id = (SELECT max(first_id) FROM {others}record_spans WHERE first_id <= e2.id)
            AND s2.last_id >= e2.id
        WHERE e2.order_id = own.order_id AND (s2.first_id IS NULL OR s2.batch_id NOT IN (
            SELECT id FROM batches WHERE source_id = :source
        ))
    )
"""
# Both uses of it share one reading, whatever a database knows of the tables.
_SHARED_NAMES = """
    WITH shared AS ({shared})
    SELECT o.number, (SELECT count(*) FROM shared) FROM shared JOIN orders AS o ON o.id = shared.order_id
    ORDER BY o.number LIMIT :most
"""
_STORED = """
    SELECT (
        SELECT count(*) FROM record_spans AS s CROSS JOIN record_keys AS k
        WHERE s.batch_id = :batch AND k.id BETWEEN s.first_id AND s.last_id
    ) + coalesce(sum(CASE WHEN r.last_id < s.last_id THEN r.last_id ELSE s.last_id END
        - CASE WHEN r.first_id > s.first_id THEN r.first_id ELSE s.first_id END + 1), 0)
    FROM record_spans AS s CROSS JOIN (
        SELECT first_id, first_id + (last_number - first_number) AS last_id FROM record_runs
    ) AS r
    WHERE s.batch_id = :batch AND s.last_id > 0 AND r.first_id <= s.last_id AND r.last_id >= s.first_id
        AND r.first_id >= coalesce((SELECT max(first_id) FROM record_runs WHERE first_id <= s.first_id), 0)
"""
_OTHERS = """
    SELECT EXISTS (
        SELECT 1 FROM {others}record_spans AS s JOIN batches AS b ON b.id = s.batch_id
        WHERE s.first_id > 0 AND b.source_id <> :source
    ) OR (SELECT coalesce(sum(last_id - first_id + 1), 0) FROM {others}record_spans WHERE first_id > 0)
        <> (SELECT count(*) FROM {others}order_events)
"""


class UnknownBatchError(NotFoundError):
    """No batch has the number that was asked for."""

    def __init__(self, number: int | str) -> None:
        super().__init__(f"There is no batch {number}. `events batches` lists them.")


class UnfinishedUndoError(BusyError):
    """An undo of this source was interrupted and has to be finished first."""

    def __init__(self, batch: int) -> None:
        super().__init__(
            f"Batch {batch} of this source is half undone. "
            f"Run `events undo {batch}` first: it goes on to the end."
        )


@dataclass(frozen=True, kw_only=True)
class BatchView:
    """A batch as people read it. `status` is "interrupted" for one that nobody is running any more."""

    id: int
    status: str
    source: str
    shop: str
    file: str
    path: str
    started: str
    finished: str | None
    by: str
    """Who ran it; empty where that is not known."""
    lines: int
    counts: dict[str, int]
    groups: list[RejectGroup]
    skips: dict[str, int] = field(default_factory=dict)
    """How many records were skipped, by reason."""
    undo: OperationView | None = None
    """What undid it, or is undoing it."""
    rejects_file: str = ""
    """Where its rejects were written last."""
    reimport: str = ""
    """The command that imports its input on the same terms, where it was asked for."""


def find_source(session: Session, *, name: str, shop: str) -> Source | None:
    """The source of this name and shop; None where there is none."""
    return session.scalar(select(Source).where(Source.name == name, Source.shop == shop))


def source_for(session: Session, *, name: str, shop: str) -> Source:
    """The source of this name and shop; it is added if it is new."""
    source = find_source(session, name=name, shop=shop)
    if source is None:
        source = Source(name=name, shop=shop)
        session.add(source)
        session.flush()
    return source


def resumable(session: Session, *, source: Source, resume_key: str) -> Batch | None:
    """The last batch of this source with these settings, if it ended before its input did.

    Raises `UnfinishedUndoError` where half of a batch's records are gone: the others would count as known.
    """
    undoing = select(Batch.id).where(Batch.source_id == source.id, Batch.status == UNDOING).limit(1)
    if (half_undone := session.scalar(undoing)) is not None:
        raise UnfinishedUndoError(half_undone)
    last = session.scalar(
        select(Batch)
        .where(Batch.source_id == source.id, Batch.resume_key == resume_key)
        .order_by(Batch.id.desc())
        .limit(1)
    )
    open_ended = (RUNNING, STOPPED, INTERRUPTED)
    return last if last is not None and last.status in open_ended and last.records_read else None


def abandon(session: Session, *, but: int | None, others: RunningImports) -> None:
    """Mark batches that nobody runs any more as interrupted. Only under the lock of an import; `others` are
    those of other sources that run."""
    for batch in session.scalars(select(Batch).where(Batch.status == RUNNING, Batch.id != (but or 0))):
        if not others.has(batch.source):
            batch.status = INTERRUPTED


def counts_of(batch: Batch) -> Counts:
    """The counts that the batch's row and notes hold."""
    main = {name: getattr(batch, name) for name in ACCOUNT}
    known = Counts().notes()
    return Counts(**main, **{name: type(none)(batch.notes.get(name, none)) for name, none in known.items()})


def stored(session: Session, batch: Batch) -> int:
    """How many records the ledger has of the batch."""
    return session.scalar(text(_STORED), {"batch": batch.id}) or 0


def finish(session: Session, batch: Batch, *, status: str, counts: Counts, file_digest: str) -> None:
    """Close the account: hold what the run counted against what the database holds, and mark the batch.

    `file_digest` is of the whole input, which may end after its last chunk. Raises `AccountMismatchError`,
    and marks nothing, where a record is not accounted for.
    """
    of_batch = {"batch": batch.id}
    in_log = stored(session, batch)
    rejected = session.scalar(text("SELECT count(*) FROM rejects WHERE batch_id = :batch"), of_batch) or 0
    found = replace(counts_of(batch), imported=in_log, rejected=rejected)
    if counts.read != counts.accounted or found != counts:
        raise AccountMismatchError(batch=batch.id, read=counts.read, counted=found.accounted)
    batch.status = status
    batch.finished = clock.now()
    if status == DONE:
        batch.file_digest = file_digest


def groups_of(session: Session, batch: Batch) -> list[RejectGroup]:
    """The batch's rejects by cause, most frequent first."""
    causes = session.execute(
        select(Reject.code, Reject.column, func.count(), func.min(Reject.id))
        .where(Reject.batch_id == batch.id)
        .group_by(Reject.code, Reject.column)
        .order_by(func.count().desc(), func.min(Reject.id))
    )
    found = []
    for _, _, number, first_id in causes:
        first = session.get_one(Reject, first_id)
        found.append(group_of(first, count=number, encoding=batch.encoding))
    return found


def changed_of(batch: Batch) -> list[ChangedRecord]:
    """The changed records that the batch's notes name."""
    return [ChangedRecord(**record) for record in batch.notes.get("changed_records", [])]


def shared_orders(session: Session, batch: Batch, *, most: int, others: str = "") -> tuple[list[str], int]:
    """Orders of this batch that also have events from another source, or recorded by hand: at most `most`
    of them by name, and how many there are. `others` is put before the names of the tables with those."""
    if not session.scalar(text(_OTHERS.format(others=others)), {"source": batch.source_id}):
        return [], 0
    query = text(_SHARED_NAMES.format(shared=_SHARED.format(others=others)))
    values = {"batch": batch.id, "source": batch.source_id, "most": most}
    rows = session.execute(query, values).all()
    return [number for number, _ in rows], rows[0][1] if rows else 0


def first_order(session: Session, batch: Batch) -> str:
    """What people type for the order of the batch's first order event; empty if there is none."""
    return (
        session.scalar(
            text(
                "SELECT CASE WHEN o.shop <> '' OR EXISTS (SELECT 1 FROM orders AS other WHERE other.number "
                "= o.number AND other.shop <> '') THEN o.shop || '/' || o.number ELSE o.number END "
                "FROM record_spans AS s JOIN order_events AS e ON e.id = s.first_id "
                "JOIN orders AS o ON o.id = e.order_id WHERE s.batch_id = :batch ORDER BY s.record LIMIT 1"
            ),
            {"batch": batch.id},
        )
        or ""
    )


def view(
    session: Session, batch: Batch, *, running: RunningImports, with_groups: bool = False, reimport: str = ""
) -> BatchView:
    """The batch as people read it; `running` are the imports that hold a lock."""
    undo = operations.undo_of(session, batch.id) if batch.status in (UNDOING, UNDONE) else None
    status = INTERRUPTED if batch.status == RUNNING and not running.has(batch.source) else batch.status
    return BatchView(
        id=batch.id,
        status=status,
        source=batch.source.name,
        shop=batch.source.shop,
        file=batch.file,
        path=batch.path,
        started=batch.started.isoformat(),
        finished=batch.finished.isoformat() if batch.finished else None,
        by=batch.notes.get(BY, ""),
        lines=batch.lines_read,
        counts=counts_of(batch).main(),
        skips=dict(counts_of(batch).skips),
        groups=groups_of(session, batch) if with_groups else [],
        undo=operations.view(undo) if undo else None,
        rejects_file=batch.notes.get("rejects_file", ""),
        reimport=reimport,
    )


def all_batches(session: Session, *, limit: int | None) -> Sequence[Batch]:
    """Batches, newest first."""
    return session.scalars(select(Batch).order_by(Batch.id.desc()).limit(limit)).all()


def last_undoable(session: Session) -> Batch | None:
    """The latest batch that is not undone."""
    return session.scalar(select(Batch).where(Batch.status != UNDONE).order_by(Batch.id.desc()).limit(1))


def undoable_after(session: Session, number: int) -> list[int]:
    """The batches after that one that are not undone."""
    found = select(Batch.id).where(Batch.id > number, Batch.status != UNDONE).order_by(Batch.id)
    return list(session.scalars(found)) if number < BEYOND_IDS else []


def last_batch(session: Session, *, rejected: bool) -> Batch:
    """The last import that was not undone, or the last with `rejected` records. Raises `NotFoundError`."""
    found = select(Batch).where(Batch.status != UNDONE)
    if rejected:
        found = found.where(Batch.rejected > 0)
    last = session.scalar(found.order_by(Batch.id.desc()).limit(1))
    if last is None:
        raise NotFoundError("No import has rejected records." if rejected else "Nothing was imported yet.")
    return last


def rejected_too(session: Session, *, but: int) -> list[int]:
    """The other batches that have rejected records and are not undone."""
    has_some = (Batch.status != UNDONE, Batch.rejected > 0, Batch.id != but)
    return list(session.scalars(select(Batch.id).where(*has_some).order_by(Batch.id)))


def one_batch(session: Session, number: int) -> Batch:
    """Raises `UnknownBatchError`."""
    batch = session.get(Batch, number) if abs(number) < BEYOND_IDS else None
    if batch is None:
        raise UnknownBatchError(number)
    return batch

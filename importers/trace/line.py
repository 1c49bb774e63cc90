"""What became of one line of a file: the way from the legacy data to the log, as `events show` goes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.url_secrets import mask_url
from importers import own_export, partial_chunk
from importers.collisions.own_events import OwnEvents
from importers.keep_out import kept_records
from importers.known_events import KnownEvents
from importers.ledger import batches, operations, rejects
from importers.ledger.batches import INTERRUPTED, RUNNING, STOPPED
from importers.ledger.models import LedgerRecord, Reject
from importers.ledger.record_tables import at_places, with_key
from importers.readers.chunks import Chunk
from importers.record_frame import split_identity
from importers.trace import replay
from importers.transform import TransformedChunk

IMPORTED, DUPLICATE, CHANGED, REJECTED = "imported", "duplicate", "changed", "rejected"
ELSEWHERE = "elsewhere"
"""An own export's event that the log has from elsewhere, and so no record of."""
SKIPPED, HEADER, BLANK, UNREAD = "skipped", "header", "blank", "unread"
UNDONE, MISSING, BEYOND = "undone", "missing", "beyond"


@dataclass(frozen=True, kw_only=True)
class RecordOutcome:
    """What became of one record of the line.

    `event`, `batch`, `file` and `at_line` name the event of a record that was imported, is a duplicate or
    has changed. `reason` is why a record was skipped or rejected; `code` and the rest are of rejects.
    """

    kind: str
    part: str = ""
    identity: str = ""
    event: str = ""
    batch: int | None = None
    file: str = ""
    at_line: int | None = None
    repaired: bool = False
    code: str = ""
    column: str = ""
    value: str = ""
    reason: str = ""
    fix: str = ""
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class LineTrace:
    """A line of `file`: the records that it belongs to, by number, the lines they take, and the outcome of
    each event they make. `unchanged`: whether the file is still what batch `batch` read."""

    file: str
    line: int
    batch: int
    batch_file: str
    unchanged: bool
    status: str = batches.DONE
    """How that batch ended."""
    records: list[int] = field(default_factory=list)
    first_line: int | None = None
    last_line: int | None = None
    outcomes: list[RecordOutcome] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether any event of the line has a known outcome."""
        return any(outcome.kind not in (UNDONE, MISSING, BEYOND) for outcome in self.outcomes)


def trace_line(session: Session, path: str, line: int) -> LineTrace | None:
    """Read `path` again as its batch did, and look its record at `line` up; None where no batch knows
    the file. Raises `NoSuchInputError`, and what the readers raise."""
    parent = str(Path(path).resolve().parent)
    found = replay.find_batch(session, path, digest=replay.digest_of(path))
    if found is not None and found.batch.path != parent:
        return _Search(session, found, path, line).run()
    folder = replay.find_batch(session, str(Path(path).parent), digest="")
    if folder is None or folder.batch.path != parent:
        return None
    return _Search(session, folder, path, line, member=Path(path).name).run()


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The raw records at a line: one, or several that start on it."""

    records: list[int]
    first: int
    last: int


class _Search:
    """`member` is the name of the file, where its folder was imported."""

    def __init__(
        self, session: Session, found: replay.FoundBatch, path: str, line: int, *, member: str = ""
    ) -> None:
        self.session, self.batch, self.path, self.line = session, found.batch, path, line
        self.member = member
        self.unchanged = found.unchanged
        self.terms = replay.replay_settings(found.batch)
        self.same = set(replay.same_content(session, found.batch)) if found.unchanged else set()
        self.was_retried = operations.was_retried(session, {found.batch.id, *self.same})

    def run(self) -> LineTrace:
        with replay.reopen(self.batch.path if self.member else self.path, self.terms) as opened:
            here: list[
                tuple[TransformedChunk, _Place]
            ] = []  # more than one, where lists in a record are read, too
            is_dump = opened.table_inputs[0].reader.format == "sql"  # its header is made, and not of the file
            last = 0 if is_dump else opened.header.count(b"\n")
            if self.line <= last:
                return self._result(None, [RecordOutcome(kind=HEADER)])
            for prepared in replay.replay(opened, self.terms):
                self._recognise(prepared.chunk)
                if self.member and prepared.chunk.member != self.member:
                    continue
                last = max(last, prepared.chunk.last_line)
                place = _place(prepared.chunk, self.line)
                here += [(prepared, place)] if place else []
                if here and self._has_read_enough(prepared.chunk) and not opened.again:
                    break
            if here:  # now it is known whether the file is what the batch read
                return self._result(here[0][1], [outcome for one in here for outcome in self._outcomes(*one)])
            last = max(last, opened.document_lines)
            return self._result(None, [RecordOutcome(kind=BLANK if self.line <= last else BEYOND)])

    def _recognise(self, chunk: Chunk) -> None:
        """A batch that ended early has no digest of its whole input: then what it has read is compared."""
        batch = self.batch
        as_read = chunk.end == batch.position and chunk.prefix == batch.prefix_digest
        if as_read or partial_chunk.recognises(batch.notes, chunk, last=batch.records_read):
            self.unchanged = True
            self.same.add(self.batch.id)

    def _has_read_enough(self, chunk: Chunk) -> bool:
        return self.unchanged or chunk.end > self.batch.position

    def _result(self, place: _Place | None, outcomes: list[RecordOutcome]) -> LineTrace:
        return LineTrace(
            file=mask_url(self.path),
            line=self.line,
            batch=self.batch.id,
            batch_file=self.batch.file,
            unchanged=self.unchanged,
            status=self.batch.status,
            records=place.records if place else [],
            first_line=place.first if place else None,
            last_line=place.last if place else None,
            outcomes=outcomes,
        )

    def _outcomes(self, prepared: TransformedChunk, place: _Place) -> list[RecordOutcome]:
        """The outcomes of the records' events, in the mapping's order."""
        import polars as pl

        here = pl.col("record").is_in(place.records)
        good = {
            (row["record"], row["part"]): row
            for row in prepared.good.frame.filter(here).iter_rows(named=True)
        }
        bad = {(reject.record, reject.part): reject for reject in prepared.rejected}
        outcomes = []
        columns = ("record", "part", "skipped", "reason")
        for record, part, skipped, reason in prepared.records.filter(here).select(columns).iter_rows():
            if skipped:
                outcomes.append(RecordOutcome(kind=SKIPPED, part=part, reason=reason or ""))
            elif (record, part) in good:
                outcomes.append(self._of_good(good[record, part]))
            else:
                outcomes.append(self._of_bad(bad[record, part]))
        broken = [one for (record, _), one in bad.items() if record in place.records]
        outcomes = outcomes or [self._of_bad(reject) for reject in broken]
        return outcomes or [RecordOutcome(kind=SKIPPED)]

    def _of_good(self, row: dict[str, Any]) -> RecordOutcome:
        stream = (self.batch.source_id, row["source_table"], row["part"])
        number, name = split_identity(row["identity"], row["occurrence"])
        id = with_key(self.session, stream, number=number, name=name)
        known = self.session.scalar(select(LedgerRecord).where(LedgerRecord.id == id)) if id else None
        identity = row["identity"] if not row["occurrence"] else ""
        if known is not None and known.digest == row["digest"]:
            ours = known.batch_id in self.same and known.record == row["record"]
            return self._of_known(known, IMPORTED if ours else DUPLICATE, identity)
        # Also where the identity is known: a conflict within one input is a reject of it.
        refused = self._reject(row["record"], row["part"])
        if refused is not None:
            return refused
        repaired = self._repaired(row["record"], row["part"])
        if repaired is not None:
            return repaired
        if known is not None:
            return self._of_known(known, CHANGED, identity)
        return RecordOutcome(kind=self._absence(row["record"]), part=row["part"], identity=identity)

    def _absence(self, record: int) -> str:
        if self.batch.status == batches.UNDONE:
            return UNDONE
        ended_early = self.batch.status in (RUNNING, STOPPED, INTERRUPTED)
        if ended_early and record > self.batch.records_read:
            return UNREAD
        known = self._known_elsewhere
        return ELSEWHERE if known and record in known.records else MISSING

    @cached_property
    def _known_elsewhere(self) -> KnownEvents | None:
        if self.terms.options.platform != own_export.PLATFORM:
            return None
        path = self.batch.path if self.member else self.path
        source, options = self.batch.source_id, self.terms.options
        return OwnEvents(
            connection=self.session.connection(),
            opened=partial(replay.reopen, path, self.terms),
            source=source,
            shop=options.shop,
            kept=kept_records(self.session, source=source, wanted=options.keep_out),
        ).known()

    def _of_bad(self, reject: rejects.Rejected) -> RecordOutcome:
        repaired = self._repaired(reject.record, reject.part)
        return repaired or self._reject(reject.record, reject.part) or self._rejected(reject)

    def _of_known(
        self, known: LedgerRecord, kind: str, identity: str, *, repaired: bool = False
    ) -> RecordOutcome:
        of_order = known.order_event_id is not None
        return RecordOutcome(
            kind=kind,
            part=known.part,
            identity=identity,
            event=f"o{known.order_event_id}" if of_order else f"c{known.customer_event_id}",
            batch=known.batch_id,
            file=known.batch.file,
            at_line=known.line,
            repaired=repaired,
        )

    def _reject(self, record: int, part: str) -> RecordOutcome | None:
        found = self.session.scalar(
            select(Reject)
            .where(Reject.batch_id.in_(self.same), Reject.record == record, Reject.part == part)
            .order_by(Reject.batch_id.desc())
            .limit(1)
        )
        return None if found is None else self._rejected(found)

    def _rejected(self, reject: Reject | rejects.Rejected) -> RecordOutcome:
        group = rejects.group_of(reject, count=1, encoding=self.batch.encoding)
        return RecordOutcome(
            kind=REJECTED,
            part=reject.part,
            code=group.code,
            column=group.column,
            value=group.value,
            reason=group.reason,
            fix=group.fix,
            example=group.example,
        )

    def _repaired(self, record: int, part: str) -> RecordOutcome | None:
        """The record that a retry imported in place of the one in the file."""
        if not self.was_retried:
            return None
        ids = at_places(self.session, self.same, [record])
        wanted = select(LedgerRecord).where(LedgerRecord.id.in_(ids))
        found = self.session.scalar((wanted.where(LedgerRecord.part == part) if part else wanted).limit(1))
        return None if found is None else self._of_known(found, IMPORTED, "", repaired=True)


def _place(chunk: Chunk, line: int) -> _Place | None:
    """The raw records that cover `line`, if any of this chunk do."""
    if line > chunk.last_line:
        return None
    starts = [start for start in (chunk.lines.filter(chunk.lines <= line).max(),) if isinstance(start, int)]
    starts += [one.line for one in chunk.broken if one.line <= line]
    if not starts:
        return None
    first = max(starts)
    rows = (chunk.lines == first).arg_true().to_list()
    broken = [one for one in chunk.broken if one.line == first]
    raws = [*chunk.originals(rows), *(one.raw for one in broken)]
    breaks = max(raw.rstrip(b"\r\n").count(b"\n") for raw in raws)
    last = max(first + breaks, chunk.line_ends.get(first, 0))
    records = sorted([*(chunk.records[row] for row in rows), *(one.record for one in broken)])
    return _Place(records=records, first=first, last=last) if line <= last else None

"""Proof, record by record, that a source is in the log."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from events.database.engine import parse
from events.database.session import open_session
from events.errors import UsageError
from events.url_secrets import mask_url
from importers.erasure import tombstones
from importers.erasure.kept_records import KeptRecords
from importers.errors import AccountMismatchError
from importers.keep_out import kept_records
from importers.ledger import batches
from importers.ledger.batches import REPAIRED_SINCE
from importers.ledger.models import Batch
from importers.ledger.rejects import Rejected
from importers.new_records import worded
from importers.planning.import_input import ImportInput
from importers.prefetch import prefetch
from importers.progress import OnProgress, Progress
from importers.reconcile.compare import BEFORE_ALL, Elsewhere, Ledger
from importers.reconcile.findings import (
    CHANGED,
    EXTRA,
    MISSING,
    REJECTED,
    VANISHED,
    Altered,
    Difference,
    Findings,
)
from importers.reconcile.result import ReconcileCounts, Reconciliation
from importers.reconcile.verdicts import altered_fields, event_of, judged, mark_kept_out
from importers.server_copy import on_writable_log
from importers.trace import replay
from importers.transform import TransformedChunk
from importers.writing.file_guard import check_source


class UnknownFileError(UsageError):
    """No batch imported the file."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} was never imported into this database, so nothing says what its columns mean. "
            "Add the options of its import: --map, --set, --source, --shop."
        )


@on_writable_log
def reconcile(
    path: str,
    *,
    database: str,
    on_progress: OnProgress,
    terms: replay.ReplaySettings | None = None,
    source: str = "",
    shop: str | None = None,
    whole: bool = False,
) -> Reconciliation:
    """Compare the file at `path` with the log, on the terms of its last import (of `source` and `shop`, if
    they are given), or on those given. With `whole`, the file claims to be all that its source has.

    Reads the log only. Raises `UnknownFileError`, and what the readers raise.
    """
    began = time.monotonic()
    check_source(path, database)
    digest = replay.digest_of(path)
    with open_session(database) as session:
        owner = replay.find_batch(session, path, digest=digest, source=source, shop=shop)
        if terms is None and owner is None:
            raise UnknownFileError(path)
        used = terms or replay.replay_settings(owner.batch)  # type: ignore[union-attr]
        known = batches.find_source(session, name=used.mapping.source, shop=used.options.shop)
        source_id = -1 if known is None else known.id
        if known is not None:
            used = replace(used, digest_algorithm=known.digest_algorithm)
        unchanged = owner is not None and owner.unchanged and owner.batch.source_id == source_id
        same = replay.same_content(session, owner.batch) if owner is not None and unchanged else []
        since = _repaired_since(session, same)
        erased = tombstones.erasures(session)
        kept = kept_records(session, source=source_id, wanted=used.options.keep_out)
        batch = owner.batch.id if owner is not None and terms is None else None
    findings = Findings()
    try:
        with closing(Ledger(parse(database), source_id=source_id)) as ledger:
            run = _Run(
                ledger=ledger, findings=findings, terms=used, same=same, since=since, erased=erased, kept=kept
            )
            with replay.reopen(path, used) as opened, prefetch(replay.replay(opened, used)) as prepared:
                for chunk in prepared:
                    run.compare(chunk)
                    on_progress(_progress(opened, run))
            elsewhere = run.finish(whole=whole)
        if run.tally.accounted != run.tally.read:
            raise AccountMismatchError(batch=batch or 0, read=run.tally.read, counted=run.tally.accounted)
    except BaseException:
        findings.close()
        raise
    return Reconciliation(
        file=mask_url(path),
        digest=digest,
        source=used.mapping.source,
        shop=used.options.shop,
        batch=batch,
        unchanged=unchanged,
        tally=run.tally,
        orders=findings.orders_met(),
        orders_differing=findings.orders_differing(),
        elsewhere=elsewhere,
        whole=whole,
        seconds=time.monotonic() - began,
        findings=findings,
    )


class _Run:
    """One comparison on its way."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        findings: Findings,
        terms: replay.ReplaySettings,
        same: list[int],
        since: tuple[int, int] | None,
        erased: list[tombstones.Erasure],
        kept: KeptRecords | None,
    ) -> None:
        self.ledger, self.findings, self.terms = ledger, findings, terms
        self.same, self.since, self.erased, self.kept = same, since, erased, kept
        self.tally = ReconcileCounts()

    def compare(self, prepared: TransformedChunk) -> None:
        chunk = prepared.chunk
        numbered = mark_kept_out(worded(prepared.good.frame), self.kept)
        beside = judged(self.ledger.beside(numbered), self.terms.options.shop, self.erased)
        places = self._repaired(chunk.first_record, chunk.last_record)
        rejects = self.ledger.rejects(self.same, chunk.first_record, chunk.last_record) if self.same else {}
        differing = beside.filter(pl.col("verdict").is_in([MISSING, CHANGED, REJECTED]))
        repaired = [id_ for key in differing.select("record", "part").rows() for id_ in places.get(key, [])]
        repaired += [id_ for reject in prepared.rejected for id_ in _of(reject, places)]
        self.ledger.see(repaired)
        found = self._differences(differing, places, rejects)
        orders = _orders_of_bad(prepared.records)
        bad = [_of_reject(reject, orders) for reject in prepared.rejected if not _of(reject, places)]
        self.findings.add([*found, *bad])
        self._count_months(beside)
        self.findings.meet(prepared.records["order"].drop_nulls().unique().to_list())
        kinds = [difference.kind for difference in found]
        counts = dict(beside["verdict"].value_counts().rows())
        rejected = kinds.count(REJECTED) + len(bad)
        self.tally += ReconcileCounts(
            read=prepared.counts.read,
            present=counts.get("present", 0),
            forgotten=counts.get("forgotten", 0),
            repeated=counts.get("repeated", 0),
            repaired=differing.height - len(found) + len(prepared.rejected) - len(bad),
            skipped=prepared.counts.skipped,
            changed=kinds.count(CHANGED),
            missing=kinds.count(MISSING),
            rejected=rejected,
        )

    def finish(self, *, whole: bool) -> list[Elsewhere]:
        """Add what the log has of this file and the file lacks, and return what the log has from other files;
        if the file claims to be the `whole` source, each of those records is added, too."""
        if self.same:
            self.tally += ReconcileCounts(extra=self._add_unseen(EXTRA))
        elsewhere = self.ledger.elsewhere(self.same)
        self.tally += ReconcileCounts(elsewhere=sum(one.count for one in elsewhere))
        if whole and elsewhere:
            self._add_unseen(VANISHED)
        return elsewhere

    def _add_unseen(self, kind: str) -> int:
        """Add what the log has and no chunk had; returns how many records."""
        after, number = BEFORE_ALL, 0
        while rows := self.ledger.unseen(self.same, after, of_others=kind == VANISHED):
            after = rows[-1]["id"]
            number += len(rows)
            self.findings.add(
                Difference(
                    kind=kind,
                    order=row["number"],
                    line=0 if kind == VANISHED else row["line"],
                    identity=row["identity"],
                    part=row["part"],
                    event=row["event"],
                )
                for row in rows
            )
            self.findings.meet(row["number"] for row in rows if row["number"])
        return number

    def _repaired(self, first: int, last: int) -> dict[tuple[int, str], list[int]]:
        """What a repair of these records imported, by record and part."""
        if self.since is None:
            return {}
        places = self.ledger.places(self.same, first, last)
        first_id, last_id = self.since
        late = {
            place: [id_ for id_ in ids if not first_id <= id_ <= last_id] for place, ids in places.items()
        }
        return {place: ids for place, ids in late.items() if ids}

    def _differences(
        self,
        differing: pl.DataFrame,
        places: dict[tuple[int, str], list[int]],
        rejects: dict[tuple[int, str], str],
    ) -> list[Difference]:
        people = {
            number
            for name in ("held_author", "held_customer")
            for number in differing[name].drop_nulls().unique().to_list()
        }
        labels = self.ledger.labels(sorted(people)) if people else {}
        found = []
        for row in differing.iter_rows(named=True):
            key = (row["record"], row["part"])
            if key in places:
                continue
            code = rejects.get(key, "") or ("E-CONFLICT" if row["verdict"] == REJECTED else "")
            kind = REJECTED if code else row["verdict"]
            altered = altered_fields(row, labels) if kind == CHANGED else []
            if kind == CHANGED and not altered:
                altered = [Altered(field="kind or table", source=row["kind"], log=None)]
            found.append(
                Difference(
                    kind=kind,
                    order=row["order"] or "",
                    line=row["line"],
                    identity=row["identity"] if not row["occurrence"] else "",
                    part=row["part"],
                    event=event_of(row) if kind == CHANGED else "",
                    code=code,
                    by_log=kind == CHANGED and row["same"] == 1,
                    altered=altered,
                )
            )
        return found

    def _count_months(self, beside: pl.DataFrame) -> None:
        once = beside.filter(~pl.col("verdict").is_in(["repeated", REJECTED]))
        for name, months in (("date", self.findings.source_months), ("held_date", self.findings.log_months)):
            moments = once[name].drop_nulls()
            counted = pl.from_epoch(moments, "us").dt.strftime("%Y-%m").value_counts()
            months.update(dict(counted.rows()))


def _of(reject: Rejected, places: dict[tuple[int, str], list[int]]) -> list[int]:
    """What was imported for a reject: for its part, or for all events of its record."""
    if reject.part:
        return places.get((reject.record, reject.part), [])
    return [id_ for (record, _), ids in places.items() if record == reject.record for id_ in ids]


def _orders_of_bad(records: pl.DataFrame) -> dict[tuple[int, str], str]:
    bad = records.filter(pl.col("code").is_not_null() & pl.col("order").is_not_null())
    return {(record, part): order for record, part, order in bad.select("record", "part", "order").rows()}


def _of_reject(reject: Rejected, orders: dict[tuple[int, str], str]) -> Difference:
    order = orders.get((reject.record, reject.part), "")
    return Difference(
        kind=REJECTED, order=order, line=reject.line, identity="", part=reject.part, code=reject.code
    )


def _repaired_since(session: Session, same: Sequence[int]) -> tuple[int, int] | None:
    """The ledger's first and last record before any repair of these batches, None without repairs."""
    notes = session.scalars(select(Batch.notes).where(Batch.id.in_(same)))
    marks = [note[REPAIRED_SINCE] for note in notes if REPAIRED_SINCE in note]
    return (max(first for first, _ in marks), min(last for _, last in marks)) if marks else None


def _progress(source: ImportInput, run: _Run) -> Progress:
    return Progress(
        file=source.name,
        taken=source.taken(),
        total=source.size,
        records=run.tally.read,
        rejected=run.tally.rejected,
    )

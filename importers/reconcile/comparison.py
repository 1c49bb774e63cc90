"""Compares the records of a file with those of the log, chunk by chunk, and counts them by verdict."""

from __future__ import annotations

from collections import Counter

import polars as pl

from importers.erasure import tombstones
from importers.erasure.kept_records import KeptRecords
from importers.known_events import KnownEvents
from importers.ledger import repaired as mended_rejects
from importers.ledger.rejects import Rejected
from importers.new_records import worded
from importers.reconcile.compared_log import ComparedLog, Elsewhere
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
from importers.reconcile.result import ReconcileCounts
from importers.reconcile.verdicts import altered_fields, event_of, judged, mark_kept_out
from importers.trace import replay
from importers.transform import TransformedChunk


class Comparison:
    """One comparison on its way: `tally` counts the records so far, `findings` keeps what differs."""

    def __init__(
        self,
        *,
        log: ComparedLog,
        findings: Findings,
        terms: replay.ReplaySettings,
        same: list[int],
        since: tuple[int, int] | None,
        erased: list[tombstones.Erasure],
        kept: KeptRecords | None,
        known: KnownEvents | None,
        mended: Counter[str],
    ) -> None:
        self.log, self.findings, self.terms = log, findings, terms
        self.same, self.since, self.erased, self.kept = same, since, erased, kept
        self.known, self._mended = known, mended
        self.tally = ReconcileCounts()

    def compare(self, prepared: TransformedChunk) -> None:
        """Compare a chunk of the file with the log."""
        chunk = prepared.chunk
        numbered = mark_kept_out(worded(prepared.good.frame), self.kept)
        beside = judged(self.log.beside(numbered), self.terms.options.shop, self.erased)
        beside = beside if self.known is None else _with_known(beside, self.known)
        places = self._repaired(chunk.first_record, chunk.last_record)
        rejects = self.log.rejects(self.same, chunk.first_record, chunk.last_record) if self.same else {}
        differing = beside.filter(pl.col("verdict").is_in([MISSING, CHANGED, REJECTED]))
        repaired = [id_ for key in differing.select("record", "part").rows() for id_ in places.get(key, [])]
        repaired += [id_ for reject in prepared.rejected for id_ in _of(reject, places)]
        self.log.see(repaired)
        found = self._differences(differing, places, rejects)
        orders = _orders_of_bad(prepared.records)
        # Those that this import left are in the log where a retry repaired them for an earlier one.
        left = [reject for reject in prepared.rejected if not _of(reject, places)]
        left, met = mended_rejects.split(left, self._mended)
        self._mended -= Counter(met)
        bad = [_of_reject(reject, orders) for reject in left]
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
        elsewhere = self.log.elsewhere(self.same)
        self.tally += ReconcileCounts(elsewhere=sum(one.count for one in elsewhere))
        if whole and elsewhere:
            self._add_unseen(VANISHED)
        return elsewhere

    def _add_unseen(self, kind: str) -> int:
        """Add what the log has and no chunk had; returns how many records."""
        number = 0
        for rows in self.log.unseen(self.same, of_others=kind == VANISHED):
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
        return self.log.places(self.same, first, last, earlier=self.since)

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
        labels = self.log.labels(sorted(people)) if people else {}
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


def _with_known(beside: pl.DataFrame, known: KnownEvents) -> pl.DataFrame:
    """Records whose events the log has from elsewhere are present, as an import counts them as duplicates."""
    is_known = (beside["verdict"] == MISSING) & known.records.marks(beside["record"])
    return beside.with_columns(
        verdict=pl.when(is_known).then(pl.lit("present")).otherwise("verdict"),
        held_date=pl.when(is_known).then("date").otherwise("held_date"),
    )


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

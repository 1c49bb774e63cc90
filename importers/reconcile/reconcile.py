"""Proof, record by record, that a source is in the log."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.database.engine import parse
from events.database.session import open_session
from events.errors import UsageError
from events.prefetch import prefetch
from events.url_secrets import mask_url
from importers import own_export
from importers.authors.of_system import names_of_system
from importers.collisions.own_events import OwnEvents
from importers.erasure import tombstones
from importers.erasure.kept_records import KeptRecords
from importers.errors import AccountMismatchError
from importers.keep_out import kept_records
from importers.known_events import KnownEvents
from importers.ledger import batches, repaired
from importers.ledger.batches import REPAIRED_SINCE
from importers.ledger.models import Batch, Source
from importers.mapping.column_mapping import ColumnMapping
from importers.planning.import_input import ImportInput
from importers.progress import OnProgress, Progress
from importers.reconcile.compared_log import ComparedLog, Elsewhere
from importers.reconcile.comparison import Comparison
from importers.reconcile.findings import Findings
from importers.reconcile.result import ReconcileCounts, Reconciliation
from importers.server_copy import on_writable_log
from importers.trace import replay
from importers.writing.file_guard import check_source


class UnknownFileError(UsageError):
    """No batch imported the file."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} was never imported into this database, so nothing says what its columns mean. "
            "Add the options of its import: --map, --set, --source, --shop."
        )


@dataclass(frozen=True, kw_only=True)
class _Basis:
    """What a file is compared by: how it is read, and what the log knows of its source.

    `batch` is the import whose settings are used, None where others were given; `unchanged` is whether the
    file is still what the log's last import of it has read, and `same` are then all batches of that content.
    `since` are the ledger's first and last record before any repair of these. `known` are the records of an
    own export whose events the log has from elsewhere, `mended` the rejects that a retry repaired,
    `of_system` the authors that were given to the system.
    """

    terms: replay.ReplaySettings
    source_id: int
    batch: int | None
    unchanged: bool
    same: list[int]
    since: tuple[int, int] | None
    erased: list[tombstones.Erasure]
    kept: KeptRecords | None
    known: KnownEvents | None
    mended: Counter[str]
    of_system: list[str]


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
        basis = _basis(session, path, digest=digest, terms=terms, source=source, shop=shop)
    findings = Findings()
    try:
        tally, elsewhere = _compare(path, database, basis, findings, on_progress=on_progress, whole=whole)
    except BaseException:
        findings.close()
        raise
    return Reconciliation(
        file=mask_url(path),
        digest=digest,
        source=basis.terms.mapping.source,
        shop=basis.terms.options.shop,
        batch=basis.batch,
        unchanged=basis.unchanged,
        tally=tally,
        orders=findings.orders_met(),
        orders_differing=findings.orders_differing(),
        elsewhere=elsewhere,
        whole=whole,
        seconds=time.monotonic() - began,
        findings=findings,
    )


def _basis(
    session: Session,
    path: str,
    *,
    digest: str,
    terms: replay.ReplaySettings | None,
    source: str,
    shop: str | None,
) -> _Basis:
    """Raises `UnknownFileError` where no terms are given, and the log has no import of the file."""
    owner = replay.find_batch(session, path, digest=digest, source=source, shop=shop)
    batch = owner.batch.id if owner is not None and terms is None else None
    if terms is None:
        if owner is None:
            raise UnknownFileError(path)
        terms = replay.replay_settings(owner.batch)
    elif (
        owner is not None
        and not source
        and terms.mapping.source == ColumnMapping().source
        and owner.is_of_place
    ):
        terms = _of_its_source(terms, owner.batch.source, shop=shop)
    known = batches.find_source(session, name=terms.mapping.source, shop=terms.options.shop)
    source_id = -1 if known is None else known.id
    if known is not None:
        terms = replace(terms, digest_algorithm=known.digest_algorithm)
    unchanged = owner is not None and owner.unchanged and owner.batch.source_id == source_id
    same = replay.same_content(session, owner.batch) if owner is not None and unchanged else []
    kept = kept_records(session, source=source_id, wanted=terms.options.keep_out)
    return _Basis(
        terms=terms,
        source_id=source_id,
        batch=batch,
        unchanged=unchanged,
        same=same,
        since=_repaired_since(session, same),
        erased=tombstones.erasures(session),
        kept=kept,
        known=_known_elsewhere(session, path, terms, source_id, kept),
        mended=repaired.of_source(session, source_id),
        of_system=[name for source, name in names_of_system(session) if source == source_id],
    )


def _of_its_source(terms: replay.ReplaySettings, own: Source, *, shop: str | None) -> replay.ReplaySettings:
    """The terms for the source, and the shop if none was given, that the log has the file's records from: how
    it is to be read says nothing of that."""
    options = replace(terms.options, shop=own.shop) if shop is None else terms.options
    return replace(terms, mapping=replace(terms.mapping, source=own.name), options=options)


def _known_elsewhere(
    session: Session, path: str, terms: replay.ReplaySettings, source: int, kept: KeptRecords | None
) -> KnownEvents | None:
    if terms.options.platform != own_export.PLATFORM:
        return None
    opened, shop = partial(replay.reopen, path, terms), terms.options.shop
    return OwnEvents(
        connection=session.connection(), opened=opened, source=source, shop=shop, kept=kept
    ).known()


def _compare(
    path: str, database: str, basis: _Basis, findings: Findings, *, on_progress: OnProgress, whole: bool
) -> tuple[ReconcileCounts, list[Elsewhere]]:
    """The counts of the file's records by verdict, and what the log has from other files."""
    terms = basis.terms
    with closing(ComparedLog(parse(database), source_id=basis.source_id, of_system=basis.of_system)) as log:
        run = Comparison(
            log=log,
            findings=findings,
            terms=terms,
            same=basis.same,
            since=basis.since,
            erased=basis.erased,
            kept=basis.kept,
            known=basis.known,
            mended=basis.mended,
        )
        with replay.reopen(path, terms) as opened, prefetch(replay.replay(opened, terms)) as prepared:
            for chunk in prepared:
                run.compare(chunk)
                on_progress(_progress(opened, run.tally))
        elsewhere = run.finish(whole=whole)
    if run.tally.accounted != run.tally.read:
        raise AccountMismatchError(batch=basis.batch or 0, read=run.tally.read, counted=run.tally.accounted)
    return run.tally, elsewhere


def _repaired_since(session: Session, same: Sequence[int]) -> tuple[int, int] | None:
    """The ledger's first and last record before any repair of these batches, None without repairs."""
    notes = session.scalars(select(Batch.notes).where(Batch.id.in_(same)))
    marks = [note[REPAIRED_SINCE] for note in notes if REPAIRED_SINCE in note]
    return (max(first for first, _ in marks), min(last for _, last in marks)) if marks else None


def _progress(source: ImportInput, tally: ReconcileCounts) -> Progress:
    return Progress(
        file=source.name,
        taken=source.taken(),
        total=source.size,
        records=tally.read,
        rejected=tally.rejected,
    )

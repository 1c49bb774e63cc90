"""What earlier batches of its source say about one: it was read otherwise, or may be of another system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from events.next_commands import command, joined
from importers.batch_settings import BatchSettings, readable_settings
from importers.ledger import batches, record_tables
from importers.ledger.models import Batch
from importers.mapping.column_mapping import STATUS
from importers.report import ChangedRecord, Counts

_LOOKED_AT = 20
"""The newest batches of the source that are compared."""

_NAMED = 3
"""The most commands in a sentence."""

_SEVERAL = 2
"""Fewer orders that were all there are no sign of another shop."""

_EARLIER_ORDERS = """
    SELECT count(*) FROM (
        SELECT DISTINCT e.order_id FROM record_spans AS s CROSS JOIN order_events AS e
        WHERE s.batch_id = :batch AND s.first_id > 0 AND e.id BETWEEN s.first_id AND s.last_id
    ) AS own WHERE EXISTS (
        SELECT 1 FROM {others}order_events AS e2 JOIN {others}record_spans AS s2
            ON s2.first_id = (SELECT max(first_id) FROM {others}record_spans WHERE first_id <= e2.id)
            AND s2.last_id >= e2.id
        WHERE e2.order_id = own.order_id AND s2.batch_id <> :batch
    )
"""


def read_otherwise(
    session: Session, batch: Batch, *, counts: Counts, changed: Sequence[ChangedRecord]
) -> dict[int, str]:
    """The batch that had these records with the times of another zone, with a sentence about it; or 0, with a
    sentence on those that lack the meanings given now."""
    return _read_in_other_zone(session, batch, counts, changed) or _read_without_meanings(
        session, batch, counts
    )


def mixed(session: Session, batch: Batch, *, counts: Counts, dry_run: bool, others: str) -> list[str]:
    """A sentence where each earlier file of the source has other columns, or where the batch brought only new
    events of orders that were there: the source, which nobody named, may hold several systems or shops.

    `others` is put before the names of the tables with what other imports have written.
    """
    ours = readable_settings(batch.settings)
    earlier = [*_earlier_batches(session, batch)] if counts.imported else []
    if not earlier:
        return []
    alike = [one for one, settings in earlier if is_alike(ours, settings)]
    first = min(alike or [one for one, _ in earlier], key=lambda one: one.id)
    if alike and (counts.orders_made or counts.duplicate or counts.changed or first.path == batch.path):
        return []
    shared = session.scalar(text(_EARLIER_ORDERS.format(others=others)), {"batch": batch.id}) or 0
    of = f"{first.file} (batch {first.id})"
    undo = "" if dry_run else f"run `{command('undo', target=str(batch.id))}` and "
    if alike:
        had = f"All {shared:,} of its orders had events already, as after {of}."
        return [f"{had} If they are another shop's, {undo}import it with --shop NAME."] * (shared >= _SEVERAL)
    had = f"; {shared:,} of its orders had events already" if shared else ""
    return [
        f"Source {batch.source.name} has files with other columns, such as {of}{had}. If this file is of "
        f"another system, {undo}import it with --source NAME, which keeps ids and authors apart; if it is of "
        "another shop, with --shop NAME."
    ]


def is_alike(ours: BatchSettings, theirs: BatchSettings) -> bool:
    """Whether files were read from the same columns, or by one platform.

    Which columns of states were read beside the message depends on what a file holds in them.
    """
    own, other = (
        {name: value for name, value in one.fields.items() if name != STATUS} for one in (ours, theirs)
    )
    return own == other and (ours.platform, ours.events) == (theirs.platform, theirs.events)


def has_twin(session: Session, batch: Batch, *, without: int) -> bool:
    """Whether an import other than `without` brought every record of the same bytes."""
    twin = select(Batch.id).where(
        Batch.source_id == batch.source_id,
        Batch.file_digest == batch.file_digest,
        Batch.status == batches.DONE,
        Batch.id.not_in((batch.id, without)),
        Batch.imported + Batch.skipped == Batch.read,
    )
    return bool(batch.file_digest) and session.scalar(twin.limit(1)) is not None


def _read_in_other_zone(
    session: Session, batch: Batch, counts: Counts, changed: Sequence[ChangedRecord]
) -> dict[int, str]:
    """The batch that had all these records with the times of another zone, with a sentence about it."""
    if counts.imported or not counts.changed:
        return {}
    ours = readable_settings(batch.settings).tz or "UTC"
    theirs = _batches_with(session, batch, [record.identity for record in changed])
    for other, settings in _earlier_batches(session, batch):
        if other.id in theirs and (zone := settings.tz or "UTC") != ours:
            return {
                other.id: f"Batch {other.id} read these records with times of {zone}, not {ours}: the log "
                f"keeps its dates. To have the others, undo batch {other.id} first."
            }
    return {}


def _batches_with(session: Session, batch: Batch, identities: list[str]) -> set[int]:
    """The batches that brought the records of the batch's source that have these identities."""
    ids = record_tables.with_identities(session, batch.source_id, identities)
    brought = (session.scalar(select(record_tables.batch_of(one))) for one in ids)
    return {found for found in brought if found is not None}


def _read_without_meanings(session: Session, batch: Batch, counts: Counts) -> dict[int, str]:
    """A sentence if records of this input came before without meanings that are given now, and nobody has
    given them since."""
    ours = readable_settings(batch.settings).meanings
    known = counts.duplicate + counts.changed
    if not ours or not known:
        return {}
    from importers.meanings.setting import given_meanings

    earlier = [{*settings.meanings} for _, settings in _earlier_batches(session, batch)]
    given = given_meanings(session)
    missing = [
        (phrase, kind)
        for phrase, kind in ours
        if (phrase.lower(), kind) not in given and any((phrase, kind) not in one for one in earlier)
    ]
    if not missing:
        return {}
    records = "1 record was" if known == 1 else f"{known:,} records were"
    keep = "keeps its kind" if known == 1 else "keep their kinds"
    commands = [joined(["events", "meanings", "set", *one]) for one in missing[:_NAMED]]
    more = " …" if len(missing) > _NAMED else ""
    return {
        0: f"{records} in the log before this import and {keep}: earlier imports did not have all of "
        f"these [meanings]. To give them to what is in the log: {'; '.join(commands)}{more}"
    }


def _earlier_batches(session: Session, batch: Batch) -> Iterator[tuple[Batch, BatchSettings]]:
    """The newest batches of the same source that brought events, the newest first."""
    earlier = (Batch.source_id == batch.source_id, Batch.imported > 0, Batch.id < batch.id)
    rows = select(Batch).where(*earlier, Batch.status == batches.DONE).order_by(Batch.id.desc())
    for other in session.scalars(rows.limit(_LOOKED_AT)):
        yield other, readable_settings(other.settings)

"""Records without ids that were edited in their system: the log has them as they were, and as they are.

A record without an id is known by what it says, so that an edited one is new. Its event is of the same order
or customer, moment and author as the earlier one, which the input no longer has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, bindparam, text
from sqlalchemy.orm import Session

from importers.edited_records import Edited, EditedRecord
from importers.ledger import batches
from importers.ledger.models import Batch
from importers.ledger.samples import first_events, sample_of

_LOOKED_AT = 20_000
"""Events of a batch that are compared, spread evenly over it."""

_AT_ONCE = 1_000
_CANDIDATES = 20_000
"""Pairs of these that are compared: thousands of events may be of one order and moment."""

_COUNTED = 1_000_000
"""Records of earlier batches that are looked for in the input, one by one."""

_NO_ID = (1 << 63) - 1
"""Above the ids of all events."""

_NAMED = 20

# `{about}` is the column with the order or customer. Events with equal texts are what `twins` reports.
_PAIRS = """
    SELECT e.id AS id, e2.id AS earlier, e.{about} AS about
    FROM {table} AS e JOIN {others}{table} AS e2 ON e2.{about} = e.{about} AND e2.date = e.date
    WHERE e.id IN :ids AND e2.id < :first AND coalesce(e2.user_id, 0) = coalesce(e.user_id, 0)
        AND NOT (e2.type = e.type AND CAST(e2.parameters AS TEXT) = CAST(e.parameters AS TEXT))
    ORDER BY e.id, e2.id LIMIT :candidates
"""
_WITHOUT_ID = """
    SELECT k.id, s.batch_id FROM {others}record_keys AS k
    JOIN {others}record_streams AS t ON t.id = k.stream_id
    JOIN {others}record_spans AS s
        ON s.first_id = (SELECT max(first_id) FROM {others}record_spans WHERE first_id <= k.id)
    WHERE k.id IN :ids AND t.source_id = :source AND k.number > 0 AND k.name <> ''
"""
_EVENTS = "SELECT id, {about} FROM {others}{table} WHERE {about} IN :ids AND id < :first LIMIT 100000"
_BROUGHT = "SELECT id, imported FROM {others}batches WHERE id IN :ids"
_SPANS = "SELECT first_id, last_id FROM {others}record_spans WHERE batch_id IN :ids"
_ACCOUNTS = "SELECT status, notes FROM {others}batches WHERE source_id = :source"
_ORDERS = """
    SELECT id, CASE WHEN shop = '' THEN number ELSE shop || '/' || number END AS number
    FROM {others}orders
    WHERE id IN :ids
"""

HasMet = Callable[[int], bool]
"""Whether the input contains the record with an id that the ledger had before."""


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """The ids of a new record and of an earlier one, of the order or customer `about`."""

    id: int
    earlier: int
    about: int
    batch: int


@dataclass(frozen=True, kw_only=True)
class _Log:
    """Where to look for what the batch's source has from earlier batches."""

    session: Session
    batch: Batch
    others: str
    of_orders: bool
    first: int
    has_met: HasMet
    paired: set[int]

    def rows(self, query: str, ids: Collection[int], **values: Any) -> Sequence[Any]:
        """The rows of a query for ids."""
        about = "order" if self.of_orders else "customer"
        words = {"table": f"{about}_events", "about": f"{about}_id", "others": self.others}
        named = text(query.format(**words)).bindparams(bindparam("ids", expanding=True))
        return self.session.execute(named, {"ids": list(ids), **values}).all()

    def record(self, event: int) -> int:
        """The id of an event's record."""
        return event if self.of_orders else -event

    def pairs(self, ids: Sequence[int]) -> Iterator[_Pair]:
        """Each of these new events with an earlier one that the input no longer has, as far as there are."""
        rows = self.rows(_PAIRS, ids, first=self.first, candidates=_CANDIDATES)
        rows = [row for row in rows if not self.has_met(self.record(row.earlier))]
        if not rows:
            return
        earlier = {self.record(row.earlier) for row in rows}
        brought_by: dict[int, int] = {}
        for part in _parts([*earlier]):
            found = self.rows(_WITHOUT_ID, part, source=self.batch.source_id)
            brought_by |= {row.id: row.batch_id for row in found}
        for row in rows:
            id, other = self.record(row.id), self.record(row.earlier)
            if other in brought_by and not {id, other} & self.paired:
                self.paired.update((id, other))
                yield _Pair(id=id, earlier=other, about=row.about, batch=brought_by[other])

    def met_again(self, pairs: Sequence[_Pair]) -> set[int]:
        """The orders or customers of which the input has other earlier records."""
        events = self.rows(_EVENTS, {one.about for one in pairs}, first=self.first)
        return {about for id, about in events if self.has_met(self.record(id))}


def edited_of(
    session: Session, batch: Batch, *, duplicates: int, has_met: HasMet, others: str = ""
) -> Edited:
    """Compare the events of `batch` with those that its source had before, and its input no longer has.

    `duplicates` counts what the input has in common with earlier ones. An input that has neither half of an
    earlier batch nor another record of the order is no later state of it. `others` is put before the names of
    the tables with what was in the log.
    """
    if not duplicates or _have_ids(session, batch, others=others):
        return Edited()
    sample = sample_of(session, batch.id, most=_LOOKED_AT)
    firsts = first_events(session, batch.id, others=others)
    found: list[_Pair] = []
    paired: set[int] = set()
    log = None
    for of_orders in (True, False):
        ids = [abs(id) for id in sample.ids if (id > 0) is of_orders]
        if ids:
            first = firsts["order" if of_orders else "customer"] or _NO_ID
            log = _Log(
                session=session,
                batch=batch,
                others=others,
                of_orders=of_orders,
                first=first,
                has_met=has_met,
                paired=paired,
            )
            for part in _parts(ids):
                found += _edited(log, list(log.pairs(part)), duplicates)
    if log is None or not found:
        return Edited()
    return Edited(
        count=len(found),
        records=_named(log, found[:_NAMED]),
        looked_at=len(sample.ids),
        is_sample=sample.is_part,
        whole=_whole(log, found),
    )


def _have_ids(session: Session, batch: Batch, *, others: str) -> bool:
    """Whether all records of the source have ids, by the accounts of its batches."""
    query = text(_ACCOUNTS.format(others=others)).columns(notes=JSON)
    accounts = session.execute(query, {"source": batch.source_id}).all()
    return all(
        account.status == batches.DONE
        and account.notes.get("without_id") == 0
        and batches.REPAIRED_SINCE not in account.notes
        for account in accounts
    )


def _edited(log: _Log, pairs: list[_Pair], duplicates: int) -> list[_Pair]:
    if not pairs:
        return []
    brought, again = _brought(log, pairs), log.met_again(pairs)
    return [one for one in pairs if one.about in again or 2 * duplicates >= brought[one.batch]]


def _brought(log: _Log, pairs: Iterable[_Pair]) -> dict[int, int]:
    """How many events the batches with the earlier records brought."""
    rows = log.rows(_BROUGHT, {one.batch for one in pairs})
    return {row.id: row.imported for row in rows}


def _whole(log: _Log, pairs: Sequence[_Pair]) -> list[int]:
    """The batches that brought the earlier records, where the input has everything else that they brought, as
    far as that is soon counted; else none."""
    wanted = {one.batch for one in pairs}
    if sum(_brought(log, pairs).values()) > _COUNTED:
        return []
    spans = log.rows(_SPANS, wanted)
    ids = (id for span in spans for id in range(span.first_id, span.last_id + 1))
    missing = sum(not log.has_met(id) for id in ids)
    return sorted(wanted) if missing == len(pairs) else []


def _named(log: _Log, pairs: Sequence[_Pair]) -> list[EditedRecord]:
    orders = log.rows(_ORDERS, {one.about for one in pairs if one.id > 0})
    numbers = {row.id: row.number for row in orders}
    return [
        EditedRecord(
            order=numbers.get(one.about, "") if one.id > 0 else "",
            event=_event_id(one.id),
            earlier=_event_id(one.earlier),
            batch=one.batch,
        )
        for one in pairs
    ]


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _event_id(record: int) -> str:
    return f"o{record}" if record > 0 else f"c{-record}"

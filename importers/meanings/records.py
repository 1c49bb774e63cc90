"""Finds records whose messages begin with a phrase, and replaces their own words by a meaning.

The operation keeps the words that they had."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.orm import Session

from events import kind_store
from events.database.value_match import may_contain_value
from events.filters import CUSTOMER, ORDER, TABLES
from events.meaning.classify import OTHER
from events.meaning.status_names import TAUGHT
from events.summaries import store as summary_store
from importers.ledger.record_tables import batch_of, details, of_batch, record_id, spans
from importers.mapping.meanings import begins_with

Runs = list[int]
"""Ids of records in ascending order, as pairs: the first of a run of consecutive ids and their number. There
may be millions of ids."""

_PAGE = 2000
_AT_A_TIME = 5000
_SET = text(
    "INSERT INTO record_details (id, kind) VALUES (:id, :kind) "
    "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind"
)


def find(
    connection: Connection,
    phrase: str,
    *,
    meant: str | None,
    batch: int | None = None,
    given: Collection[int] = (),
) -> dict[str | None, list[int]]:
    """The ids of the imported records whose messages begin with the phrase, in ascending order, by their own
    words, without those that have the word `meant` already. With a `batch`, only its records that nobody gave
    a meaning, or that were `given` an earlier one."""
    found: dict[str | None, list[int]] = {}
    for table in TABLES.values():
        own, message = record_id(table), table.c.parameters["message"].as_string()
        rows = select(own, details.c.kind, message).outerjoin_from(table, details, details.c.id == own)
        rows = rows.where(table.c.type == OTHER, may_contain_value(table.c.parameters, phrase))
        brought = batch_of(own).is_not(None) if batch is None else table.c.id.in_(of_batch(batch, table))
        with connection.execute(rows.where(brought), execution_options={"yield_per": _PAGE}) as result:
            for id, word, said in result:
                folded = (word or "").casefold()
                is_open = batch is None or folded not in TAUGHT or id in given
                if is_open and folded != meant and begins_with(said or "", phrase, word):
                    found.setdefault(word, []).append(id)
    return {word: sorted(ids) for word, ids in found.items()}


def write(session: Session, ids: Iterable[int], word: str) -> None:
    """Make `word` the own word of these records."""
    for some in _pages(ids):
        session.execute(_SET, [{"id": id, "kind": word} for id in some])
        _forget_kinds(session, some)


def give_back(session: Session, ids: Iterable[int], *, meant: str, word: str | None) -> int:
    """Restore `word` in those of these records that have the word `meant`; returns how many."""
    number, own = 0, details.c
    for some in _pages(ids):
        having = session.scalars(select(own.id).where(own.id.in_(some), own.kind == meant)).all()
        if having:
            session.execute(update(details).where(own.id.in_(having)).values(kind=word))
            empty = func.coalesce(own.kind, own.raw_date, own.raw_author, own.raw_message, own.extra)
            session.execute(delete(details).where(own.id.in_(having), empty.is_(None)))
            _forget_kinds(session, having)
            number += len(having)
    return number


def of_batches(session: Session, runs: Runs, batches: Sequence[int]) -> Iterator[int]:
    """The ids of `runs` that belong to these batches: after an undo, later records may have the same ids."""
    own = select(spans.c.first_id, spans.c.last_id).where(spans.c.batch_id.in_(batches))
    theirs = sorted((first, last) for first, last in session.execute(own))
    at = 0
    for first, number in zip(runs[::2], runs[1::2], strict=True):
        end = first + number - 1
        while at < len(theirs) and theirs[at][1] < first:
            at += 1
        for start, last in islice(theirs, at, None):
            if start > end:
                break
            yield from range(max(first, start), min(end, last) + 1)


def batches_with(session: Session, ids: Mapping[str | None, list[int]]) -> list[int]:
    """The batches that brought these records."""
    rows = session.execute(select(spans.c.first_id, spans.c.last_id, spans.c.batch_id))
    wanted = sorted(id for some in ids.values() for id in some)
    return sorted({batch for first, last, batch in rows if _any_within(wanted, first, last)})


def as_runs(ids: Iterable[int]) -> Runs:
    """Ids in ascending order, as runs."""
    found: Runs = []
    for id in ids:
        if found and found[-2] + found[-1] == id:
            found[-1] += 1
        else:
            found += (id, 1)
    return found


def _any_within(ids: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(ids, first)
    return at < len(ids) and ids[at] <= last


def _forget_kinds(session: Session, ids: Sequence[int]) -> None:
    """Discard what is stored of these records' events: their kinds and sums may depend on the words."""
    connection = session.connection()
    kind_store.discard(connection, ORDER, [id for id in ids if id > 0])
    kind_store.discard(connection, CUSTOMER, [-id for id in ids if id < 0])
    summary_store.discard(connection, [id for id in ids if id > 0])


def _pages(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while page := list(islice(rest, _AT_A_TIME)):
        yield page

"""Makes a seal: hashes every event that no seal covers yet, batch by batch, and records the digest over all.

Blocks are written in small transactions, so that operators can write meanwhile. They count once the operation
is marked as done: what an interrupted seal left is removed by the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from events import clock
from events.database.engine import parse
from events.database.session import open_engine
from events.database.write_turns import writing
from events.errors import NotFoundError
from importers.ledger import locks, operations
from importers.ledger.models import Batch, Operation
from importers.ledger.seal_models import SealBlock
from importers.seals import blocks, tree
from importers.seals.block_builder import BlockBuilder, NewBlock
from importers.seals.event_text import TABLES, event_rows, event_text
from importers.seals.stored_seals import MARKS, StoredSeal, all_seals

_PAGE = 8 * tree.BLOCK
"""Events that are read in one transaction."""


class NothingToSealError(NotFoundError):
    """The log has no events."""

    def __init__(self) -> None:
        super().__init__("There is nothing to seal: the log has no events. Next: events import FILE")


@dataclass(frozen=True, kw_only=True)
class SealedBatch:
    """How many events of a batch a seal added; those of no batch were recorded by hand."""

    batch: int | None
    file: str
    events: int


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A seal that was made. Without new events it is the last one again, and `is_new` is false."""

    operation: str
    date: datetime
    digest: str
    events: int
    is_new: bool
    batches: tuple[SealedBatch, ...] = ()

    @property
    def added(self) -> int:
        """How many events no seal had covered."""
        return sum(one.events for one in self.batches)


def seal(database: str, *, by: str) -> Sealed:
    """Seal the log at `database` (path or URL). Raises `NothingToSealError` or `ImportRunningError`."""
    with open_engine(database) as engine, locks.exclusive(parse(database)), engine.connect() as connection:
        _drop_unfinished(connection)
        before = all_seals(connection)
        since = before[-1].marks if before else dict.fromkeys(TABLES, 0)
        # After an undo, the last event is older than one that was sealed. No id is given twice.
        marks = {letter: max(last, since[letter]) for letter, last in _last_events(connection).items()}
        if not any(marks.values()):
            raise NothingToSealError
        if before and marks == since:
            return _same(before[-1])
        return _seal(connection, before, since, marks, by=by)


def _same(last: StoredSeal) -> Sealed:
    return Sealed(operation=last.name, date=last.date, digest=last.digest, events=last.events, is_new=False)


def _seal(
    connection: Connection,
    before: list[StoredSeal],
    since: dict[str, int],
    marks: dict[str, int],
    *,
    by: str,
) -> Sealed:
    job = _begin(connection, by=by)
    added: Counter[int | None] = Counter()
    for letter in TABLES:
        for some in _new_blocks(connection, letter, after=since[letter], until=marks[letter]):
            for block in some:
                added[block.batch] += block.size
            _write(connection, job, some)
    events = (before[-1].events if before else 0) + added.total()
    if not events:
        _drop_unfinished(connection)
        raise NothingToSealError
    seals = [*(one.operation for one in before), job]
    parts = blocks.part_roots(blocks.in_order(connection, seals=seals))
    digest = tree.root([root for _, root in parts]).hex()
    details = {"by": by, "done": True, "digest": digest, "events": events, "new": added.total()}
    date = _finish(connection, job, {**details, **{MARKS[letter]: marks[letter] for letter in TABLES}})
    return Sealed(
        operation=f"{operations.PREFIX}{job}",
        date=date,
        digest=digest,
        events=events,
        is_new=True,
        batches=_named(connection, added),
    )


def _last_events(connection: Connection) -> dict[str, int]:
    """The last event of each table. On a server, it waits for those who are writing: an id below these is
    never given to an event later."""
    connection.rollback()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {', '.join(TABLES.values())} IN SHARE MODE"))
    marks = {
        letter: connection.scalar(text(f"SELECT coalesce(max(id), 0) FROM {table}")) or 0  # noqa: S608 - our own
        for letter, table in TABLES.items()
    }
    connection.rollback()
    return marks


def _new_blocks(connection: Connection, letter: str, *, after: int, until: int) -> Iterator[list[NewBlock]]:
    """Blocks of the events in this range of ids, a page at a time; no transaction is open between pages."""
    builder = BlockBuilder(connection, letter)
    while (end := _page_end(connection, letter, after=after, until=until)) is not None:
        builder.read_batches(connection, after=after, until=end)
        for row in event_rows(connection, letter, after=after, until=end):
            builder.add(row.id, event_text(letter, row))
        connection.rollback()
        yield builder.take(until=end)
        after = end
    connection.rollback()
    yield builder.take(until=None)


def _page_end(connection: Connection, letter: str, *, after: int, until: int) -> int | None:
    """The id that the next page ends with; None where no event is left."""
    wanted = f"SELECT id FROM {TABLES[letter]} WHERE id > :after AND id <= :until ORDER BY id LIMIT :limit"  # noqa: S608
    found: int | None = connection.scalar(
        text(f"SELECT max(id) FROM ({wanted}) AS page"),  # noqa: S608 - our own names
        {"after": after, "until": until, "limit": _PAGE},
    )
    return found


def _begin(connection: Connection, *, by: str) -> int:
    with writing(connection):
        values = {"kind": operations.SEAL, "date": clock.now(), "details": {"by": by, "done": False}}
        job = connection.execute(insert(Operation).values(**values).returning(Operation.id)).scalar_one()
        connection.commit()
    return job


def _write(connection: Connection, operation: int, some: list[NewBlock]) -> None:
    if not some:
        return
    with writing(connection):
        connection.execute(insert(SealBlock), [block.as_row(operation) for block in some])
        connection.commit()


def _finish(connection: Connection, operation: int, details: dict[str, Any]) -> datetime:
    date = clock.now()
    connection.rollback()
    with writing(connection):
        is_job = Operation.id == operation
        connection.execute(update(Operation).where(is_job).values(details=details, date=date))
        connection.commit()
    return date


def _drop_unfinished(connection: Connection) -> None:
    """Remove what a seal that was interrupted left."""
    found = connection.execute(
        select(Operation.id, Operation.details).where(Operation.kind == operations.SEAL)
    ).all()
    connection.rollback()
    for id, details in found:
        if not details.get("done"):
            with writing(connection):
                connection.execute(delete(SealBlock).where(SealBlock.operation_id == id))
                connection.execute(delete(Operation).where(Operation.id == id))
                connection.commit()


def _named(connection: Connection, added: Counter[int | None]) -> tuple[SealedBatch, ...]:
    files = dict(
        connection.execute(select(Batch.id, Batch.file).where(Batch.id.in_(filter(None, added)))).all()
    )
    ordered = sorted(added, key=lambda batch: (batch is None, batch or 0))
    return tuple(
        SealedBatch(batch=one, file=files.get(one or 0, ""), events=added[one])
        for one in ordered
        if added[one]
    )

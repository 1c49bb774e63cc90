"""Undoes an import: removes what its batch brought, keeps what others use, and records the operation.

It works in bounded transactions, so that operators can write meanwhile, and marks the batch first: whatever
ends the process, the same command goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.orm import Session

from events.database.engine import parse, sqlite_path
from events.database.session import open_engine
from events.errors import EventsError
from importers.dry_run import private_copy
from importers.ledger import batches, locks, operations
from importers.ledger.models import Batch, Operation
from importers.server_copy import writable_log
from importers.trace import reimport_command
from importers.undo import delete
from importers.undo.bulk_removal import bulk_removal
from importers.undo.delete import UndoCounts

_SET_UP = ("PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -65536", "PRAGMA wal_autocheckpoint = 32768")
_SHARE = 0.1
"""Between two transactions others get so much of the time that one takes: they only look now and then."""


class AlreadyUndoneError(EventsError):
    """The batch was undone before."""

    def __init__(self, batch: int, *, operation: str, date: datetime, reimport: str) -> None:
        super().__init__(
            f"Batch {batch} was undone by {operation} on {date:%Y-%m-%d %H:%M} UTC. "
            f"Nothing was changed. To import it again: {reimport}"
        )


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What an undo removed, and what it left by reason. Counts cover all runs of it.

    `customers` are orders that stay, without the customer that the batch gave them. `reimport` is the command
    that imports the same again; `retried` counts the events that came from repaired rejects by the repaired
    file: it does not bring these. A dry run records no operation.
    """

    batch: int
    operation: str
    file: str
    source: str
    shop: str
    dry_run: bool
    resumed: bool
    order_events: int
    customer_events: int
    orders: int
    people: int
    customers: int
    rejects: int
    kept: dict[str, int]
    reimport: str
    retried: dict[str, int]
    seconds: float

    @property
    def events(self) -> int:
        """How many events were deleted."""
        return self.order_events + self.customer_events

    def as_dict(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {**asdict(self), "events": self.events}


@dataclass(frozen=True, kw_only=True)
class UndoProgress:
    """How many of the batch's events are gone."""

    done: int
    total: int


OnProgress = Callable[[UndoProgress], None]


def undo(batch: int, *, database: str, by: str, dry_run: bool, on_progress: OnProgress) -> Undone:
    """Undo a batch. A dry run does so in a copy or, where that is not possible, in a transaction that is
    rolled back. Raises `UnknownBatchError`, `AlreadyUndoneError`, or `ImportRunningError`.
    """
    url = parse(database)
    if dry_run and sqlite_path(url):
        with locks.exclusive(url):  # or it is busy, as the undo itself would be
            pass
        with private_copy(database) as copy:
            return _undo(batch, database=copy, by=by, dry_run=True, on_progress=on_progress)
    with writable_log(database, for_session=False) if dry_run else nullcontext(database) as log:
        return _undo(batch, database=log, by=by, dry_run=dry_run, on_progress=on_progress)


def _undo(number: int, *, database: str, by: str, dry_run: bool, on_progress: OnProgress) -> Undone:
    began = time.monotonic()
    url = parse(database)
    with open_engine(database) as engine, locks.exclusive(url), engine.connect() as connection:
        _set_up(connection)
        with _rolled_back(connection) if dry_run and not sqlite_path(url) else nullcontext():
            job = _begin(connection, number, by=by)
            for step in delete.STEPS:
                with bulk_removal(connection, number) if step is delete.records else nullcontext():
                    _repeat(connection, step, job, on_progress)
            _end(connection, job)
            return _report(connection, job, dry_run=dry_run, seconds=time.monotonic() - began)


@dataclass
class _Job:
    """An undo on its way, and what it did so far."""

    batch: int
    operation: int
    imported: int
    resumed: bool
    tally: UndoCounts


def _set_up(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for pragma in _SET_UP:
            connection.exec_driver_sql(pragma)
        connection.rollback()


@contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    transaction = connection.begin()
    try:
        yield
    finally:
        transaction.rollback()


@contextmanager
def _session(connection: Connection) -> Iterator[Session]:
    """A session in its own transaction, or in a savepoint where there is one already."""
    with _transaction(connection), Session(connection, join_transaction_mode="rollback_only") as session:
        yield session
        session.commit()


def _transaction(connection: Connection) -> Any:
    return connection.begin_nested() if connection.in_transaction() else connection.begin()


def _begin(connection: Connection, number: int, *, by: str) -> _Job:
    """Mark the batch, or find the undo that was interrupted."""
    with _session(connection) as session:
        batch = batches.one_batch(session, number)
        operation = operations.undo_of(session, number)
        resumed = batch.status == batches.UNDOING and operation is not None
        if batch.status == batches.UNDONE and operation is not None:
            raise AlreadyUndoneError(
                number,
                operation=operations.name_of(operation),
                date=operation.date,
                reimport=reimport_command.command(batch),
            )
        if operation is None or not resumed:
            operation = operations.add(
                session, kind=operations.UNDO, batch=number, by=by, done=False, tally={}
            )
            batch.status = batches.UNDOING
        return _Job(
            batch=number,
            operation=operation.id,
            imported=batch.imported,
            resumed=resumed,
            tally=UndoCounts(operation.details["tally"]),
        )


def _repeat(connection: Connection, step: delete.Step, job: _Job, on_progress: OnProgress) -> None:
    """Do all chunks of a step, the account of each in the same transaction."""
    left = delete.Remaining(job.batch)
    while True:
        began = time.monotonic()
        with _transaction(connection):
            locks.declare_held(connection)
            # Writing first takes the lock: what is found unused must not be used before it is gone.
            _mark(connection, job, batches.UNDOING)
            found = step(connection, left)
            if found is None:
                return
            tally = job.tally + found
            _note(connection, job.operation, tally=tally)
        job.tally = tally
        on_progress(UndoProgress(done=_events(tally), total=job.imported))
        time.sleep((time.monotonic() - began) * _SHARE)


def _end(connection: Connection, job: _Job) -> None:
    with _transaction(connection):
        _mark(connection, job, batches.UNDONE)
        _note(connection, job.operation, tally=job.tally, done=True)


def _mark(connection: Connection, job: _Job, status: str) -> None:
    connection.execute(update(Batch).where(Batch.id == job.batch).values(status=status))


def _note(connection: Connection, operation: int, **more: Any) -> None:
    """Keep in the operation what was done."""
    of_it = Operation.__table__.c.id == operation
    details = connection.execute(Operation.__table__.select().where(of_it)).one().details
    connection.execute(update(Operation).where(of_it).values(details={**details, **more}))


def _events(tally: UndoCounts) -> int:
    return tally["order events"] + tally["customer events"]


def _report(connection: Connection, job: _Job, *, dry_run: bool, seconds: float) -> Undone:
    kept = "kept "
    with _session(connection) as session:
        batch = batches.one_batch(session, job.batch)
        return Undone(
            batch=batch.id,
            operation="" if dry_run else operations.name_of(operations.find(session, str(job.operation))),
            file=batch.file,
            source=batch.source.name,
            shop=batch.source.shop,
            dry_run=dry_run,
            resumed=job.resumed,
            order_events=job.tally["order events"],
            customer_events=job.tally["customer events"],
            orders=job.tally["orders"],
            people=job.tally["people"],
            customers=job.tally["customers"],
            rejects=job.tally["rejects"],
            kept={
                name.removeprefix(kept): count for name, count in job.tally.items() if name.startswith(kept)
            },
            reimport=reimport_command.command(batch),
            retried=operations.retried_files(session, job.batch),
            seconds=seconds,
        )

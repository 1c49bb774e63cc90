"""Compares the log with a seal: every sealed event is the same, or a recorded operation says why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from events.database.engine import sqlite_path
from events.database.session import open_engine
from events.errors import NotFoundError, UsageError
from events.next_commands import command
from importers.ledger.operations import OperationView
from importers.seals import blocks, tree
from importers.seals.blocks import SealedEvent
from importers.seals.event_text import TABLES, EventRow, event_rows, event_text
from importers.seals.explanations import Explanations, views
from importers.seals.newer_events import NewerEvents, newer_events
from importers.seals.stored_seals import StoredSeal, all_seals

MOST_PROBLEMS = 20
"""How many problems are named; all are counted."""

Fault = Literal["altered", "missing", "added"]


class NotASealError(UsageError):
    """The text is not the digest of a seal."""

    def __init__(self, given: str) -> None:
        super().__init__(
            f"{given!r} is not a seal: one has 64 hexadecimal digits, as `events seal` prints it. "
            f"To compare a file with the log: {command('reconcile', target=given or 'FILE')}"
        )


class UnknownSealError(NotFoundError):
    """The log has no such seal."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"The log does not fit seal {digest}: none of its seals has this digest. Either it is of another "
            "log, or of an older copy, or this log's hashes were altered. Next: events batches --operations"
        )


@dataclass(frozen=True, kw_only=True)
class SealProblem:
    """An event that is not as it was sealed, by its printed id and batch."""

    event: str
    fault: Fault
    batch: int | None = None


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What became of the events of a seal. `reassigned`, `erased` and `undone` count events by the operation
    that explains them; `problems` are the first of those that nothing explains, `faults` counts them all.

    `hashes_fit` is false where the hashes that the log stores do not give the digest of the seal.
    """

    seal: StoredSeal
    hashes_fit: bool
    intact: int
    reassigned: dict[int, int]
    erased: dict[int, int]
    undone: dict[int, int]
    problems: tuple[SealProblem, ...]
    faults: dict[str, int]
    newer: NewerEvents
    operations: tuple[OperationView, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing is altered, missing or added."""
        return self.hashes_fit and not self.problems


def verify(database: str, digest: str) -> Verification:
    """Compare the log at `database` with the seal of this digest; changes nothing.

    Raises `NotASealError` or `UnknownSealError`.
    """
    wanted = parse_digest(digest)
    with open_engine(database) as engine, snapshot(engine.connect()) as connection:
        seal, sealed, fits = _find(connection, wanted)
        result = _Comparison(Explanations(connection))
        for letter in TABLES:
            result.compare(connection, letter, seals=sealed, until=seal.marks[letter])
        return Verification(
            seal=seal,
            hashes_fit=fits,
            intact=result.intact,
            reassigned=dict(result.reassigned),
            erased=dict(result.erased),
            undone=dict(result.undone),
            problems=tuple(result.problems),
            faults=dict(result.faults),
            newer=newer_events(connection, seal.marks),
            operations=tuple(views(connection, after=seal.operation)),
        )


def parse_digest(text: str) -> str:
    """The digest in 64 small hexadecimal digits, however it was copied. Raises `NotASealError`."""
    plain = "".join(text.split()).replace(":", "").lower()
    if len(plain) != tree.HASH_BYTES * 2 or not all(char in "0123456789abcdef" for char in plain):
        raise NotASealError(text)
    return plain


@contextmanager
def snapshot(connection: Connection) -> Iterator[Connection]:
    """The connection, which sees the log as it is now until the end."""
    with connection:
        if sqlite_path(connection.engine.url):
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        yield connection
        connection.rollback()


def _find(connection: Connection, digest: str) -> tuple[StoredSeal, list[int], bool]:
    """The seal, the operations that added its blocks, and whether the stored hashes give its digest."""
    known = all_seals(connection)
    parts = list(blocks.part_roots(blocks.in_order(connection, seals=[one.operation for one in known])))
    for place, seal in enumerate(known):
        roots = [root for operation, root in parts if operation <= seal.operation]
        fits = bool(roots) and tree.root(roots).hex() == digest
        if fits or seal.digest == digest:
            return seal, [one.operation for one in known[: place + 1]], fits
    raise UnknownSealError(digest)


class _Comparison:
    """Counts what became of sealed events."""

    def __init__(self, explanations: Explanations) -> None:
        self._explanations = explanations
        self.intact = 0
        self.reassigned: Counter[int] = Counter()
        self.erased: Counter[int] = Counter()
        self.undone: Counter[int] = Counter()
        self.faults: Counter[str] = Counter()
        self.problems: list[SealProblem] = []

    def compare(self, connection: Connection, letter: str, *, seals: list[int], until: int) -> None:
        """Compare the events of a table with the sealed ones, both in the order of their ids."""
        rows = event_rows(connection, letter, after=0, until=until)
        row = next(rows, None)
        for event in blocks.merged(blocks.by_event(connection, seals=seals, letter=letter)):
            id = abs(event.id)
            while row is not None and row.id < id:
                self._report(f"{letter}{row.id}", "added", None)
                row = next(rows, None)
            if row is None or row.id > id:
                self._judge_missing(letter, event)
            else:
                self._judge(letter, event, row)
                row = next(rows, None)
        while row is not None:
            self._report(f"{letter}{row.id}", "added", None)
            row = next(rows, None)

    def _judge(self, letter: str, event: SealedEvent, row: EventRow) -> None:
        if event.erased_by:
            if self._explanations.has_erasure(event):
                self.erased[event.erased_by] += 1
            else:
                self._report(f"{letter}{row.id}", "altered", event.batch)
        elif event.is_of(event_text(letter, row)):
            self.intact += 1
        elif change := self._explanations.change_of(event, letter, row):
            self.reassigned[change[0]] += 1
        else:
            self._report(f"{letter}{row.id}", "altered", event.batch)

    def _judge_missing(self, letter: str, event: SealedEvent) -> None:
        if operation := self._explanations.undo_of(event):
            self.undone[operation] += 1
        else:
            self._report(f"{letter}{abs(event.id)}", "missing", event.batch)

    def _report(self, event: str, fault: Fault, batch: int | None) -> None:
        self.faults[fault] += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(SealProblem(event=event, fault=fault, batch=batch))

"""Sets what imported messages mean, and takes that back exactly.

As with a table `[meanings]` at import, the meaning becomes the record's own word. Its event and its legacy
message are never altered, so nothing that was sealed changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from events.errors import EventsError, NotFoundError, UsageError
from events.meaning.status_names import taught
from events.next_commands import command
from events.vocabulary.kinds import Kind
from events.vocabulary.parameters import storable
from importers.ledger import operations
from importers.ledger.models import Operation
from importers.meanings.records import Runs, as_runs, batches_with, find, give_back, of_batches, write


class UnknownPhraseError(NotFoundError):
    """No imported message begins with the phrase."""

    def __init__(self, phrase: str) -> None:
        hint = "Numbers are listed as #: write the words before the first one. " if "#" in phrase else ""
        super().__init__(
            f"No imported message begins with {phrase!r}. {hint}"
            "`events meanings` lists those of no known meaning."
        )


class CannotTakeBackError(EventsError):
    """The operation cannot be taken back: it was already, or a later one must be taken back first."""


@dataclass(frozen=True, kw_only=True)
class MeaningChange:
    """What an operation did: messages that begin with `phrase` got the kind `means`, or lost it again, in
    `events` events."""

    operation: str
    kind: str
    phrase: str
    means: str
    events: int
    dry_run: bool


def set_meaning(session: Session, phrase: str, kind: Kind, *, by: str) -> MeaningChange:
    """Let all imported messages that begin with `phrase` mean `kind`. Does not commit.

    Raises `UsageError` for an empty phrase and for the kind of unknown messages, `UnknownPhraseError` if no
    message begins so, and `EventsError` if all mean this already.
    """
    phrase = storable(phrase.strip())
    if not phrase:
        raise UsageError("The text is empty: write the first words of the message.")
    if kind is Kind.LEGACY:
        raise UsageError(
            "`legacy` is no meaning. To take one back: events undo op4, with the id that "
            "`events meanings` lists."
        )
    found = find(session.connection(), phrase, meant=taught(kind))
    if not found:
        if find(session.connection(), phrase, meant=None):
            raise EventsError(
                f"All messages that begin with {phrase!r} mean {kind.word} already. Nothing was changed."
            )
        raise UnknownPhraseError(phrase)
    operation = operations.add(
        session,
        kind=operations.MEANING,
        by=by,
        phrase=phrase,
        means=kind.value,
        events=0,
        batches=[],
        before=[],
    )
    _add(session, operation, found)
    return _changed(operation)


def apply_to_batch(connection: Connection, batch: int) -> None:
    """Give what a batch brought the meanings that were set before, unless its mapping gave one. A later
    meaning replaces an earlier one, as it does in records that were there when it was set."""
    given: set[int] = set()
    with Session(connection) as session:
        for operation in active(session):
            meant = taught(Kind.parse(operation.details["means"]))
            phrase = operation.details["phrase"]
            if found := find(session.connection(), phrase, meant=meant, batch=batch, given=given):
                _add(session, operation, found)
                given.update(*found.values())
        session.commit()


def take_back(session: Session, operation: Operation, *, by: str) -> MeaningChange:
    """Undo an operation: the records get back the words that they had. Does not commit.

    Raises `CannotTakeBackError` if that was done already, or if a later meaning replaced this one.
    """
    name, details = operations.name_of(operation), operation.details
    holding = list(active(session))
    if operation not in holding:
        raise CannotTakeBackError(f"{name} was taken back already. Nothing was changed.")
    meant = taught(Kind.parse(details["means"]))
    for later in holding[holding.index(operation) + 1 :]:
        if any(one["word"] == meant for one in later.details["before"]):
            first = operations.name_of(later)
            raise CannotTakeBackError(
                f"{first} changed some of the same messages later. Nothing was changed. "
                f"First: {command('undo', target=first)}"
            )
    events = sum(
        give_back(session, of_batches(session, one["ids"], details["batches"]), meant=meant, word=one["word"])
        for one in reversed(details["before"])  # if ids were used again, the newest knows them
    )
    undone = operations.add(
        session,
        kind=operations.UNDO_MEANING,
        by=by,
        phrase=details["phrase"],
        means=details["means"],
        events=events,
        of=operation.id,
    )
    return _changed(undone)


def active(session: Session) -> Iterator[Operation]:
    """The operations whose meanings hold, the oldest first."""
    kinds = (operations.MEANING, operations.UNDO_MEANING)
    found = session.scalars(select(Operation).where(Operation.kind.in_(kinds)).order_by(Operation.id)).all()
    undone = {one.details["of"] for one in found if one.kind == operations.UNDO_MEANING}
    return (one for one in found if one.kind == operations.MEANING and one.id not in undone)


def given_meanings(session: Session) -> set[tuple[str, str]]:
    """The phrases in lower case, with the kinds that were given to them, as far as they hold."""
    return {(one.details["phrase"].lower(), one.details["means"]) for one in active(session)}


def _add(session: Session, operation: Operation, found: dict[str | None, list[int]]) -> None:
    """Give these records the operation's meaning, and note in the operation what they had."""
    details, meant = operation.details, taught(Kind.parse(operation.details["means"]))
    before: list[dict[str, str | Runs | None]] = [
        *details["before"],
        *({"word": word, "ids": as_runs(ids)} for word, ids in found.items()),
    ]
    batches = sorted({*details["batches"], *batches_with(session, found)})
    number = sum(map(len, found.values()))
    operation.details = {
        **details,
        "events": details["events"] + number,
        "batches": batches,
        "before": before,
    }
    session.flush()
    for ids in found.values():
        write(session, ids, meant)


def _changed(operation: Operation) -> MeaningChange:
    details = operation.details
    return MeaningChange(
        operation=operations.name_of(operation),
        kind=operation.kind,
        phrase=details["phrase"],
        means=details["means"],
        events=details["events"],
        dry_run=False,
    )

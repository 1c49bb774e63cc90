"""Erases a person from people, orders, events and what was kept of imports. The events stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from events import search
from events.account.people import is_email
from events.errors import NotFoundError, UsageError
from events.models import CustomerEvent, OrderEvent
from events.next_commands import joined
from events.vocabulary.parameters import storable
from importers.erasure import keep_out, ledger_texts, log_texts, spellings, tombstones
from importers.erasure.scrub import FORGOTTEN, check_texts
from importers.erasure.subject import ErasureSubject
from importers.ledger import operations
from importers.ledger.models import Batch, Creation, LegacyName, Operation, Reject, Source
from importers.ledger.record_models import RecordDetail, RecordKey, RecordRun
from importers.ledger.seal_models import SealBlock
from importers.seals.erasing import drop_salts

TABLES = (
    "users",
    "orders",
    "order_lines",
    "order_events",
    "customer_events",
    *(
        model.__tablename__
        for model in (
            RecordKey,
            RecordRun,
            RecordDetail,
            Reject,
            Batch,
            Source,
            LegacyName,
            Creation,
            Operation,
            SealBlock,
        )
    ),
)
"""The tables that an erasure changes."""


class UnknownPersonError(NotFoundError):
    """Nobody in the log has this e-mail or name."""

    def __init__(self, email: str, *, before: bool = False) -> None:
        gone = "This person was erased before. " if before else ""
        super().__init__(f"Nothing in the log belongs to {email!r}. {gone}Nothing was changed.")
        self.was_erased = before


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was erased, in rows. `events` lost the person (as author or customer), `texts` are those in
    whose parameters their e-mail or name stood; `orders` lost them as customer or in their number, `lines` in
    the name of an item. Of `sealed` events, the hash in a seal
    lost its salt. `namesakes` are other people with the same full name, who keep it. `also` are the further
    texts that were to be erased, and how many events had each; it is kept nowhere."""

    people: int = 0
    names: int = 0
    orders: int = 0
    lines: int = 0
    events: int = 0
    texts: int = 0
    records: int = 0
    rejects: int = 0
    batches: int = 0
    operations: int = 0
    sealed: int = 0
    namesakes: int = 0
    also: dict[str, int] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was erased."""
        return not any(number for name, number in self.as_dict().items() if name != "namesakes")

    def as_dict(self) -> dict[str, int]:
        """The numbers of rows as a JSON object."""
        return {name: number for name, number in asdict(self).items() if name != "also"}


def forget(session: Session, email: str, *, by: str, also: Sequence[str] = ()) -> Forgotten:
    """Erase the person with this e-mail; the caller commits, or rolls back for a preview.

    Their e-mail, names of several words and long numbers are erased everywhere; names of a single word, and
    legacy names that were assigned to them, only in their own records and events. The texts in `also` count
    as names. After the commit, `events.database.compaction` clears what the database's files keep of erased
    rows. Raises `UnknownPersonError` or `UsageError`.
    """
    email = storable(email.strip())
    if not is_email(email):
        raise UsageError(_no_email(email))
    texts = [storable(text.strip()) for text in also]
    check_texts(texts)
    _keep_no_trace(session)
    spellings.set_up(session.connection())
    person = ErasureSubject(session, email, also=texts)
    until, kept_out = tombstones.marks(session), keep_out.load(session)
    names = ledger_texts.known_names(session, person)
    done = _erase(session, person, kept_out)
    if done.is_nothing:
        raise UnknownPersonError(email, before=kept_out.has_email(email))
    who = FORGOTTEN if person.scrubber.text(by, is_theirs=True) != by else by
    counts, mark = done.as_dict(), kept_out.details(person.scrubber, names)
    operation = operations.add(session, kind=operations.FORGET, by=who, until=until, **counts, **mark)
    sealed = drop_salts(session, person.sealed, operation=operation.id) if person.sealed else 0
    operation.details = {**operation.details, "sealed": sealed}
    session.flush()
    search.scrub(session.connection())
    return replace(done, sealed=sealed)


def _no_email(text: str) -> str:
    """That a person is named by an e-mail, and what to do about one who has none."""
    problem = f"{text!r} is not an e-mail address. Nothing was changed."
    if len(text.split()) < 2:
        return problem
    again = joined(["events", "forget", "unknown@erased.invalid", "--also", text])
    return f"{problem} To erase a person who has only a name, wherever it occurs: {again}"


def _erase(session: Session, person: ErasureSubject, kept_out: keep_out.KeepOut) -> Forgotten:
    return Forgotten(
        texts=sum(log_texts.scrub_events(session, person, model) for model in (OrderEvent, CustomerEvent)),
        records=ledger_texts.scrub_records(session, person, kept_out),
        rejects=ledger_texts.scrub_rejects(session, person),
        batches=ledger_texts.scrub_batches(session, person),
        operations=ledger_texts.scrub_operations(session, person),
        events=log_texts.count_events(session, person),
        orders=log_texts.scrub_orders(session, person),
        lines=log_texts.scrub_lines(session, person),
        names=ledger_texts.drop_names(session, person),
        people=log_texts.drop_users(session, person),
        namesakes=person.namesakes,
        also=person.also,
    )


def _keep_no_trace(session: Session) -> None:
    """Let the file's freed space be overwritten, not only be free."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))

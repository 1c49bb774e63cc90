"""Who is to be forgotten: all users that stand for them, and all that they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, false, func, or_, select
from sqlalchemy.orm import Session

from events.account.people import by_email
from events.database.text_match import contains
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.erasure.scrub import Scrubber
from importers.erasure.spellings import may_hold_escapes
from importers.ledger import operations
from importers.ledger.models import LegacyName, Operation
from importers.seals.erasing import has_seals

_SHORTEST = 4
"""A text in ASCII of this length is worth looking for in place of a longer one with other letters."""


class ErasureSubject:
    """Who is forgotten: their users, placeholders that stand for them too, and what they are called; `also`
    are further texts that name them.

    `namesakes` is how many people with an e-mail of their own have the same full name. `sealed` gathers the
    records of events that the erasure changes, where the log has seals. `also` counts the events whose texts
    have each of the further texts, as `count_also` finds them.
    """

    def __init__(self, session: Session, email: str, *, also: Sequence[str] = ()) -> None:
        self.email = email
        self.sealed: set[int] = set()
        self._has_seals = has_seals(session)
        user = by_email(session, email)
        self.assignments = [] if user is None else _assignments(session, user)
        before = [
            session.get(User, one.details["before"]) for one in self.assignments if one.details["before"]
        ]
        self.address = plain = Scrubber(emails=(email,), names=())
        users = [*_placeholders(session, plain), *_spelled_otherwise(session, plain)]
        users += [one for one in (user, *before) if one is not None and one not in users]
        given = [*also, *(str(one.details["name"]) for one in self.assignments)]
        names = _names(session, users, given, plain=plain)
        self.scrubber = Scrubber(emails=(email,), names=names, also=tuple(also))
        self.also = dict.fromkeys(also, 0)
        users += [one for one in _placeholders(session, self.scrubber) if one not in users]
        self.users = list({one.id: one for one in users}.values())
        self.ids = [one.id for one in self.users]
        self.namesakes = _count_namesakes(session, self.scrubber, but=self.ids)

    def is_owner(self) -> ColumnElement[bool]:
        """Return the condition that an order belongs to the person, by user or by e-mail."""
        return or_(Order.user_id.in_(self.ids), func.lower(Order.user_email) == func.lower(self.email))

    def events(self, model: Any) -> ColumnElement[bool]:
        """Events that are theirs: by them, about them, or of an order of theirs."""
        of_orders = model.order_id.in_(select(Order.id).where(self.is_owner()))
        theirs = [model.user_id.in_(self.ids), of_orders]
        if model is CustomerEvent:
            theirs.append(CustomerEvent.customer_id.in_(self.ids))
        return or_(*theirs)

    def count_also(self, parameters: Any, *, is_theirs: bool) -> None:
        """Count an event that is to be scrubbed for each of the further texts that it has."""
        for text in self.also:
            alone = Scrubber(emails=(), names=(text,), also=(text,))
            self.also[text] += alone.value(parameters, is_theirs=is_theirs) != parameters

    def note_changed(self, model: Any, ids: Iterable[int]) -> None:
        """Remember events that the erasure changes, by their ids."""
        self.note_records(id if model is OrderEvent else -id for id in ids)

    def note_records(self, ids: Iterable[int]) -> None:
        """Remember events that name the person or did when they were sealed, by the ids of their records."""
        if self._has_seals:
            self.sealed.update(ids)

    def find_changed(self, session: Session, model: Any, is_changed: ColumnElement[bool]) -> None:
        """Remember the events of which this is true."""
        if self._has_seals:
            self.note_changed(model, session.scalars(select(model.id).where(is_changed)))

    def stands_in(self, *columns: Any) -> ColumnElement[bool]:
        """Whether a needle may stand in one of the columns; the scrubber judges more closely."""
        return _may_name(self.scrubber, *columns)


def _may_name(scrubber: Scrubber, *columns: Any) -> ColumnElement[bool]:
    texts = [cast(column, Text) for column in columns]
    plain = [contains(text, part) for text in texts for part in map(_simplest, scrubber.anchors)]
    return or_(false(), *plain, *map(may_hold_escapes, texts))


def _simplest(anchor: str) -> str:
    """The longest part in ASCII, which databases find faster; all of it where that is too short."""
    longest = max(re.findall(r"[ -~]*", anchor), key=len)
    return longest if len(longest) >= _SHORTEST else anchor


def _placeholders(session: Session, scrubber: Scrubber) -> list[User]:
    """People without an e-mail whose name holds the address, or is the full name."""
    found = session.scalars(select(User).where(User.email.is_(None), _may_name(scrubber, User.name)))
    address = Scrubber(emails=scrubber.emails, names=())
    return [one for one in found if address.text(one.name) != one.name or scrubber.is_named_by(one.name)]


def _spelled_otherwise(session: Session, scrubber: Scrubber) -> list[User]:
    """People whose e-mail is the address in another spelling, such as one with invisible characters."""
    found = session.scalars(select(User).where(User.email.is_not(None), _may_name(scrubber, User.email)))
    return [one for one in found if one.email is not None and scrubber.is_named_by(one.email)]


def _names(
    session: Session, users: Sequence[User], given: Sequence[str], *, plain: Scrubber
) -> tuple[str, ...]:
    """What these people are called, longest first, but for what their address is found by."""
    ids = [one.id for one in users]
    known = session.scalars(select(LegacyName.name).where(LegacyName.user_id.in_(ids)))
    names = {*known, *(one.name for one in users), *given}
    return tuple(sorted((n for n in names if n.strip() and plain.text(n) == n), key=len, reverse=True))


def _count_namesakes(session: Session, scrubber: Scrubber, *, but: Sequence[int]) -> int:
    if not scrubber.full_names:
        return 0
    others = User.email.is_not(None), User.id.not_in(but), _may_name(scrubber, User.name)
    names = session.scalars(select(User.name).where(*others))
    return sum(scrubber.is_named_by(name) for name in names)


def _assignments(session: Session, user: User) -> list[Operation]:
    """The operations that gave names to the user, of those names that are still theirs."""
    given = session.scalars(select(Operation).where(Operation.kind == operations.ASSIGN))
    known = select(LegacyName.source_id, LegacyName.name).where(LegacyName.user_id == user.id)
    theirs = {(source, name) for source, name in session.execute(known)}
    return [
        one
        for one in given
        if one.details["user"] == user.id and (one.details["source_id"], one.details["name"]) in theirs
    ]

"""Who is to be forgotten: all users that stand for them, and all that they are called."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from events.account.people import by_email
from events.database.text_match import contains
from events.models import CustomerEvent, Order, User
from importers.erasure.scrub import Scrubber
from importers.ledger import operations
from importers.ledger.models import LegacyName, Operation


class ErasureSubject:
    """Who is forgotten: their users, placeholders that stand for them too, and what they are called."""

    def __init__(self, session: Session, email: str) -> None:
        user = by_email(session, email)
        self.assignments = [] if user is None else _assignments(session, user)
        plain = Scrubber(emails=(email,), names=())
        bearing = session.scalars(select(User).where(User.email.is_(None), contains(User.name, email)))
        users = [one for one in bearing if plain.text(one.name) != one.name]
        before = [
            session.get(User, one.details["before"]) for one in self.assignments if one.details["before"]
        ]
        users += [one for one in (user, *before) if one is not None]
        self.users = list({one.id: one for one in users}.values())
        self.ids = [one.id for one in self.users]
        known = session.scalars(select(LegacyName.name).where(LegacyName.user_id.in_(self.ids)))
        names = {
            *known,
            *(one.name for one in self.users),
            *(one.details["name"] for one in self.assignments),
        }
        names = {name for name in names if name.strip() and plain.text(name) == name}
        self.email = email
        self.scrubber = Scrubber(emails=(email,), names=tuple(sorted(names, key=len, reverse=True)))

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

    def stands_in(self, *columns: Any) -> ColumnElement[bool]:
        """Whether a needle may stand in one of the columns; the scrubber judges more closely."""
        texts = [cast(column, Text) for column in columns]
        return or_(*(_may_contain(text, needle) for text in texts for needle in self.scrubber.spellings()))


def _may_contain(text: ColumnElement[str], needle: str) -> ColumnElement[bool]:
    """Whether a text contains a needle in any case, also where JSON escapes its letters."""
    if needle.isascii():
        return contains(text, needle)
    plain = max(re.findall(r"[ -~]*", needle), key=len)
    return or_(contains(text, needle), text.contains("\\u", autoescape=True) & contains(text, plain))


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

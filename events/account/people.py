"""Who is who: people as frozen values, and finding them by what somebody typed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from events.account.models import User
from events.errors import AlreadyExists, AmbiguousCustomer, UnknownCustomer
from events.order.models import Order
from events.parameters import storable
from events.vocabulary import nearest


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody in the log. A guest has an e-mail but no id; a legacy name has a name but no e-mail."""

    id: int | None
    email: str | None = None
    name: str = ""
    is_staff: bool = False
    is_placeholder: bool = False

    @property
    def label(self) -> str:
        """The e-mail, else the name, else the id: what data formats say."""
        return self.email or self.name or f"user {self.id}"


def is_email(text: str) -> bool:
    """Whether `text` is meant as an e-mail address rather than a name or number."""
    local, at, host = text.partition("@")
    return bool(local and at and host) and "@" not in host and not any(map(str.isspace, text))


def named(text: str) -> ColumnElement[bool]:
    """The users somebody means by `text`: this e-mail without regard to case, or exactly this name."""
    text = storable(text)
    return or_(func.lower(User.email) == func.lower(text), User.name == text)


def by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(func.lower(User.email) == func.lower(storable(email.strip()))))


def find_customer(session: Session, text: str) -> Person:
    """The customer called `text`: an e-mail (also a guest's), else a name or legacy id.

    Raises `UnknownCustomer` with the nearest, or `AmbiguousCustomer`.
    """
    text = storable(text.strip())
    if not text:
        raise UnknownCustomer(text, near=[])
    user = by_email(session, text)
    if user is not None:
        return person(user)
    guest = session.scalar(
        select(Order.user_email)
        .where(Order.user_email != "", func.lower(Order.user_email) == func.lower(text))
        .limit(1)
    )
    if guest is not None:
        return Person(id=None, email=guest)
    namesakes = session.scalars(select(User).where(User.name == text).limit(50)).all()
    owners = [user for user in namesakes if _has_orders(session, user)] or list(namesakes)
    if len(owners) == 1:
        return person(owners[0])
    if owners:
        raise AmbiguousCustomer(text, count=len(owners))
    raise UnknownCustomer(text, near=_nearest_people(session, text))


def find_user(session: Session, text: str) -> User:
    """The stored user behind `find_customer`; a guest becomes a user. Raises what it raises."""
    found = find_customer(session, text)
    if found.id is not None:
        return session.get_one(User, found.id)
    user = User(email=found.email)
    session.add(user)
    session.flush()
    return user


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who writes a note, and whether this is the first the log hears of them."""

    user: User
    is_new: bool


def author(session: Session, text: str) -> Author:
    """The user that `text` names as an author: an e-mail's (a new one is staff), else a placeholder's."""
    text = storable(text.strip())
    if is_email(text):
        user = by_email(session, text)
        fresh = user or User(email=text, is_staff=True)
    else:
        user = session.scalar(
            select(User).where(User.email.is_(None), User.name == text, User.is_staff, User.is_placeholder)
        )
        fresh = user or User(name=text, is_staff=True, is_placeholder=True)
    session.add(fresh)
    session.flush()
    return Author(user=fresh, is_new=user is None)


def add_customer(session: Session, *, email: str, name: str = "") -> User:
    """A new customer. Raises `AlreadyExists` where the e-mail is known."""
    if by_email(session, email) is not None:
        raise AlreadyExists("a customer", email)
    user = User(email=storable(email.strip()), name=storable(name))
    session.add(user)
    session.flush()
    return user


def person(user: User) -> Person:
    return Person(
        id=user.id,
        email=user.email,
        name=user.name,
        is_staff=user.is_staff,
        is_placeholder=user.is_placeholder,
    )


def _has_orders(session: Session, user: User) -> bool:
    return session.scalar(select(Order.id).where(Order.user_id == user.id).limit(1)) is not None


def _nearest_people(session: Session, text: str) -> list[str]:
    start = text[:2].lower()
    alike = select(User.email).where(
        User.email.is_not(None),
        func.lower(User.email) >= start,
        func.lower(User.email) < start + "\U0010ffff",
    )
    emails = [email for email in session.scalars(alike.limit(2000)) if email]
    return nearest(text.lower(), emails)

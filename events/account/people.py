"""Who is who: people as frozen values, and finding them by what somebody typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select

from events.account.machines import is_machine_name
from events.database.spellings import with_umlauts
from events.database.text_match import contains_unaccented, equals, equals_email, plain
from events.database.text_order import by_code
from events.database.turns import take_turns
from events.errors import AlreadyExistsError, AmbiguousCustomerError, UnknownAuthorError, UnknownCustomerError
from events.tables import Condition, orders, users
from events.vocabulary.parameters import storable
from events.vocabulary.words import nearest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.models import User
    from events.tables import Reader


_NAMESAKES = 500
"""The largest number of people that a part of a name may match."""

_CUSTOMERS = 50
"""The largest number of customers whose events or orders are selected together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody in the log. A guest has an e-mail but no id; a legacy name has a name but no e-mail."""

    id: int | None
    email: str | None = None
    name: str = ""
    is_staff: bool = False
    is_placeholder: bool = False

    def __str__(self) -> str:
        return self.label

    def __repr__(self) -> str:
        name = self.name if self.name != self.label else ""
        return f"<{' · '.join(filter(None, (f'person {self.label}', name)))}>"

    @property
    def label(self) -> str:
        """The e-mail, else the name, else the id: what data formats say."""
        return self.email or self.name or f"user {self.id}"

    @property
    def is_machine(self) -> bool:
        """Whether this is a legacy system that acted under its own name, and no human being."""
        return self.is_placeholder and self.email is None and is_machine_name(self.name)


def is_email(text: str) -> bool:
    """Whether `text` is meant as an e-mail address rather than a name or number."""
    local, at, host = text.partition("@")
    return bool(local and at and host) and "@" not in host and not any(map(str.isspace, text))


def named(text: str) -> Condition:
    """The users somebody means by `text`: this e-mail or this name, without regard to case."""
    text = storable(text.strip())
    return or_(equals_email(users.c.email, text), _called(text))


def _called(text: str) -> Condition:
    """The exact name is compared, too, because it has an index."""
    return or_(users.c.name == text, equals(users.c.name, text))


def by_email(session: Session, email: str) -> User | None:
    """The user with this e-mail, in any case; None if there is none."""
    from events.models import User

    email = storable(email.strip())
    found = select(User).where(equals_email(User.email, email))
    return session.scalar(found.order_by(User.email != email, User.id).limit(1))


def find_customer(reader: Reader, text: str) -> Person:
    """The customer called `text`: an e-mail (also a guest's), else a name or legacy id.

    Raises `UnknownCustomerError` with the nearest, or `AmbiguousCustomerError`.
    """
    text = storable(text.strip())
    if not text:
        raise UnknownCustomerError(text, near=[])
    own = select(*columns(users)).where(equals_email(users.c.email, text))
    known = _people(reader, own.order_by(users.c.email != text, users.c.id))
    if known:
        return known[0]
    guest = reader.scalar(
        select(orders.c.user_email)
        .where(orders.c.user_email != "", equals_email(orders.c.user_email, text))
        .limit(1)
    )
    if guest is not None:
        return Person(id=None, email=guest)
    namesakes = _people(reader, select(*columns(users)).where(users.c.name == text).limit(50))
    namesakes = namesakes or _people(reader, select(*columns(users)).where(_called(text)).limit(50))
    owners = [who for who in namesakes if _has_orders(reader, who)] or namesakes
    if len(owners) == 1:
        return owners[0]
    if owners:
        raise AmbiguousCustomerError(text, count=len(owners))
    raise UnknownCustomerError(text, near=_nearest_people(reader, text))


def find_customers(reader: Reader, text: str) -> list[Person]:
    """The customer called `text`, else those whose e-mail or name contains it, guests among them.

    Raises `UnknownCustomerError`, or `AmbiguousCustomerError` for a text that too many contain.
    """
    try:
        return [find_customer(reader, text)]
    except UnknownCustomerError:
        found = _customers_with(reader, storable(text.strip())) if text.strip() and not is_email(text) else []
        if not found:
            raise
    if len(found) > _CUSTOMERS:
        raise AmbiguousCustomerError(text, count=len(found), is_part=True)
    return found


def _customers_with(reader: Reader, part: str) -> list[Person]:
    """The customers whose e-mail or name contains the words of `part`, one more than may be selected together
    at most."""
    words = part.split()
    known = _people(reader, select(*columns(users)).where(*map(_contains, words)).limit(_CUSTOMERS + 1))
    email = func.lower(orders.c.user_email)
    having = (contains_unaccented(orders.c.user_email, word) for word in words)
    as_guest = (orders.c.user_id.is_(None), *having)
    guests = reader.scalars(select(email).where(*as_guest).distinct().limit(_CUSTOMERS + 1))
    emails = {(who.email or "").lower() for who in known}
    return [*known, *(Person(id=None, email=guest) for guest in guests if guest not in emails)]


def find_authors(reader: Reader, text: str) -> frozenset[int | None]:
    """The ids of the people called `text`: this e-mail; else all with this name, or these words in their name
    or e-mail, where somebody is called exactly that; else all with a part of it. Accents do not matter.

    Raises `UnknownAuthorError` with the nearest.
    """
    text = storable(text.strip())
    exact = frozenset[int | None](reader.scalars(select(users.c.id).where(named(text))))
    if not text or (exact and is_email(text)):
        found = exact if text else frozenset()
    else:
        # Those who write come first: of a frequent name, there may be more customers than are looked at.
        writers_first = (users.c.is_staff.desc(), users.c.is_placeholder.desc(), users.c.id)
        having = select(*columns(users)).where(_contains(text)).order_by(*writers_first)
        alike = _people(reader, having.limit(_NAMESAKES))
        namesakes = frozenset[int | None](who.id for who in alike if _is_called(who, text))
        found = (exact | namesakes) or frozenset(who.id for who in alike)
    if not found:
        raise UnknownAuthorError(text, near=_nearest_people(reader, text) if text else [])
    return found


def _is_called(who: Person, text: str) -> bool:
    """Whether the whole words of `text`, however they are spelt, stand in a person's name, or before the @ of
    their e-mail."""
    spelt = "|".join(re.escape(plain(form)) for form in with_umlauts(text))
    words = re.compile(rf"(?<![^\W_])(?:{spelt})(?![^\W_])")
    return any(words.search(plain(one)) for one in (who.name, (who.email or "").partition("@")[0]))


def find_user(session: Session, text: str) -> User:
    """The stored user behind `find_customer`; a guest becomes a user. Raises what it raises."""
    from events.models import User

    session.flush()
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
    """The user that `text` names as an author: an e-mail's (a new one is staff), else a placeholder's.

    Two programs that need the same new user at once get one: the second waits, and finds the first's.
    """
    from events.models import User

    text = storable(text.strip())
    known = _author(session, text)
    if known is None:
        take_turns(session.connection(), text.lower())
        known = _author(session, text)
    if known is not None:
        return Author(user=known, is_new=False)
    by_name = {} if is_email(text) else {"name": text, "is_placeholder": True}
    fresh = User(email=text if is_email(text) else None, is_staff=True, **by_name)
    session.add(fresh)
    session.flush()
    return Author(user=fresh, is_new=True)


def known_author(session: Session, text: str) -> User | None:
    """The user that `author` would find; None where it would add one."""
    return _author(session, storable(text.strip()))


def _author(session: Session, text: str) -> User | None:
    from events.models import User

    if is_email(text):
        return by_email(session, text)
    placeholder = (User.email.is_(None), User.name == text, User.is_staff, User.is_placeholder)
    return session.scalar(select(User).where(*placeholder).order_by(User.id).limit(1))


def add_customer(session: Session, *, email: str, name: str = "") -> User:
    """A new customer. Raises `AlreadyExistsError` where the e-mail is known."""
    from events.models import User

    if by_email(session, email) is not None:
        raise AlreadyExistsError("a customer", email)
    user = User(email=storable(email.strip()), name=storable(name))
    session.add(user)
    session.flush()
    return user


def person(user: User) -> Person:
    """The person that a user is, as timelines show them."""
    return Person(
        id=user.id,
        email=user.email,
        name=user.name,
        is_staff=user.is_staff,
        is_placeholder=user.is_placeholder,
    )


def columns(people: Any) -> tuple[Any, ...]:
    """The columns of `users`, or of an alias of it, that make a `Person`: see `from_columns`."""
    return (people.c.id, people.c.email, people.c.name, people.c.is_staff, people.c.is_placeholder)


def from_columns(values: tuple[Any, ...]) -> Person | None:
    """The person of an outer join's `columns`, None where it joined nobody."""
    pk, email, name, is_staff, is_placeholder = values
    if pk is None:
        return None
    return Person(id=pk, email=email, name=name, is_staff=is_staff, is_placeholder=is_placeholder)


def _people(reader: Reader, rows: Select[Any]) -> list[Person]:
    found = (from_columns(tuple(row)) for row in reader.execute(rows))
    return [person for person in found if person is not None]


def _has_orders(reader: Reader, who: Person) -> bool:
    return reader.scalar(select(orders.c.id).where(orders.c.user_id == who.id).limit(1)) is not None


def _nearest_people(reader: Reader, text: str) -> list[str]:
    start, email = text[:2].lower(), by_code(func.lower(users.c.email))
    begins = (email >= start, email < start + "\U0010ffff")
    alike = select(users.c.email).where(users.c.email.is_not(None), *begins)
    emails = [email for email in reader.scalars(alike.limit(2000)) if email]
    return nearest(text.lower(), emails) or _of_that_part(reader, text)


def _contains(text: str) -> Condition:
    return or_(contains_unaccented(users.c.name, text), contains_unaccented(users.c.email, text))


def _of_that_part(reader: Reader, text: str) -> list[str]:
    """Some whose name or e-mail contains what was typed: a first name, a surname, a domain."""
    written = {text, ".".join(text.split())}  # Jane Doe may be known as jane.doe@example.com only
    part = or_(*map(_contains, sorted(written)))
    found = _people(reader, select(*columns(users)).where(part).order_by(users.c.id).limit(3))
    return [who.label for who in found]

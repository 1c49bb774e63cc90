"""Lists authors that are known only by a legacy name, and finds the one that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from events.account.machines import are_machines
from events.account.people import Person, person
from events.database.text_match import contains
from events.database.text_order import by_code
from events.errors import NotFoundError
from events.models import CustomerEvent, OrderEvent, User
from events.vocabulary.parameters import storable
from events.vocabulary.words import nearest
from importers.authors.of_system import names_of_system
from importers.ledger.models import LegacyName, Source
from importers.ledger.record_tables import details, is_of_source, record_id

AUTHOR = "author"
_IS_GIVEN = or_(User.email.is_not(None), User.name != LegacyName.name)
"""Whether a name is that of a person: its own placeholder has the same name and no e-mail."""

_BY_SOURCE = (by_code(Source.name), by_code(Source.shop))
TABLES = (OrderEvent, CustomerEvent)
"""Kinds of events, each with the ledger's link to it."""


class UnknownActorError(NotFoundError):
    """No legacy author has this name."""

    def __init__(self, name: str, *, near: list[str]) -> None:
        hint = f" Nearest: {', '.join(near)}." if near else ""
        super().__init__(f"No import knows an author {name!r}.{hint} `events actors` lists them.")


class AmbiguousActorError(NotFoundError):
    """Several sources have a legacy author of this name."""

    def __init__(self, name: str, *, candidates: list[str]) -> None:
        super().__init__(
            f"Several sources have an author {name!r}. Say which one: {', or '.join(candidates)}."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A legacy name, whom it stands for (None if unknown), whether that is the system, and the number of its
    events."""

    name: str
    source: str
    shop: str
    user: Person | None
    is_system: bool
    events: int
    first: datetime | None
    last: datetime | None


def actors(
    session: Session, *, limit: int, offset: int, unassigned: bool = False, like: str = ""
) -> tuple[int, list[Actor]]:
    """How many legacy names of authors there are that contain `like`, and some of them by source, shop and
    name."""
    rows, of_system = _names(), names_of_system(session)
    if like:
        rows = rows.where(contains(LegacyName.name, like))
    if unassigned:
        rows = rows.where(or_(User.id.is_(None), ~_IS_GIVEN & ~are_machines(User)))
        rows = rows.where(*(~(LegacyName.user_id.is_(None) & _is(*one)) for one in of_system))
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    page = rows.order_by(*_BY_SOURCE, by_code(LegacyName.name)).limit(limit).offset(offset)
    return total, [_actor(session, of_system, *row) for row in session.execute(page)]


def find(
    session: Session, name: str, *, source: str | None, shop: str | None, assigned: bool = False
) -> tuple[LegacyName, Source, User | None]:
    """The one legacy name that is meant. With `assigned`, names that nobody was given do not compete. Raises
    `UnknownActorError` or `AmbiguousActorError`."""
    found = find_all(session, name, source=source, shop=shop)
    if assigned and len(found) > 1:
        found = [row for row in found if is_given(row[0], row[2])] or found
    if len(found) > 1:
        raise AmbiguousActorError(name, candidates=[_options(of) for _, of, _ in found])
    return found[0]


def find_all(
    session: Session, name: str, *, source: str | None, shop: str | None
) -> list[tuple[LegacyName, Source, User | None]]:
    """The legacy names that may be meant, by source and shop: at least one, and at most one of each source.

    A source in brackets after the name, as authors who share a name are printed, chooses that one. Raises
    `UnknownActorError`.
    """
    name = storable(name.strip())
    found = _called(session, name, source=source, shop=shop)
    called, bracket, of_source = name.removesuffix(")").rpartition(" (")
    if not found and bracket and name.endswith(")") and source is None and shop is None:
        of_shop, _, of_source = of_source.rpartition("/")
        found = _called(session, called, source=of_source, shop=of_shop)
    if not found:
        names = session.scalars(
            select(LegacyName.name).where(LegacyName.role == AUTHOR).distinct().limit(2000)
        )
        raise UnknownActorError(name, near=nearest(name, list(names)))
    return found


def _called(
    session: Session, name: str, *, source: str | None, shop: str | None
) -> list[tuple[LegacyName, Source, User | None]]:
    rows = _names().where(LegacyName.name == name)
    if source is not None:
        rows = rows.where(Source.name == source)
    if shop is not None:
        rows = rows.where(Source.shop == shop)
    return [(known, of, user) for known, of, user in session.execute(rows.order_by(*_BY_SOURCE))]


def is_given(known: LegacyName, user: User | None) -> bool:
    """Whether the name was given to a person, who is not its own placeholder."""
    return user is not None and (user.email is not None or user.name != known.name)


def sources_of(session: Session, user: int) -> list[str]:
    """The names of the sources in which the user is a legacy author."""
    known = LegacyName.user_id == user, LegacyName.role == AUTHOR
    named = select(Source.name).join(LegacyName, LegacyName.source_id == Source.id).where(*known)
    return list(session.scalars(named.distinct().order_by(Source.name)))


def _options(source: Source) -> str:
    return f"--source {source.name}" + (f" --shop {source.shop}" if source.shop else " --shop ''")


def _names() -> Select[LegacyName, Source, Any]:
    return (
        select(LegacyName, Source, User)
        .join(Source, Source.id == LegacyName.source_id)
        .outerjoin(User, User.id == LegacyName.user_id)
        .where(LegacyName.role == AUTHOR)
    )


def _is(source: int, name: str) -> ColumnElement[bool]:
    return and_(LegacyName.source_id == source, LegacyName.name == name)


def _actor(
    session: Session, of_system: set[tuple[int, str]], known: LegacyName, source: Source, user: User | None
) -> Actor:
    count, first, last = 0, None, None
    is_system = user is None and (known.source_id, known.name) in of_system
    if user is not None or is_system:
        parts = []
        for model in TABLES:
            theirs = model.user_id == user.id if user else model.user_id.is_(None)
            part = select(model.date.label("date")).where(theirs)
            if is_system or is_given(known, user):  # theirs by this name, and not what they did themselves
                part = part.join(details, details.c.id == record_id(model)).where(
                    is_of_source(details.c.id, source.id), func.trim(details.c.raw_author) == known.name
                )
            parts.append(part)
        dates = union_all(*parts).subquery()
        count, first, last = session.execute(
            select(func.count(), func.min(dates.c.date), func.max(dates.c.date))
        ).one()
    return Actor(
        name=known.name,
        source=source.name,
        shop=source.shop,
        user=person(user) if user is not None and is_given(known, user) else None,
        is_system=is_system or (user is not None and person(user).is_machine),
        events=count,
        first=first,
        last=last,
    )

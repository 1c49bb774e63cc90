"""Records single events: checks drafts, then builds and flushes them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final, Generic, TypeVar

from sqlalchemy.orm import Session, object_session

from events import clock
from events.errors import InvalidEventError, NotInSessionError
from events.models import CustomerEvent, Order, OrderEvent, OrderLine, User
from events.vocabulary import parameters
from events.vocabulary.event_type import EventType


class _Default(Enum):
    CUSTOMER = "the customer"


CUSTOMER: Final = _Default.CUSTOMER
"""Default of `user` where the customer is the one who acts."""

_KINDS: Final = {"order": Order, "order_line": OrderLine, "customer": User, "user": User}

Actor = User | None | _Default
Event = TypeVar("Event", OrderEvent, CustomerEvent)


@dataclass(frozen=True, kw_only=True)
class Draft(Generic[Event]):
    """An event that has not been built yet: building it early would tie it to its order, and a
    later flush would save it by surprise."""

    model: type[Event]
    type: EventType
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)
    user: User | None = None
    date: datetime | None = None


def session_of(code: str, entity: object, *, called: str) -> Session:
    """The session `entity` lives in. Raises `NotInSessionError`, or `InvalidEventError` for a thing of
    another kind."""
    kind = _KINDS[called]
    if not isinstance(entity, kind):
        problem = f"{called} must be of type {kind.__name__}, not {entity!r}."
        raise InvalidEventError(code=code, problem=problem)
    session = object_session(entity)
    if session is None:
        raise NotInSessionError(code=code, entity=called)
    return session


def check_user(code: str, user: object, session: Session) -> None:
    """Raises unless `user` is nobody, or a user of this session."""
    if user is None:
        return
    if not isinstance(user, User):
        raise InvalidEventError(code=code, problem=f"user must be a User or None, not {user!r}.")
    _check_shared(code, user, session, called="user")


def check_date(code: str, date: object) -> datetime:
    """`date` in UTC, if it is an aware moment that UTC can name; raises `InvalidEventError` otherwise."""
    if not isinstance(date, datetime) or date.utcoffset() is None:
        raise InvalidEventError(code=code, problem=f"date must be an aware datetime, not {date!r}.")
    try:
        return date.astimezone(UTC)
    except OverflowError:
        problem = f"date must lie in the years 1 to 9999 in UTC, not {date!r}."
        raise InvalidEventError(code=code, problem=problem) from None


def check_lines(code: str, lines: Iterable[object], *, order: Order, session: Session) -> None:
    """Raises unless each is a line of this order. Flushes, so that new lines have their ids."""
    for line in lines:
        if not isinstance(line, OrderLine):
            raise InvalidEventError(code=code, problem=f"a line must be an OrderLine, not {line!r}.")
        if line.order is not order:
            raise InvalidEventError(code=code, problem=f"line {line.item_name!r} belongs to another order.")
        if object_session(line) is not session:
            raise NotInSessionError(code=code, entity="order line")
    session.flush()


def record(session: Session, draft: Draft[Event], *before: Draft[Any]) -> Event:
    """Check all drafts, then build, add and flush them together; never commits.

    Returns the event of `draft`. Those `before` it stand or fall with it and carry the same moment,
    unless a draft has its own. Raises `InvalidEventError` before anything is built, so that nothing is
    half-recorded.
    """
    drafts = (draft, *before)  # in this order, so that a refusal names the event that was asked for
    moment = clock.now()
    checked = [_checked(each, moment, session) for each in drafts]
    with session.no_autoflush:
        built: list[Any] = [each.model(**values) for each, values in zip(drafts, checked, strict=True)]
    event: Event = built[0]
    session.add_all([*built[1:], event])
    session.flush()
    return event


def _check_shared(code: str, entity: object, session: Session, *, called: str) -> None:
    if session_of(code, entity, called=called) is not session:
        raise InvalidEventError(code=code, problem=f"the {called} belongs to another database session.")


def _checked(draft: Draft[Any], moment: datetime, session: Session) -> dict[str, Any]:
    code = draft.type.value
    check_user(code, draft.user, session)
    for called, entity in draft.links.items():
        if entity is not None:
            _check_shared(code, entity, session, called=called)
    try:
        values = parameters.build(draft.type.parameters, draft.values)
    except ValueError as error:
        raise InvalidEventError(code=code, problem=str(error)) from None
    return {
        **draft.links,
        "type": draft.type,
        "user": draft.user,
        "date": draft.date or moment,
        "parameters": values,
    }

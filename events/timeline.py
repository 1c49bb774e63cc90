"""Reading the log: filters in, frozen entries out, in one total order. No ORM object leaves.

The order is: date, then customer events before order events, then id.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from events.account import CustomerEvents
from events.account.models import CustomerEvent, User
from events.account.people import Person, named
from events.errors import UnknownEvent
from events.order.models import Order, OrderEvent, OrderLine
from events.vocabulary import AnyType

PAGE = 500
"""How many rows are fetched at a time."""

ORDER, CUSTOMER = "o", "c"
_RANK = {CUSTOMER: 0, ORDER: 1}
_Ts = TypeVarTuple("_Ts")
_Model = type[OrderEvent] | type[CustomerEvent]


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineEntry:
    """One event as people read it.

    `table` is "o" (order event) or "c" (customer event). `customer` is whose history it is: for an
    order event, its order's customer. `user` is who acted, None the system.
    """

    table: str
    number: int
    date: datetime
    type: AnyType
    shop: str
    order: str | None
    customer: Person | None
    user: Person | None
    parameters: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.table}{self.number}"

    @property
    def message(self) -> str | None:
        text = self.parameters.get("message")
        return text if isinstance(text, str) else None

    @property
    def key(self) -> tuple[datetime, int, int]:
        """Its place in the total order."""
        return (self.date, _RANK[self.table], self.number)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose events: an order's, a customer's (with those of all their orders), or everybody's.

    A guest has an e-mail but no user id.
    """

    order_id: int | None = None
    user_id: int | None = None
    email: str = ""


EVERYTHING = Subject()


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which events. `since` is inclusive, `until` exclusive; `user` is an e-mail, a name, or "system".

    `limit` keeps the newest so many.
    """

    types: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    user: str = ""
    limit: int | None = None

    @property
    def hiding(self) -> bool:
        """Whether they can hide events, other than by `limit`."""
        return replace(self, limit=None) != Filters()


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How much there is of a subject, without filters."""

    count: int
    first: datetime | None
    last: datetime | None


def entries(
    session: Session, subject: Subject, filters: Filters, *, newest_first: bool = False
) -> Iterator[TimelineEntry]:
    """The subject's events that pass the filters, read as they are asked for."""
    if filters.limit is None:
        return _merged(session, subject, filters, newest_first=newest_first)
    newest = itertools.islice(_merged(session, subject, filters, newest_first=True), filters.limit)
    return newest if newest_first else reversed(list(newest))


def count(session: Session, subject: Subject, filters: Filters) -> int:
    """How many of the subject's events pass the filters, `limit` aside."""
    return sum(
        session.scalar(_narrowed(select(func.count()).select_from(model), model, subject, filters)) or 0
        for model in _models(subject)
    )


def summary(session: Session, subject: Subject) -> Summary:
    """Count, first and last of all the subject's events."""
    found: list[Summary] = []
    for model in _models(subject):
        extent = select(func.count().label("n"), func.min(model.date), func.max(model.date))
        number, first, last = session.execute(_narrowed(extent, model, subject, Filters())).one()
        found.append(Summary(count=number, first=first, last=last))
    return Summary(
        count=sum(part.count for part in found),
        first=min((part.first for part in found if part.first), default=None),
        last=max((part.last for part in found if part.last), default=None),
    )


def one(session: Session, event_id: str) -> TimelineEntry:
    """The event printed as `event_id` (o17, c17). Raises `UnknownEvent`."""
    table, digits = event_id[:1].lower(), event_id[1:]
    if table not in _RANK or not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise UnknownEvent(event_id)
    model: _Model = OrderEvent if table == ORDER else CustomerEvent
    row = session.execute(_rows(model).where(model.id == int(digits))).first()
    if row is None:
        raise UnknownEvent(event_id)
    return _entry(table, row)


def line_names(session: Session, ids: set[int]) -> dict[int, str]:
    """Item names of order lines by id, for events that store ids only."""
    if not ids:
        return {}
    rows = session.execute(select(OrderLine.id, OrderLine.item_name).where(OrderLine.id.in_(ids)))
    return {line.id: line.item_name for line in rows}


def _merged(
    session: Session, subject: Subject, filters: Filters, *, newest_first: bool
) -> Iterator[TimelineEntry]:
    streams = [
        _stream(session, model, subject, filters, newest_first=newest_first) for model in _models(subject)
    ]
    return heapq.merge(*streams, key=lambda entry: entry.key, reverse=newest_first)


def _stream(
    session: Session, model: _Model, subject: Subject, filters: Filters, *, newest_first: bool
) -> Iterator[TimelineEntry]:
    rows = _narrowed(_rows(model), model, subject, filters)
    rows = (
        rows.order_by(model.date.desc(), model.id.desc())
        if newest_first
        else rows.order_by(model.date, model.id)
    )
    if filters.limit is not None:
        rows = rows.limit(filters.limit)
    table = ORDER if model is OrderEvent else CUSTOMER
    # A server's cursor stays open until it is closed, also where a limit leaves rows unread.
    with session.execute(rows, execution_options={"yield_per": PAGE}) as result:
        for row in result:
            yield _entry(table, row)


def _models(subject: Subject) -> tuple[_Model, ...]:
    return (OrderEvent,) if subject.order_id is not None else (CustomerEvent, OrderEvent)


def _rows(model: _Model) -> Select[Any]:
    actor, owner = aliased(User), aliased(User)
    owner_id = Order.user_id if model is OrderEvent else CustomerEvent.customer_id
    return (
        select(
            model.id,
            model.date,
            model.type,
            model.parameters,
            Order.shop,
            Order.number,
            Order.user_email,
            *_person_columns(actor),
            *_person_columns(owner),
        )
        .select_from(model)
        .outerjoin(Order, Order.id == model.order_id)
        .outerjoin(actor, actor.id == model.user_id)
        .outerjoin(owner, owner.id == owner_id)
    )


def _person_columns(user: Any) -> tuple[Any, ...]:
    return (user.id, user.email, user.name, user.is_staff, user.is_placeholder)


def _entry(table: str, row: Row[Any]) -> TimelineEntry:
    number, date, code, parameters, shop, order, guest, *people = tuple(row)
    customer = _person(people[5:])
    if customer is None and guest and table == ORDER:
        customer = Person(id=None, email=guest)
    return TimelineEntry(
        table=table,
        number=number,
        date=date,
        type=code,
        shop=shop or "",
        order=order,
        customer=customer,
        user=_person(people[:5]),
        parameters=parameters if isinstance(parameters, dict) else {},
    )


def _person(columns: list[Any]) -> Person | None:
    pk, email, name, is_staff, is_placeholder = columns
    if pk is None:
        return None
    return Person(id=pk, email=email, name=name, is_staff=is_staff, is_placeholder=is_placeholder)


def _narrowed(rows: Select[*_Ts], model: _Model, subject: Subject, filters: Filters) -> Select[*_Ts]:
    conditions = [*_about(model, subject)]
    if filters.types:
        conditions.append(model.type.in_(sorted(filters.types)))
    if filters.since is not None:
        conditions.append(model.date >= filters.since)
    if filters.until is not None:
        conditions.append(model.date < filters.until)
    if filters.user == "system":
        conditions.append(model.user_id.is_(None))
    elif filters.user:
        conditions.append(model.user_id.in_(select(User.id).where(named(filters.user))))
    return rows.where(and_(True, *conditions))


def _about(model: _Model, subject: Subject) -> list[ColumnElement[bool]]:
    if subject == EVERYTHING:
        return []
    if subject.order_id is not None:
        return [model.order_id == subject.order_id]
    if model is OrderEvent:
        return [OrderEvent.order_id.in_(select(Order.id).where(belongs_to(subject)))]
    of_guests = CustomerEvent.order_id.in_(select(Order.id).where(_as_guest(subject)))
    if subject.user_id is None:
        return [of_guests]
    deleted_others = and_(
        CustomerEvent.customer_id.is_(None),
        CustomerEvent.user_id == subject.user_id,
        CustomerEvent.type == CustomerEvents.CUSTOMER_DELETED,
    )
    theirs = [CustomerEvent.customer_id == subject.user_id, deleted_others]
    return [or_(*theirs, of_guests) if subject.email else or_(*theirs)]


def belongs_to(subject: Subject) -> ColumnElement[bool]:
    """Which orders are a customer's: those tied to them, and guest orders under their e-mail."""
    as_guest = _as_guest(subject)
    if subject.user_id is None:
        return as_guest
    return (
        or_(Order.user_id == subject.user_id, as_guest) if subject.email else Order.user_id == subject.user_id
    )


def _as_guest(subject: Subject) -> ColumnElement[bool]:
    return and_(
        Order.user_id.is_(None),
        Order.user_email != "",
        func.lower(Order.user_email) == func.lower(subject.email),
    )

"""Lists of orders and customers: plain rows with how much happened to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from events.account.models import CustomerEvent, User
from events.account.people import Person, person
from events.order.models import Order, OrderEvent
from events.timeline import Subject, belongs_to


@dataclass(frozen=True, kw_only=True)
class Window:
    """A page of a list."""

    page: int
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderRow:
    shop: str
    number: str
    customer: Person | None
    created: datetime | None
    currency: str
    events: int
    last: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRow:
    who: Person
    orders: int
    events: int


def orders(
    session: Session, window: Window, *, shop: str | None, subject: Subject | None
) -> tuple[int, Iterator[OrderRow]]:
    """How many orders there are, and a page of them, the newest first."""
    conditions = [] if subject is None else [belongs_to(subject)]
    if shop is not None:
        conditions.append(Order.shop == shop)
    of_order = OrderEvent.order_id == Order.id
    number = select(func.count()).where(of_order).correlate(Order).scalar_subquery()
    last = select(func.max(OrderEvent.date)).where(of_order).correlate(Order).scalar_subquery()
    rows = select(Order, User, number, last).outerjoin(User, User.id == Order.user_id).where(*conditions)
    found = session.execute(_window(rows.order_by(Order.id.desc()), window))
    total = session.scalar(select(func.count()).select_from(Order).where(*conditions)) or 0
    return total, (
        OrderRow(
            shop=order.shop,
            number=order.number,
            customer=person(user) if user else _guest(order.user_email),
            created=order.created,
            currency=order.currency,
            events=count,
            last=latest,
        )
        for order, user, count, latest in found
    )


def customers(session: Session, window: Window, *, like: str) -> tuple[int, Iterator[CustomerRow]]:
    """How many customers there are, and a page of them by name. Staff, and people that imports only know
    as authors, are none unless they ordered or have a history of their own."""
    has_orders = select(Order.id).where(Order.user_id == User.id).exists()
    has_events = select(CustomerEvent.id).where(CustomerEvent.customer_id == User.id).exists()
    by_nature = and_(not_(User.is_staff), not_(User.is_placeholder))
    conditions: list[ColumnElement[bool]] = [or_(by_nature, has_orders, has_events)]
    if like:
        conditions.append(
            or_(User.email.icontains(like, autoescape=True), User.name.icontains(like, autoescape=True))
        )
    placed = select(func.count()).where(Order.user_id == User.id).correlate(User).scalar_subquery()
    own = select(func.count()).where(CustomerEvent.customer_id == User.id).correlate(User).scalar_subquery()
    rows = select(User, placed, own).where(*conditions).order_by(func.lower(User.email), User.name, User.id)
    found = session.execute(_window(rows, window))
    total = session.scalar(select(func.count()).select_from(User).where(*conditions)) or 0
    return total, (CustomerRow(who=person(user), orders=number, events=own) for user, number, own in found)


def count_orders(session: Session, subject: Subject) -> int:
    """How many orders a customer has."""
    return session.scalar(select(func.count()).select_from(Order).where(belongs_to(subject))) or 0


def _window(rows: Select[Any], window: Window) -> Select[Any]:
    return rows.limit(window.size).offset((window.page - 1) * window.size)


def _guest(email: str) -> Person | None:
    return Person(id=None, email=email) if email else None

"""Lists of orders and rows of customers, with their numbers of events; see `list_totals` for more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, null, or_, select

from events.account.people import Person, columns, from_columns
from events.customer_counts import events_of_user, orders_of_user, own_events_of_user
from events.database.text_order import by_code
from events.errors import UnknownShopError
from events.filters import Subject, belongs_to
from events.tables import Condition, order_events, users
from events.tables import orders as placed_orders
from events.totals_filter import ALL_TOTALS, TotalsFilter

if TYPE_CHECKING:
    from events.tables import Reader
    from events.vocabulary.kinds import Kind

    ChosenOrders = Callable[[ColumnElement[int]], Condition]
    """Gives a condition on the ids of orders; other packages add theirs, as the ledger does."""

_AT_ONCE = 500
_OF_ORDER = order_events.c.order_id == placed_orders.c.id


@dataclass(frozen=True, kw_only=True)
class PageWindow:
    """A page of a list: its number, from 1, and its size."""

    page: int
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderRow:
    """One order of a list; `first` and `last` are the moments of its first and last event."""

    id: int
    shop: str
    number: str
    customer: Person | None
    created: datetime | None
    currency: str
    events: int
    first: datetime | None
    last: datetime | None

    @property
    def began(self) -> datetime | None:
        """When it was created, else the moment of its first event."""
        return self.created or self.first


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRow:
    """One customer of a list, with the number of their orders and of their own events; `all_events` are those
    and the events of their orders, counted only where they are sorted by it."""

    who: Person
    orders: int
    events: int
    all_events: int | None = None


@dataclass(frozen=True, kw_only=True)
class OfSources:
    """Orders of which sources with these `ids` brought events, and the same as a condition on orders.
    `are_many` is whether the condition takes long."""

    ids: tuple[int, ...]
    condition: ChosenOrders
    are_many: bool


@dataclass(frozen=True, kw_only=True)
class OrderFilter:
    """Which orders are listed: of one shop, of some customers, begun from `since` and before `until`, with
    the `ids` that a condition chooses, of some sources; that `had` a step, are in their state since
    `waits_since` or have such `totals`."""

    shop: str | None = None
    subjects: tuple[Subject, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    ids: ChosenOrders | None = None
    of_sources: OfSources | None = None
    had: Kind | None = None
    waits_since: datetime | None = None
    totals: TotalsFilter = ALL_TOTALS


ADDED, BEGAN, LAST = "added", "began", "last"
"""What the database sorts orders by, newest first. Only the first needs no event of any order."""


def orders(
    reader: Reader, window: PageWindow, *, chosen: OrderFilter, sort: str = ADDED, reverse: bool = False
) -> tuple[int, Iterator[OrderRow]]:
    """The number of the chosen orders, and a page of them, sorted by one of ADDED, BEGAN and LAST,
    newest first, or with `reverse` oldest first.

    Dates, and sorting by them, mean reading the first or the last event of every order. Raises
    `UnknownShopError`.
    """
    order = placed_orders.c
    conditions = order_conditions(reader, chosen)
    rows = select(order.id).where(*conditions)  # nothing else is added up for the pages before
    if sort != ADDED:
        rows = rows.order_by((_date_of(sort).asc() if reverse else _date_of(sort).desc()).nulls_last())
    rows = rows.order_by(order.id.asc() if reverse else order.id.desc())
    found = list(reader.scalars(in_window(rows, window)))
    total = reader.scalar(select(func.count()).select_from(placed_orders).where(*conditions)) or 0
    return total, orders_by_id(reader, found)


def order_conditions(reader: Reader, chosen: OrderFilter) -> list[Condition]:
    """What the orders' own columns and the dates of their events say of which are chosen. Raises
    `UnknownShopError`."""
    conditions: list[Condition] = [or_(*map(belongs_to, chosen.subjects))] if chosen.subjects else []
    if chosen.shop is not None:
        check_shop(reader, chosen.shop)
        conditions.append(placed_orders.c.shop == chosen.shop)
    began = _date_of(BEGAN)
    conditions += [] if chosen.since is None else [began >= chosen.since]
    conditions += [] if chosen.until is None else [began < chosen.until]
    conditions += [] if chosen.ids is None else [chosen.ids(placed_orders.c.id)]
    conditions += [] if chosen.of_sources is None else [chosen.of_sources.condition(placed_orders.c.id)]
    return conditions


def _date_of(sort: str) -> Any:
    """When an order began, or when something happened to it last."""
    created = placed_orders.c.created
    if sort == BEGAN:
        return func.coalesce(created, _event_date(func.min))
    return func.coalesce(_event_date(func.max), created)


def check_shop(reader: Reader, shop: str) -> None:
    """Raises `UnknownShopError` where no order is of this shop."""
    own = placed_orders.c.shop
    if reader.scalar(select(own).where(own == shop).limit(1)) is None:
        shops = reader.scalars(select(own).group_by(own).order_by(by_code(own)).limit(20))
        raise UnknownShopError(shop, shops=list(shops))


def orders_by_id(reader: Reader, ids: Sequence[int]) -> Iterator[OrderRow]:
    """The orders with these ids that are still there, in the order of the ids."""
    for some in _parts(ids):
        found = reader.execute(_order_rows().where(placed_orders.c.id.in_(some)))
        known = {row.id: row for row in (_order_row(tuple(values)) for values in found)}
        yield from (known[pk] for pk in some if pk in known)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many ids at a time as a query takes on every database."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _order_rows() -> Select[Any]:
    """What `_order_row` takes, of all orders."""
    order = placed_orders.c
    number = select(func.count()).where(_OF_ORDER).correlate(placed_orders).scalar_subquery()
    own = (order.id, order.shop, order.number, order.user_email, order.created, order.currency)
    return (
        select(*own, number, _event_date(func.min), _event_date(func.max), *columns(users))
        .select_from(placed_orders)
        .outerjoin(users, users.c.id == order.user_id)
    )


def _event_date(which: Callable[[Any], ColumnElement[Any]]) -> Any:
    """The earliest or latest date of an order's events."""
    date = select(which(order_events.c.date)).where(_OF_ORDER)
    return date.correlate(placed_orders).scalar_subquery()


def _order_row(row: tuple[Any, ...]) -> OrderRow:
    pk, shop, number, guest, created, currency, events, first, last, *owner = row
    return OrderRow(
        id=pk,
        shop=shop,
        number=number,
        customer=from_columns(tuple(owner)) or _guest(guest),
        created=created,
        currency=currency,
        events=events,
        first=first,
        last=last,
    )


EMAIL, ORDERS, EVENTS = "email", "orders", "events"
"""What the database sorts customers by: their e-mail, or how many orders they have, or events of their own
and of their orders, most first."""
AGE, PAID, REFUNDED = "age", "paid", "refunded"
"""What orders and customers are sorted by where sums are stored: see `summary_store`."""


def customers_by_id(reader: Reader, ids: Sequence[int], *, sort: str = EMAIL) -> Iterator[CustomerRow]:
    """The customers with these ids, in the order of the ids, which are sorted by `sort`."""
    for some in _parts(ids):
        rows = reader.execute(_customer_rows(sort).where(users.c.id.in_(some)))
        found = [_customer_row(*row) for row in rows]
        known = {row.who.id: row for row in found}
        yield from (known[pk] for pk in some if pk in known)


def _customer_rows(sort: str) -> Select[Any]:
    """What `_customer_row` takes, of all users."""
    of_all = events_of_user() if sort == EVENTS else null()
    return select(orders_of_user(), own_events_of_user(), of_all, *columns(users))


def _customer_row(orders: int, events: int, of_all: int | None, *who: Any) -> CustomerRow:
    found = from_columns(who)
    if found is None:
        raise LookupError("a row of users has no id")
    return CustomerRow(who=found, orders=orders, events=events, all_events=of_all)


def count_orders(reader: Reader, subject: Subject) -> int:
    """The number of a customer's orders."""
    return reader.scalar(select(func.count()).select_from(placed_orders).where(belongs_to(subject))) or 0


def in_window(rows: Select[Any], window: PageWindow) -> Select[Any]:
    """The rows of a page."""
    return rows.limit(window.size).offset((window.page - 1) * window.size)


def _guest(email: str) -> Person | None:
    return Person(id=None, email=email) if email else None

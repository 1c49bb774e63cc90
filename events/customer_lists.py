"""The list of customers, sorted by their e-mails or by how much there is of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, func, not_, or_, select

from events.classified_events import dialect_of
from events.customer_counts import events_of_user, orders_of_user
from events.database.text_match import contains
from events.database.text_order import by_code
from events.lists import (
    EMAIL,
    EVENTS,
    ORDERS,
    CustomerRow,
    OrderFilter,
    customers_by_id,
    in_window,
    order_conditions,
)
from events.tables import customer_events, users
from events.tables import orders as placed_orders

if TYPE_CHECKING:
    from events.lists import PageWindow
    from events.tables import Condition, Reader

FEW = 20_000
"""So many customers are found faster in any order, and sorted then, than along the index of e-mails."""


def customers(
    reader: Reader,
    window: PageWindow,
    *,
    like: str,
    having: OrderFilter | None = None,
    sort: str = EMAIL,
    reverse: bool = False,
) -> tuple[int, Iterator[CustomerRow]]:
    """The number of customers, and a page of them. With `having`, those who have such an order.

    Staff, and people known only as authors of imported events, count if they have orders or their own
    events. Raises `UnknownShopError`.
    """
    conditions = [*like_text(like)]
    if chosen := order_conditions(reader, having or OrderFilter()):  # whoever has an order is a customer
        is_among = users.c.id.in_(_owners(reader, chosen))
        total = count_users(reader, *conditions, is_among)
        conditions.append(is_among if total <= FEW else _has_order(*chosen))
    else:
        total = count_users(reader, *conditions, is_customer()) if like else count_customers(reader)
        if total != count_users(reader):  # else each is one
            conditions.append(is_customer())
        if sort == ORDERS and not reverse and not like:
            conditions += _with_most_orders(reader, window.page * window.size)
    ids = page_of_customers(reader, window, conditions, total, sort=sort, reverse=reverse)
    return total, customers_by_id(reader, ids, sort=sort)


def _owners(reader: Reader, chosen: Sequence[Condition]) -> Select[Any]:
    """The users of these orders, of whom some have several."""
    own: Any = placed_orders.c.user_id
    # The sum lets SQLite read orders by their ids: by user, it would read a page of the file for each.
    owner = own + 0 if dialect_of(reader) == "sqlite" else own
    return select(owner).where(owner.is_not(None), *chosen)


def _with_most_orders(reader: Reader, wanted: int) -> Iterator[Condition]:
    """The condition that a user is one of the `wanted` customers with the most orders, or has as many orders
    as the last of them; no condition where fewer customers have any order.

    Counting orders twice is faster than sorting all customers."""
    owner, number = placed_orders.c.user_id, func.count()
    numbers = select(owner, number).where(owner.is_not(None)).group_by(owner)
    last = numbers.with_only_columns(number).order_by(number.desc()).offset(wanted - 1).limit(1)
    if least := reader.scalar(last):
        yield users.c.id.in_(numbers.with_only_columns(owner).having(number >= least))


def _has_order(*chosen: Condition) -> Condition:
    """Whether a user has such an order."""
    return select(placed_orders.c.id).where(placed_orders.c.user_id == users.c.id, *chosen).exists()


def page_of_customers(
    reader: Reader,
    window: PageWindow,
    conditions: Sequence[Condition],
    total: int,
    *,
    sort: str = EMAIL,
    reverse: bool = False,
) -> Sequence[int]:
    """The ids of a page of the `total` users who meet the conditions."""
    if sort == EMAIL:
        skipped = window.size * (window.page - 1)
        return page_by_email(reader, conditions, total, skipped=skipped, wanted=window.size, reverse=reverse)
    rows = select(users.c.id).where(*conditions)
    return reader.scalars(in_window(rows.order_by(*customer_order(sort, reverse=reverse)), window)).all()


def page_by_email(
    reader: Reader,
    conditions: Sequence[Condition],
    total: int,
    *,
    skipped: int,
    wanted: int,
    reverse: bool = False,
) -> Sequence[int]:
    """The ids of `wanted` users who meet the conditions, by e-mail, after the first `skipped` ones. If the
    `total` of those who meet them is large, they are read along the index of e-mails, from the nearer end."""
    wanted = min(wanted, total - skipped)
    if wanted <= 0:
        return []
    if total <= FEW:
        rows = select(users.c.id).where(*conditions).order_by(*customer_order(EMAIL, reverse=reverse))
        return reader.scalars(rows.limit(wanted).offset(skipped)).all()
    if skipped <= total // 2:
        return list(_in_parts(reader, conditions, skipped, wanted, reverse=reverse))
    skipped = total - skipped - wanted
    return list(_in_parts(reader, conditions, skipped, wanted, reverse=not reverse))[::-1]


def _in_parts(
    reader: Reader, conditions: Sequence[Condition], skipped: int, wanted: int, *, reverse: bool
) -> Iterator[int]:
    """A page along the index of e-mails; people without one come first."""
    has_none = func.lower(users.c.email).is_(None)
    rows = select(users.c.id).where(*conditions).order_by(*_sorted(EMAIL, reverse=reverse, are_few=False))
    for part in (not_(has_none), has_none) if reverse else (has_none, not_(has_none)):
        page = reader.scalars(rows.where(part).limit(wanted).offset(skipped)).all()
        yield from page
        if (wanted := wanted - len(page)) <= 0:
            return
        skipped = max(0, skipped - count_users(reader, *conditions, part))


def count_users(reader: Reader, *conditions: Condition) -> int:
    """The number of users who meet the conditions."""
    return reader.scalar(select(func.count()).select_from(users).where(*conditions)) or 0


def count_customers(reader: Reader) -> int:
    """The number of all customers. A server counts one kind after the other: so it can compare whole tables,
    instead of looking for the orders of each user. Of customers by nature and others, it compares those that
    are fewer with the orders."""
    if dialect_of(reader) == "sqlite":
        return count_users(reader, is_customer())
    by_nature, has_orders, has_events = _kinds_of_customers()
    numbers = select(func.count().filter(by_nature), func.count()).select_from(users)
    natural, in_all = reader.execute(numbers).one()
    if natural == in_all:
        return natural
    with_events_alone = count_users(reader, not_(by_nature), has_events, not_(has_orders))
    if in_all - natural < natural:
        return natural + count_users(reader, not_(by_nature), has_orders) + with_events_alone
    owner = placed_orders.c.user_id
    owners = select(owner).where(owner.is_not(None)).group_by(owner).subquery()
    with_orders = reader.scalar(select(func.count()).select_from(owners)) or 0
    without = count_users(reader, by_nature, not_(has_orders)) if natural else 0
    return with_orders + without + with_events_alone


def is_customer() -> Condition:
    """Whether a user counts as a customer: see `customers`."""
    return or_(*_kinds_of_customers())


def is_customer_without_orders() -> Condition:
    """Whether a user who has no orders counts as a customer."""
    by_nature, _, has_events = _kinds_of_customers()
    return or_(by_nature, has_events)


def _kinds_of_customers() -> tuple[Condition, Condition, Condition]:
    by_user = customer_events.c.customer_id == users.c.id
    has_events = select(customer_events.c.id).where(by_user).exists()
    return and_(not_(users.c.is_staff), not_(users.c.is_placeholder)), _has_order(), has_events


def like_text(like: str) -> Iterator[Condition]:
    """The condition that a user's e-mail or name contains `like`, if it is a text."""
    if like:
        yield or_(contains(users.c.email, like), contains(users.c.name, like))


def customer_order(sort: str, *, reverse: bool) -> tuple[Any, ...]:
    """What customers among few, or that nothing sorts beforehand, are sorted by: `ORDERS`, then e-mail."""
    return _sorted(sort, reverse=reverse, are_few=True)


def _sorted(sort: str, *, reverse: bool, are_few: bool) -> tuple[Any, ...]:
    """What customers are sorted by. A few are found faster in any order than by the index."""
    own, by_index = users.c, sort == EMAIL and not are_few
    email = func.lower(own.email) if by_index else func.coalesce(func.lower(own.email), "")
    in_order: tuple[Any, ...] = (by_code(email), by_code(own.name), own.id)
    if sort in (ORDERS, EVENTS):
        number = orders_of_user() if sort == ORDERS else events_of_user()
        return (number.asc() if reverse else number.desc(), *in_order)
    if not reverse:
        return in_order
    return (by_code(email).desc(), by_code(own.name).desc(), own.id.desc())

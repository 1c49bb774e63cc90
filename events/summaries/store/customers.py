"""What the orders of each customer add up to, by the stored summaries of orders."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, case, delete, func, or_, select

from events.amounts import with_codes
from events.classified_events import dialect_of
from events.customer_lists import (
    FEW,
    count_customers,
    count_users,
    customer_order,
    is_customer,
    like_text,
    page_of_customers,
)
from events.database.types import to_microseconds
from events.lists import AGE, EMAIL, PAID, REFUNDED, OrderFilter, PageWindow, check_shop
from events.summaries.order_summary import MOST
from events.summaries.store.reading import chosen_conditions, places_of, waiting
from events.summaries.store.refunds import refunded_of_customers
from events.summaries.store.rows import moved, sort_key
from events.summaries.store.tables import NEVER, UNKNOWN, add, standings, summaries
from events.tables import Condition, users
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from events.tables import Reader

_own = summaries.c
_STATES = 32
"""More than there are states: a moment and a state are one number, which is sorted by both."""
_NO_MONEY = Decimal()
_NOTHING = sort_key(_NO_MONEY)
_ALL = 2**31 - 1


def write_standings(connection: Connection, customers: Sequence[int]) -> None:
    """Add up what the summaries of these customers' orders say, as `list_totals.add_customer_totals` does."""
    last = _last_states(connection, customers)
    paid = _paid(connection, list(last))
    rows = [
        {
            "user_id": user,
            "state": number % _STATES,
            "since": number // _STATES,
            "most_paid": sort_key(max(paid[user].values())) if user in paid else _NOTHING,
        }
        for user, number in last.items()
    ]
    connection.execute(delete(standings).where(standings.c.user_id.in_(customers)))
    add(connection, rows, into=standings)


def _last_states(connection: Connection, customers: Sequence[int]) -> dict[int, int]:
    """The state of the order that reached its state last, and when: of customers who have paid, states that
    settle nothing do not count. There is none for customers of very many events."""
    step = func.max(case((_own.state > 0, _own.since * _STATES + _own.state)))
    settled = func.max(case((_own.settled_state > 0, _own.settled_since * _STATES + _own.settled_state)))
    last = case((func.max(_own.is_paid) == 1, settled), else_=step)
    rows = select(_own.owner, last).where(_own.owner.in_(customers))
    rows = rows.group_by(_own.owner).having(func.sum(_own.events) <= MOST)
    return {user: number for user, number in connection.execute(rows) if number is not None}


def _paid(connection: Connection, customers: Sequence[int]) -> dict[int, dict[str, Decimal]]:
    """What each has paid by currency; nothing of those who paid nothing."""
    rows = select(_own.owner, _own.money).where(_own.owner.in_(customers), _own.money != "")
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for user, money in connection.execute(rows):
        for kind, one in moved(money):
            if kind is Kind.PAID and one.amount is not None:
                found[user][one.currency] = found[user].get(one.currency, Decimal()) + one.amount
    return {user: with_codes(sums) for user, sums in found.items()}


def find_customers(
    reader: Reader,
    window: PageWindow,
    *,
    like: str,
    having: OrderFilter,
    status: str,
    sort: str,
    now: datetime,
    reverse: bool = False,
) -> tuple[int, Sequence[int]]:
    """The number of customers in a state (see `list_totals.has_status`), or who have such an order, and the
    ids of a page of them, sorted as `customer_lists.customers` sorts them, by AGE, PAID or
    REFUNDED.

    The summaries must be up to date. Who has no step comes last by age, also with `reverse`. Raises
    `UnknownShopError`.
    """
    start = (window.page - 1) * window.size
    if sort == REFUNDED:
        whole = PageWindow(page=1, size=_ALL)
        total, ids = find_customers(
            reader, whole, like=like, having=having, status=status, sort=EMAIL, now=now
        )
        refunded = refunded_of_customers(reader)
        ranked = sorted(ids, key=lambda one: (-refunded.get(one, _NO_MONEY), one not in refunded))
        return total, (ranked[::-1] if reverse else ranked)[start : start + window.size]
    owners = None if having == OrderFilter() else _owners(reader, having, now)
    if owners is not None and not status and sort not in (AGE, PAID):
        return _page_of_owners(reader, window, owners, like=like, sort=sort, reverse=reverse)
    theirs = standings.c
    about_users: list[Condition] = [*like_text(like)]
    if owners is not None:
        about_users.append(users.c.id.in_(owners))
    in_state: list[Condition] = []
    if status:  # whoever is in a state has orders
        in_state = [theirs.state.in_(places_of(status)), *waiting(theirs, status, now)]
        found: Any = standings.join(users, users.c.id == theirs.user_id)
    else:
        found = users.outerjoin(standings, users.c.id == theirs.user_id)
        # Who has a standing has orders: asked first, it spares a look at the orders of nearly everybody.
        about_users.append(or_(theirs.user_id.is_not(None), is_customer()))
    conditions = [*about_users, *in_state]
    if like or owners is not None:
        total = reader.scalar(select(func.count()).select_from(found).where(*conditions)) or 0
        first: list[Condition] = []
    else:
        counted = select(func.count()).select_from(standings).where(*in_state)
        total = (reader.scalar(counted) or 0) if status else count_customers(reader)
        last = window.page * window.size
        first = [] if reverse else [*_among_first(reader, sort, in_state, wanted=last)]
    rows = select(users.c.id).select_from(found).where(*conditions, *first)
    rows = rows.order_by(*_before(sort, reverse=reverse), *customer_order(sort, reverse=reverse))
    return total, reader.scalars(rows.limit(window.size).offset(start)).all()


def _among_first(
    reader: Reader, sort: str, in_state: Sequence[Condition], *, wanted: int
) -> Iterator[Condition]:
    """The condition that a customer is among the first by AGE or by PAID, or like the last of them; none
    where fewer are in a state. The e-mails of all need not be sorted then."""
    own = {AGE: standings.c.since, PAID: standings.c.most_paid}.get(sort)
    if own is None:
        return
    order = own if sort == AGE else own.desc()
    last = reader.scalar(select(own).where(*in_state).order_by(order).offset(wanted - 1).limit(1))
    if last is not None and (sort == AGE or in_state or last > _NOTHING):
        yield own <= last if sort == AGE else own >= last


def _page_of_owners(
    reader: Reader, window: PageWindow, owners: Select[Any], *, like: str, sort: str, reverse: bool
) -> tuple[int, Sequence[int]]:
    conditions = [*like_text(like)]
    if conditions:
        total = count_users(reader, *conditions, users.c.id.in_(owners))
    else:
        total = reader.scalar(select(func.count()).select_from(owners.subquery())) or 0
    # Of many, those on the page are looked at one by one.
    has_one = (
        users.c.id.in_(owners)
        if total <= FEW
        else owners.where(_own.owner == users.c.id).correlate(users).exists()
    )
    return total, page_of_customers(reader, window, [*conditions, has_one], total, sort=sort, reverse=reverse)


def _owners(reader: Reader, having: OrderFilter, now: datetime) -> Select[Any]:
    """The users who have such an order, each once. Raises `UnknownShopError`."""
    conditions = chosen_conditions(replace(having, since=None, until=None), "", now)
    # The sum keeps SQLite from the index of dates: all owners with theirs are read faster than many orders.
    began: Any = _own.began + 0 if dialect_of(reader) == "sqlite" else _own.began
    if having.since is not None:
        conditions.append(began >= to_microseconds(having.since))
    if having.until is not None:
        conditions.append(began.between(UNKNOWN + 1, to_microseconds(having.until) - 1))
    if having.shop is not None:
        check_shop(reader, having.shop)
    rows = select(_own.owner).where(_own.owner.is_not(None), *conditions)
    return rows.group_by(_own.owner)


def _before(sort: str, *, reverse: bool) -> tuple[Any, ...]:
    """What customers are sorted by before their e-mail."""
    if sort == AGE:
        since = func.coalesce(standings.c.since, -NEVER if reverse else NEVER)
        return (since.desc() if reverse else since,)
    if sort == PAID:
        paid = func.coalesce(standings.c.most_paid, _NOTHING)
        return (paid if reverse else paid.desc(),)
    return ()

"""What the orders of each customer add up to, by the stored summaries of orders."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from events.classified_events import dialect_of
from events.customer_counts import own_events_of_user
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
from events.lists import AGE, EMAIL, EVENTS, ORDERS, PAID, REFUNDED, OrderFilter, check_shop
from events.summaries.store.reading import chosen_conditions, places_of, waiting
from events.summaries.store.rows import NO_REFUND
from events.summaries.store.standings import NOTHING_PAID
from events.summaries.store.tables import NEVER, UNKNOWN, standings, summaries
from events.tables import Condition, customer_events, users

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from events.lists import PageWindow
    from events.tables import Reader

_own = summaries.c
_RANKED: dict[str, tuple[Any, Any]] = {
    AGE: (standings.c.since, NEVER),
    ORDERS: (standings.c.orders, 0),
    EVENTS: (standings.c.events, 0),
    PAID: (standings.c.most_paid, NOTHING_PAID),
    REFUNDED: (standings.c.most_refunded, NO_REFUND),
}
"""What customers are sorted by before their e-mail, and what stands for it of those without a row. Their own
events are counted beside."""


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
    ids of a page of them, sorted as `customer_lists.customers` sorts them, by EMAIL, ORDERS,
    EVENTS, AGE, PAID or REFUNDED.

    The summaries must be up to date. Who has no step comes last by age, also with `reverse`. Raises
    `UnknownShopError`.
    """
    start = (window.page - 1) * window.size
    theirs = standings.c
    owners: Select[Any] | None = None
    in_state: list[Condition] = []
    if having != OrderFilter():
        known = _by_standings(reader, having)
        in_state = [] if known is None else [known]
        owners = _owners(reader, having, now) if known is None else None
    if status:  # whoever is in a state has orders
        in_state += [theirs.state.in_(places_of(status)), *waiting(theirs, status, now)]
    if not status and sort == EMAIL and (owners is not None or in_state):
        chosen = _Owners(owners, _own.owner) if owners is not None else _having(in_state)
        return _page_of_owners(reader, window, chosen, like=like, reverse=reverse)
    about_users: list[Condition] = [*like_text(like)]
    if owners is not None:
        about_users.append(users.c.id.in_(owners))
    if in_state:
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
        total = (reader.scalar(counted) or 0) if in_state else count_customers(reader)
        last = window.page * window.size
        first = [*_among_first(reader, sort, in_state, wanted=last, reverse=reverse)]
    rows = select(users.c.id).select_from(found).where(*conditions, *first)
    rows = rows.order_by(*_before(sort, reverse=reverse), *_by_email(sort, reverse=reverse))
    return total, reader.scalars(rows.limit(window.size).offset(start)).all()


def _by_standings(reader: Reader, having: OrderFilter) -> Condition | None:
    """The condition on standings of those who have such an order; None where they do not say it, as of
    an order that is of a shop and of a source. Raises `UnknownShopError`."""
    theirs = standings.c
    if having.shop is not None and having == OrderFilter(shop=having.shop):
        check_shop(reader, having.shop)
        return theirs.shops.in_(_lists_with(reader, theirs.shops, [having.shop]))
    brought = having.of_sources
    if brought is not None and having == OrderFilter(of_sources=brought):
        return theirs.sources.in_(_lists_with(reader, theirs.sources, list(map(str, brought.ids))))
    return None


def _lists_with(reader: Reader, own: ColumnElement[str], names: Sequence[str]) -> list[str]:
    """The different values of a column that have one of these names: people have few combinations."""
    return [text for text in reader.scalars(select(own).distinct()) if {*json.loads(text)} & {*names}]


def _among_first(
    reader: Reader, sort: str, in_state: Sequence[Condition], *, wanted: int, reverse: bool
) -> Iterator[Condition]:
    """The condition that a customer is among the first by what stands in `_RANKED`, or like the last of
    them; none where fewer are in a state. The e-mails of all need not be sorted then."""
    if sort not in _RANKED:
        return
    own, nothing = _RANKED[sort]
    order, is_rising = own if (sort == AGE) != reverse else own.desc(), (sort == AGE) != reverse
    known = [*in_state, own.is_not(None)]
    last = reader.scalar(select(own).where(*known).order_by(order).offset(wanted - 1).limit(1))
    if last is None:
        return
    if sort == AGE:  # who has no state comes last either way
        yield own <= last if is_rising else own >= last
    elif is_rising and sort != EVENTS:
        yield func.coalesce(own, nothing) <= last
    elif not is_rising and (in_state or last > nothing):
        with_own = [] if sort != EVENTS else [users.c.id.in_(select(customer_events.c.customer_id))]
        yield or_(own >= last, *with_own)


@dataclass(frozen=True)
class _Owners:
    """A query of the users who are chosen, each once, and its column."""

    rows: Select[Any]
    user: ColumnElement[Any]


def _having(in_state: Sequence[Condition]) -> _Owners:
    own = standings.c.user_id
    return _Owners(select(own).where(*in_state), own)


def _page_of_owners(
    reader: Reader, window: PageWindow, owners: _Owners, *, like: str, reverse: bool
) -> tuple[int, Sequence[int]]:
    conditions = [*like_text(like)]
    if conditions:
        total = count_users(reader, *conditions, users.c.id.in_(owners.rows))
    else:
        total = reader.scalar(select(func.count()).select_from(owners.rows.subquery())) or 0
    # Of many, those on the page are looked at one by one.
    has_one = (
        users.c.id.in_(owners.rows)
        if total <= FEW
        else owners.rows.where(owners.user == users.c.id).correlate(users).exists()
    )
    return total, page_of_customers(reader, window, [*conditions, has_one], total, reverse=reverse)


def _owners(reader: Reader, having: OrderFilter, now: datetime) -> Select[Any]:
    """The users who have such an order, each once. Raises `UnknownShopError`."""
    conditions = chosen_conditions(reader, replace(having, since=None, until=None), "", now)
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
    if sort in _RANKED:
        most: Any = func.coalesce(*_RANKED[sort])
        if sort == EVENTS:
            most += own_events_of_user()
        return (most if reverse else most.desc(),)
    return ()


def _by_email(sort: str, *, reverse: bool) -> tuple[Any, ...]:
    """What equal ones are sorted by, in the other order, too, but for numbers: see `customer_lists`."""
    return customer_order(EMAIL, reverse=reverse and sort not in (ORDERS, EVENTS))

"""What the orders of each customer add up to, by the stored summaries of orders."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, not_, or_, select

from events.classified_events import dialect_of
from events.customer_counts import own_events_of_user
from events.customer_lists import (
    FEW,
    count_users,
    customer_order,
    is_customer,
    is_customer_without_orders,
    like_text,
    page_of_customers,
)
from events.database.types import to_microseconds
from events.lists import AGE, EMAIL, EVENTS, ORDERS, PAID, REFUNDED, OrderFilter, check_shop, in_window
from events.summaries.store.ranked_customers import Ranking, page_by_rank
from events.summaries.store.reading import chosen_conditions, places_of, waiting
from events.summaries.store.rows import NO_REFUND
from events.summaries.store.standings import NOTHING_PAID
from events.summaries.store.tables import UNKNOWN, standings, summaries
from events.tables import Condition, customer_events, users

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from events.lists import PageWindow
    from events.tables import Reader

_own = summaries.c
_RANKED: dict[str, tuple[Any, Any]] = {
    AGE: (standings.c.since, None),
    ORDERS: (standings.c.orders, 0),
    EVENTS: (standings.c.events, 0),
    PAID: (standings.c.most_paid, NOTHING_PAID),
    REFUNDED: (standings.c.most_refunded, NO_REFUND),
}
"""What customers are sorted by before their e-mail, and its value for those without a row: see `Ranking`.
Their own events are counted separately."""


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
    theirs = standings.c
    owners: Select[Any] | None = None
    in_state: list[Condition] = []
    if having != OrderFilter():
        known = _by_standings(reader, having)
        in_state = [] if known is None else [known]
        owners = _owners(reader, having, now) if known is None else None
    if status:  # whoever is in a state has orders
        in_state += [theirs.state.in_(places_of(status)), *waiting(theirs, status, now)]
    if sort == EMAIL and (owners is None) is bool(in_state):
        chosen = _Owners(owners, _own.owner) if owners is not None else _having(in_state)
        return _page_of_owners(reader, window, chosen, like=like, reverse=reverse)
    ranking = _ranking(sort, reverse=reverse, in_state=in_state)
    has_events = sort == EVENTS and _have_own_events(reader)
    if like or owners is not None or ranking is None or has_events:
        rows = _among_all(like, owners, in_state)
        total = reader.scalar(select(func.count()).select_from(rows.subquery())) or 0
        if has_events and not (like or owners is not None or reverse):
            rows = rows.where(*_with_most_events(reader, in_state, wanted=window.page * window.size))
        emails = customer_order(EMAIL, reverse=_is_by_email_back(sort, reverse=reverse))
        rows = in_window(rows.order_by(*_before(sort, reverse=reverse), *emails), window)
        return total, reader.scalars(rows).all()
    if in_state:
        total = reader.scalar(select(func.count()).select_from(standings).where(*in_state)) or 0
    else:
        total = _count_all(reader)
    start = (window.page - 1) * window.size
    return total, page_by_rank(reader, ranking, total=total, skipped=start, wanted=window.size)


def _among_all(like: str, owners: Select[Any] | None, in_state: Sequence[Condition]) -> Select[Any]:
    """The users who are chosen, with their standings."""
    own = standings.c.user_id
    conditions: list[Condition] = [*like_text(like), *in_state]
    if owners is not None:
        conditions.append(users.c.id.in_(owners))
    if in_state:
        return select(users.c.id).join(standings, users.c.id == own).where(*conditions)
    # Who has a standing has orders: asked first, it spares a look at the orders of nearly everybody.
    conditions.append(or_(own.is_not(None), is_customer()))
    return select(users.c.id).outerjoin(standings, users.c.id == own).where(*conditions)


def _with_most_events(reader: Reader, in_state: Sequence[Condition], *, wanted: int) -> Iterator[Condition]:
    """The condition that a customer is among the first `wanted` by the events of their orders, ties included,
    or has events of their own; none if fewer have any."""
    own = standings.c.events
    rows = select(own).where(own.is_not(None), *in_state).order_by(own.desc())
    last = reader.scalar(rows.offset(wanted - 1).limit(1))
    if last is not None:
        yield or_(own >= last, users.c.id.in_(select(customer_events.c.customer_id)))


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


def _count_all(reader: Reader) -> int:
    """The number of all customers: those with a row in `standings` have orders."""
    with_orders = reader.scalar(select(func.count()).select_from(standings)) or 0
    if with_orders == count_users(reader):
        return with_orders
    own = standings.c.user_id
    has_orders = select(own).where(own == users.c.id).correlate(users).exists()
    return with_orders + count_users(reader, not_(has_orders), is_customer_without_orders())


def _have_own_events(reader: Reader) -> bool:
    """Whether any customer has events of their own, which are not stored with those of their orders."""
    return reader.scalar(select(customer_events.c.id).limit(1)) is not None


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


def _ranking(sort: str, *, reverse: bool, in_state: Sequence[Condition]) -> Ranking | None:
    """What customers are sorted by before their e-mail, if it is stored."""
    if sort not in _RANKED:
        return None
    own, nothing = _RANKED[sort]
    return Ranking(
        own=own,
        nothing=nothing,
        is_rising=(sort == AGE) != reverse,
        is_by_email_back=_is_by_email_back(sort, reverse=reverse),
        in_state=in_state,
    )


def _before(sort: str, *, reverse: bool) -> tuple[Any, ...]:
    """What customers are sorted by before their e-mail, where all are."""
    if sort not in _RANKED:
        return ()
    own, nothing = _RANKED[sort]
    if sort == AGE:
        return ((own.desc() if reverse else own).nulls_last(),)
    most = func.coalesce(own, nothing)
    if sort == EVENTS:
        most += own_events_of_user()
    return (most if reverse else most.desc(),)


def _is_by_email_back(sort: str, *, reverse: bool) -> bool:
    """Whether ties are reversed, too, as they are except for counts: see `customer_lists`."""
    return reverse and sort not in (ORDERS, EVENTS)

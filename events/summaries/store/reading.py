"""Orders found, sorted and counted by their stored summaries, which must be up to date."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Text, UnaryExpression, and_, func, not_, or_, select, true

from events.classified_events import dialect_of
from events.database.types import to_microseconds
from events.lists import ADDED, AGE, BEGAN, LAST, PAID, REFUNDED, check_shop
from events.summaries.order_state import PLACES
from events.summaries.order_summary import STEPS, STUCK_DAYS, UNSHIPPED
from events.summaries.store.rows import sort_key
from events.summaries.store.tables import NEVER, UNKNOWN, summaries
from events.tables import Condition

if TYPE_CHECKING:
    from events.lists import OrderFilter, PageWindow
    from events.tables import Reader

_PAGE = 2000
FEW = 20_000
"""So many orders are found, and sorted then, sooner than in their order."""
_BOTH = 2
"""How many numbers a state has that is open for some orders and not for others."""

_own = summaries.c
_IN_ORDER: dict[str, tuple[Any, ...]] = {
    ADDED: (_own.order_id.desc(),),
    BEGAN: (_own.began.desc(), _own.order_id.desc()),
    LAST: (_own.last.desc(), _own.order_id.desc()),
    AGE: (_own.since, _own.order_id.desc()),
    PAID: (_own.most_paid.desc(), _own.order_id.desc()),
    REFUNDED: (_own.most_refunded.desc(), _own.order_id.desc()),
}
_REVERSED: dict[str, tuple[Any, ...]] = {
    ADDED: (_own.order_id,),
    BEGAN: (_own.began, _own.order_id),
    LAST: (_own.last, _own.order_id),
    AGE: (_own.since.desc(), _own.order_id),
    PAID: (_own.most_paid, _own.order_id),
    REFUNDED: (_own.most_refunded, _own.order_id),
}
_KNOWN: dict[str, Condition] = {
    BEGAN: _own.began > UNKNOWN,
    LAST: _own.last > UNKNOWN,
    AGE: _own.since < NEVER,
}
"""Which rows have what is sorted by."""


def find_orders(
    reader: Reader,
    window: PageWindow,
    *,
    chosen: OrderFilter,
    status: str,
    sort: str,
    now: datetime,
    reverse: bool = False,
) -> tuple[int, Sequence[int]]:
    """The number of the chosen orders in a state (see `list_totals.has_status`), and the ids of a page of
    them, sorted by ADDED, BEGAN, LAST, AGE, PAID or REFUNDED. Raises `UnknownShopError`.

    `chosen.subjects` are not considered. What has no date to sort by comes last, also with `reverse`.
    """
    conditions, places = [*_chosen(reader, chosen, now), *waiting(_own, status, now)], places_of(status)
    if chosen.shop is not None:
        check_shop(reader, chosen.shop)
    start = (window.page - 1) * window.size
    in_state = [_own.state.in_(places)] if places else []
    total = _count(reader, [*conditions, *in_state])
    on_server = dialect_of(reader) == "postgresql"

    def page(*more: Condition, size: int = window.size) -> list[int]:
        ids = select(_own.order_id).where(*conditions, *more)
        order = (_REVERSED if reverse else _IN_ORDER)[sort]
        if total <= FEW and conditions and on_server:
            order = tuple(map(_sorted_afterwards, order))
        if sort == AGE and len(places) == _BOTH:
            parts = [ids.where(_own.state == place).order_by(*order) for place in places]
            return _merged(reader, parts, start=start, size=size, reverse=reverse)
        return list(reader.scalars(ids.where(*in_state).order_by(*order).limit(size).offset(start)))

    if not reverse:
        return total, page()
    known = _KNOWN.get(sort, true())
    ids = page(known)
    if len(ids) < window.size and sort in _KNOWN:
        start = max(start - _count(reader, [*conditions, *in_state, known]), 0)
        ids += page(not_(known), size=window.size - len(ids))
    return total, ids


def _sorted_afterwards(order: Any) -> Any:
    """A part of an order that no index has. Where few orders are chosen, a server may look for the first of
    them along an index of all: those of a month are then far from its beginning."""
    own = order.element if isinstance(order, UnaryExpression) else order
    plain = own.concat("") if isinstance(own.type, Text) else own + 0
    return plain.desc() if own is not order else plain


def _merged(
    reader: Reader, parts: Sequence[Select[Any]], *, start: int, size: int, reverse: bool
) -> list[int]:
    """A page of orders by age of which some are open and some are not. An index holds both in this order, one
    behind the other: asked for together, the database would sort them all."""
    found = [reader.execute(part.add_columns(_own.since).limit(start + size)).all() for part in parts]
    sign = -1 if reverse else 1
    merged = heapq.merge(*found, key=lambda row: (sign * row.since, -sign * row.order_id))
    return [row.order_id for row in islice(merged, start, start + size)]


def _count(reader: Reader, conditions: Sequence[Condition]) -> int:
    return reader.scalar(select(func.count()).select_from(summaries).where(*conditions)) or 0


def chosen_conditions(reader: Reader, chosen: OrderFilter, status: str, now: datetime) -> list[Condition]:
    """The conditions on summaries that an order is chosen and in a state; see `find_orders`."""
    places = places_of(status)
    return [
        *_chosen(reader, chosen, now),
        *waiting(_own, status, now),
        *([_own.state.in_(places)] if places else []),
    ]


def _chosen(reader: Reader, chosen: OrderFilter, now: datetime) -> Iterator[Condition]:
    if chosen.shop is not None:
        yield _own.shop == chosen.shop
    if chosen.since is not None:
        yield _own.began >= to_microseconds(chosen.since)
    if chosen.ids is not None:
        yield chosen.ids(_own.order_id)
    if chosen.of_sources is not None:
        wanted_ids = {*map(str, chosen.of_sources.ids)}
        yield _own.sources.in_([text for text in _all_sources(reader) if wanted_ids & {*text.split()}])
    if chosen.had is not None:
        yield _own[chosen.had.value].is_not(None)
    if chosen.waits_since is not None:
        yield _own.since <= to_microseconds(chosen.waits_since)
    if chosen.until is not None:
        yield _own.began.between(UNKNOWN + 1, to_microseconds(chosen.until) - 1)
    wanted = chosen.totals
    if wanted.any_status:
        yield or_(*(_is(status, now) for status in wanted.any_status))
    yield from (not_(_is(status, now)) for status in wanted.no_status)
    if wanted.never is not None:
        yield _own[wanted.never.value].is_(None)
    if wanted.least is not None:
        yield _own.most_paid >= sort_key(wanted.least)
    if wanted.most is not None:
        yield _own.most_paid <= sort_key(wanted.most)


def _all_sources(reader: Reader) -> Iterator[str]:
    """The different values of the column, each found by its index: orders have few combinations."""
    text, own = "", _own.sources
    while text := reader.scalar(select(own).where(own > text).order_by(own).limit(1)) or "":
        yield text


def _is(status: str, now: datetime) -> Condition:
    """The condition that an order is what a status says."""
    places = places_of(status)
    return and_(*([_own.state.in_(places)] if places else []), *waiting(_own, status, now))


def places_of(status: str) -> list[int]:
    """The numbers of the states that a status stands for; none for all."""
    if status in ("open", "stuck"):
        return [place for (_, is_open), place in PLACES.items() if is_open]
    return [place for (state, _), place in PLACES.items() if state.value == status]


def waiting(own: Any, status: str, now: datetime) -> Iterator[Condition]:
    """What else a status asks for, as conditions on the columns of orders' summaries or customers' standings;
    these are never `UNSHIPPED`."""
    if status == UNSHIPPED:
        yield own.is_unshipped == 1
    if status == "stuck":
        yield own.since <= to_microseconds(now - timedelta(days=STUCK_DAYS))


def read_moments(reader: Reader) -> Iterator[Sequence[tuple[int, int | None, int | None, int | None]]]:
    """Ids of orders, and when they were first placed, paid and shipped, in pages: of those that have two of
    these."""
    some = [(_own.placed, _own.paid), (_own.paid, _own.shipped), (_own.placed, _own.shipped)]
    is_one_of = [one.is_not(None) & other.is_not(None) for one, other in some]
    rows = select(_own.order_id, _own.placed, _own.paid, _own.shipped)
    rows = rows.where(is_one_of[0] | is_one_of[1] | is_one_of[2])
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        yield from result.partitions()


def read_first_steps(reader: Reader) -> Iterator[Sequence[Sequence[Any]]]:
    """The first moments of `STEPS`, None for steps that were not taken, and the id, of each order that has
    events; in pages."""
    rows = select(*(_own[kind.value] for kind in STEPS), _own.order_id).where(_own.last_event.is_not(None))
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        yield from result.partitions()


def read_ids(reader: Reader, condition: Condition) -> Iterator[int]:
    """The ids of the orders whose summaries meet a condition, in ascending order."""
    rows = select(_own.order_id).where(condition).order_by(_own.order_id)
    with reader.scalars(rows, execution_options={"yield_per": _PAGE}) as result:
        yield from result

"""Orders found, sorted and counted by their stored summaries, which must be up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, func, not_, select, true

from events.database.types import to_microseconds
from events.lists import ADDED, BEGAN, LAST, check_shop
from events.order_state import PLACES
from events.order_summary import STEPS, STUCK_DAYS, UNSHIPPED
from events.summary_store.tables import NEVER, UNKNOWN, summaries
from events.tables import Condition, orders

if TYPE_CHECKING:
    from events.lists import OrderFilter, PageWindow
    from events.tables import Reader

AGE, PAID = "age", "paid"
_PAGE = 2000
_own = summaries.c
_IN_ORDER: dict[str, tuple[Any, ...]] = {
    ADDED: (_own.order_id.desc(),),
    BEGAN: (_own.began.desc(), _own.order_id.desc()),
    LAST: (_own.last.desc(), _own.order_id.desc()),
    AGE: (_own.since, _own.order_id.desc()),
    PAID: (_own.most_paid.desc(), _own.order_id.desc()),
}
_REVERSED: dict[str, tuple[Any, ...]] = {
    ADDED: (_own.order_id,),
    BEGAN: (_own.began, _own.order_id),
    LAST: (_own.last, _own.order_id),
    AGE: (_own.since.desc(), _own.order_id),
    PAID: (_own.most_paid, _own.order_id),
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
    them, sorted by ADDED, BEGAN, LAST, AGE or PAID. Raises `UnknownShopError`.

    `chosen.subjects` are not considered. What has no date to sort by comes last, also with `reverse`.
    """
    found: FromClause = summaries
    conditions = [*_chosen(chosen), *_in_state(status, now)]
    if chosen.shop is not None:
        check_shop(reader, chosen.shop)
        found = summaries.join(orders, orders.c.id == _own.order_id)
        conditions.append(orders.c.shop == chosen.shop)
    start = (window.page - 1) * window.size
    total = _count(reader, found, conditions)
    page = select(_own.order_id).select_from(found).where(*conditions)
    if not reverse:
        page = page.order_by(*_IN_ORDER[sort])
        return total, reader.scalars(page.limit(window.size).offset(start)).all()
    page = page.order_by(*_REVERSED[sort])
    known = _KNOWN.get(sort, true())
    ids = list(reader.scalars(page.where(known).limit(window.size).offset(start)))
    if len(ids) < window.size and sort in _KNOWN:
        start = max(start - _count(reader, found, [*conditions, known]), 0)
        ids += reader.scalars(page.where(not_(known)).limit(window.size - len(ids)).offset(start))
    return total, ids


def _count(reader: Reader, found: FromClause, conditions: Sequence[Condition]) -> int:
    return reader.scalar(select(func.count()).select_from(found).where(*conditions)) or 0


def _chosen(chosen: OrderFilter) -> Iterator[Condition]:
    if chosen.since is not None:
        yield _own.began >= to_microseconds(chosen.since)
    if chosen.until is not None:
        yield _own.began.between(UNKNOWN + 1, to_microseconds(chosen.until) - 1)


def _in_state(status: str, now: datetime) -> Iterator[Condition]:
    if status == UNSHIPPED:
        yield _own.is_unshipped == 1
    elif status in ("open", "stuck"):
        yield _own.state.in_([place for (_, is_open), place in PLACES.items() if is_open])
    elif status:
        yield _own.state.in_([place for (state, _), place in PLACES.items() if state.value == status])
    if status == "stuck":
        yield _own.since <= to_microseconds(now - timedelta(days=STUCK_DAYS))


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

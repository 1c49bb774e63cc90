"""What the orders of each customer add up to, by the stored summaries of orders, which must be up to date."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, case, func, select

from events.order_state import PLACES, Standing
from events.order_summary import MOST
from events.stored_summaries import expect_all
from events.summary_store.tables import summaries
from events.tables import orders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from events.tables import Reader

_own = summaries.c
_PAGE = 2000
_STEP = 32
"""More than there are states: a moment and a state are one number, which is sorted by both."""
_STATES = {place: both for both, place in PLACES.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerStanding:
    """Where the order stands that reached its state last of a customer's orders. `paid` is the largest amount
    that was paid in one currency."""

    standing: Standing
    paid: Decimal = Decimal()


def read_standings(reader: Reader, *, with_amounts: bool) -> Mapping[int, CustomerStanding]:
    """The customers by id whose orders are in a state: see `list_totals.add_customer_totals`. `paid` is read
    only `with_amounts`."""
    expect_all(reader)
    found = dict(_steps(reader))
    if with_amounts:
        for user, amounts in _amounts(reader, found).items():
            found[user] = replace(found[user], paid=max(amounts.values()))
    return found


def _steps(reader: Reader) -> Iterator[tuple[int, CustomerStanding]]:
    owner = orders.c.user_id
    step = func.max(case((_own.state > 0, _own.since * _STEP + _own.state)))
    settled = func.max(case((_own.settled_state > 0, _own.settled_since * _STEP + _own.settled_state)))
    known = case((func.max(_own.is_paid) == 1, settled), else_=step)
    rows = _of_owners(owner, known).group_by(owner).having(func.sum(_own.events) <= MOST)
    for user, number in _read(reader, rows):
        if number is not None:
            state, is_open = _STATES[number % _STEP]
            last = Standing(state=state, since=number // _STEP, is_open=is_open)
            yield user, CustomerStanding(standing=last)


def _amounts(reader: Reader, known: Mapping[int, CustomerStanding]) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for user, sums in _read(reader, _of_owners(orders.c.user_id, _own.paid_sums).where(_own.paid_sums != "")):
        if user in known:
            before = found[user]
            for unit, amount in json.loads(sums).items():
                before[unit] = before.get(unit, Decimal()) + Decimal(amount)
    return found


def _of_owners(*wanted: Any) -> Select[Any]:
    joined = orders.join(summaries, _own.order_id == orders.c.id)
    return select(*wanted).select_from(joined).where(orders.c.user_id.is_not(None))


def _read(reader: Reader, rows: Select[Any]) -> Iterator[Any]:
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        for page in result.partitions():
            yield from page

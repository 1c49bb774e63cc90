"""What is counted of orders, by their stored summaries, which must be up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from events.amounts import SHARED_SIGNS
from events.lists import check_shop
from events.order_groups import CountedOrders, is_period
from events.summaries.order_state import PLACES
from events.summaries.store.clock_hours import ClockHours, began_at
from events.summaries.store.paid import IN_PARTS, amount_of, unit_of
from events.summaries.store.reading import chosen_conditions
from events.summaries.store.rows import moved
from events.summaries.store.tables import summaries
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.lists import OrderFilter
    from events.order_groups import OrderGrouping
    from events.tables import Condition, Reader

    Money = Iterable[tuple[str, str, Decimal]]
    """Amounts that were paid, each with its currency and the sign beside it where that is assumed."""

_own = summaries.c
_AT_ONCE = 100
"""Orders, or hours, that are read one by one in a query."""
_STATES = {place: state.value for (state, _), place in PLACES.items()}


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How orders are counted: by what, the zone that periods are meant in, what the ids of sources are
    called, and what gives the currency of a sign in a shop, or the sign."""

    by: OrderGrouping
    zone: tzinfo
    source_names: Mapping[int, str]
    code_in: Callable[[str, str], str]

    def counted(self, value: Any, shop: str, money: Money, *, orders: int = 1) -> Iterator[CountedOrders]:
        """Orders of a shop for which this was paid, whose sources, state or begin is `value`: once for each
        source."""
        paid: dict[str, Decimal] = {}
        assumed = set()
        for currency, sign, amount in money:
            code = self.code_in(shop, currency) if currency in SHARED_SIGNS else currency
            paid[code] = paid.get(code, Decimal()) + amount
            if sign or code != currency:
                assumed.add((sign or currency, code))
        sources = {self.source_names[int(one)] for one in value.split()} if self.by == "source" else ()
        for source in sources or ("",):
            yield CountedOrders(
                orders=orders,
                began=began_at(value) if is_period(self.by) else None,
                shop=shop,
                state=_STATES.get(value, "") if self.by == "state" else "",
                paid=paid,
                source=source,
                assumed=frozenset(assumed),
            )


def read_counted_orders(
    reader: Reader, chosen: OrderFilter, how: Counting, *, status: str, now: datetime
) -> Iterator[CountedOrders]:
    """The chosen orders in a state (see `list_totals.has_status`), counted and added up by the database; one
    by one where it cannot. Raises `UnknownShopError`.

    `chosen.subjects` are not considered.
    """
    conditions = chosen_conditions(reader, chosen, status, now)
    if chosen.shop is not None:
        check_shop(reader, chosen.shop)
    hours = ClockHours(how.by, how.zone, now) if is_period(how.by) else None
    value: ColumnElement[Any] = {"state": _own.state, "source": _own.sources}.get(how.by, _own.shop)
    alone = case((_own.paid_unit == IN_PARTS, _own.order_id))
    groups = [hours.start if hours else value, _own.shop, _own.paid_unit, _own.paid_scale, alone]
    names = [f"group_{place}" for place in range(len(groups))]
    labelled = [group.label(name) for group, name in zip(groups, names, strict=True)]
    rows: Select[Any] = (
        select(*labelled, func.count(), func.sum(_own.paid_amount)).where(*conditions).group_by(*names)
    )
    apart: list[int] = []
    split: dict[int, None] = {}
    for row in reader.execute(rows):
        first, shop, unit, scale, order, number, amount = row
        if order is not None:
            apart.append(order)
        elif hours is not None and not hours.is_in_one(first):
            split[first] = None
        else:
            currency, sign = unit_of(unit or "")
            money = [] if unit is None else [(currency, sign, amount_of(int(amount), scale))]
            yield from how.counted(first, shop, money, orders=number)
    own = _own.began if hours else value
    yield from _one_by_one(reader, own, how, (_own.order_id.in_(some) for some in _parts(apart)))
    if hours is not None:
        counted = and_(*conditions, alone.is_(None))
        parts = (and_(counted, or_(*map(hours.is_within, some))) for some in _parts(list(split)))
        yield from _one_by_one(reader, own, how, parts)


def _one_by_one(
    reader: Reader, value: ColumnElement[Any], how: Counting, parts: Iterable[Condition]
) -> Iterator[CountedOrders]:
    for part in parts:
        for own, shop, money in reader.execute(select(value, _own.shop, _own.money).where(part)):
            payments = (one for kind, one in moved(money) if kind is Kind.PAID)
            paid = [(one.currency, one.sign, one.amount) for one in payments if one.amount is not None]
            yield from how.counted(own, shop, paid)


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))

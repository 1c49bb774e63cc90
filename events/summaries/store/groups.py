"""What is counted of orders, by their stored summaries, which must be up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select

from events.amounts import SHARED_SIGNS
from events.database.types import from_microseconds
from events.lists import check_shop
from events.order_groups import CountedOrder
from events.summaries.order_state import PLACES
from events.summaries.store.reading import chosen_conditions
from events.summaries.store.rows import moved
from events.summaries.store.tables import UNKNOWN, summaries
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.lists import OrderFilter
    from events.tables import Reader

_PAGE = 2000
_STATES = {place: state.value for (state, _), place in PLACES.items()}


def read_counted_orders(
    reader: Reader,
    chosen: OrderFilter,
    *,
    status: str,
    now: datetime,
    code_in: Callable[[str, str], str],
    sources: Select[Any] | None = None,
) -> Iterator[CountedOrder]:
    """The chosen orders in a state (see `list_totals.has_status`), in pages, without those of other shops.

    With `sources`, which has `order_id` and `source`, an order comes once for each of its sources.
    `code_in` gives the currency of a sign in a shop, or the sign. `chosen.subjects` are not
    considered. Raises `UnknownShopError`.
    """
    own = summaries.c
    conditions = chosen_conditions(chosen, status, now)
    if chosen.shop is not None:
        check_shop(reader, chosen.shop)
    joined: FromClause = summaries
    source: ColumnElement[Any] = literal("")
    if sources is not None:
        known = sources.subquery()
        joined = joined.outerjoin(known, known.c.order_id == own.order_id)
        source = func.coalesce(known.c.source, "")
    rows = select(own.began, own.state, own.money, own.shop, source)
    rows = rows.select_from(joined).where(*conditions)
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        for began, state, money, shop, name in result:
            paid, assumed = _paid(money, shop, code_in)
            yield CountedOrder(
                began=from_microseconds(began) if began > UNKNOWN else None,
                shop=shop,
                state=_STATES.get(state, ""),
                paid=paid,
                source=name,
                assumed=assumed,
            )


def _paid(
    money: str, shop: str, code_in: Callable[[str, str], str]
) -> tuple[dict[str, Decimal], frozenset[tuple[str, str]]]:
    """What was paid by currency, and the signs whose currency is assumed."""
    sums: dict[str, Decimal] = {}
    assumed = set()
    for kind, one in moved(money):
        if kind is Kind.PAID and one.amount is not None:
            code = code_in(shop, one.currency) if one.currency in SHARED_SIGNS else one.currency
            sums[code] = sums.get(code, Decimal()) + one.amount
            if one.sign or code != one.currency:
                assumed.add((one.sign or one.currency, code))
    return sums, frozenset(assumed)

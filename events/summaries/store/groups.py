"""What is counted of orders, by their stored summaries, which must be up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from events.database.types import from_microseconds
from events.lists import check_shop
from events.order_groups import CountedOrder
from events.summaries.order_state import PLACES
from events.summaries.store.reading import chosen_conditions
from events.summaries.store.tables import UNKNOWN, summaries
from events.tables import orders

if TYPE_CHECKING:
    from events.lists import OrderFilter
    from events.tables import Reader

_PAGE = 2000
_STATES = {place: state.value for (state, _), place in PLACES.items()}


def read_counted_orders(
    reader: Reader, chosen: OrderFilter, *, status: str, now: datetime
) -> Iterator[CountedOrder]:
    """The chosen orders in a state (see `list_totals.has_status`), in pages, without those of other shops.

    `chosen.subjects` are not considered. Raises `UnknownShopError`.
    """
    own = summaries.c
    conditions = chosen_conditions(chosen, status, now)
    if chosen.shop is not None:
        check_shop(reader, chosen.shop)
        conditions.append(orders.c.shop == chosen.shop)
    rows = select(own.began, own.state, own.paid_sums, orders.c.shop)
    rows = rows.select_from(summaries.join(orders, orders.c.id == own.order_id)).where(*conditions)
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        for began, state, paid, shop in result:
            yield CountedOrder(
                began=from_microseconds(began) if began > UNKNOWN else None,
                shop=shop,
                state=_STATES.get(state, ""),
                paid={unit: Decimal(amount) for unit, amount in json.loads(paid).items()} if paid else {},
            )

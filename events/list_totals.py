"""What the orders of a list add up to, by the same rule as headers, `stats` and `doctor`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import func, select

from events.classified_events import read_order_events
from events.database.types import from_microseconds
from events.filters import of_orders
from events.summaries.order_state import STATES, Standing
from events.summaries.order_summary import (
    MOST,
    STUCK_DAYS,
    UNSHIPPED,
    OrderSummary,
    add_up,
    summarize_orders,
)
from events.summaries.shop_signs import ShopSigns
from events.summaries.stored_summaries import read_lines
from events.summaries.totals import TotalsByKind
from events.tables import order_events, order_lines, orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.lists import CustomerRow, OrderRow
    from events.tables import Reader
    from events.totals_filter import TotalsFilter

Row = TypeVar("Row", "OrderRow", "CustomerRow")

_PAGE = 200


def add_order_totals(
    reader: Reader, rows: Iterable[OrderRow], legacy: LegacyKind | None
) -> Iterator[tuple[OrderRow, TotalsByKind]]:
    """Pair each order with what its events add up to: nothing for orders of more than `MOST` events."""

    def totals(page: Sequence[OrderRow]) -> Mapping[int, list[OrderSummary]]:
        known = {row.id: (row.currency, row.shop) for row in page if row.id and row.events <= MOST}
        return {order: [found] for order, found in read_summaries(reader, known, legacy).items()}

    return _paired(rows, totals, lambda row: row.id)


def add_customer_totals(
    reader: Reader, rows: Iterable[CustomerRow], legacy: LegacyKind | None
) -> Iterator[tuple[CustomerRow, TotalsByKind]]:
    """Pair each customer with what the events of all their orders add up to, as `add_order_totals` does."""

    def totals(page: Sequence[CustomerRow]) -> Mapping[int, list[OrderSummary]]:
        owned = _orders_of(reader, [row.who.id for row in page if row.who.id])
        known = {order: (currency, shop) for order, (_, currency, shop) in owned.items()}
        found: dict[int, list[OrderSummary]] = defaultdict(list)
        for order, summary in read_summaries(reader, known, legacy).items():
            found[owned[order][0]].append(summary)
        return found

    return _paired(rows, totals, lambda row: row.who.id)


STATUSES = ("open", "stuck", *(state.value for state in STATES))
"""What a list can be restricted to: a state, being open, or being open and in its state for long."""

ORDER_STATUSES = (*STATUSES, UNSHIPPED)
"""What a list of orders can be restricted to: also being paid with goods still to be sent."""

REACH = 20_000
"""Orders that are looked at where their states decide which are listed, or in which order."""


def has_status(standing: Standing | None, status: str, *, now: datetime) -> bool:
    """Whether an order, or a customer by the order that reached its state last, is what `status` says: one of
    `ORDER_STATUSES`. What happens to an order without a step, such as a note, does not end its waiting.
    """
    if standing is None:
        return False
    if status == UNSHIPPED:
        return standing.is_unshipped
    if status not in ("open", "stuck"):
        return standing.state.value == status
    waits = now - from_microseconds(standing.since) >= timedelta(days=STUCK_DAYS)
    return standing.is_open and (status == "open" or waits)


def most_of(totals: TotalsByKind, kind: Kind) -> Decimal:
    """The largest amount that was paid or refunded in one currency: amounts of several cannot be compared."""
    found = totals.get(kind)
    return max(found.sums.values(), default=Decimal()) if found else Decimal()


def has_totals(totals: TotalsByKind, wanted: TotalsFilter, *, now: datetime) -> bool:
    """Whether what an order adds up to is what a filter chooses."""
    standing = totals.standing
    return (
        (not wanted.any_status or any(has_status(standing, one, now=now) for one in wanted.any_status))
        and not any(has_status(standing, one, now=now) for one in wanted.no_status)
        and (wanted.never is None or wanted.never not in totals)
        and (wanted.least is None or most_of(totals, Kind.PAID) >= wanted.least)
        and (wanted.most is None or most_of(totals, Kind.PAID) <= wanted.most)
    )


def state_since(totals: TotalsByKind) -> datetime | None:
    """When an order took the step that is its state."""
    return from_microseconds(totals.standing.since) if totals.standing else None


def _paired(
    rows: Iterable[Row],
    totals: Callable[[Sequence[Row]], Mapping[int, list[OrderSummary]]],
    id_of: Callable[[Row], int | None],
) -> Iterator[tuple[Row, TotalsByKind]]:
    rows = iter(rows)
    while page := list(islice(rows, _PAGE)):
        found = totals(page)
        for row in page:
            yield row, add_up(found.get(id_of(row) or 0, ()))


def _orders_of(reader: Reader, users: Sequence[int]) -> dict[int, tuple[int, str, str]]:
    """The customer, the currency and the shop of each order of those customers who have no more than `MOST`
    events."""
    own = orders.c
    joined = orders.join(order_events, order_events.c.order_id == own.id)
    few = (
        select(own.user_id)
        .select_from(joined)
        .where(own.user_id.in_(users))
        .group_by(own.user_id)
        .having(func.count() <= MOST)
    )
    rows = reader.execute(select(own.id, own.user_id, own.currency, own.shop).where(own.user_id.in_(few)))
    return {order: (user, currency, shop) for order, user, currency, shop in rows}


def read_summaries(
    reader: Reader, known: Mapping[int, tuple[str, str]], legacy: LegacyKind | None
) -> dict[int, OrderSummary]:
    """The summaries of the orders whose ids, with currency and shop, are given, as far as they have
    events."""

    found, ids, signs = {}, list(known), ShopSigns(reader, legacy)
    for start in range(0, len(ids), MOST):
        page = ids[start : start + MOST]
        lines = read_lines(reader, order_lines.c.order_id.in_(page))
        for summary in summarize_orders(read_order_events(reader, of_orders(page), legacy)):
            if summary.order is not None:
                summary.currency, shop = known[summary.order]
                summary.code_of = signs.of_shop(shop)
                summary.lines = lines.get(summary.order, frozenset())
                found[summary.order] = summary
    return found

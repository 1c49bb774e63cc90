"""A page of the list of customers: read as it is shown, or chosen by what their orders add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.lists.orders import Sorting, sort_by_totals
from events import clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.lists import CustomerRow, OrderFilter
    from events.summaries.order_state import Standing
    from events.summaries.totals import TotalsByKind
    from events.tables import Reader

SORTINGS: Mapping[str, str] = {
    "email": "by e-mail",
    "orders": "the most orders first",
    "events": "the most events first, their own and those of their orders",
    "age": "the longest without a step first",
    "paid": "the most paid first, in whatever currency",
    "refunded": "the most refunded first, in whatever currency",
}


@dataclass(frozen=True, kw_only=True)
class CustomerPage:
    """The rows of a page with their totals, how many there are in all, and what was not looked at."""

    rows: Iterable[tuple[CustomerRow, TotalsByKind]]
    total: int
    note: str = ""


def needs_summaries(having: OrderFilter, *, status: str, sort: str) -> bool:
    """Whether this list needs to know when orders began, or what those of all customers add up to."""
    has_period = having.since is not None or having.until is not None
    return has_period or _needs_totals(status=status, sort=sort)


def prefers_summaries(reader: Connection, having: OrderFilter, *, sort: str) -> bool:
    """Whether this list is faster with summaries, if they are stored already."""
    from events import lists
    from events.summaries import store

    is_counted = sort in (lists.ORDERS, lists.EVENTS) or having.shop is not None
    return (is_counted or having.of_sources is not None) and store.is_there(reader)


def _needs_totals(*, status: str, sort: str) -> bool:
    from events import lists

    return bool(status) or sort not in (lists.EMAIL, lists.ORDERS, lists.EVENTS)


def read_stored_customers(
    reader: Reader, *, like: str, having: OrderFilter, status: str, sort: Sorting, page: int, size: int
) -> CustomerPage:
    """A page of the customers by the stored summaries of their orders, which must be up to date."""
    from events import list_totals, lists
    from events.summaries import store as summary_store
    from importers.ledger.provenance import legacy_word

    window = lists.PageWindow(page=page, size=size)
    total, ids = summary_store.find_customers(
        reader,
        window,
        like=like,
        having=having,
        status=status,
        sort=sort.by,
        reverse=sort.is_reversed,
        now=clock.now(),
    )
    rows = lists.customers_by_id(reader, ids, sort=sort.by)
    return CustomerPage(rows=list_totals.add_customer_totals(reader, rows, legacy_word), total=total)


def read_customers(
    reader: Reader, *, like: str, having: OrderFilter, status: str, sort: Sorting, page: int, size: int
) -> CustomerPage:
    """A page of the customers without summaries. With a status, or sorted by what orders add up to, all up
    to `REACH` are read."""
    from events import customer_lists, list_totals, lists
    from importers.ledger.provenance import legacy_word

    by, is_reversed = _in_database(sort)
    reads_all = _needs_totals(status=status, sort=sort.by)
    window = lists.PageWindow(page=1 if reads_all else page, size=list_totals.REACH if reads_all else size)
    total, listed = customer_lists.customers(
        reader, window, like=like, having=having, sort=by, reverse=is_reversed
    )
    rows = list_totals.add_customer_totals(reader, listed, legacy_word)
    if not reads_all:
        return CustomerPage(rows=rows, total=total)
    found = [(row, totals) for row, totals in rows if not status or _has_status(totals.standing, status)]
    sort_by_totals(found, sort)
    note = (
        f"Looked at {list_totals.REACH:,} of {total:,} customers; --like, --since and --until choose others."
    )
    shown = found[(page - 1) * size : page * size]
    return CustomerPage(rows=shown, total=len(found), note=note if total > list_totals.REACH else "")


def _in_database(sort: Sorting) -> tuple[str, bool]:
    """What the database sorts by, and whether the other way round."""
    from events import lists

    by = sort.by if sort.by in (lists.EMAIL, lists.ORDERS, lists.EVENTS) else lists.EMAIL
    return by, sort.is_reversed and sort.by == by


def _has_status(one: Standing | None, status: str) -> bool:
    from events.list_totals import has_status

    return has_status(one, status, now=clock.now())

"""A page of the list of customers: read as it is shown, or chosen by what their orders add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.order_list import Sorting, sort_by_totals
from events import clock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.list_totals import TotalsByKind
    from events.lists import CustomerRow, OrderFilter

SORTINGS: Mapping[str, str] = {
    "email": "by e-mail",
    "orders": "the most orders first",
    "age": "the longest without a step first",
    "paid": "the most paid first",
}


@dataclass(frozen=True, kw_only=True)
class CustomerPage:
    """The rows of a page with their totals, how many there are in all, and what was not looked at."""

    rows: Iterable[tuple[CustomerRow, TotalsByKind]]
    total: int
    note: str = ""


def read_customers(
    session: Session, *, like: str, having: OrderFilter, status: str, sort: Sorting, page: int, size: int
) -> CustomerPage:
    """A page of the customers. With a status, or sorted by what orders add up to, all up to `REACH` are
    read."""
    from events import list_totals, lists
    from importers.ledger.provenance import legacy_word

    in_database = sort.by if sort.by in (lists.EMAIL, lists.ORDERS) else lists.EMAIL
    reads_all = bool(status) or sort.by != in_database
    window = lists.PageWindow(page=1 if reads_all else page, size=list_totals.REACH if reads_all else size)
    reverse = sort.is_reversed and sort.by == in_database
    total, listed = lists.customers(
        session, window, like=like, having=having, sort=in_database, reverse=reverse
    )
    rows = list_totals.add_customer_totals(session, listed, legacy_word)
    if not reads_all:
        return CustomerPage(rows=rows, total=total)
    found = [(row, totals) for row, totals in rows if not status or _has_status(totals, status)]
    sort_by_totals(found, sort)
    note = (
        f"Looked at {list_totals.REACH:,} of {total:,} customers; --like, --since and --until choose others."
    )
    shown = found[(page - 1) * size : page * size]
    return CustomerPage(rows=shown, total=len(found), note=note if total > list_totals.REACH else "")


def _has_status(totals: TotalsByKind, status: str) -> bool:
    from events.list_totals import has_status, state_since

    return has_status(totals, status, last=state_since(totals), now=clock.now())

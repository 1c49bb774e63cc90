"""Payments and refunds, by the stored summaries of orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from events.amounts import SHARED_SIGNS
from events.summaries.payments import Payment
from events.summaries.store.filling import version
from events.summaries.store.rows import NOT_ADDED_UP, moved
from events.summaries.store.tables import is_there, state, summaries
from events.tables import orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.tables import Reader

_own = summaries.c
_PAGE = 2000


def read_money(
    reader: Reader, *, shop: str | None = None
) -> Iterator[tuple[int, str, Sequence[tuple[Kind, Payment]]]]:
    """The id, the shop and the payments and refunds of each order that has any: of all shops, or of one.

    The summaries must be up to date. Orders of `read_unsummed` are left out.
    """
    rows = select(_own.order_id, _own.shop, _own.money)
    rows = rows.where(_own.money.not_in(["", NOT_ADDED_UP])).order_by(_own.order_id)
    rows = rows if shop is None else rows.where(_own.shop == shop)
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        for order, of_shop, money in result:
            yield order, of_shop, list(moved(money))


def read_unsummed(reader: Reader) -> Sequence[int]:
    """The ids of the orders of very many events, whose money is not stored."""
    return reader.scalars(select(_own.order_id).where(_own.money == NOT_ADDED_UP)).all()


def read_units(reader: Reader) -> dict[str, set[str]] | None:
    """The currencies of the amounts of each shop, and the signs of those whose currency is not known: empty
    where there are no such signs, and None where no summaries of this version are stored for all orders."""
    if not isinstance(connection := reader_connection(reader), Connection) or not is_there(connection):
        return None
    known = reader.execute(select(state.c.version, state.c.filled_id)).one_or_none()
    last = reader.scalar(select(func.max(orders.c.id))) or 0
    if known is None or known.version != version() or not known.filled_id or known.filled_id < last // 2:
        return None
    found: dict[str, set[str]] = {}
    for units, shop in _distinct_units(reader):
        found.setdefault(shop, set()).update(units.split())
    return found if any(SHARED_SIGNS.keys() & units for units in found.values()) else {}


def _distinct_units(reader: Reader) -> Iterator[tuple[str, str]]:
    """All different texts of the column, with each of their shops; each is found by the index."""
    rows = select(_own.units, _own.shop).order_by(_own.units, _own.shop).limit(1)
    is_next: ColumnElement[bool] = _own.units > ""
    while found := reader.execute(rows.where(is_next)).one_or_none():
        yield found[0], found[1]
        is_next = tuple_(_own.units, _own.shop) > tuple_(*found)


def reader_connection(reader: Reader) -> object:
    """The connection of a session, or the connection itself."""
    return reader if isinstance(reader, Connection) else reader.connection()

"""Orders and customers by any part of the number, e-mail or name that people know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from events import lists
from events.account.people import Person
from events.database.text_match import contains, equals, fold, folded
from events.database.text_order import by_code
from events.lists import CustomerRow, OrderRow
from events.tables import orders, users
from events.vocabulary.parameters import storable

if TYPE_CHECKING:
    from events.tables import Condition, Reader

_BEFORE_WORDS = " .-_@'"
"""Behind these begins a part of a name or an e-mail."""

REACH = 10_000
"""No more matches of a kind are counted."""
RANKED = 2_000
"""How many are ranked of more than `REACH` matches: the newest, and as many that equal the text."""
_MOST_ZEROS = 24
"""The most zeros before a number."""


@dataclass(frozen=True, kw_only=True)
class Matches:
    """The best matches of a text, and how many there are of each kind; above `REACH`, there are more.

    `shared` are the numbers among them that several shops use.
    """

    orders: Sequence[OrderRow]
    orders_in_all: int
    shared: frozenset[str]
    customers: Sequence[CustomerRow]
    customers_in_all: int


def find(reader: Reader, text: str, *, limit: int) -> Matches:
    """Up to `limit` orders and customers, exact matches first, then those that begin with `text`, then
    those with a word that does. Of more than `REACH` matches, only the newest and exact ones are compared.

    An order matches by any part of its number, without regard to case, `#` and leading zeros, and may be
    given as shop/number; a customer by any part of the e-mail or the name, or by words that are all in them.
    """
    text = storable(text.strip())
    if not text:
        return Matches(orders=[], orders_in_all=0, shared=frozenset(), customers=[], customers_in_all=0)
    order_ids, orders_in_all = _orders(reader, text, limit)
    user_ids, users_in_all = _users(reader, text, limit)
    guests, guests_in_all = _guests(reader, text, limit)
    found = list(lists.orders_by_id(reader, order_ids))
    customers = [*lists.customers_by_id(reader, user_ids), *guests]
    return Matches(
        orders=found,
        orders_in_all=orders_in_all,
        shared=_shared(reader, [one.number for one in found]),
        customers=customers[:limit],
        customers_in_all=users_in_all + guests_in_all,
    )


def with_people(reader: Reader, found: Matches, ids: Sequence[int], *, limit: int) -> Matches:
    """The matches with these people, whose names contain the text apart from accents."""
    people = list(lists.customers_by_id(reader, ids[:limit]))
    return replace(found, customers=people, customers_in_all=len(ids))


def _shared(reader: Reader, numbers: Sequence[str]) -> frozenset[str]:
    number = orders.c.number
    several = select(number).where(number.in_(numbers)).group_by(number).having(func.count() > 1)
    return frozenset(reader.scalars(several))


def _orders(reader: Reader, text: str, limit: int) -> tuple[list[int], int]:
    shop, _, number = text.rpartition("/")
    whole, part = _matches(orders.c.number, text)
    is_exact = _equals(orders.c.number, text)
    if shop:
        rest, in_rest = _matches(orders.c.number, number)
        in_shop = equals(orders.c.shop, shop)
        whole, part = _min_of(whole, rest), or_(part, in_shop & in_rest)
        is_exact = or_(is_exact, in_shop & _equals(orders.c.number, number))
    return _ranked(reader, _Sought(orders, whole, part, is_exact), limit)


def _users(reader: Reader, text: str, limit: int) -> tuple[list[int], int]:
    email, in_email = _matches(users.c.email, text)
    name, in_name = _matches(users.c.name, text)
    condition, words = or_(in_email, in_name), text.split()
    if len(words) > 1:
        columns = (users.c.email, users.c.name)
        every_word = and_(*(or_(*(contains(column, word) for column in columns)) for word in words))
        condition = or_(condition, every_word)
    is_exact = or_(_equals(func.lower(users.c.email), text), _equals(users.c.name, text))
    return _ranked(reader, _Sought(users, _min_of(email, name), condition, is_exact), limit)


def _guests(reader: Reader, text: str, limit: int) -> tuple[list[CustomerRow], int]:
    """Customers who are known by the e-mail of their orders alone."""
    email = func.lower(orders.c.user_email)
    is_user = select(users.c.id).where(func.lower(users.c.email) == email).correlate(orders).exists()
    has_email = orders.c.user_email > ""  # where few orders have one, their index is looked through
    is_guest = has_email & orders.c.user_id.is_(None) & contains(orders.c.user_email, text) & ~is_user
    found = (
        select(email, func.count()).where(is_guest).group_by(email).order_by(by_code(email)).limit(REACH + 1)
    )
    rows = reader.execute(found).all()
    guests = [
        CustomerRow(who=Person(id=None, email=guest), orders=placed, events=0)
        for guest, placed in rows[:limit]
    ]
    return guests, len(rows)


def _matches(column: ColumnElement[str], text: str) -> tuple[ColumnElement[int], Condition]:
    """How well a column matches, 0 best, and whether it does. Leading `#` and zeros do not count."""
    bare = text.lstrip("#").lstrip("0") or text
    lower = folded(column, to_compare_with=text)
    own = func.ltrim(lower, "#0")
    sought = fold(bare)
    rank = case(
        (lower == fold(text), 0),
        (own == sought, 1),
        (own.startswith(sought, autoescape=True), 2),
        (or_(*(own.contains(f"{mark}{sought}", autoescape=True) for mark in _BEFORE_WORDS)), 3),
        else_=4,
    )
    return rank, contains(column, bare)


def _min_of(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    """The smaller of two ranks."""
    return case((one < other, one), else_=other)


def _equals(column: ColumnElement[str], text: str) -> Condition:
    """Whether a column equals the text, apart from a leading `#` and zeros. A text without case is looked
    up in an index, in each of its forms."""
    bare = text.lstrip("#").lstrip("0") or text
    if bare.lower() == bare.upper():
        zeros = ["0" * number for number in range(_MOST_ZEROS + 1)]
        return column.in_({text, *(f"{mark}{some}{bare}" for mark in ("", "#") for some in zeros)})
    lower = folded(column, to_compare_with=text)
    return or_(lower == fold(text), func.ltrim(lower, "#0") == fold(bare))


@dataclass(frozen=True)
class _Sought:
    """A table, how well its rows match, whether they do, and whether they equal the text."""

    table: Any
    rank: ColumnElement[int]
    condition: Condition
    is_exact: Condition


def _ranked(reader: Reader, sought: _Sought, limit: int) -> tuple[list[int], int]:
    """The ids of the best rows, the latest of equals first, and how many rows there are.

    Scanning the table is what takes time: it is done once, unless there are very many matches. Then only some
    of them are read and ranked.
    """
    own, matches = sought.table.c.id, sought.condition
    rows = select(sought.rank, own).where(matches)
    found = reader.execute(rows.limit(RANKED + 1)).all()
    number = len(found)
    if number > RANKED:
        some = select(own).where(matches).limit(REACH + 1).subquery()
        number = reader.scalar(select(func.count()).select_from(some)) or 0
        if number <= REACH:
            found = reader.execute(rows).all()
        else:
            exact = reader.execute(rows.where(sought.is_exact).limit(RANKED)).all()
            found = [*exact, *reader.execute(rows.order_by(own.desc()).limit(RANKED))]
    best = sorted({(place, -number) for place, number in found})[:limit]
    return [-number for _, number in best], number

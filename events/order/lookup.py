"""Finds orders by the numbers people type, and adds them by hand."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from events.account import people
from events.account.people import Person
from events.database.text_order import by_code
from events.errors import AlreadyExistsError, AmbiguousOrderError, UnknownOrderError
from events.order.facts import shared_numbers
from events.order.typos import slips
from events.tables import order_lines, orders, users
from events.vocabulary.currencies import check_currency
from events.vocabulary.parameters import storable
from events.vocabulary.words import nearest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.models import Order
    from events.tables import Reader

_SHOWN = 3
_ENDINGS = 5
"""Orders that are named where several end with what was typed."""
_LEAST = 3
_ALIKE = 0.7
"""How alike a suggested number has to be: 11 is no help to who types 1001."""
_ZEROS = 20
"""The most zeros that a number is padded with."""
UNNAMED = ("default", "(default)")
"""What reports call the shop without a name, unless one is called so."""
_AT_A_TIME = 500


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """An order line to create."""

    quantity: int
    item_name: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """A line of an order."""

    id: int
    quantity: int
    item_name: str


@dataclass(frozen=True, kw_only=True)
class FoundOrder:
    """An order as people read it. `customer` is None where nobody is known, and without an id for a guest."""

    id: int
    shop: str
    number: str
    customer: Person | None
    created: datetime | None
    currency: str
    lines: tuple[Item, ...]


def full_number(reader: Reader, order: Order | FoundOrder) -> str:
    """What people type for exactly this order: its number, or shop/number; without a shop, /number if other
    shops have an order of that number."""
    is_plain = not order.shop and not shared_numbers(reader, [order.number])
    return order.number if is_plain else f"{order.shop}/{order.number}"


def find_order(session: Session, text: str) -> Order:
    """The stored order called `text`, to write of it. Raises what `find` raises."""
    from events.models import Order

    session.flush()
    return session.get_one(Order, _id_of(session, text, may_be_new=True))


def find(reader: Reader, text: str) -> FoundOrder:
    """The order called `text`: the exact number, then shop/number, then with or without `#`.

    Raises `AmbiguousOrderError`, or `UnknownOrderError` with the nearest numbers.
    """
    order_id = _id_of(reader, text)
    joined = orders.outerjoin(users, users.c.id == orders.c.user_id)
    own = (orders.c.shop, orders.c.number, orders.c.user_email, orders.c.created, orders.c.currency)
    row = select(*own, *people.columns(users)).select_from(joined).where(orders.c.id == order_id)
    shop, number, guest, created, currency, *owner = tuple(reader.execute(row).one())
    customer = people.from_columns(tuple(owner)) or (Person(id=None, email=guest) if guest else None)
    items = reader.execute(
        select(order_lines.c.id, order_lines.c.quantity, order_lines.c.item_name)
        .where(order_lines.c.order_id == order_id)
        .order_by(order_lines.c.id)
    )
    return FoundOrder(
        id=order_id,
        shop=shop,
        number=number,
        customer=customer,
        created=created,
        currency=currency,
        lines=tuple(Item(id=pk, quantity=count, item_name=name) for pk, count, name in items),
    )


def _id_of(reader: Reader, text: str, *, may_be_new: bool = False) -> int:
    text = storable(text.strip())
    for number, shop in _readings(text):
        found = select(orders.c.id, orders.c.shop, orders.c.number).where(orders.c.number == number)
        if shop is not None:
            found = found.where(orders.c.shop == shop)
        rows = reader.execute(found.order_by(by_code(orders.c.shop))).all()
        if len(rows) > 1:
            raise AmbiguousOrderError(text, candidates=[f"{row.shop}/{row.number}" for row in rows])
        if rows:
            return int(rows[0].id)
    raise UnknownOrderError(text, near=_nearest_numbers(reader, text), may_be_new=may_be_new)


def with_other_sign(reader: Reader, number: str) -> list[str]:
    """What to type for the orders that have this number, but with `#` before it, or without."""
    other = number[1:] if number.startswith("#") else f"#{number}"
    found = select(orders.c.shop, orders.c.number).where(orders.c.number == other)
    rows = reader.execute(found.order_by(by_code(orders.c.shop)).limit(_SHOWN))
    alike = [(shop, number) for shop, number in rows]
    is_shared = any(shop for shop, _ in alike)
    return [f"{shop}/{number}" if is_shared else number for shop, number in alike]


def find_but_for_zeros(reader: Reader, text: str) -> FoundOrder:
    """The order called `text`, else the only one whose number differs from it in leading zeros.

    Raises what `find` raises.
    """
    try:
        return find(reader, text)
    except UnknownOrderError:
        found = _but_for_zeros(reader, storable(text.strip()))
        if len(found) > 1 and len({one.rpartition("/")[2] for one in found}) == 1:
            candidates = [one if "/" in one else f"/{one}" for one in found]
            raise AmbiguousOrderError(text, candidates=candidates) from None
        if len(found) != 1:
            raise
        return find(reader, found[0])


def find_but_for_prefix(reader: Reader, text: str) -> FoundOrder:
    """The only order whose number is `text` but for capitals, or that ends with it: `us-5001` and `5001` are
    US-5001, and `001` is not. It has three letters or digits at least.

    Raises what `find` raises.
    """
    shop, _, number = storable(text.strip()).rpartition("/")
    bare = number.removeprefix("#")
    end = orders.c.number.iendswith(bare, autoescape=True)
    found = select(orders.c.shop, orders.c.number).where(
        or_(
            end,
            orders.c.number.in_([form for one in (bare.upper(), bare.lower()) for form in (one, f"#{one}")]),
        )
    )
    if shop:
        found = found.where(orders.c.shop == shop)
    rows = reader.execute(found.limit(_AT_A_TIME)).all() if len(bare) >= _LEAST else []
    alike = [
        row
        for row in rows
        if not (bare[0].isalnum() and row.number.removesuffix(bare)[-1:].isalnum())
        or row.number.removeprefix("#").lower() == bare.lower()
    ]
    if len(alike) != 1 or len(rows) == _AT_A_TIME:
        raise UnknownOrderError(text, near=_nearest_numbers(reader, text))
    return find(reader, f"{alike[0].shop}/{alike[0].number}")


def add_order(
    session: Session,
    *,
    number: str,
    shop: str = "",
    customer: str = "",
    lines: list[NewLine],
    currency: str = "",
) -> Order:
    """A new order. `customer` is an e-mail; one not known becomes a customer. Raises `AlreadyExistsError`,
    and `UsageError` for a currency that there is not."""
    from events.models import Order, OrderLine, User

    number, shop, currency = storable(number), storable(shop), check_currency(storable(currency))
    if session.scalar(select(Order.id).where(Order.number == number, Order.shop == shop)) is not None:
        raise AlreadyExistsError("an order", f"{shop}/{number}" if shop else number)
    order = Order(number=number, shop=shop, currency=currency)
    if customer:
        order.user = people.by_email(session, customer) or User(email=storable(customer.strip()))
    order.lines = [OrderLine(item_name=storable(line.item_name), quantity=line.quantity) for line in lines]
    session.add(order)
    session.flush()
    return order


def _readings(text: str) -> list[tuple[str, str | None]]:
    """Ways to read what was typed, as (number, shop or any)."""
    readings: list[tuple[str, str | None]] = [(text, None)]
    shop, slash, number = text.partition("/")
    if slash:
        readings.append((number, shop))
        if shop in UNNAMED:
            readings.append((number, ""))
    other = text[1:] if text.startswith("#") else f"#{text}"
    readings.append((other, None))
    if slash:
        readings.append((number[1:] if number.startswith("#") else f"#{number}", shop))
    return readings


def _nearest_numbers(reader: Reader, text: str) -> list[str]:
    """Numbers that look alike: those that differ in leading zeros, else first those one slip away, then those
    of any shop that end with what was typed, then those that keep most of the start."""
    if same := _but_for_zeros(reader, text):
        return same[:_SHOWN]
    bare = text.rpartition("/")[2]
    slipped = _one_slip_away(reader, bare)
    near = [*slipped, *_ending_with(reader, bare, but=slipped)]
    if len(near) >= _SHOWN:
        return near[: max(_SHOWN, _ENDINGS - len(slipped))]
    numbers: list[str] = []
    for start in {bare[:-1], bare[:-2], bare[:-3], f"#{bare}"[:-1], bare.lstrip("#0")[:3]} - {"", "#"}:
        number = by_code(orders.c.number)
        alike = select(orders.c.number).where(number >= start, number < start + "\U0010ffff")
        numbers += reader.scalars(alike.order_by(number).limit(500))
    return [*near, *nearest(bare, sorted(set(numbers) - set(near)), likeness=_ALIKE)][:_SHOWN]


def _but_for_zeros(reader: Reader, text: str) -> list[str]:
    """What to type for the orders whose number differs from the whole number `text` in leading zeros."""
    shop, slash, number = text.rpartition("/")
    digits = number.removeprefix("#").lstrip("0")
    if not (digits.isascii() and digits.isdecimal()):
        return []
    padded = ["0" * zeros + digits for zeros in range(_ZEROS)]
    found = select(orders.c.shop, orders.c.number).where(
        orders.c.number.in_([*padded, *(f"#{one}" for one in padded)])
    )
    if slash:
        found = found.where(orders.c.shop == shop)
    in_order = found.order_by(by_code(orders.c.number), by_code(orders.c.shop))
    rows = reader.execute(in_order.limit(_SHOWN + 1))
    return [f"{row.shop}/{row.number}" if row.shop else row.number for row in rows]


def _one_slip_away(reader: Reader, bare: str) -> list[str]:
    """Numbers of the log that are one slip from what was typed, with or without `#`, likeliest first."""
    number = bare.lstrip("#")
    meant = [number.upper(), number.lower(), number.title(), *slips(number)]
    rank = {number: place for place, slip in enumerate(meant) for number in (slip, f"#{slip}")}
    found: set[str] = set()
    for part in _batched(rank, _AT_A_TIME):
        found.update(reader.scalars(select(orders.c.number).where(orders.c.number.in_(part))))
    return sorted(found, key=lambda number: (rank[number], number))


def _ending_with(reader: Reader, bare: str, *, but: Collection[str]) -> list[str]:
    """What to type for the orders whose numbers end with what was typed, a number without its prefix or its
    zeros: those of all shops, `but` these numbers."""
    end = bare.lstrip("#0")
    if len(end) < _LEAST:
        return []
    found = select(orders.c.shop, orders.c.number).where(orders.c.number.endswith(end, autoescape=True))
    rows = [row for row in reader.execute(found.limit(_ENDINGS + len(but))) if row.number not in but]
    return sorted(f"{row.shop}/{row.number}" if row.shop else row.number for row in rows)[:_ENDINGS]


def _batched(things: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(things)
    while part := list(itertools.islice(rest, size)):
        yield part

"""Finding orders by the numbers people type, and adding them by hand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.account import people
from events.account.models import User
from events.errors import AlreadyExists, AmbiguousOrder, UnknownOrder
from events.order.models import Order, OrderLine
from events.parameters import storable
from events.vocabulary import nearest


@dataclass(frozen=True, kw_only=True)
class NewLine:
    quantity: int
    item_name: str


def full_number(order: Order) -> str:
    """What people type to mean just this order: its number, or shop/number."""
    return f"{order.shop}/{order.number}" if order.shop else order.number


def find_order(session: Session, text: str) -> Order:
    """The order called `text`: the exact number, then shop/number, then with or without `#`.

    Raises `AmbiguousOrder`, or `UnknownOrder` with the nearest numbers.
    """
    text = storable(text.strip())
    for number, shop in _readings(text):
        found = select(Order).where(Order.number == number).order_by(Order.shop)
        orders = session.scalars(found if shop is None else found.where(Order.shop == shop)).all()
        if len(orders) > 1:
            raise AmbiguousOrder(text, candidates=[f"{order.shop}/{order.number}" for order in orders])
        if orders:
            return orders[0]
    raise UnknownOrder(text, near=_nearest_numbers(session, text))


def add_order(
    session: Session,
    *,
    number: str,
    shop: str = "",
    customer: str = "",
    lines: list[NewLine],
    currency: str = "",
) -> Order:
    """A new order. `customer` is an e-mail; one not known becomes a customer. Raises `AlreadyExists`."""
    number, shop, currency = storable(number), storable(shop), storable(currency)
    if session.scalar(select(Order.id).where(Order.number == number, Order.shop == shop)) is not None:
        raise AlreadyExists("an order", f"{shop}/{number}" if shop else number)
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
    other = text[1:] if text.startswith("#") else f"#{text}"
    readings.append((other, None))
    if slash:
        readings.append((number[1:] if number.startswith("#") else f"#{number}", shop))
    return readings


def _nearest_numbers(session: Session, text: str) -> list[str]:
    """Numbers that look alike: a slip of a finger keeps most of the start, or the whole rest."""
    bare = text.rpartition("/")[2]
    numbers: list[str] = []
    for start in {bare[:-1], bare[:-2], bare[:-3], f"#{bare}"[:-1], bare.lstrip("#0")[:3]} - {"", "#"}:
        alike = select(Order.number).where(Order.number >= start, Order.number < start + "\U0010ffff")
        numbers += session.scalars(alike.order_by(Order.number).limit(500))
    return nearest(bare, sorted(set(numbers)))

"""Whose events: an order's or a customer's, with the header of their timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.arguments.filters import FilterArgs
from cli.render import headers
from cli.render.page import Badges
from cli.timelines.print_events import Reading

if TYPE_CHECKING:
    from events.account.people import Person
    from events.order.lookup import FoundOrder
    from events.tables import Reader


def chosen(reader: Reader, asked: FilterArgs, zone: tzinfo) -> tuple[Reading, FilterArgs]:
    """The timeline of an order or a customer, or of the whole log, with the filters that are left for it: a
    part of a name stays one where it means several customers. Raises `UsageError` for both."""
    from events.errors import UsageError
    from events.filters import EVERYTHING

    if asked.order is not None and asked.customer is not None:
        raise UsageError("Choose --order or --customer, not both.")
    if asked.order is not None:
        return order_but_for_zeros(reader, asked.number or "", zone)[0], replace(asked, order=None)
    if asked.customer is not None:
        from events.account.people import find_customers

        found = find_customers(reader, asked.customer)
        if len(found) == 1:
            return _of_customer(reader, found[0], zone), replace(asked, customer=None)
    return Reading(subject=EVERYTHING, badges=Badges.SUBJECT), asked


def order(reader: Reader, number: str, zone: tzinfo) -> Reading:
    """An order's events. Raises `UnknownOrderError`, `AmbiguousOrderError`."""
    from events.order.lookup import find

    return _of_order(find(reader, number), zone)


def order_but_for_zeros(reader: Reader, number: str, zone: tzinfo) -> tuple[Reading, str, str]:
    """An order's events, what to type for it, and a note where its number differs from `number` in leading
    zeros, or where another order's differs from it in the sign before it, which lists print alike. Raises
    `UnknownOrderError`, also where several orders do, and `AmbiguousOrderError`."""
    from events.errors import UnknownOrderError
    from events.next_commands import command
    from events.order.lookup import find, find_but_for_zeros, full_number, with_other_sign

    try:
        exact = find(reader, number)
        others = "; ".join(command("order", target=one) for one in with_other_sign(reader, exact.number))
        return (
            _of_order(exact, zone),
            number,
            f"Another order has the same number: {others}" if others else "",
        )
    except UnknownOrderError:
        found = find_but_for_zeros(reader, number)
    full = full_number(reader, found)
    note = f"There is no order {number!r}. {full} is the only one that differs from it in zeros."
    return _of_order(found, zone), full, note


def order_like(reader: Reader, number: str, zone: tzinfo) -> tuple[Reading, str, str]:
    """As `order_but_for_zeros`; also the only order that has this number after a prefix, or in capitals."""
    from events.errors import UnknownOrderError
    from events.order.lookup import find_but_for_prefix, full_number

    try:
        return order_but_for_zeros(reader, number, zone)
    except UnknownOrderError:
        found = find_but_for_prefix(reader, number)
    full = full_number(reader, found)
    note = (
        f"There is no order {number!r}. {full} is the only one that differs from it in a prefix or capitals."
    )
    return _of_order(found, zone), full, note


def _of_order(found: FoundOrder, zone: tzinfo) -> Reading:
    from events.filters import Subject

    return Reading(
        subject=Subject(order_id=found.id),
        header=lambda summary: headers.order(found, found.customer, summary, zone),
    )


def customer(reader: Reader, text: str, zone: tzinfo) -> Reading:
    """A customer's events, with those of their orders. Raises `UnknownCustomerError`,
    `AmbiguousCustomerError`."""
    from events.account.people import find_customer

    return _of_customer(reader, find_customer(reader, text), zone)


def customer_by_part(reader: Reader, text: str, zone: tzinfo) -> tuple[Reading, str]:
    """A customer's events, with those of their orders, and a note where `text` is only a part of the name or
    e-mail. Raises `UnknownCustomerError`, also where several have that part, and `AmbiguousCustomerError`."""
    from events.account.people import find_customers
    from events.errors import UnknownCustomerError

    try:
        return customer(reader, text, zone), ""
    except UnknownCustomerError:
        found = find_customers(reader, text)
        if len(found) != 1:
            raise
    note = f"There is no customer {text!r}. {found[0].label} is the only one with that in name or e-mail."
    return _of_customer(reader, found[0], zone), note


def _of_customer(reader: Reader, who: Person, zone: tzinfo) -> Reading:
    from events.filters import of_customer
    from events.lists import count_orders

    subject = of_customer(who)
    orders = count_orders(reader, subject)
    return Reading(
        subject=subject,
        header=lambda summary: headers.customer(who, orders, summary, zone),
        badges=Badges.ORDER,
    )

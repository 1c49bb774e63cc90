"""The header of a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.render import people, safe
from cli.render.layout import Line
from cli.render.palette import DASH, DOT, TIMES, Ink

if TYPE_CHECKING:
    from events.account.people import Person
    from events.order.lookup import FoundOrder
    from events.timeline import Summary


def order(found: FoundOrder, owner: Person | None, summary: Summary, zone: tzinfo) -> list[Line]:
    """An order: number, shop, customer, items, and how much happened when."""
    number = people.badge_without_shop(found.shop, found.number)
    name: Line = [("Order ", Ink.STRONG), (number, Ink.STRONG)]
    if found.shop:
        name.append((f" {DOT} shop {safe.line(found.shop)}", Ink.PLAIN))
    name.append((f" {DOT} {people.customer(owner)}", Ink.PLAIN))
    items = [f"{line.quantity} {TIMES} {safe.line(line.item_name)} (line {line.id})" for line in found.lines]
    return [name, *_items(items), _extent(summary, zone)]


def customer(who: Person, orders: int, summary: Summary, zone: tzinfo) -> list[Line]:
    """A customer: who, and how much happened when."""
    name: Line = [
        ("Customer ", Ink.STRONG),
        (people.customer(who), Ink.STRONG),
        (f" {DOT} {people.counted(orders, 'order')}", Ink.PLAIN),
    ]
    return [name, _extent(summary, zone)]


def _items(items: Sequence[str]) -> list[Line]:
    return [[("; ".join(items), Ink.PLAIN)]] if items else []


def _extent(summary: Summary, zone: tzinfo) -> Line:
    if summary.first is None or summary.last is None:
        return [("No events yet.", Ink.DIM)]
    first, last = people.moment(summary.first, zone), people.moment(summary.last, zone)
    span = first if first == last else f"{first} {DASH} {last}"
    return [(f"{people.counted(summary.count, 'event')} {DOT} {span} {DOT} times in {zone}", Ink.DIM)]

"""How event types are put into words: functions that vocabulary rows name.

Each takes the decoded parameters (see `events.vocabulary.parameters.decode`: types are checked, any key may
be missing) and an `EventContext`, and returns one sentence of foreign text, which is not yet safe to print.
Where it returns an empty text, the type's label is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class EventContext:
    """What a sentence may need beside the parameters.

    `item_names` are the item names of order lines by line id, `currency` is the order's currency code, and
    `order_label` is the order as displayed (`#1001`); each is empty where unknown.
    """

    item_names: Mapping[int, str] = field(default_factory=dict)
    currency: str = ""
    order_label: str = ""


Given = Mapping[str, Any]
Sentence = Callable[[Given, EventContext], str]


def say_payment(words: str) -> Sentence:
    """`words`, then the amount, the gateway and the payment id."""

    def sentence(given: Given, context: EventContext) -> str:
        amount = f" {format_money(given['amount'], context.currency)}" if "amount" in given else ""
        return f"{words}{amount}{_gateway(given)}"

    return sentence


def say_products(words: str) -> Sentence:
    """`words`, then quantities and items of order lines."""

    def sentence(given: Given, _context: EventContext) -> str:
        return f"{words}: " + "; ".join(map(_product, given.get("lines", [])))

    return sentence


def say_value(words: str, *, key: str = "message") -> Sentence:
    """`words`, then the parameter called `key` where it is present."""

    def sentence(given: Given, _context: EventContext) -> str:
        value = given.get(key)
        return f"{words}{value}" if value is not None else words.rstrip(": ")

    return sentence


def say_message(given: Given, _context: EventContext) -> str:
    """The message itself; empty without one."""
    message = str(given.get("message", ""))
    return message if message.strip() else ""


def say_count(words: str, *, noun: str, key: str) -> Sentence:
    """`words` with `{count}` replaced by the counted noun: "2 items put back in stock"."""

    def sentence(given: Given, _context: EventContext) -> str:
        return words.replace("{count}", _counted(given.get(key, 0), noun))

    return sentence


def say_fulfilled(given: Given, context: EventContext) -> str:
    """How many items were fulfilled, and which."""
    lines = given.get("fulfilled_items", [])
    names = "; ".join(_item(line, context) for line in lines)
    return f"{_counted(len(lines), 'item')} fulfilled: {names}"


def say_email(given: Given, _context: EventContext) -> str:
    """Which e-mail was sent, and to whom."""
    email_type = given.get("email_type", "").replace("_", " ")
    return f"E-mail sent: {email_type} → {given.get('email', '')}"


def say_oversold(given: Given, _context: EventContext) -> str:
    """Which items were oversold."""
    return "Oversold: " + "; ".join(given.get("oversold_items", []))


def say_failure(given: Given, _context: EventContext) -> str:
    """Where and why a payment failed."""
    return f"Payment failed{_gateway(given)}: {given.get('message', '')}"


def say_download(given: Given, context: EventContext) -> str:
    """Which digital item was downloaded."""
    return f"Digital item downloaded: {_item(given.get('order_line_pk', 0), context)}{_of_order(context)}"


def say_placed_order(_given: Given, context: EventContext) -> str:
    """Which order the customer placed."""
    return f"Placed an order{_of_order(context)}"


def say_note_to_order(given: Given, context: EventContext) -> str:
    """The customer's note, and the order it is on."""
    return f"Note to an order{_of_order(context)}: {given.get('message', '')}"


def format_money(amount: Decimal, currency: str) -> str:
    """An amount with the digits it was stored with, and its currency where known."""
    return f"{amount:f} {currency}".rstrip()


def _gateway(given: Given) -> str:
    gateway, payment = given.get("payment_gateway"), given.get("payment_id")
    return (f" via {gateway}" if gateway else "") + (f" ({payment})" if payment else "")


def _product(line: Given) -> str:
    return f"{line.get('quantity')} × {line.get('item_name') or line.get('line_pk')}"


def _item(line: int, context: EventContext) -> str:
    return context.item_names.get(line, f"line {line}")


def _of_order(context: EventContext) -> str:
    return f" ({context.order_label})" if context.order_label else ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

"""An event as a sentence. Parameters may come from another program: what is missing is left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from cli.event_view import EventView
from cli.render import safe
from cli.render.people import badge, counted

Sentence = Callable[[EventView, Mapping[str, Any]], str]


def title(told: EventView) -> list[str]:
    """What happened, as safe lines; messages keep their line breaks."""
    entry = told.entry
    sentence = (_ORDER if entry.table == "o" else _CUSTOMER).get(entry.type.value)
    if sentence is None:
        rest = f" {json.dumps(entry.parameters, ensure_ascii=False)}" if entry.parameters else ""
        return [safe.line(entry.type.label + rest)]
    return safe.block(sentence(told, entry.parameters))


def money(amount: object, currency: str) -> str:
    """An amount, to the digit it was given with."""
    try:
        plain = f"{Decimal(str(amount)):f}"
    except (InvalidOperation, ValueError):
        plain = str(amount)
    return f"{plain} {currency}".rstrip()


def _payment(words: str) -> Sentence:
    def sentence(told: EventView, given: Mapping[str, Any]) -> str:
        amount = f" {money(given['amount'], told.currency)}" if "amount" in given else ""
        return f"{words}{amount}{_gateway(given)}"

    return sentence


def _gateway(given: Mapping[str, Any]) -> str:
    gateway, payment = given.get("payment_gateway"), given.get("payment_id")
    return (f" via {gateway}" if gateway else "") + (f" ({payment})" if payment else "")


def _products(words: str) -> Sentence:
    def sentence(_told: EventView, given: Mapping[str, Any]) -> str:
        lines = [line for line in given.get("lines", []) if isinstance(line, dict)]
        return f"{words}: " + "; ".join(
            f"{line.get('quantity')} × {line.get('item_name') or line.get('line_pk')}" for line in lines
        )

    return sentence


def _fulfilled(told: EventView, given: Mapping[str, Any]) -> str:
    lines = given.get("fulfilled_items", [])
    names = "; ".join(told.items.get(line, f"line {line}") for line in lines)
    return f"{counted(len(lines), 'item')} fulfilled: {names}"


def _email(_told: EventView, given: Mapping[str, Any]) -> str:
    kind = str(given.get("email_type", "")).replace("_", " ")
    return f"E-mail sent: {kind} → {given.get('email', '')}"


def _downloaded(told: EventView, given: Mapping[str, Any]) -> str:
    line = given.get("order_line_pk", 0)
    return f"Digital item downloaded: {told.items.get(line, f'line {line}')}{_of_order(told)}"


def _of_order(told: EventView) -> str:
    entry = told.entry
    return f" ({badge(entry.shop, entry.order)})" if entry.order is not None else ""


def _says(words: str, *, key: str = "message") -> Sentence:
    """A fixed beginning, then a parameter, where there is one."""

    def sentence(_told: EventView, given: Mapping[str, Any]) -> str:
        value = given.get(key)
        return f"{words}{value}" if value is not None else words.rstrip(": ")

    return sentence


def _plain(words: str) -> Sentence:
    return lambda _told, _given: words


def _oversold(_told: EventView, given: Mapping[str, Any]) -> str:
    return "Oversold: " + "; ".join(map(str, given.get("oversold_items", [])))


def _message(told: EventView, given: Mapping[str, Any]) -> str:
    message = given.get("message")
    return message if isinstance(message, str) else told.entry.type.label


def _failed(_told: EventView, given: Mapping[str, Any]) -> str:
    return f"Payment failed{_gateway(given)}: {given.get('message', '')}"


def _deleted(_told: EventView, given: Mapping[str, Any]) -> str:
    return f"Deleted {counted(int(given.get('count', 0)), 'customer')}"


def _restocked(_told: EventView, given: Mapping[str, Any]) -> str:
    return f"{counted(int(given.get('quantity', 0)), 'item')} put back in stock"


def _note_to_order(told: EventView, given: Mapping[str, Any]) -> str:
    return f"Note to an order{_of_order(told)}: {given.get('message', '')}"


_ORDER: dict[str, Sentence] = {
    "draft_created": _plain("Draft order created"),
    "draft_added_products": _products("Added to the draft"),
    "draft_removed_products": _products("Removed from the draft"),
    "placed": _plain("Order placed"),
    "draft_placed": _plain("Order created from a draft"),
    "oversold_items": _oversold,
    "canceled": _plain("Order cancelled"),
    "order_paid": _payment("Order fully paid"),
    "marked_as_paid": _plain("Marked as paid by hand"),
    "email_sent": _email,
    "captured": _payment("Payment captured"),
    "refunded": _payment("Payment refunded"),
    "voided": _payment("Payment voided"),
    "payment_failed": _failed,
    "fulfillment_canceled": _says("Fulfillment cancelled: no. ", key="composed_id"),
    "restocked_items": _restocked,
    "fulfilled_items": _fulfilled,
    "note_added": _message,
    "other": _message,
}
_CUSTOMER: dict[str, Sentence] = {
    "account_created": _plain("Account created"),
    "password_reset_link_sent": _plain("Password reset link sent"),
    "password_reset": _plain("Password changed"),
    "placed_order": lambda told, _given: f"Placed an order{_of_order(told)}",
    "note_added_to_order": _note_to_order,
    "digital_link_downloaded": _downloaded,
    "customer_deleted": _deleted,
    "email_assigned": _says("E-mail address changed to "),
    "name_assigned": _says("Name changed to "),
    "note_added": _message,
    "other": _message,
}

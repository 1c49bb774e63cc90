"""What the arguments of the Python interface mean: whom a call is about, and under which key."""

from __future__ import annotations

from collections.abc import Sequence

from events.errors import UsageError


def one_of(order: str, customer: str) -> str:
    """The one of the two that is given. Raises `UsageError` for none and for both."""
    if bool(order) is bool(customer):
        raise UsageError("Name either an order or a customer.")
    return order or customer


def one_key(key: str | None, idempotency_key: str | None) -> str | None:
    """The key under either of its names. Raises `UsageError` for two keys, or a blank one."""
    if key is not None and idempotency_key is not None and key != idempotency_key:
        raise UsageError("key and idempotency_key are two names of the same: give one.")
    found = key if idempotency_key is None else idempotency_key
    if found is not None and not found.strip():
        raise UsageError("The idempotency key is blank. Nothing was changed.")
    return found


def as_on_the_command_line(first: str, others: Sequence[object], *, named: str) -> tuple[str, str, str]:
    """An order or a customer, one of them empty, and the message of a note, for the words of `add-note`.

    Raises `TypeError` for other words.
    """
    message, is_text = others[0], " " in first.strip()
    if named or len(others) > 1 or not isinstance(message, str) or is_text:
        order = message if is_text else first
        raise TypeError(f"name the order or the customer: add_note(message, order={order!r}, user=...)")
    return ("", first, message) if "@" in first else (first, "", message)

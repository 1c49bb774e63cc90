"""Comparing words as users type them with names the program knows."""

from __future__ import annotations

import difflib

_NAMES = {
    "authorized": "authorised authorization authorizations",
    "cancelled": "cancel canceled cancellation cancellations",
    "completed": "complete",
    "delivered": "deliver deliveries delivery",
    "disputed": "chargeback chargebacks dispute disputes",
    "held": "hold on_hold",
    "invoiced": "invoice invoices",
    "mail": "email emails mails",
    "note": "comment comments notes",
    "paid": "capture captured captures pay payment payments",
    "placed": "ordered",
    "refunded": "refund refunds",
    "returned": "return returns",
    "shipped": "dispatch dispatched fulfilled sent ship shipment shipments shipping",
}
OTHER_NAMES = {other: kind for kind, others in _NAMES.items() for other in others.split()}
"""Kinds of events by their other names."""


def normalize_word(text: str) -> str:
    """`text` in lower case, trimmed, with `-` written as `_`: the form in which names are compared."""
    return text.strip().lower().replace("-", "_")


def kind_called(word: str) -> str:
    """The kind of events that is called `word`, by its own name: `refunds` is `refunded`."""
    word = normalize_word(word)
    return OTHER_NAMES.get(word, word)


def nearest(word: str, words: list[str], *, likeness: float = 0.6) -> list[str]:
    """Up to three of `words` that resemble `word`, most similar first; `likeness` is 1 for the same word."""
    return difflib.get_close_matches(word, words, n=3, cutoff=likeness)

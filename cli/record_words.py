"""`events record shipped 1001`: events recorded by the word of a kind, and words in another order."""

from __future__ import annotations

from cli import hints
from events.errors import UsageError
from events.vocabulary.kind_words import is_recordable, recorded_as

_VALUES = {
    "--amount": "amount",
    "--carrier": "carrier",
    "--composed-id": "composed_id",
    "--at": "date",
    "--date": "date",
    "--on": "date",
    "--when": "date",
    "--email-type": "email_type",
    "--line": "fulfilled_items",
    "--message": "message",
    "--payment-gateway": "payment_gateway",
    "--payment-id": "payment_id",
    "--quantity": "quantity",
    "--tracking": "tracking",
    "--tracking-code": "tracking_code",
    "--tracking-number": "tracking_number",
}
"""The options that say what happened, and the values that they give."""


def of_any(words: list[str]) -> list[str]:
    """`record shipped 1001` is about an order, what names an e-mail about a customer. Raises `UsageError`
    where nothing that can be recorded is named."""
    if not words or words[0].startswith("-"):
        return words
    vocabulary = "customer" if any("@" in word for word in words[:2]) else "order"
    if not any(is_recordable(vocabulary, word) for word in words[:2]):
        raise UsageError(hints.RECORD)
    return [vocabulary, *of_vocabulary(vocabulary, words)]


def of_vocabulary(vocabulary: str, words: list[str]) -> list[str]:
    """The words behind `record order`: `shipped 1001`, with what they say, as a type with its options."""
    if len(words) > 1 and not is_recordable(vocabulary, words[0]) and is_recordable(vocabulary, words[1]):
        words = [words[1], words[0], *words[2:]]
    given, others = _sorted(words[1:])
    meant = recorded_as(vocabulary, words[0], given) if words else None
    if meant is None:
        return words
    if meant.values == given:
        return [meant.code, *words[1:]]
    values = {"date": "now", **meant.values}
    return [meant.code, *others, *(f"--{name}={value}" for name, value in values.items())]


def _sorted(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """The values that options give, and the other words."""
    given: dict[str, str] = {}
    others: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if name in _VALUES and (equals or rest):
            given[_VALUES[name]] = value if equals else rest.pop(0)
        else:
            others.append(word)
    return given, others

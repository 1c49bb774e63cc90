"""Currencies as people write them beside an amount: a code, or a sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from events.amounts import CODES
from events.errors import UsageError
from events.vocabulary.words import nearest

_NAMES: Mapping[str, str] = {
    "dollar": "USD",
    "euro": "EUR",
    "franc": "CHF",
    "koruna": "CZK",
    "pound": "GBP",
    "quid": "GBP",
    "sterling": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "zloty": "PLN",
}
"""What people call the most frequent ones."""

_SIGNS = frozenset("din ft kc kr lei r".split())
"""Signs in plain letters."""

_LONGEST = 4
"""The most characters of a sign, such as `US$`."""


def check_currency(text: str) -> str:
    """A currency as it is stored: a code in capitals, or a sign. Empty stays empty.

    Raises `UsageError` for what is none, with the nearest codes.
    """
    text = text.strip()
    if not text or text.upper() in CODES:
        return text.upper()
    if len(text) <= _LONGEST and (text.lower() in _SIGNS or not text.isascii() or _has_sign(text)):
        return text
    near = _near(text)
    hint = f" Nearest: {', '.join(near)}." if near else ""
    raise UsageError(
        f"There is no currency {text!r}.{hint} Write its code, such as EUR. Nothing was changed."
    )


def _has_sign(text: str) -> bool:
    return any(unicodedata.category(char) == "Sc" for char in text)


def _near(text: str) -> list[str]:
    words = text.lower().split()
    named = [code for word in words for name, code in _NAMES.items() if word.removesuffix("s") == name]
    return named[:1] or nearest(words[0].upper(), sorted(CODES))

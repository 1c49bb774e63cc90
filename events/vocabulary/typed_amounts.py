"""Amounts of money as people type them on a command line or in a script: `5`, `5.00 EUR`, `€5`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from events.amounts import CODES, SHARED_SIGNS, exact, is_same_currency
from events.errors import UsageError

_NUMBER = r"\d[\d.,' ]*"
_CURRENCY = r"[A-Z]{3}|[a-z]{3}|[$€£¥]"
_BEFORE = r"[A-Z]{3}|[$€£¥]"  # `pos 12345` is no amount

_AMOUNT = re.compile(
    rf"(?:(?P<before>{_BEFORE})\s?)?(?P<number>{_NUMBER})(?:\s?(?P<behind>{_CURRENCY}))?",
)


def is_amount(text: str) -> bool:
    """Whether a text is an amount, with a currency that there is or without one."""
    return _read(text) is not None


def parts(text: str) -> dict[str, str]:
    """An amount as a number, with its currency where it has one; what is no amount stays as it is."""
    found = _read(text)
    if found is None:
        return {"amount": text}
    value = exact(text)
    currency = (found["before"] or found["behind"] or "").upper()
    amount = found["number"].strip() if value is None else f"{value:f}"
    return {"amount": amount, **({"currency": currency} if currency else {})}


def taken_apart(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values given, with their amount as a number; its currency is the one given beside it, if any.
    Raises `UsageError` where the amount has another currency."""
    found, beside = parts(given["amount"]), given.get("currency")
    if not isinstance(beside, str) or not beside.strip():
        return {**given, **found}
    own, code = found.get("currency", ""), beside.strip().upper()
    if own in CODES | SHARED_SIGNS.keys() and code in CODES and not is_same_currency(own, code):
        raise UsageError(f"The amount is {given['amount']}, but the currency {code}. Nothing was changed.")
    return {**given, **found, "currency": beside}


def _read(text: str) -> re.Match[str] | None:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    named = (found["before"] or found["behind"] or "").upper()
    return found if not named.isalpha() or named in CODES else None

"""Amounts of money as people type them on a command line or in a script: `5`, `5.00 EUR`, `€5`."""

from __future__ import annotations

import re

from events.amounts import CODES, exact

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


def _read(text: str) -> re.Match[str] | None:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    named = (found["before"] or found["behind"] or "").upper()
    return found if not named.isalpha() or named in CODES else None

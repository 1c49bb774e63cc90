"""Amounts that stand in brackets behind a message: `Paid (12.00 EUR)`, as imports show a row's amount."""

from __future__ import annotations

import re
from functools import cache

from events.message_fields import NUMBER, SIGN


def amount_behind(text: str) -> tuple[str, str] | None:
    """The message and the amount behind it, which has a currency or decimals; None where there is none."""
    found = _pattern().search(text) if text.endswith(")") else None
    return (text[: found.start()], found["money"]) if found else None


@cache
def _pattern() -> re.Pattern[str]:
    decimals = r"\d[\d.,' ]*[.,]\d{2}"
    return re.compile(rf" \((?P<money>{SIGN}\s?{NUMBER}|{NUMBER}\s?{SIGN}|{decimals})\)$", re.IGNORECASE)

"""The sign of an amount in a cell, which programs write before it, after it, or as brackets."""

from __future__ import annotations

import re
from functools import lru_cache

_MINUS = "\\-\u2212\u2013"
_WORD = rf"[^\d\s()+.,'{_MINUS}]{{0,5}}"
"""A currency beside the number. A dash in place of decimals is no minus: `80.-` is not negative."""
_BEFORE = rf"[^\d\s()+,'{_MINUS}]{{0,5}}"
_BEHIND = re.compile(rf"(?P<number>[^{_MINUS}(]*\d\s*{_WORD})\s*(?P<sign>[{_MINUS}+])\s*(?P<rest>{_WORD})")
_BETWEEN = re.compile(rf"(?P<before>{_BEFORE})\s*[{_MINUS}]\s*(?P<number>\d.*)")
_IN_BRACKETS = re.compile(rf"(?P<before>{_BEFORE})\s*\((?P<number>[^()]*\d[^()]*)\)\s*(?P<rest>{_WORD})")


@lru_cache(maxsize=16384)
def sign_first(amount: str) -> str:
    """The amount with its minus in front: `29,90-`, `EUR (29.90)` and `29,90 EUR -` are negative. Other texts
    stay as they are."""
    text = amount.strip()
    if text[-1:].isdigit() and text[:1].isdigit():
        return text
    if found := _BEHIND.fullmatch(text):
        sign = "" if found["sign"] == "+" else "-"
        return f"{sign}{found['number'].strip()} {found['rest']}".strip()
    if found := _BETWEEN.fullmatch(text):
        return f"-{found['before']} {found['number']}".replace("- ", "-")
    if found := _IN_BRACKETS.fullmatch(text):
        return f"-{found['before']} {found['number']} {found['rest']}".replace("- ", "-").strip()
    return text

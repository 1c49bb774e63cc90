"""Numbers that are one typing slip away from what was typed."""

from __future__ import annotations

import string

LONGEST = 40
"""Longer texts are no order numbers."""


def slips(number: str) -> list[str]:
    """What was meant, if one character was exchanged, mistyped, left out or typed twice; likeliest first."""
    if not 0 < len(number) <= LONGEST:
        return []
    signs = _signs(number)
    cuts = [(number[:at], number[at:]) for at in range(len(number) + 1)]
    exchanged = [left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1]
    mistyped = [left + sign + right[1:] for left, right in cuts if right for sign in signs]
    too_many = [left + right[1:] for left, right in cuts if right]
    left_out = [left + sign + right for left, right in cuts for sign in signs]
    found = dict.fromkeys([*exchanged, *mistyped, *too_many, *left_out])
    return [slip for slip in found if slip and slip != number]


def _signs(number: str) -> str:
    """Digits, and letters and marks as far as the number has any."""
    signs = string.digits
    for alphabet in (string.ascii_uppercase, string.ascii_lowercase):
        if any(sign in alphabet for sign in number):
            signs += alphabet
    return signs + "".join(mark for mark in "-/_." if mark in number)

"""Words for the half of the day, beside a clock of twelve hours: 8:05 PM, 오후 8:05, 8:05 CH."""

from __future__ import annotations

_WORDS = {
    "am": "am a 午前 上午 오전 πμ oo sa de dop ص",
    "pm": "pm p 午後 下午 오후 μμ os ch du odp م",
}
AFTER = (
    r"[ap]\.? ?m\b\.?|(?<=\d)[ap](?!\w|\.)|πμ|π\.μ\.|μμ|μ\.μ\.|(?:sa|ch|oo|os)(?!\w)|"
    r"(?:d[eu]|dop|odp)\.|[صم](?!\w)"
)
BEFORE = (
    r"(?:(?P<before>上午|下午|午前|午後|오전|오후|(?<![^\W\d_])(?:[ap]m|ch|oo|os|d[eu]\.|dop\.|odp\.)) ?)?"
)

WEEKDAYS = {"sa": frozenset({2, 6}), "du": frozenset({1, 7})}
"""Words, folded, for the half of the day that are weekdays in other languages, with these (1–7, from Monday).

Vietnamese SA is the morning, German Sa Saturday, and Turkish Sa Tuesday.
"""


def half_of_day(text: str) -> str:
    """`am` or `pm` for the ways to write it, or nothing."""
    plain = text.replace(" ", "").replace(".", "")
    return next((half for half, words in _WORDS.items() if plain and plain in words.split()), "")

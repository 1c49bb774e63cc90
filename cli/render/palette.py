"""The only place where a colour or an icon is chosen.

Colours are the terminal's own eight, so that they follow its theme, dark or light; black, white,
yellow and bright colours are left out because each vanishes on one of the two.
"""

from __future__ import annotations

from enum import StrEnum

from events.vocabulary import Tone


class Ink(StrEnum):
    """What a piece of text is; the value is its style, in rich's words."""

    PLAIN = ""
    STRONG = "bold"
    DIM = "dim"
    GOOD = "green"
    BAD = "red"
    INFO = "cyan"
    NOTE = "magenta"
    LEGACY = "blue"
    BADGE = "bold cyan"
    ERROR = "bold red"


ICONS: dict[Tone, tuple[str, Ink]] = {
    Tone.GOOD: ("✓", Ink.GOOD),
    Tone.BAD: ("✗", Ink.BAD),
    Tone.INFO: ("›", Ink.INFO),
    Tone.NOTE: ("✎", Ink.NOTE),
    Tone.NEUTRAL: ("•", Ink.PLAIN),
    Tone.LEGACY: ("◇", Ink.LEGACY),
}

RULE, DOT, TIMES, ARROW, DASH, ELLIPSIS = "─", "·", "×", "→", "–", "…"

# What stands for our signs where the terminal's encoding has no room for them.
ASCII = str.maketrans(
    {
        **dict(zip("✓✗›✎•◇", "+x>*-o", strict=True)),
        RULE: "-",
        DOT: "-",
        TIMES: "x",
        ARROW: "->",
        DASH: "-",
        ELLIPSIS: "...",
    }
)


def fits(encoding: str | None) -> bool:
    """Whether a stream of this encoding can print our signs."""
    try:
        "✓✗›✎•◇─·×→–…".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True

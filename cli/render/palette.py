"""The only place where a colour, a sign or an icon is chosen.

No meaning hangs on colour alone: every kind of event has an icon of its own and is named in words. The
theme `terminal` takes the terminal's own eight colours, which follow its background; `dark` and `light`
are for fixed backgrounds, in hues that people with any colour vision can distinguish (after Okabe and Ito);
`mono` has bold and faint only.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from events.vocabulary.kinds import Kind, Tone


class Ink(StrEnum):
    """What a piece of text is; themes say how that looks."""

    PLAIN = ""
    STRONG = "strong"
    DIM = "dim"
    GOOD = "good"
    BAD = "bad"
    INFO = "info"
    NOTE = "note"
    LEGACY = "legacy"
    BADGE = "badge"
    ERROR = "error"
    VERBATIM = "verbatim"


THEMES: Mapping[str, Mapping[Ink, str]] = {
    "terminal": {
        Ink.STRONG: "1", Ink.DIM: "2", Ink.GOOD: "32", Ink.BAD: "31", Ink.INFO: "36",
        Ink.NOTE: "35", Ink.LEGACY: "34", Ink.BADGE: "1;36", Ink.ERROR: "1;31",
    },
    "dark": {
        Ink.STRONG: "1", Ink.DIM: "38;5;246", Ink.GOOD: "38;5;43", Ink.BAD: "38;5;208", Ink.INFO: "38;5;75",
        Ink.NOTE: "38;5;218", Ink.LEGACY: "38;5;147", Ink.BADGE: "1;38;5;75", Ink.ERROR: "1;38;5;208",
    },
    "light": {
        Ink.STRONG: "1", Ink.DIM: "38;5;241", Ink.GOOD: "38;5;23", Ink.BAD: "38;5;130", Ink.INFO: "38;5;25",
        Ink.NOTE: "38;5;90", Ink.LEGACY: "38;5;60", Ink.BADGE: "1;38;5;25", Ink.ERROR: "1;38;5;130",
    },
    "mono": {
        Ink.STRONG: "1", Ink.DIM: "2", Ink.BAD: "1", Ink.BADGE: "1", Ink.ERROR: "1",
    },
}  # fmt: skip
"""Styles as the numbers that a terminal takes; what a theme leaves out is plain. Black, white, yellow and
bright colours are left out of `terminal`, because each vanishes on one of its two backgrounds."""


def painted(text: str, ink: Ink, theme: str) -> str:
    """`text` as a terminal shows it in this ink."""
    style = THEMES[theme].get(ink)
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


TUI: Mapping[Ink, str] = {
    Ink.STRONG: "bold", Ink.DIM: "dim", Ink.GOOD: "$text-success", Ink.BAD: "$text-warning",
    Ink.INFO: "$text-primary", Ink.NOTE: "$text-accent", Ink.LEGACY: "$text-secondary",
    Ink.BADGE: "bold $text-primary", Ink.ERROR: "bold $text-error",
}  # fmt: skip
"""The same in the words of the full-screen interface, which has themes of its own."""

INKS: dict[Tone, Ink] = {
    Tone.GOOD: Ink.GOOD,
    Tone.BAD: Ink.BAD,
    Tone.INFO: Ink.INFO,
    Tone.NOTE: Ink.NOTE,
    Tone.NEUTRAL: Ink.PLAIN,
    Tone.LEGACY: Ink.LEGACY,
}
ICONS: dict[Tone, tuple[str, Ink]] = {
    tone: (sign, INKS[tone])
    for tone, sign in zip(
        (Tone.GOOD, Tone.BAD, Tone.INFO, Tone.NOTE, Tone.NEUTRAL, Tone.LEGACY), "✓✗›✎•◇", strict=True
    )
}
_OWN: dict[Kind, str] = {
    Kind.AWAITING: "○",
    Kind.AUTHORIZED: "◐",
    Kind.REFUNDED: "↶",
    Kind.RETURNED: "↶",
    Kind.DISPUTED: "!",
    Kind.INVOICED: "▤",
    Kind.SHIPPED: "➤",
    Kind.DELIVERED: "⌂",
    Kind.HELD: "!",
    Kind.STOCK: "±",
    Kind.MAIL: "✉",
    Kind.CUSTOMER_NOTE: "❝",
}


def icon(kind: Kind, tone: Tone | None = None) -> tuple[str, Ink]:
    """The icon of a kind of event, in the ink of its tone."""
    tone = tone or kind.tone
    return _OWN.get(kind, ICONS[tone][0]), INKS[tone]


RULE, DOT, TIMES, ARROW, DASH, ELLIPSIS, SILENCE = "─", "·", "×", "→", "–", "…", "⋯"
BARS, SPARKS, SHADES = "▏▎▍▌▋▊▉█", "▁▂▃▄▅▆▇█", "░▒▓█"
"""What bars end with, by the eighth of a column; heights from low to high; shades from light to dark."""

# Replacements for our signs where the terminal cannot show them, of the same width.
ASCII = str.maketrans(
    "✓✗›✎•◇○◐↶▤➤⌂±✉❝─·×→–…⋯»«▏▎▍▌▋▊▉▁▂▃▄▅▆▇█░▒▓", "+x>*-o.,<#>^%@'--x>-~~><#######_.:;=+*#.=*"
)


def fits(encoding: str | None) -> bool:
    """Whether a stream of this encoding can print our signs."""
    try:
        "".join(map(chr, ASCII)).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True

"""Bars and sparks: numbers beside each other as lengths and heights."""

from __future__ import annotations

from cli.render.palette import BARS, SPARKS


def bar(number: int, most: int, room: int) -> str:
    """A bar that is `room` columns long for `most`, to an eighth of a column; a sliver at least."""
    if not number or not most:
        return ""
    full, part = divmod(max(round(len(BARS) * room * number / most), 1), len(BARS))
    return BARS[-1] * full + (BARS[part - 1] if part else "")


def spark(number: int, most: int) -> str:
    """A height for a number; nothing at all is a space."""
    return SPARKS[(number * len(SPARKS) - 1) // most] if number else " "


def percent(number: int, total: int) -> str:
    """A share in per cent; one above zero is never rounded down to none, and a part never up to the whole."""
    share = f"{100 * number / total:.1f}%"
    if share == "100.0%" and number < total:
        return ">99.9%"
    return "<0.1%" if share == "0.0%" and number else share

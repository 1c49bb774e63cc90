"""Shares on the command line: a fraction or a percentage."""

from __future__ import annotations

from events.errors import UsageError


def parse_share(text: str) -> float | None:
    """Parse 0.02 or 2% as a number from 0 to 1, and an empty text as None. Raises `UsageError`."""
    if not text:
        return None
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(
            f"Invalid --max-error-rate {text!r}: expected a fraction (0.02) or a percentage (2%)."
        )
    return share

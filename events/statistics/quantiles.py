"""Medians and marks of times, in one way everywhere: the middle ones' mean, and the nearest rank."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil


def median(spans: Sequence[float]) -> float:
    """The middle one of `spans`, which need no order; of an even number the mean of the two in the middle.
    0 where there are none."""
    if not spans:
        return 0.0
    ranked = sorted(spans)
    middle = len(ranked) // 2
    return float(ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2)


def mark(spans: Sequence[float], share: float) -> float:
    """The least one of `spans` that this share of them does not exceed, by nearest rank, so that it occurred;
    0 where there are none."""
    return float(sorted(spans)[max(ceil(share * len(spans)), 1) - 1]) if spans else 0.0

"""Which orders are chosen by what their events add up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from events.vocabulary.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class TotalsFilter:
    """Orders that are what one of `any_status` says and nothing of `no_status`, see `list_totals.has_status`;
    that `never` took a step, and of which from `least` to `most` was paid in one currency."""

    any_status: tuple[str, ...] = ()
    no_status: tuple[str, ...] = ()
    never: Kind | None = None
    least: Decimal | None = None
    most: Decimal | None = None


ALL_TOTALS = TotalsFilter()
"""Chooses all orders."""

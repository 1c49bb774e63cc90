"""What the events of an order, or of several, add up to by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.summaries.order_state import Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """What an order's events of one kind add up to.

    `last` is in microseconds since 1970. `times` counts each payment and parcel once. `sums` are amounts by
    currency code ("" where unknown); `has_unknown_amount` says that they are not everything.
    `assumed` are the signs of some amounts, each with the currency that it was taken for.
    """

    last: int = 0
    times: int = 0
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    has_unknown_amount: bool = False
    tracking: str = ""
    is_partial: bool = False
    assumed: frozenset[tuple[str, str]] = frozenset()

    def plus(self, other: Totals) -> Totals:
        """Both together, as for two orders of a customer."""
        sums = dict(self.sums)
        for currency, amount in other.sums.items():
            sums[currency] = sums.get(currency, Decimal()) + amount
        return Totals(
            last=max(self.last, other.last),
            times=self.times + other.times,
            sums=sums,
            has_unknown_amount=self.has_unknown_amount or other.has_unknown_amount,
            tracking=other.tracking or self.tracking,
            is_partial=self.is_partial and other.is_partial,
            assumed=self.assumed | other.assumed,
        )


class TotalsByKind(dict[Kind, Totals]):
    """What orders' events add up to by kind, and where they stand: None before any step, or where very many
    events are not added up."""

    standing: Standing | None = None

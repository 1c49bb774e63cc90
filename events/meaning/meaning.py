"""What one event means, as far as its type or its message says it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from events.vocabulary.kinds import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What one event means. A change of status has the kind STATUS; `state` is what the new status means.
    `is_partial` is whether it says that only a part was paid, shipped, refunded …

    `money` is the amount as written, `amount` its exact value where the spelling is unambiguous, and
    `currency` the code or sign beside it; `is_of_row` is whether a column of the row gave it: then it may be
    the order's total, which stands in other rows, too. The texts are empty where unknown.
    """

    kind: Kind
    state: Kind | None = None
    is_partial: bool = False
    money: str = ""
    amount: Decimal | None = None
    currency: str = ""
    is_of_row: bool = False
    carrier: str = ""
    tracking: str = ""
    transaction: str = ""
    before: str = ""
    after: str = ""

    @property
    def display_kind(self) -> Kind:
        """The kind whose icon and colour are shown: what the new status means, else `kind`."""
        return self.state or self.kind

    def matches(self, kinds: frozenset[Kind]) -> bool:
        """Whether the event passes a filter for these kinds."""
        return self.kind in kinds or self.state in kinds

"""Steps that orders took, as a later one says, without an event of them: their time is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from events.statistics.order_steps import OrderSteps
from events.vocabulary.kinds import Kind

IMPLIED_BY: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.PAID: (Kind.REFUNDED,),
    Kind.SHIPPED: (Kind.DELIVERED, Kind.RETURNED),
    Kind.DELIVERED: (Kind.RETURNED,),
}
"""Steps, and those that no order takes without them."""


@dataclass(frozen=True, kw_only=True)
class StepWithoutEvent:
    """How many orders took `step` without an event of it, as `later` says; another one may say it, too."""

    step: Kind
    later: Kind
    orders: int


class UnrecordedSteps:
    """Counts the orders that took one of the `steps` without an event of it."""

    def __init__(self, steps: Iterable[Kind]) -> None:
        asked = set(steps)
        self._steps = [step for step in IMPLIED_BY if step in asked]
        self._orders: Counter[tuple[Kind, Kind]] = Counter()

    def add(self, order: OrderSteps) -> None:
        """Count a further order."""
        for step in self._steps:
            if step not in order.first:
                self._orders.update((step, later) for later in IMPLIED_BY[step] if later in order.first)

    def found(self) -> list[StepWithoutEvent]:
        """The counts of those that were met, in the order of the steps."""
        return [
            StepWithoutEvent(step=step, later=later, orders=self._orders[step, later])
            for step in self._steps
            for later in IMPLIED_BY[step]
            if self._orders[step, later]
        ]

"""What an order's events add up to: when it was placed, paid, shipped, returned, and how much money moved.

This is the only place that decides which events count. Timeline headers, `stats` and `doctor` use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from events.classify import Meaning
from events.payments import Payment, SummaryEvent, count_payments_once
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import ClassifiedEvent

STEPS = (
    Kind.PLACED, Kind.AUTHORIZED, Kind.PAID, Kind.FAILED, Kind.SHIPPED, Kind.DELIVERED,
    Kind.RETURNED, Kind.REFUNDED, Kind.CANCELLED,
)  # fmt: skip
"""The kinds that are counted, in the order in which they are displayed."""

_PLACES = {kind: place for place, kind in enumerate(STEPS)}

MOST = 1000
"""Orders and customers with more order events get no totals in lists, since all of these would be read."""

CLOSING = frozenset({Kind.SHIPPED, Kind.DELIVERED, Kind.COMPLETED, Kind.CANCELLED, Kind.REFUNDED})
"""After an event of these kinds an order may be silent for years."""

OPEN = frozenset({Kind.PLACED, Kind.AUTHORIZED, Kind.PAID, Kind.FAILED})
"""States in which the shop still owes something."""

SENT = frozenset({Kind.SHIPPED, Kind.DELIVERED, Kind.RETURNED})
"""Steps of an order whose goods have left the shop."""

UNSHIPPED = "unshipped"
"""What an order is that was paid, but never took one of these steps."""

UNSETTLED = (Kind.AUTHORIZED, Kind.FAILED)
"""Steps that no longer count once something was paid."""

STUCK_DAYS = 14
"""An open order is stuck that has been in its state for this many days, whatever was noted since."""

_MONEY = frozenset({Kind.AUTHORIZED, Kind.PAID, Kind.REFUNDED})
_DRAFTING = frozenset({Kind.EDITED, Kind.NOTE, Kind.CUSTOMER_NOTE})
_CAPTURED = "captured"
_RESTATEMENTS = ("order_paid", "marked_as_paid")
"""Types that state again what captures stated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """What an order's events of one kind add up to.

    `last` is in microseconds since 1970. `times` counts each payment and parcel once. `sums` are amounts by
    currency code ("" where unknown); `has_unknown_amount` says that they are not everything.
    """

    last: int = 0
    times: int = 0
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    has_unknown_amount: bool = False
    tracking: str = ""

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
        )


@dataclass(kw_only=True, slots=True)
class OrderSummary:
    """What an order's events add up to. Moments are in microseconds since 1970.

    `order` is the order's id, `currency` its currency code, "" where unknown, and `events` their number.
    `first` has the first moment of each kind; `silence` is the longest time without an event while the order
    was open, until an event of `CLOSING` made it `is_closed`.
    """

    order: int | None = None
    currency: str = ""
    first: dict[Kind, int] = field(default_factory=dict)
    events: int = 0
    last_event: int = 0
    silence: tuple[int, int] = (0, 0)
    is_closed: bool = False
    steps: dict[Kind, list[SummaryEvent]] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        """Whether nothing has happened but what happens before an order is placed."""
        return Kind.EDITED in self.first and _DRAFTING.issuperset(self.first)

    def add(self, event: SummaryEvent) -> None:
        """Add the next event; events come by date."""
        kind = event.display_kind
        self.note(kind, event.date)
        if kind in STEPS:
            self.steps.setdefault(kind, []).append(event)

    def note(self, kind: Kind, date: int) -> None:
        """Add the next event, whose kind is none of `STEPS`, by its date alone."""
        if self.last_event and not self.is_closed:
            longest = self.silence[1] - self.silence[0]
            if date - self.last_event > longest:
                self.silence = (self.last_event, date)
        self.events += 1
        self.last_event = date
        if kind not in self.first:
            self.first[kind] = date
            self.is_closed = self.is_closed or kind in CLOSING

    def last_moments(self) -> dict[Kind, int]:
        """The last moment of each kind that `add_up` gives the totals of, without adding up amounts."""
        counted = ((kind, _without_restatements(events)) for kind, events in self.steps.items())
        return without_settled({kind: events[-1].date for kind, events in counted if events})

    def totals(self, kind: Kind) -> Totals | None:
        """What the events of one of `STEPS` add up to; None if there are none."""
        events = _without_restatements(self.steps.get(kind, ()))
        if not events:
            return None
        counted = count_payments_once(events, self.currency)
        amounts = [payment.amount for payment in counted] if kind in _MONEY else []
        return Totals(
            last=max(event.date for event in events),
            times=max(1, len(counted)),  # a status alone stands for one
            sums=_sum(counted) if kind in _MONEY else {},
            has_unknown_amount=None in amounts,
            tracking=next((one.tracking for one in _meanings(reversed(events)) if one.tracking), ""),
        )

    def payments(self, kind: Kind) -> list[Payment]:
        """The payments or refunds that the events of `kind` record, each once."""
        return count_payments_once(_without_restatements(self.steps.get(kind, ())), self.currency)

    def paid(self) -> dict[str, Decimal]:
        """What was paid by currency: the `sums` of the totals of payments."""
        return _sum(self.payments(Kind.PAID))


def _without_restatements(events: Sequence[SummaryEvent]) -> Sequence[SummaryEvent]:
    if len(events) < 2 or events[0].display_kind is not Kind.PAID:  # the types of no other kind matter
        return events
    if not any(event.code == _CAPTURED for event in events):
        return events
    return [event for event in events if event.code not in _RESTATEMENTS]


def _sum(payments: Iterable[Payment]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in payments:
        if one.amount is not None:
            found[one.currency] = found.get(one.currency, Decimal()) + one.amount
    return found


def _meanings(events: Iterable[SummaryEvent]) -> Iterator[Meaning]:
    return (event.meaning for event in events if event.kind is not Kind.STATUS)


def summarize_orders(events: Iterable[ClassifiedEvent]) -> Iterator[OrderSummary]:
    """A summary of each order in `events`, which come order by order and by date."""
    for order, group in groupby(events, key=attrgetter("order")):
        summary = OrderSummary(order=order)
        for event in group:
            summary.add(event)
        yield summary


def add_up(summaries: Iterable[OrderSummary]) -> dict[Kind, Totals]:
    """The totals of several orders by kind, in the order of `STEPS`.

    Authorizations and failures are left out once something was paid.
    """
    orders = list(summaries)
    found: dict[Kind, Totals] = {}
    for kind in STEPS:
        for totals in filter(None, (order.totals(kind) for order in orders)):
            found[kind] = found[kind].plus(totals) if kind in found else totals
    return without_settled(found)


_Of = TypeVar("_Of")


def without_settled(found: Mapping[Kind, _Of]) -> dict[Kind, _Of]:
    """The steps without authorizations and failures, once something was paid."""
    settled = UNSETTLED if Kind.PAID in found else ()
    return {kind: value for kind, value in found.items() if kind not in settled}


def last_step(moments: Mapping[Kind, int]) -> Kind | None:
    """The step that was taken last: an order's state. None before any."""
    return max(moments, key=lambda kind: (moments[kind], _PLACES[kind]), default=None)

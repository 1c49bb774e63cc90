"""What an order's events add up to: when it was placed, paid, shipped, returned, and how much money moved.

This is the only place that decides which events count. Timeline headers, `stats` and `doctor` use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, TypeVar

from events.amounts import digits_of, is_same_currency, more_specific_currency
from events.classify import OTHER, Meaning
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

UNSETTLED = (Kind.AUTHORIZED, Kind.FAILED)
"""Steps that no longer count once something was paid."""

STUCK_DAYS = 14
"""An open order is stuck that has been in its state for this many days, whatever was noted since."""

_MONEY = frozenset({Kind.AUTHORIZED, Kind.PAID, Kind.REFUNDED})
_DRAFTING = frozenset({Kind.EDITED, Kind.NOTE, Kind.CUSTOMER_NOTE})
_CAPTURED = "captured"
_RESTATEMENTS = ("order_paid", "marked_as_paid")
"""Types that state again what captures stated."""


class SummaryEvent(Protocol):
    """An event as a summary needs it; `date` is in microseconds since 1970."""

    @property
    def date(self) -> int:
        """When it happened."""

    @property
    def code(self) -> str:
        """The code of its type."""

    @property
    def display_kind(self) -> Kind:
        """Its kind; for a change of status, what the new status means."""

    @property
    def kind(self) -> Kind:
        """Its kind; STATUS for a change of status."""

    @property
    def meaning(self) -> Meaning:
        """Its full meaning."""


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
        """Add the next event, of a kind that is none of `STEPS`, without more than its date."""
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
            times=len(counted),
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


@dataclass(kw_only=True, slots=True)
class Payment:
    """One payment, or another step that is counted once. `date`, when it was recorded first, is in
    microseconds since 1970. `amount` is None where unknown."""

    date: int
    transaction: str
    written: str
    amount: Decimal | None
    currency: str

    def is_same(self, other: Payment) -> bool:
        """Whether both are one transaction of one amount, in whatever spelling or of the same digits; or one
        of them is without an amount."""
        if self.transaction != other.transaction:
            return False
        if self.has_no_amount or other.has_no_amount:
            return True
        return (
            self.amount == other.amount
            and (self.amount is not None or digits_of(self.written) == digits_of(other.written))
            and is_same_currency(self.currency, other.currency)
        )

    @property
    def has_no_amount(self) -> bool:
        """Whether the message names none, and the event has none."""
        return self.amount is None and not self.written

    def add(self, other: Payment) -> None:
        """Complete what is known by another message of the same payment."""
        if self.has_no_amount:
            self.amount, self.written, self.currency = other.amount, other.written, other.currency
        elif not other.has_no_amount:
            self.currency = more_specific_currency(self.currency, other.currency)


def count_payments_once(events: Iterable[SummaryEvent], currency: str) -> list[Payment]:
    """The payments that `events` of one kind record, each once.

    A status repeats what another event records. Gateways write one transaction in several messages, and in
    several spellings ("£86.50", "GBP 86.50"): transactions are compared by id, exact amount and currency.
    Typed events always count. `currency` is the order's, for amounts without one.
    """
    found: list[Payment] = []
    by_transaction: dict[str, list[Payment]] = {}
    stated = [event for event in events if event.kind is not Kind.STATUS]
    for event in sorted(stated, key=_is_legacy) if len(stated) > 1 else stated:
        payment = _payment(event, currency)
        alike = by_transaction.setdefault(payment.transaction, []) if payment.transaction else []
        known = next(filter(payment.is_same, alike), None) if event.code == OTHER else None
        if known is None:
            found.append(payment)
            alike.append(payment)
        else:
            known.add(payment)
    return found


def _is_legacy(event: SummaryEvent) -> bool:
    return event.code == OTHER


def _payment(event: SummaryEvent, currency: str) -> Payment:
    meaning = event.meaning
    return Payment(
        date=event.date,
        transaction=meaning.transaction,
        written=meaning.money,
        amount=meaning.amount,
        currency=_currency(meaning.currency or currency, currency),
    )


@lru_cache(maxsize=1024)
def _currency(own: str, of_order: str) -> str:
    return more_specific_currency(own, of_order) if is_same_currency(own, of_order) else own


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

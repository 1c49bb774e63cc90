"""What an order's events add up to: when it was placed, paid, shipped, returned, and how much money moved.

This is the only place that decides which events count. Timeline headers, `stats` and `doctor` use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from events.amounts import SHARED_SIGNS
from events.meaning.kind_groups import COUNTED
from events.summaries.order_state import (
    BESIDE_STEPS,
    IN_PART,
    STATE_KINDS,
    UNSETTLED,
    Standing,
    latest,
    standing_of,
)
from events.summaries.payments import Payment, SummaryEvent, count_payments_once, sum_of, without_totals
from events.summaries.step_events import RESTATEMENTS, lines_of, say_partial, tracked_as, without_restatements
from events.summaries.totals import Totals, TotalsByKind
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import ClassifiedEvent

STEPS = (
    Kind.PLACED, Kind.AUTHORIZED, Kind.PAID, Kind.FAILED, Kind.SHIPPED, Kind.DELIVERED,
    Kind.RETURNED, Kind.REFUNDED, Kind.DISPUTED, Kind.DISPUTE_WON, Kind.DISPUTE_LOST, Kind.CANCELLED,
)  # fmt: skip
"""The kinds that are counted, in the order in which they are displayed."""

MOST = 1000
"""Orders and customers with more order events get no totals in lists, since all of these would be read."""

CLOSING = frozenset({Kind.SHIPPED, Kind.DELIVERED, Kind.COMPLETED, Kind.CANCELLED, Kind.REFUNDED})
"""After an event of these kinds an order may be silent for years."""

UNSHIPPED = "unshipped"
"""What an order is from which goods are still to be sent: see `Standing.is_unshipped`."""

STUCK_DAYS = 14
"""An open order is stuck that has been in its state for this many days, whatever was noted since."""

_MONEY = frozenset({Kind.AUTHORIZED, Kind.PAID, Kind.REFUNDED})
_DRAFTING = frozenset({Kind.EDITED, Kind.NOTE, Kind.CUSTOMER_NOTE})
_BESIDE = frozenset(BESIDE_STEPS)
_TURNS = frozenset({*STEPS, *STATE_KINDS, Kind.AWAITING, Kind.HELD, Kind.STATUS})
"""The kinds that put an order into another state, `STATUS` into one of an unknown name."""
_PARTS = frozenset({*IN_PART, Kind.CANCELLED})
_NOTHING = Decimal()
_FULFILLED, _UNFULFILLED = "fulfilled_items", "fulfillment_canceled"


@dataclass(kw_only=True, slots=True)
class OrderSummary:
    """What an order's events add up to. Moments are in microseconds since 1970.

    `order` is the order's id, `currency` its currency code, "" where unknown, `lines` the ids of its lines
    where they are known, and `events` their number. `code_of` gives the currency that a sign stands for
    in its shop, or the sign where that is not known.
    `first` has the first moment of each kind; `silence` is the longest time without an event while the order
    was open, until an event of `CLOSING` made it `is_closed`. `beside` has the last moments of
    `BESIDE_STEPS`.

    A status that the order has already, with no other state between, changes nothing: many exports repeat the
    order's status in each row, beside an ordinary comment. Such an event is one of `events`, and no step;
    those of `again` have money that may have moved, which counts where a column of their rows gave it.
    """

    order: int | None = None
    currency: str = ""
    code_of: Callable[[str], str] = str
    lines: frozenset[int] = frozenset()
    first: dict[Kind, int] = field(default_factory=dict)
    events: int = 0
    last_event: int = 0
    silence: tuple[int, int] = (0, 0)
    is_closed: bool = False
    steps: dict[Kind, list[SummaryEvent]] = field(default_factory=dict)
    again: dict[Kind, list[SummaryEvent]] = field(default_factory=dict)
    beside: dict[Kind, int] = field(default_factory=dict)
    _counted: dict[Kind, tuple[object, list[Payment]]] = field(default_factory=dict)
    _now: tuple[Kind, bool] | None = None
    _parts: set[Kind] = field(default_factory=set)

    @property
    def is_draft(self) -> bool:
        """Whether nothing has happened but what happens before an order is placed."""
        return Kind.EDITED in self.first and _DRAFTING.issuperset(self.first)

    def add(self, event: SummaryEvent) -> None:
        """Add the next event; events come by date."""
        kind, is_status = event.display_kind, event.kind is Kind.STATUS
        is_new = self.note(kind, event.date, is_status=is_status, is_partial=event.is_partial)
        if kind in STEPS if is_new else kind in COUNTED:
            (self.steps if is_new else self.again).setdefault(kind, []).append(event)
            self._counted.clear()

    def note(self, kind: Kind, date: int, *, is_status: bool = False, is_partial: bool = False) -> bool:
        """Add the next event by its date alone, without the step that it may be. `is_status` is whether it is
        known by a status. Returns whether it is more than the status that the order has already."""
        if self.last_event and not self.is_closed:
            longest = self.silence[1] - self.silence[0]
            if date - self.last_event > longest:
                self.silence = (self.last_event, date)
        self.events += 1
        self.last_event = date
        if kind in _TURNS:
            if is_status and self._now == (kind, is_partial):
                return False
            if is_partial:
                self._parts.add(kind)
            elif is_status:
                self._parts.discard(kind)
            self._now = (kind, kind in self._parts)  # a message does not end a part: see `say_partial`
        if kind in _BESIDE:
            self.beside[kind] = date
        if kind not in self.first:
            self.first[kind] = date
            self.is_closed = self.is_closed or kind in CLOSING
        return True

    def totals(self, kind: Kind) -> Totals | None:
        """What the events of one of `STEPS` add up to; None if there are none."""
        events = without_restatements(self.steps.get(kind, ()))
        if not events:
            return None
        counted = self.payments(kind)
        amounts = [payment.amount for payment in counted] if kind in _MONEY else []
        return Totals(
            last=self._last(kind, events),
            times=max(1, len(counted)),  # a status alone stands for one
            sums=sum_of(counted) if kind in _MONEY else {},
            has_unknown_amount=None in amounts,
            tracking=tracked_as(events),
            assumed=frozenset((one.sign, one.currency) for one in counted if one.sign),
        )

    def _last(self, kind: Kind, events: Sequence[SummaryEvent]) -> int:
        """When the last of these events of a kind, or of its payments, was recorded."""
        moved = self.payments(kind) if kind in self.again else ()
        return max(*(event.date for event in events), *(one.date for one in moved), 0)

    def payments(self, kind: Kind) -> list[Payment]:
        """The payments or refunds that the events of `kind` record, each once."""
        if kind not in self.steps:
            return []
        given = (self.currency, self.code_of)
        known = self._counted.get(kind)
        if known is None or known[0] != given:  # they are asked for many times
            known = self._counted[kind] = (given, self._payments(kind))
        return known[1]

    def _payments(self, kind: Kind) -> list[Payment]:
        found = count_payments_once(without_restatements(self._recorded(kind)), self.currency)
        found = [self._with_code(one) if one.currency in SHARED_SIGNS else one for one in found]
        return without_totals(found, self.paid()) if kind is Kind.REFUNDED else found

    def _recorded(self, kind: Kind) -> Sequence[SummaryEvent]:
        """The events that may record a payment of this kind, by date."""
        taken = self.steps.get(kind, [])
        more = [event for event in self.again.get(kind, ()) if event.meaning.is_of_row]
        return sorted([*taken, *more], key=attrgetter("date")) if more else taken

    def _with_code(self, payment: Payment) -> Payment:
        """The payment whose sign several currencies share with the one that the order's other amounts of this
        sign have, else with that of the shop; and with its sign where there is neither."""
        sign, alike = payment.currency, SHARED_SIGNS[payment.currency]
        if payment.amount is None or self.currency:
            return payment
        meant = (event.meaning for kind in _MONEY for event in self._recorded(kind))
        own = {one.currency for one in meant if one.amount is not None and one.currency in alike}
        code = own.pop() if len(own) == 1 else sign if own else self.code_of(sign)
        return payment if code == sign else replace(payment, currency=code, sign=sign)

    def units(self) -> set[str]:
        """The currencies of the order's amounts, and the signs of those whose currency is not known."""
        payments = (one for kind in _MONEY if kind in self.steps for one in self.payments(kind))
        return {one.currency for one in payments if one.amount is not None and one.currency}

    def paid(self) -> dict[str, Decimal]:
        """What was paid by currency: the `sums` of the totals of payments."""
        return sum_of(self.payments(Kind.PAID))

    def standing(self, *, settled: bool = False) -> Standing | None:
        """Where the order stands: see `standing_of`. Needs amounts where it has a refund or an authorization,
        and the types of shipments and cancellations where only a part of it may be meant."""
        moments, partial = dict(self.beside), []
        for kind in self.steps:
            events = without_restatements(self.steps[kind])
            if events and (kind is not Kind.SHIPPED or not self._are_taken_back(events)):
                moments[kind] = self._last(kind, events)
                if self.is_partial(kind):
                    partial.append(kind)
        return standing_of(moments, partial, settled=settled)

    def is_partial(self, kind: Kind) -> bool:
        """Whether only a part was paid, shipped, refunded …: by the amounts, by the lines of the order, or as
        the events say."""
        events = without_restatements(self.steps.get(kind, ())) if kind in _PARTS else ()
        if not events:
            return False
        if kind is Kind.REFUNDED and (known := self._is_refund_partial()) is not None:
            return known
        if kind is Kind.PAID and self._is_capture_partial(events):
            return True
        if kind is Kind.SHIPPED and self.lines and (named := lines_of(events)) is not None:
            return not self.lines <= (self._lines_again(events) if self._unfulfilled() else named)
        if kind is Kind.CANCELLED and len(events) == len(self._unfulfilled()):
            return True
        return say_partial(events)

    def _is_refund_partial(self) -> bool | None:
        """Whether less went back than was paid, as far as amounts are known; else None."""
        back = self.payments(Kind.REFUNDED)
        refunded = sum_of(back)
        if not refunded or any(payment.amount is None for payment in back):
            return None
        payments = self.payments(Kind.PAID)
        given = (
            sum_of(payments) or sum_of(self.payments(Kind.AUTHORIZED)) or sum_of(self.payments(Kind.PLACED))
        )
        if not refunded.keys() <= given.keys():
            return None
        if any(refunded.get(unit, _NOTHING) < amount for unit, amount in given.items()):
            return True
        return None if any(payment.amount is None for payment in payments) else False

    def _is_capture_partial(self, events: Sequence[SummaryEvent]) -> bool:
        """Whether less was captured than the largest authorization: later ones may repeat it."""
        authorized = [one for one in self.payments(Kind.AUTHORIZED) if one.amount]
        if not authorized:
            return False
        payments = self.payments(Kind.PAID)
        paid = sum_of(payments)
        if any(payment.amount is None for payment in payments):
            return False
        if any(event.code in RESTATEMENTS for event in self.steps.get(Kind.PAID, events)):
            return False
        largest = max(authorized, key=lambda one: one.amount or _NOTHING)
        return largest.currency in paid and paid[largest.currency] < (largest.amount or _NOTHING)

    def _unfulfilled(self) -> list[int]:
        """When fulfillments were cancelled."""
        return [event.date for event in self.steps.get(Kind.CANCELLED, ()) if event.code == _UNFULFILLED]

    def _lines_again(self, shipments: Sequence[SummaryEvent]) -> frozenset[int]:
        """The lines that were shipped after the last fulfillment was cancelled: its own are not known."""
        last = max(self._unfulfilled())
        return lines_of(event for event in shipments if event.date > last) or frozenset()

    def _are_taken_back(self, shipments: Sequence[SummaryEvent]) -> bool:
        """Whether as many fulfillments were cancelled as there were."""
        taken = len(self._unfulfilled())
        return taken >= len(shipments) > 0 and all(event.code == _FULFILLED for event in shipments)


def summarize_orders(events: Iterable[ClassifiedEvent]) -> Iterator[OrderSummary]:
    """A summary of each order in `events`, which come order by order and by date."""
    for order, group in groupby(events, key=attrgetter("order")):
        summary = OrderSummary(order=order)
        for event in group:
            summary.add(event)
        yield summary


def add_up(summaries: Iterable[OrderSummary]) -> TotalsByKind:
    """The totals of several orders by kind, in the order of `STEPS`, and those of `BESIDE_STEPS`; and the
    standing of the order that reached its state last.

    Authorizations and failures are left out once something was paid.
    """
    orders = list(summaries)
    found: dict[Kind, Totals] = {}
    for kind in STEPS:
        for order in orders:
            if (totals := order.totals(kind)) is not None:
                known = replace(totals, is_partial=order.is_partial(kind))
                found[kind] = found[kind].plus(known) if kind in found else known
    for kind in BESIDE_STEPS:
        moments = [order.beside[kind] for order in orders if kind in order.beside]
        if moments:
            found[kind] = Totals(last=max(moments), times=len(moments))
    settled = Kind.PAID in found
    added = TotalsByKind(
        {kind: totals for kind, totals in found.items() if not settled or kind not in UNSETTLED}
    )
    standings = (order.standing(settled=settled) for order in orders)
    added.standing = latest([one for one in standings if one is not None])
    if added.standing is None or added.standing.state.kind is not Kind.PREPARING:
        added.pop(Kind.PREPARING, None)
    return added

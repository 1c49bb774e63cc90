"""Payments, refunds and other steps of an order, each counted once however many messages record it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from events.amounts import digits_of, is_same_currency, more_specific_currency
from events.meaning.classify import OTHER
from events.meaning.kind_groups import COUNTED
from events.meaning.meaning import Meaning
from events.vocabulary.kinds import Kind

_SAME_DAYS = 3
"""How far apart a shop and its payment provider date the same payment: by weekends, at most."""

_DAY = 86_400_000_000


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

    @property
    def is_partial(self) -> bool:
        """Whether it says that only a part was meant."""

    @property
    def lines(self) -> frozenset[int]:
        """The ids of the order's lines that it names."""


@dataclass(kw_only=True, slots=True)
class Payment:
    """One payment, or another step that is counted once. `date`, when it was recorded first, is in
    microseconds since 1970. `amount` is None where unknown; `is_of_row` and `is_partial` are those of the
    message; `row` is the transaction that the row with the amount names. `is_typed` says that the event is no
    message. `sign` is the sign beside the amount where its currency is assumed."""

    date: int
    transaction: str
    written: str
    amount: Decimal | None
    currency: str
    sign: str = ""
    is_of_row: bool = False
    is_partial: bool = False
    row: str = ""
    is_typed: bool = False

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

    def is_alike(self, other: Payment) -> bool:
        """Whether one of them is without an amount, or both are of the same; and not of rows that name two
        transactions."""
        if self.row and other.row and self.row != other.row:
            return False
        return replace(self, transaction="").is_same(replace(other, transaction=""))

    @property
    def has_no_amount(self) -> bool:
        """Whether the message names none, and the event has none."""
        return self.amount is None and not self.written

    def take(self, other: Payment) -> None:
        """Be the other payment, too."""
        self.transaction = self.transaction or other.transaction
        self.add(other)

    def add(self, other: Payment) -> None:
        """Complete what is known by another message of the same payment, recorded when the first was."""
        self.date = min(self.date, other.date)
        self.row = self.row or other.row
        if self.has_no_amount:
            self.amount, self.written, self.currency = other.amount, other.written, other.currency
        elif not other.has_no_amount:
            self.currency = more_specific_currency(self.currency, other.currency)


def count_payments_once(events: Iterable[SummaryEvent], currency: str) -> list[Payment]:
    """The payments that `events` of one kind record, each once.

    A status without an amount repeats what another event records. Gateways write one transaction in several
    messages, and in several spellings ("£86.50", "GBP 86.50"): transactions are compared by id, exact amount
    and currency.
    An amount that a column of the row gave may be the order's total, in several rows: it counts only where no
    other payment has it, and where it is not what the others add up to. A row that names its transaction is a
    payment of its own, and one of these others.
    A shop and its payment provider report one payment, and only the provider's message names the transaction:
    a payment without one is that of the same amount within `_SAME_DAYS` that has one, one for each.
    Typed events always count. `currency` is the order's, for amounts without one.
    """
    found: list[Payment] = []
    by_transaction: dict[str, list[Payment]] = {}
    stated = [event for event in events if event.kind is not Kind.STATUS or _has_amount(event)]
    of_rows: list[tuple[Payment, bool]] = []
    for event in sorted(stated, key=_is_legacy) if len(stated) > 1 else stated:
        payment = _payment(event, currency)
        if payment.is_of_row:
            of_rows.append((payment, event.kind is Kind.STATUS))
            continue
        alike = by_transaction.setdefault(payment.transaction, []) if payment.transaction else []
        known = next(filter(payment.is_same, alike), None) if event.code == OTHER else None
        if known is None:
            found.append(payment)
            alike.append(payment)
        else:
            known.add(payment)
    found = _without_unnamed(found)
    others = [one for one in found if one.amount is not None]
    others += [payment for payment, _ in of_rows if payment.row and payment.amount is not None]
    for payment, is_status in sorted(of_rows, key=lambda one: not one[0].row):
        same = next(filter(payment.is_alike, found), None)
        if same is not None:
            same.add(payment)
        elif payment.row or not _is_total(payment, others, is_status=is_status):
            found.append(payment)
    return found


def _without_unnamed(found: list[Payment]) -> list[Payment]:
    """The payments without those of which another names the transaction; it stands for one of them."""
    if len(found) < 2:
        return found
    named = [one for one in found if one.transaction and one.amount is not None]
    unnamed = [one for one in found if not one.transaction and one.amount is not None] if named else []
    again: set[int] = set()
    for payment in unnamed:
        same = next((one for one in named if _is_reported_by(payment, one)), None)
        if same is not None:
            named = [one for one in named if one is not same]
            same.take(payment)
            again.add(id(payment))
    return [one for one in found if id(one) not in again] if again else found


def _is_reported_by(payment: Payment, named: Payment) -> bool:
    """Whether `named` is the same payment with its transaction, as far as anybody can see."""
    return (
        payment.amount == named.amount
        and is_same_currency(payment.currency, named.currency)
        and abs(payment.date - named.date) <= _SAME_DAYS * _DAY
        and not (payment.is_typed and named.is_typed)
    )


def _is_total(payment: Payment, others: Iterable[Payment], *, is_status: bool) -> bool:
    """Whether the amount of a row is what the messages of other payments add up to; that of a status, which
    repeats them, may be more than that."""
    amounts = [one.amount or 0 for one in others if is_same_currency(one.currency, payment.currency)]
    if not amounts or payment.amount is None:
        return False
    return payment.amount == sum(amounts) or (is_status and payment.amount > sum(amounts))


def sum_of(payments: Iterable[Payment]) -> dict[str, Decimal]:
    """The known amounts of payments by currency."""
    found: dict[str, Decimal] = {}
    for one in payments:
        if one.amount is not None:
            found[one.currency] = found.get(one.currency, Decimal()) + one.amount
    return found


def by_status(events: Sequence[SummaryEvent]) -> list[Payment]:
    """The payment or refund of an order that only statuses record, without its amount."""
    return [
        Payment(date=event.date, transaction="", written="", amount=None, currency="") for event in events[:1]
    ]


def without_totals(refunds: list[Payment], paid: Mapping[str, Decimal]) -> list[Payment]:
    """Refunds, without the amounts of those that say they are a part and whose row has all that was `paid`:
    that is the order's total."""
    return [
        replace(one, amount=None, written="")
        if one.is_of_row and one.is_partial and _is_all(one, paid)
        else one
        for one in refunds
    ]


def _is_all(refund: Payment, paid: Mapping[str, Decimal]) -> bool:
    return refund.amount is not None and refund.currency in paid and refund.amount >= paid[refund.currency]


def _has_amount(event: SummaryEvent) -> bool:
    return event.display_kind in COUNTED and event.meaning.money != ""


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
        is_of_row=meaning.is_of_row,
        is_partial=meaning.is_partial,
        row=meaning.transaction if meaning.is_of_row else "",
        is_typed=event.code != OTHER,
    )


@lru_cache(maxsize=1024)
def _currency(own: str, of_order: str) -> str:
    return more_specific_currency(own, of_order) if is_same_currency(own, of_order) else own

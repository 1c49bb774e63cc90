"""Payments, refunds and other steps of an order, each counted once however many messages record it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from events.amounts import digits_of, is_same_currency, more_specific_currency
from events.classify import OTHER, Meaning
from events.vocabulary.kinds import Kind


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

"""Amounts in brackets behind what says paid or refunded, and how they count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from events.classified_events import ClassifiedEvent
from events.meaning.classify import classify_text
from events.meaning.message_meanings import meaning_of_message
from events.summaries.order_summary import OrderSummary
from events.vocabulary.kinds import Kind


def summary_of(*messages: str) -> OrderSummary:
    summary = OrderSummary()
    for at, message in enumerate(messages):
        meaning = classify_text(message)
        kinds = meaning.display_kind, meaning.kind
        summary.add(ClassifiedEvent(at, 1, at, "other", *kinds, message, meaning.is_partial))
    return summary


@pytest.mark.parametrize(
    ("message", "amount", "currency"),
    [
        ("Opłacone (1 399,50 PLN)", "1399.50", "PLN"),
        ("Status: Paid (12.00 EUR)", "12.00", "EUR"),
        ("Opłacone: Przelewy24 (249,00 zł)", "249.00", "PLN"),
        ("Paiement Stripe terminé (ID de charge : ch_123) (60,00 €)", "60.00", "EUR"),
        ("Remboursé (15.50)", "15.50", ""),
    ],
)
def test_an_amount_behind_a_payment_is_its_amount(message: str, amount: str, currency: str) -> None:
    found = classify_text(message)
    assert found.display_kind in (Kind.PAID, Kind.REFUNDED)
    assert (found.amount, found.currency, found.is_of_row) == (Decimal(amount), currency, True)
    assert meaning_of_message(message) == found


@pytest.mark.parametrize(
    "message", ["Shipped (12.00 EUR)", "Paid (2021)", "Jane rang (1.00 EUR)", "Paid (2)"]
)
def test_other_brackets_are_no_amount(message: str) -> None:
    assert not classify_text(message).is_of_row


@pytest.mark.parametrize(
    ("messages", "paid"),
    [
        (["Payment accepted (50,00 EUR)", "Paid (50,00 EUR)"], {"EUR": Decimal("50.00")}),
        (["Payment received", "Paid (50,00 EUR)"], {"EUR": Decimal("50.00")}),
        (["Captured amount of €50.00", "Paid (50,00 EUR)"], {"EUR": Decimal("50.00")}),
        (["Paid (50,00 EUR)", "Paid (30,00 EUR)"], {"EUR": Decimal("80.00")}),
        (
            ["Captured amount of €20.00", "Captured amount of €30.00", "Paid (50,00 EUR)"],
            {"EUR": Decimal("50.00")},
        ),
        (["Captured amount of €20.00", "Paid (50,00 EUR)"], {"EUR": Decimal("20.00")}),
        (["Captured amount of €20.00", "Payment received (30,00 EUR)"], {"EUR": Decimal("50.00")}),
        (
            [
                "Paid (50,00 EUR)",
                "Paid, transaction ch_3OaB1x (20,00 EUR)",
                "Paid, transaction ch_3OaB2x (30,00 EUR)",
            ],
            {"EUR": Decimal("50.00")},
        ),
    ],
)
def test_a_total_in_several_rows_counts_once(messages: list[str], paid: dict[str, Decimal]) -> None:
    assert summary_of(*messages).paid() == paid


@pytest.mark.parametrize("later", ["Captured amount of €50.00", "Payment received", "Paid (50,00 EUR)"])
def test_a_payment_that_several_messages_record_was_made_when_the_first_says(later: str) -> None:
    summary = summary_of("Paid (50,00 EUR)", later)
    assert [one.date for one in summary.payments(Kind.PAID)] == [summary.first[Kind.PAID]]


def test_two_rows_that_name_their_transactions_are_two_payments() -> None:
    """And one each with what the shop itself wrote of them, with or without their transactions."""
    first, second = (
        "Paid, transaction ch_3OaB1x (50.00 EUR)",
        "Paid: card 4242, transaction ch_3OaB2x (50.00 EUR)",
    )
    twice = {"EUR": Decimal("100.00")}
    assert summary_of(first, second).paid() == twice
    assert summary_of(first, first).paid() == {"EUR": Decimal("50.00")}
    assert summary_of("Payment received", first, second).paid() == twice
    assert summary_of("Captured amount of €50.00", first).paid() == {"EUR": Decimal("50.00")}
    assert summary_of(first, "Captured amount of €50.00", second).paid() == twice
    own = [f"Captured amount of €50.00 online. Transaction ID: {one}" for one in ("ch_3OaB1x", "ch_3OaB2x")]
    assert summary_of(*own, second, first).paid() == twice


@pytest.mark.parametrize(
    "message", ["Paid by PayPal, transaction 8XY12345AB678901C", "Refunded, transaction ch_3OaB1xK2"]
)
def test_a_payments_transaction_is_known_with_and_without_its_amount(message: str) -> None:
    named = message.rpartition(" ")[2]
    for text in (message, f"{message} (59.90 USD)"):
        found = classify_text(text)
        assert found.display_kind in (Kind.PAID, Kind.REFUNDED)
        assert found.transaction == named
        assert meaning_of_message(text) == found


def test_a_partial_refund_beside_the_orders_total_has_no_known_amount() -> None:
    summary = summary_of("Paid (60,00 EUR)", "Partially refunded (60,00 EUR)")
    refunds = summary.totals(Kind.REFUNDED)
    assert refunds is not None
    assert (dict(refunds.sums), refunds.has_unknown_amount) == ({}, True)
    assert summary.is_partial(Kind.REFUNDED)
    partly = summary_of("Paid (60,00 EUR)", "Partially refunded (15,50 EUR)").totals(Kind.REFUNDED)
    assert partly is not None
    assert partly.sums == {"EUR": Decimal("15.50")}
    alone = summary_of("Partially refunded (15,50 EUR)").totals(Kind.REFUNDED)
    assert alone is not None
    assert alone.sums == {"EUR": Decimal("15.50")}


@pytest.mark.parametrize(
    ("message", "kind", "amount", "currency"),
    [
        ("capture 19.90 EUR", Kind.PAID, "19.90", "EUR"),
        ("charge: EUR 19.90", Kind.PAID, "19.90", "EUR"),
        ("refund -5.00 EUR", Kind.REFUNDED, "5.00", "EUR"),
        ("capture (19.90 EUR)", Kind.PAID, "19.90", "EUR"),
        ("refund (5.00 EUR)", Kind.REFUNDED, "5.00", "EUR"),
        ("charge: Order 1001 (86.50 GBP)", Kind.PAID, "86.50", "GBP"),
        ("refund: REFUND FOR CHARGE (Order 1002) (-20.00 GBP)", Kind.REFUNDED, "20.00", "GBP"),
        ("Completed: Payment Refund (-10.00 GBP)", Kind.REFUNDED, "10.00", "GBP"),
        ("Completed: Express Checkout Payment (45.00 GBP)", Kind.PAID, "45.00", "GBP"),
    ],
)
def test_an_entry_of_a_ledger_says_what_became_of_its_amount(
    message: str, kind: Kind, amount: str, currency: str
) -> None:
    found = classify_text(message)
    assert (found.kind, found.amount, found.currency) == (kind, Decimal(amount), currency)
    assert meaning_of_message(message) == found
    assert not found.is_of_row, "equal amounts of several entries are several payments"


@pytest.mark.parametrize(
    "message",
    [
        "charge 20.00 EUR for shipping",
        "refund: customer asks for it (49.90 EUR)",
        "payment: call her about it (49.90 EUR)",
        "fee (0.45 EUR)",
        "payout (200.00 EUR)",
        "capture 19.90",
    ],
)
def test_what_only_looks_like_an_entry_is_no_payment(message: str) -> None:
    assert classify_text(message).kind is Kind.LEGACY


def test_a_message_of_many_transactions_is_read_like_any_other() -> None:
    assert classify_text("Paid" + ", transaction abc" * 3000).transaction == ""

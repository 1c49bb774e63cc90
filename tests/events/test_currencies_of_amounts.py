"""The currency of an amount as messages write it: a code, a sign, or both."""

from __future__ import annotations

import pytest

from events.meaning.classify import classify_text
from importers.mapping.amounts import _shown


@pytest.mark.parametrize(
    ("money", "currency"),
    [
        ("$60.00 USD", "USD"), ("$60.00 CAD", "CAD"), ("60.00 $ CAD", "CAD"), ("USD $60.00", "USD"),
        ("USD$60.00", "USD"), ("US$60", "USD"), ("US $60.00", "USD"), ("CA$60.00", "CAD"), ("C$60.00", "CAD"),
        ("A$60.00", "AUD"), ("AU$60.00", "AUD"), ("NZ$ 60.00", "NZD"), ("HK$60", "HKD"), ("S$60.00", "SGD"),
        ("MX$60.00", "MXN"), ("NT$600", "TWD"), ("R$ 60,00", "BRL"), ("¥600 JPY", "JPY"), ("￥600", "¥"),
        ("€60.00 EUR", "EUR"), ("GBP £60.00", "GBP"), ("60 kr SEK", "SEK"), ("60 Kr.", "kr"), ("60 KR", "kr"),
        ("60 lei", "lei"), ("$60.00", "$"),
    ],
)  # fmt: skip
def test_a_code_beside_a_sign_is_the_currency(money: str, currency: str) -> None:
    found = classify_text(f"Refunded {money}")
    assert (found.kind.value, found.money, found.currency) == ("refunded", money, currency)


@pytest.mark.parametrize(
    "message",
    [
        "Payment of $60.00 USD captured",
        "A $60.00 USD payment was processed on the Visa ending in 4242",
        "Customer paid $60.00 USD via Stripe",
        "$60.00 USD paid",
        "Payment via Stripe of US$60.00 succeeded",
        "Refunded: $60.00 (60.00 USD)",
    ],
)
def test_sentences_with_a_sign_and_a_code_are_understood(message: str) -> None:
    found = classify_text(message)
    assert found.kind.value in ("paid", "refunded")
    assert (f"{found.amount}", found.currency) == ("60.00", "USD")


@pytest.mark.parametrize(
    ("message", "currency", "shown"),
    [
        ("Refunded $60.00", "CAD", "Refunded $60.00 ($60.00 CAD)"),
        ("Refunded CA$60.00", "CAD", "Refunded CA$60.00"),
        ("Refunded $60.00", "EUR", "Refunded $60.00"),
        ("Refunded $60.00", "$", "Refunded $60.00"),
    ],
)
def test_the_currency_in_a_rows_column_says_which_one_a_sign_is(
    message: str, currency: str, shown: str
) -> None:
    assert _shown(message, None, "", currency, "").message == shown


def test_an_amount_of_another_thing_behind_the_sign_is_no_code() -> None:
    assert classify_text("Paid $60.00 DHL").currency == "$"
    assert classify_text("Refunded 5.00 USD $2 fee kept").currency == "USD"

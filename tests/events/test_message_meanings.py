"""Full meanings by template: the same as those of each message."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.meaning.classify import classify_text
from events.meaning.message_meanings import meaning_of_message
from events.vocabulary.kinds import Kind

MESSAGES = (
    "Captured amount of $467.00 online. Transaction ID: 309218707-capture, authorised earlier",
    "Captured amount of £86.50 online. Transaction ID: 86.50",
    "Refunded amount of £0,500 online.",
    "Refunded amount of £1,500 online.",
    "Captured amount of 12 EUR offline.",
    "Your order was shipped with UPS 1. Tracking number 1Z999AA10123456784",
    "Order status changed from Pending 1 to Processing 2.",
    "Status: Paid",
    "Status: new \u2192 paid",
    "Order: 3 -> paid by card 20 EUR",
    "Status: Paid 12 EUR -> Shipped with 10 items",
    "Status: Partially refunded",
    "Partially refunded £10.00 - Refund ID: 7",
    "Shipped: DHL, tracking number 00340434161094021501",
    "\u00a0 Captured amount of £7.00 online \u00a0",
    "Captured amount of £7.00 online. Captured amount of £8.00 online.",
    "Nobody knows 17",
    "Payment received 2021",
    "Payment received 1250",
    "shipped: DHL 19991231",
    "Shipped via UPS 20240131",
    "Versendet 20240131",
    "x" * 290 + " Captured amount of £7.00 online.",
    "",
)


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize("digits", ["", "0000000000", "9876543210"], ids=["as is", "zeros", "others"])
def test_a_message_means_what_it_means_alone(message: str, digits: str) -> None:
    given = re.sub(r"[0-9]", lambda found: digits[int(found[0])], message) if digits else message
    assert meaning_of_message(given) == classify_text(given)


@given(st.sampled_from(MESSAGES), st.text("0123456789. £", max_size=12), st.integers(0, 90))
def test_any_message_means_what_it_means_alone(message: str, part: str, place: int) -> None:
    text = message[:place] + part + message[place:]
    assert meaning_of_message(text) == classify_text(text)


@pytest.mark.parametrize(
    "message",
    [
        "Paid by card 4242",
        "Paid with Visa ending 4242",
        "Paid by card XXXX4242.",
        "Paid by cheque 123456",
        "Paid by card on 12.03.",
        "Paid at 12:30",
        "Paid in 2021",
        "Paid in 3 instalments",
        "Paid: REF 12345",
        "Paid VIS 4242",
        "ORD 1001 paid",
        "payment received (ORD 1001)",
        "Refunded RMA 1001",
        "Paid 12 MAR",
        "Payment received 12 March",
        "Payment received 2021",
        "capture REF 12.00",
        "Refunded 2 items",
        "Refunded 10%",
        "Captured 3 of 4",
    ],
)
def test_the_number_of_a_card_an_order_a_day_or_of_things_is_no_amount(message: str) -> None:
    for found in (classify_text(message), meaning_of_message(message)):
        assert (found.money, found.amount, found.currency) == ("", None, "")


@pytest.mark.parametrize(
    ("message", "amount", "currency"),
    [
        ("Paid by card 4242 (12.00 EUR)", "12.00", "EUR"),
        ("Paid by card 4242 120 EUR", "120", "EUR"),
        ("Paid by card ending 4242: £1,250.00", "1250.00", "GBP"),
        ("Paid in cash 12.50", "12.50", ""),
        ("Paid by PayPal 1 250,50", "1250.50", ""),
        ("Paid: 4242", "4242", ""),
        ("Refunded DEM 12.00", "12.00", "DEM"),
        ("Paid (12.00 XYZ)", "12.00", "XYZ"),
        ("Payment received 12.50 by Anna", "12.50", ""),
    ],
)
def test_what_was_paid_beside_such_a_number_is(message: str, amount: str, currency: str) -> None:
    for found in (classify_text(message), meaning_of_message(message)):
        assert (found.amount, found.currency) == (Decimal(amount), currency)


def test_a_payment_with_the_number_of_a_card_is_a_payment() -> None:
    assert classify_text("Paid by card 4242").kind is classify_text("Paid by card").kind


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ("Status: new \u2192 paid", Kind.PAID),
        ("Status: payment received -> refunded", Kind.REFUNDED),
        ("state: paid => shipped", Kind.SHIPPED),
        ("Bezahlt -> Versendet", Kind.SHIPPED),
        ("order: complete \u2192 canceled", Kind.CANCELLED),
        ("Order: paid -> cancelled", Kind.CANCELLED),
        ("payment: balance_due \u2192 paid", Kind.PAID),
        ("Zahlung: offen --> bezahlt", Kind.PAID),
        ("Status: paid \u2192 Zur Abholung im Lager 7", None),
        ("Status: paid \u2192 \u2013", None),
        ("Size: M -> paid", None),
    ],
)
def test_a_change_of_a_status_means_what_the_new_one_does(message: str, state: Kind | None) -> None:
    assert classify_text(message).state is state


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Note: call -> paid", Kind.NOTE),
        ("Comment: new -> paid", Kind.NOTE),
        ("Refund: 20 EUR -> paid", Kind.REFUNDED),
        ("Refund: pending -> paid", Kind.LEGACY),
        ("Gutschrift -> bezahlt", Kind.LEGACY),
        ("E-Mail: versendet -> zugestellt", Kind.LEGACY),
        ("Anruf: Kunde -> storniert", Kind.LEGACY),
        ("Order: customer wants -> cancelled", Kind.LEGACY),
        ("Rechnung: offen -> storniert", Kind.LEGACY),
        ("Payment: please check -> refunded", Kind.LEGACY),
        ("Sent mail -> no answer -> cancelled?", Kind.LEGACY),
        ("Shipping: Berlin -> Hamburg", Kind.LEGACY),
    ],
)
def test_an_arrow_in_a_note_a_mail_or_a_refund_is_no_change_of_the_orders_status(
    message: str, kind: Kind
) -> None:
    assert classify_text(message).display_kind is kind

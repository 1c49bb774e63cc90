"""The amount of a payment or refund and the number of a parcel are found on both sides of a means of payment
or a carrier, with a colon, a dash or brackets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from events.meaning.classify import classify_text
from events.vocabulary.kinds import Kind

MONEY = {
    Kind.PAID: {
        "Payment received": "via PayPal",
        "Paid in full": "with Stripe",
        "Zahlung erhalten": "per PayPal",
        "Bezahlt": "mit Klarna",
        "Paiement reçu": "par PayPal",
        "Payé": "via Stripe",
        "Pago recibido": "con PayPal",
        "Pagado": "vía Stripe",
        "Pagamento ricevuto": "tramite PayPal",
        "Pagato": "con carta",
        "Betaling ontvangen": "via iDEAL",
        "Betaald": "met PayPal",
        "Otrzymano płatność": "przez PayU",
        "Opłacone": "przez PayPal",
    },
    Kind.REFUNDED: {
        "Refund issued": "via PayPal",
        "Money back": "to card",
        "Erstattet": "per PayPal",
        "Geld zurück": "auf Karte",
        "Remboursé": "par PayPal",
        "Remboursement effectué": "via Stripe",
        "Reembolso": "por PayPal",
        "Dinero devuelto": "vía Stripe",
        "Rimborsato": "tramite PayPal",
        "Rimborso": "con bonifico",
        "Terugbetaald": "via iDEAL",
        "Geld terug": "via PayPal",
        "Zwrócono": "przez PayPal",
        "Zwrot środków": "przez PayU",
    },
}
PARCELS = {
    "Shipped": ("via", "UPS", "1Z999AA10123456784"),
    "Order dispatched": ("with", "Royal Mail", "RM742200137GB"),
    "Versendet": ("mit", "DHL", "00340434161094042557"),
    "Paket verschickt": ("per", "DPD", "15501234567890"),
    "Expédié": ("par", "Colissimo", "6A12345678901"),
    "Colis envoyé": ("via", "Chronopost", "XY123456789FR"),
    "Enviado": ("con", "SEUR", "1234567890123"),
    "Spedito": ("con", "BRT", "123456789012"),
    "Verzonden": ("met", "PostNL", "3SABCD1234567"),
    "Wysłano": ("przez", "InPost", "600000000000000000000001"),
}
WAYS = (
    "{word} {by} {what}", "{word} {by}: {what}", "{word} {by} - {what}", "{word} {by} ({what})",
    "{word} ({bare}) {what}",
    "{word}: {what} {by}", "{word} {what} {by}", "{word} {what} ({bare})", "{word} - {bare} - {what}",
    "{word}, {bare}, {what}",
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind, words in MONEY.items() for word in words])
def test_an_amount_beside_a_means_of_payment_is_found(kind: Kind, word: str, way: str) -> None:
    by = MONEY[kind][word]
    for money, amount, currency in (("30.00 USD", "30.00", "USD"), ("1.234,50 €", "1234.50", "EUR")):
        text = way.format(word=word, by=by, bare=by.split()[-1], what=money)
        found = classify_text(text)
        assert (found.kind, found.amount, found.currency) == (kind, Decimal(amount), currency), text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("word", PARCELS)
def test_the_number_of_a_parcel_beside_its_carrier_is_found(word: str, way: str) -> None:
    by, carrier, number = PARCELS[word]
    text = way.format(word=word, by=f"{by} {carrier}", bare=carrier, what=number)
    found = classify_text(text)
    assert (found.kind, found.carrier, found.tracking) == (Kind.SHIPPED, carrier, number), text


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("Payment received via PayPal for order 1001: 30.00 USD", Kind.PAID, "30.00"),
        ("Payment received for invoice INV-12 via Mollie 30.00 EUR", Kind.PAID, "30.00"),
        ("Payment received by Visa ****4242: 30.00 EUR", Kind.PAID, "30.00"),
        ("Paid by card ending in 4242: $30.00", Kind.PAID, "30.00"),
        ("Paid by cheque no. 123456 30.00 EUR", Kind.PAID, "30.00"),
        ("Partially paid via PayPal: 10.00 EUR", Kind.PAID, "10.00"),
        ("paid: Payment received via PayPal 30.00 USD", Kind.PAID, "30.00"),
        ("Refund via PayPal 5.00 USD. Jane was called", Kind.REFUNDED, "5.00"),
    ],
)
def test_the_number_of_an_order_a_card_or_a_cheque_hides_no_amount(
    text: str, kind: Kind, amount: str
) -> None:
    found = classify_text(text)
    assert (found.kind, found.amount) == (kind, Decimal(amount))


def test_a_transaction_is_kept_beside_the_amount() -> None:
    found = classify_text("Payment received via PayPal: 30.00 USD (Transaction ID: 8AB12345)")
    assert (found.amount, found.transaction) == (Decimal("30.00"), "8AB12345")


@pytest.mark.parametrize(
    "text",
    [
        "Paid by card 4242 4242 4242 4242",
        "Paid by cheque 123456",
        "Payment received via PayPal for order 1001",
        "Payment received via Mollie: 12 items",
        "Payment received via PayPal, 5.00 EUR missing",
        "Payment received via PayPal 30.00 USD, 5.00 USD missing",
        "Payment received via PayPal -30.00 USD",
        "Payment received via PayPal 30.00 USD?",
        "Paid to PayPal 30.00 EUR",
        "Payment not received via PayPal 30.00 USD",
        "Payment via PayPal: 30.00 USD",
        "Pay order via PayPal 30.00 EUR",
        "Paga con PayPal 30,00 EUR",
        "Received via Royal Mail 12.00",
        "Refund via PayPal 5.00 USD requested",
        "Refund 5.00 USD via PayPal please",
        "Refund not sent via PayPal 5.00 USD",
        "Money back guarantee 5 USD",
        "Customer wants money back 5 USD",
        "Zahlung per Überweisung: 30,00 EUR",
    ],
)
def test_what_may_be_another_amount_is_none(text: str) -> None:
    assert classify_text(text).amount is None


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        ("Shipped via UPS 20200215", "UPS"),
        ("Shipped via UPS 2020-02-15", "UPS"),
        ("Shipped via UPS on 15/02/2020", "UPS"),
        ("Versendet mit DHL am 12.03.2020", "DHL"),
        ("Shipped via UPS order 10001234", "UPS order 10001234"),
        ("Shipped via UPS 0171-1234567", "UPS 0171-1234567"),
        ("Send via UPS 1Z999AA10123456784", ""),
    ],
)
def test_the_number_of_an_order_a_telephone_and_a_date_are_no_parcels(text: str, carrier: str) -> None:
    found = classify_text(text)
    assert (found.carrier, found.tracking) == (carrier, "")


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("Customer paid cash 24.00", "24.00"),
        ("Paid by customer by card: 24.00 EUR", "24.00 EUR"),
        ("Kunde hat 24,00 € bezahlt", "24,00 €"),
        ("Le client a payé 24,00 € par carte", "24,00 €"),
        ("Cliente pagó 24,00 EUR en efectivo", "24,00 EUR"),
        ("Klant betaalde 24,00 EUR contant", "24,00 EUR"),
        ("Customer paid twice 24.00 EUR", ""),
        ("Customer has not paid 24.00 EUR", ""),
        ("Customer paid 24.00 EUR too much", ""),
    ],
)
def test_what_a_customer_paid_is_paid(text: str, money: str) -> None:
    found = classify_text(text)
    assert (found.display_kind is Kind.PAID, found.money) == (bool(money), money)


@pytest.mark.parametrize(
    "text",
    ["Paid in full", "Payé intégralement", "Pagado por completo", "Pagato per intero", "Zapłacono w całości"],
)
def test_paid_in_full_is_paid(text: str) -> None:
    assert classify_text(text).display_kind is Kind.PAID

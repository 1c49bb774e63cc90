"""An amount with a currency beside a word for what became of it is understood, in either order."""

from __future__ import annotations

import pytest

from events.meaning.classify import classify_text
from events.meaning.message_meanings import meaning_of_message
from events.vocabulary.kinds import Kind

MEANT = {
    "Paid 12.00 EUR": (Kind.PAID, "12.00", "EUR"),
    "payment: Paid 12.00 EUR": (Kind.PAID, "12.00", "EUR"),
    "Paid: 12,00 €": (Kind.PAID, "12.00", "EUR"),
    "Status: paid 12.00 EUR": (Kind.PAID, "12.00", "EUR"),
    "EUR 12 received": (Kind.PAID, "12", "EUR"),
    "Received 12.00 USD by card": (Kind.PAID, "12.00", "USD"),
    "paid: bank transfer, EUR 49.90": (Kind.PAID, "49.90", "EUR"),
    "Refunded: $5.00, late": (Kind.REFUNDED, "5.00", "$"),
    "$5.00 refunded to card": (Kind.REFUNDED, "5.00", "$"),
    "Authorized: 12.00 EUR": (Kind.AUTHORIZED, "12.00", "EUR"),
    "Invoiced 12.00 EUR": (Kind.INVOICED, "12.00", "EUR"),
    "New: Payment received: 12.00 EUR": (Kind.PAID, "12.00", "EUR"),
    "processing: Payment received: 12.00 EUR": (Kind.PAID, "12.00", "EUR"),
    "12,00 € bezahlt": (Kind.PAID, "12.00", "EUR"),
    "Bezahlt: 12,00 EUR per PayPal": (Kind.PAID, "12.00", "EUR"),
    "5,00 € wurden erstattet": (Kind.REFUNDED, "5.00", "EUR"),
    "12,00 € payés": (Kind.PAID, "12.00", "EUR"),
    "Remboursé : 5,00 €": (Kind.REFUNDED, "5.00", "EUR"),
    "Pagado 12,00 €": (Kind.PAID, "12.00", "EUR"),
    "Reembolsado: 5,00 € por retraso": (Kind.REFUNDED, "5.00", "EUR"),
    "R$ 12,00 recebidos": (Kind.PAID, "12.00", "BRL"),
    "12,00 € ricevuti": (Kind.PAID, "12.00", "EUR"),
    "Zapłacono 12,00 zł": (Kind.PAID, "12.00", "PLN"),
    "Betaald: € 12,00": (Kind.PAID, "12.00", "EUR"),
    "Refunderet: 50,00 kr": (Kind.REFUNDED, "50.00", "kr"),
    "100,00 kr betalat": (Kind.PAID, "100.00", "kr"),
}


@pytest.mark.parametrize("text", MEANT)
def test_an_amount_and_its_word_say_what_became_of_it(text: str) -> None:
    kind, amount, currency = MEANT[text]
    found = classify_text(text)
    assert (found.kind, str(found.amount), found.currency) == (kind, amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        "Paid 12 EUR back",
        "Paid out 12.00 EUR",
        "Paid 12.00 EUR less than owed",
        "Paid 12.00 EUR?",
        "Paid the courier 12.00 EUR",
        "12.00 EUR refund requested",
        "Customer paid 12.00 EUR short",
        "Paid 2 of 3",
    ],
)
def test_an_amount_that_may_be_another_is_left(text: str) -> None:
    assert classify_text(text).kind is Kind.LEGACY


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Paid $20 cash and $15 card", "None"),
        ("Paid 20.00 EUR cash + 15.00 EUR by card", "None"),
        ("Bezahlt 20 € bar und 15 € Karte", "None"),
        ("Refunded 10.00 EUR and 5.00 EUR shipping", "None"),
        ("Paid 50 EUR (incl. 5 EUR shipping)", "50"),
        ("Paid 20 EUR and 3 mugs sent", "20"),
        ("Paid 20 EUR and called", "20"),
    ],
)
def test_one_of_two_amounts_is_not_taken_for_both(text: str, amount: str) -> None:
    assert str(classify_text(text).amount) == amount


@pytest.mark.parametrize(
    "text",
    [
        "Paid: still 10.00 EUR to pay",
        "Paid: shipping costs 5.00 EUR",
        "Bezahlt: Gutschein 5,00 EUR verschickt",
        "Bezahlt: Kunde möchte 5,00 EUR zurück",
        "Payée : frais de port 5,00 €",
        "Opłacone: koszt wysyłki 15,00 zł",
        "Refunded: restocking fee 5.00 EUR deducted",
        "Refunded: Payment of 12.00 EUR received",
        "Paid: Refund of 10.00 EUR issued",
    ],
)
def test_an_amount_of_something_else_is_none_of_the_status(text: str) -> None:
    assert classify_text(text).amount is None


@pytest.mark.parametrize(
    ("text", "own", "kind", "amount"),
    [
        ("paid: Refunded 10.00 EUR", "paid", Kind.REFUNDED, "10.00"),
        ("delivered: Refund of 10.00 EUR issued", "delivered", Kind.REFUNDED, "10.00"),
        ("shipped: Payment of 12.00 EUR received", "shipped", Kind.PAID, "12.00"),
        ("refunded: Payment of 12.00 EUR received", "refunded", Kind.PAID, "12.00"),
        ("bezahlt: Teilerstattung 10,00 EUR", "bezahlt", Kind.REFUNDED, "10.00"),
        ("paid: Payment failed", "paid", Kind.FAILED, "None"),
    ],
)
def test_what_a_comment_says_of_money_counts_beside_any_status(
    text: str, own: str, kind: Kind, amount: str
) -> None:
    found = classify_text(text, own)
    assert (found.kind, str(found.amount)) == (kind, amount)


@pytest.mark.parametrize(
    ("status", "comment", "amount"),
    [
        ("Bezahlt", "EC-Karte 19,90", "19.90"),
        ("Gutschrift erstellt", "GS-44 über 12,00 €", "12.00"),
        ("Paid", "by phone", "None"),
        ("Zahlung eingegangen", "3 x 20 €", "None"),
    ],
)
def test_an_amount_is_the_same_whether_the_records_status_is_known_or_not(
    status: str, comment: str, amount: str
) -> None:
    """A timeline knows it, and sums over the whole log read the message alone."""
    text = f"{status}: {comment}"
    assert [str(classify_text(text, own).amount) for own in (status, None)] == [amount] * 2
    kinds = {classify_text(text, own).display_kind for own in (status, None)}
    assert len(kinds) == 1


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Refunded 25 this morning", "25"),
        ("Remboursement de 25 vers carte", "25"),
        ("Refunded: 1 x Mug 12.00 EUR", "12.00"),
        ("Order paid. Fee: charged 1.50 EUR", "None"),
        ("Payment received. Total so far: paid 80.00 EUR", "None"),
        ("Refunded 2 mugs (30.00 EUR)", "30.00"),
        ("Refunded 2 T-shirts (30.00 EUR)", "30.00"),
        ("Refunded 2 XL shirts (30.00 EUR)", "30.00"),
        ("Refunded 25 (25.00 EUR)", "25"),
    ],
)
def test_remarks_beside_an_amount_neither_hide_it_nor_are_it(text: str, amount: str) -> None:
    assert str(classify_text(text).amount) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Refunded 2 mugs", "None"),
        ("Refunded 12 mugs", "None"),
        ("Erstattet 2 Tassen", "None"),
        ("Refunded 5 cash", "5"),
        ("Refunded 25 Klarna", "25"),
        ("Paid: 4111 11** **** 1111 49.90 EUR", "49.90"),
    ],
)
def test_numbers_of_things_and_of_cards_are_no_amounts(text: str, amount: str) -> None:
    assert [str(one(text).amount) for one in (classify_text, meaning_of_message)] == [amount] * 2


@pytest.mark.parametrize(
    "comment",
    [
        "3 x 20 €", "3 X 20 €", "3x20 €", "3 x EUR 20", "3 x je 20 €", "2 x Mug @ 12.00 EUR",
        "120 x 2.00 EUR", "3 mal 20 €", "3 Raten zu 20 €", "3 * 20 €", "2 mugs, 12.00 EUR each",
        "Tassen à 12,00 €",
    ],
)  # fmt: skip
def test_the_amount_of_one_of_several_is_not_that_of_all(comment: str) -> None:
    assert classify_text(f"Paid: {comment}").amount is meaning_of_message(f"Paid: {comment}").amount is None


def test_two_amounts_in_a_comment_are_none() -> None:
    found = classify_text("Refunded: first EUR 5.00, then EUR 7.00")
    assert (found.kind, found.amount) == (Kind.REFUNDED, None)


@pytest.mark.parametrize(
    ("text", "own", "kind", "state"),
    [
        ("paid: customer asks for the parcel", "paid", Kind.STATUS, Kind.PAID),
        ("Zur Prüfung: Payment received: 5.00 EUR", "Zur Prüfung", Kind.PAID, None),
        ("step 2: Payment received: 5.00 EUR", "step 2", Kind.PAID, None),
        ("open: by phone", "open", Kind.STATUS, None),
        ("note: by phone", "note", Kind.NOTE, None),
        ("somewhere: by phone", "somewhere", Kind.LEGACY, None),
    ],
)
def test_a_status_of_the_legacy_record_before_its_message_is_no_further_payment(
    text: str, own: str, kind: Kind, state: Kind | None
) -> None:
    found = classify_text(text, own)
    assert (found.kind, found.state) == (kind, state)

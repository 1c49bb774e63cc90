"""What legacy messages mean: the shapes of real shops are understood, and nothing else is."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.amounts import exact
from events.errors import UnknownKindError
from events.meaning.classify import classify, classify_text, codes_of_kinds
from events.vocabulary.kinds import Kind

SAMPLES = Path(__file__).parents[2] / "sample_data"

MEANT = {
    # Magento, as in its own language file, and translated.
    'Captured amount of £86.50 online. Transaction ID: "8UF31642PK775031W-capture"': Kind.PAID,
    'Authorized amount of $86.50. Transaction ID: "8UF31642PK775031W"': Kind.AUTHORIZED,
    "Registered notification about captured amount of €12.00.": Kind.PAID,
    "We refunded $15.00 offline.": Kind.REFUNDED,
    'Voided authorization. Amount: $86.50. Transaction ID: "1"': Kind.VOIDED,
    "Notified customer about invoice #100000012.": Kind.MAIL,
    "Invoice #100000012 created": Kind.INVOICED,
    "Invoice created": Kind.INVOICED,
    "Order #12 has been shipped.": Kind.SHIPPED,
    "Order fulfilled": Kind.SHIPPED,
    "Order #12 was delivered": Kind.DELIVERED,
    "Order cancelled because payment was not received": Kind.CANCELLED,
    "Refunded €10.00 because the mug was not delivered": Kind.REFUNDED,
    "Refunded €10.00 as requested": Kind.REFUNDED,
    "Commande annulée car pas payée": Kind.CANCELLED,
    "Refund issued: 10.00 EUR": Kind.REFUNDED,
    "Partial refund 10.00 EUR": Kind.REFUNDED,
    "Ordren er nu oprettet og betaling skal nu ske gennem bankens side": Kind.PLACED,
    # WooCommerce and its gateways.
    "Stripe charge complete (Charge ID: ch_1GfB2k0001)": Kind.PAID,
    "IPN payment completed": Kind.PAID,
    "Payment via Klarna authorised, reservation 2260014471.": Kind.AUTHORIZED,
    "Klarna: captured 1 249,00 kr.": Kind.PAID,
    "Stock levels reduced: Enamel kettle (EK-BLU) 14→13": Kind.STOCK,
    "Enamel kettle (EK-BLU) stock reduced from 100 to 99.": Kind.STOCK,
    "Order details manually sent to customer.": Kind.MAIL,
    "Payment to be made upon delivery.": Kind.AWAITING,
    "Payment failed: card expired": Kind.FAILED,
    # Carriers.
    "Shipped with PostNord, tracking number 00370730254712345678.": Kind.SHIPPED,
    "Tracking number: RM742199501GB": Kind.SHIPPED,
    "Versandt mit DHL, Sendungsnummer: 00340434161094042557": Kind.SHIPPED,
    "Gutschrift G-3001 erstellt": Kind.REFUNDED,
    "Credit note CN-12 issued for 12.00 EUR": Kind.REFUNDED,
    "Credit note requested": Kind.LEGACY,
    "Gutschrift: bitte nicht erstellen": Kind.LEGACY,
    "Credit note: Refunded 10 EUR": Kind.REFUNDED,
    "Wysłano kurierem InPost, numer przesyłki 620001234567890": Kind.SHIPPED,
    "Verzonden met PostNL, trackingnummer 3SABCD123456789": Kind.SHIPPED,
    "Spedito con BRT, codice tracking 0123456789": Kind.SHIPPED,
    "Enviado por Correios, código de rastreamento AA123456785BR": Kind.SHIPPED,
    "Afsendt med GLS, sporingsnummer 12345678901": Kind.SHIPPED,
    # Money in other languages.
    "Zahlung über 129,00 € eingegangen": Kind.PAID,
    "Virement bancaire de 129,00 € reçu": Kind.PAID,
    "Pago de 45,00 € recibido": Kind.PAID,
    "Pagamento de R$ 99,90 aprovado": Kind.PAID,
    "Bonifico di 30,00 € ricevuto": Kind.PAID,
    "Płatność zaksięgowana 129,00 zł": Kind.PAID,
    "Betaling van € 20,00 ontvangen": Kind.PAID,
    "Betalingen er gennemført": Kind.PAID,
    "Rückerstattung von 15,00 €": Kind.REFUNDED,
    "Remboursement partiel de 24,90 €": Kind.REFUNDED,
    "Zwrot 12,00 zł": Kind.REFUNDED,
    "Zahlung fehlgeschlagen": Kind.FAILED,
    "Paiement refusé par la banque": Kind.FAILED,
    # Orders, mails and notes in other languages.
    "Bestellung wurde storniert": Kind.CANCELLED,
    "Pedido cancelado por el cliente": Kind.CANCELLED,
    "Zamówienie zostało anulowane": Kind.CANCELLED,
    "Bestelling is geannuleerd": Kind.CANCELLED,
    "Versandbestätigung wurde verschickt": Kind.MAIL,
    "Ordrebekræftelse sendt": Kind.MAIL,
    "Kundennotiz: bitte klingeln": Kind.CUSTOMER_NOTE,
    "Uwagi klienta: proszę dzwonić": Kind.CUSTOMER_NOTE,
    "Notatka: klient prosi o fakturę": Kind.NOTE,
    "Order details were updated by admin": Kind.EDITED,
    "Faktura 2020/11/17 wystawiona": Kind.INVOICED,
    "Rücksendung eingegangen": Kind.RETURNED,
    "Retoure angekommen": Kind.RETURNED,
    "Reso ricevuto": Kind.RETURNED,
    "Ware versandt": Kind.SHIPPED,
    "Colis expédié.": Kind.SHIPPED,
    "Paczka została wysłana": Kind.SHIPPED,
    "Storniert auf Wunsch des Kunden": Kind.CANCELLED,
    "Cancelado a petición del cliente": Kind.CANCELLED,
    "Avbruten på kundens begäran": Kind.CANCELLED,
    "Teilrückerstattung 35,00 € wegen Kratzer": Kind.REFUNDED,
    "Delvis refunderet 35,00 kr": Kind.REFUNDED,
}

AMOUNTS = {
    "Zahlung eingegangen: 1.249,50 €": "1249.50",
    "Zahlung eingegangen: 18,00 €": "18.00",
    "Zahlung eingegangen 18,00 € per PayPal": "18.00",
    "Paiement reçu : 12,50 €": "12.50",
    "Pago recibido: 1.030,00 €": "1030.00",
    "Bonifico ricevuto: 30,00 €": "30.00",
    "Betaling ontvangen: EUR 12,50": "12.50",
    "Betalning mottagen: 500 kr": "500",
    "Teilrückerstattung 35,00 € wegen Kratzer": "35.00",
    "Zahlung eingegangen: 12.03.2025": None,
    "Zahlung erhalten 12.05.": None,
    "Zahlung erhalten 2021": None,
    "Payment received 2021": None,
    "Zahlung erhalten 2021 EUR": "2021",
    "Payment received: 2021.50": "2021.50",
    "Payment received 12.05.2025": None,
    "Payment received 2025-05-12": None,
    "12.05 received by bank transfer": "12.05",
    "Zahlung eingegangen: 2 Tage verspätet": None,
    "Zahlung eingegangen: 3 x 20 €": None,
    "Zahlung eingegangen: 1.249 €": None,
}

STATUSES = {
    "Order status changed from Pending payment to Processing.": ("Pending payment", Kind.PREPARING),
    "Unpaid order cancelled - time limit reached. Order status changed from Pending payment to Cancelled.": (
        "Pending payment",
        Kind.CANCELLED,
    ),
    "Der Bestellstatus wurde von Zahlung ausstehend auf In Bearbeitung geändert.": (
        "Zahlung ausstehend",
        Kind.PREPARING,
    ),
    "Statut de la commande modifié de En attente à Terminée.": ("En attente", Kind.COMPLETED),
    "El estado del pedido cambió de Pendiente de pago a Procesando.": ("Pendiente de pago", Kind.PREPARING),
    "Status do pedido alterado de Processando para Concluído.": ("Processando", Kind.COMPLETED),
    "Status zamówienia zmienił się z W trakcie realizacji na Zrealizowane.": (
        "W trakcie realizacji",
        Kind.COMPLETED,
    ),
    "Stato dell'ordine cambiato da In attesa di pagamento a In lavorazione.": (
        "In attesa di pagamento",
        Kind.PREPARING,
    ),
    "Bestelstatus gewijzigd van In de wacht naar Afgerond.": ("In de wacht", Kind.COMPLETED),
    "Ordrestatus ændret fra Afventer betaling til Behandles.": ("Afventer betaling", Kind.PREPARING),
    "Status: Suspected Fraud": ("", Kind.HELD),
    "Status: parcel_locker": ("", None),
    "Expédié": ("", Kind.SHIPPED),
    "payment_review": ("", Kind.AWAITING),
}

UNSURE = [
    "Ware versandt?",
    "Ware versandt, falls bezahlt",
    "Ware nicht versandt",
    "Storniert auf Wunsch des Kunden?",
    "Retoure angekommen, nicht vollständig",
    "Called Jane about the missing house number: it is 14b Mill Lane.",
    "Lid of the teapot does not fit, £15.00 refunded, she keeps it",
    "Black Friday code was not applied by mistake, £6.20 to be refunded.",
    "Out of stock until January, customer does not want to wait. Card was not charged.",
    "Royal Mail 2nd class, no tracking. Label printed by Tom.",
    "Address check failed: no house number.",
    "Refund of £15.00 requested by the customer",
    "Refund of £15.00 was declined by the bank",
    "Refunded £15.00? Please check",
    "refund $20 to the customer please",
    "Refund £10 if it is late",
    "Refund of £15.00 will be made tomorrow",
    "Parcel returned? Ask the warehouse",
    "Invoice not created",
    "Rechnung nicht erstellt",
    "Order was not delivered because nobody was there",
    "Payment received, but not ours",
    "2 received, 1 missing",
    "$20.00 paid back to the customer",
    "$20.00 paid to the supplier",
    "12.05 received a call from the customer",
    "Erstattung von 15 € abgelehnt",
    "Payments are checked on Mondays",
    "Delivered mugs are the wrong colour",
    "Delivery moved to 9 March: customer is away until then.",
    "Monthly invoice is set up, starts with March.",
    "Please ship before Christmas",
    "T05 Print and send confirmation of receipt",
    "Status: " + "x" * 200,
    "",
]


@pytest.mark.parametrize(("message", "kind"), MEANT.items())
def test_a_known_shape_is_understood(message: str, kind: Kind) -> None:
    assert classify_text(message).kind is kind


@pytest.mark.parametrize(("message", "expected"), STATUSES.items())
def test_a_change_of_status_says_what_the_new_status_means(
    message: str, expected: tuple[str, Kind | None]
) -> None:
    found = classify_text(message)
    assert (found.kind, found.before, found.state) == (Kind.STATUS, *expected)


@pytest.mark.parametrize("message", UNSURE)
def test_what_is_not_sure_stays_legacy(message: str) -> None:
    assert classify_text(message).kind is Kind.LEGACY


@pytest.mark.parametrize(("message", "amount"), AMOUNTS.items())
def test_an_amount_behind_what_happened_is_read_where_it_ends_the_sentence(
    message: str, amount: str | None
) -> None:
    found = classify_text(message)
    assert found.kind in (Kind.PAID, Kind.REFUNDED)
    assert found.amount == (None if amount is None else Decimal(amount))


def test_a_shape_gives_its_amount_carrier_and_numbers() -> None:
    paid = classify_text('Captured amount of £1,086.50 online. Transaction ID: "8UF-capture"')
    assert (paid.amount, paid.currency, paid.transaction) == (Decimal("1086.50"), "GBP", "8UF-capture")
    named = classify_text("Order #12 has been shipped via DHL, tracking number 12345678.")
    assert (named.carrier, named.tracking) == ("DHL", "12345678")
    sent = classify_text("Shipped with Royal Mail Tracked 48, tracking number RM742199501GB.")
    assert (sent.carrier, sent.tracking) == ("Royal Mail Tracked 48", "RM742199501GB")
    french = classify_text("Expédié : Emballage cadeau fait – Colissimo n° 6A17311840027")
    assert (french.kind, french.carrier, french.tracking) == (Kind.SHIPPED, "Colissimo", "6A17311840027")
    back = classify_text("Remboursé : Théière ébréchée : remboursement de 24,90 €, le client la garde.")
    assert (back.kind, back.amount, back.currency) == (Kind.REFUNDED, Decimal("24.90"), "EUR")


@pytest.mark.parametrize(
    ("money", "value"),
    [
        ("£86.50", "86.50"),
        ("129,00 €", "129.00"),
        ("1 249,00 kr", "1249.00"),
        ("1,234.56 USD", "1234.56"),
        ("1.234,56 €", "1234.56"),
        ("1.234.567 zł", "1234567"),
        ("2 380 kr", "2380"),
        ("0.125 BTC", "0.125"),
        ("CHF 1'200.00", "1200.00"),
        ("1.249 €", None),
        ("1,2,3", None),
        ("free", None),
    ],
)
def test_an_amount_is_exact_or_unknown(money: str, value: str | None) -> None:
    assert exact(money) == (None if value is None else Decimal(value))


def test_an_amount_of_a_typed_event_is_read_as_it_is_stored() -> None:
    given = {"amount": "209.130", "payment_id": "ch_1", "payment_gateway": "stripe"}
    found = classify("captured", given, legacy=None, by_customer=False)
    assert (found.kind, found.amount, found.transaction) == (Kind.PAID, Decimal("209.130"), "ch_1")
    assert classify("captured", {"amount": "NaN"}, legacy=None, by_customer=False).amount is None
    assert classify("captured", {"amount": ["?"]}, legacy=None, by_customer=False).amount is None


def test_a_filter_by_kind_reads_the_types_of_that_kind_and_legacy_messages() -> None:
    assert codes_of_kinds(frozenset({Kind.REFUNDED})) == {"refunded", "other"}


def test_a_note_by_the_customer_is_distinguished_from_one_by_the_shop() -> None:
    note = {"message": "Please ring twice"}
    assert classify("note_added", note, legacy=None, by_customer=True).kind is Kind.CUSTOMER_NOTE
    assert classify("note_added", note, legacy=None, by_customer=False).kind is Kind.NOTE
    assert "note_added" in codes_of_kinds(frozenset({Kind.CUSTOMER_NOTE}))


def test_a_records_own_type_counts_only_where_it_says_that_it_is_a_note() -> None:
    assert classify_text("Jane is skiing until the 8th.", "call").kind is Kind.NOTE
    assert classify_text("Jane is skiing until the 8th.", "processing").kind is Kind.LEGACY
    assert classify_text("Refunded amount of £3.95 online.", "complete").kind is Kind.REFUNDED


def test_an_unknown_kind_names_the_nearest() -> None:
    assert Kind.parse("Customer-Note") is Kind.CUSTOMER_NOTE
    with pytest.raises(UnknownKindError, match="Did you mean refunded"):
        Kind.parse("refund")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_has_a_meaning(text: str) -> None:
    assert isinstance(classify_text(text).kind, Kind)


def test_most_messages_of_the_samples_that_shops_made_are_understood() -> None:
    """The CRM's and the help desk's are people's own words, and stay what they are."""
    seen: dict[str, list[bool]] = {}
    for file in SAMPLES.glob("*/expected.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            message = json.loads(line).get("message")
            if message:
                known = classify_text(message).kind is not Kind.LEGACY
                seen.setdefault(file.parent.name, []).append(known)
    for platform in ("magento2", "prestashop", "shopify", "woocommerce", "opencart"):
        assert sum(seen[platform]) / len(seen[platform]) >= 0.75, platform
    assert not any(seen["crm"] + seen["helpdesk"])

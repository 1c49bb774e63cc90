"""The state of an order's payment or parcel says something of that part, and not of the whole order."""

from __future__ import annotations

import pytest

from events.meaning.classify import classify_text
from events.meaning.part_states import is_state_of_part
from events.vocabulary.kinds import Kind


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Payment status: paid", Kind.PAID),
        ("payment_status: captured", Kind.PAID),
        ("Zahlstatus: bezahlt (49,90 EUR)", Kind.PAID),
        ("Zahlungsstatus: erstattet", Kind.REFUNDED),
        ("Statut de paiement : Payé", Kind.PAID),
        ("Estado del envío: enviado", Kind.SHIPPED),
        ("Betaalstatus: betaald", Kind.PAID),
        ("Status płatności: opłacone", Kind.PAID),
        ("Status wysyłki: wysłane", Kind.SHIPPED),
        ("Stato della spedizione: consegnato", Kind.DELIVERED),
        ("Situação do pagamento: pago", Kind.PAID),
        ("Stav platby: zaplaceno", Kind.PAID),
        ("Ödeme durumu: ödendi", Kind.PAID),
        ("Delivery status: returned", Kind.RETURNED),
        ("Invoice status: paid", Kind.PAID),
        ("Refund status: completed", Kind.REFUNDED),
        ("Payment status: completed", Kind.PAID),
        ("Payment status: cancelled", Kind.VOIDED),
        ("Shipping status: completed", Kind.STATUS),
        ("Shipping status: cancelled", Kind.STATUS),
        ("Lieferstatus: bezahlt", Kind.STATUS),
        ("Lieferstatus: offen", Kind.STATUS),
        ("Payment status: what the bank calls it", Kind.STATUS),
    ],
)
def test_the_state_of_a_part_means_what_became_of_that_part(message: str, kind: Kind) -> None:
    assert classify_text(message.replace("_", " ")).display_kind is kind


@pytest.mark.parametrize("state", ["partial", "teilweise bezahlt", "partially_paid"])
def test_a_part_of_a_payment_is_partial(state: str) -> None:
    found = classify_text(f"Payment status: {state}")
    assert (found.display_kind, found.is_partial) == (Kind.PAID, True)


def test_a_sentence_behind_the_name_of_a_state_is_no_state() -> None:
    said = "Delivery status: the customer called again since nobody rang at the door on Monday or Tuesday"
    assert classify_text(said).display_kind is Kind.LEGACY


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        *((name, True) for name in ("Payment status", "Lieferstatus", "financial state", "Statut livraison")),
        *((name, False) for name in ("Status", "order status", "customer status", "state", "payment method")),
    ],
)
def test_states_of_parts_are_known_by_their_names(name: str, is_one: bool) -> None:
    assert is_state_of_part(name) is is_one

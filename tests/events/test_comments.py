"""What a comment says beside the status before it, or behind a remark."""

from __future__ import annotations

import pytest

from events.meaning.classify import classify_text
from events.vocabulary.kinds import Kind

SAID = [
    ("pending: Order received", Kind.PLACED, ""),
    ("Offen: Bestellung eingegangen", Kind.PLACED, ""),
    ("en attente: Commande reçue", Kind.PLACED, ""),
    ("processing: Customer rang", Kind.PREPARING, ""),
    ("paid: Customer asks about cleaning", Kind.PAID, ""),
    ("Teilweise erstattet: Kratzer am Deckel; 20,00 EUR erstattet", Kind.REFUNDED, "20,00 EUR"),
    ("Kratzer am Deckel; 20,00 EUR erstattet", Kind.REFUNDED, "20,00 EUR"),
    ("Scratch on lid; refunded 20.00 EUR", Kind.REFUNDED, "20.00 EUR"),
    ("Scratch on lid; refunded 20.00 EUR?", Kind.LEGACY, ""),
    ("If it does not come; refunded 20.00 EUR", Kind.LEGACY, ""),
    ("Order cancelled by mistake; still valid", Kind.LEGACY, ""),
    ("Order cancelled - ordered by mistake", Kind.CANCELLED, ""),
    ("Paket an DHL übergeben, Sendungsnummer 00340434161094015902", Kind.SHIPPED, "00340434161094015902"),
    ("Paket an DHL übergeben, Rechnung 10234567", Kind.SHIPPED, ""),
]


@pytest.mark.parametrize(("text", "kind", "detail"), SAID)
def test_a_comment_counts_beside_a_status_that_says_less(text: str, kind: Kind, detail: str) -> None:
    status = text.partition(": ")[0] if ": " in text else None
    for legacy in {status, None}:
        found = classify_text(text, legacy)
        assert found.display_kind is kind or (legacy is None and found.kind is Kind.LEGACY and not detail)
        assert (found.money or found.tracking) == detail


def test_a_status_of_a_part_keeps_that_beside_an_amount() -> None:
    text = "Teilweise erstattet: Kratzer am Deckel; 20,00 EUR erstattet"
    assert classify_text(text, "Teilweise erstattet").is_partial


def test_a_comment_that_only_its_status_explains_is_a_status() -> None:
    """So it adds nothing to an order that is in this state already; an amount that is all it says does."""
    assert classify_text("paid: Deposit of 5.00 GBP promised for Monday", "paid").kind is Kind.STATUS
    assert classify_text("paid: Bank transfer 5.00 GBP", "paid").kind is Kind.PAID

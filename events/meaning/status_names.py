# ruff: noqa: RUF001
"""Which kind the name of a status means, in any language and spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping

from events.meaning.status_labels import LABELS
from events.meaning.status_pairs import pairs
from events.meaning.status_scripts import names
from events.vocabulary.kinds import Kind

_TYPED = str.maketrans("'șțёάέήίόύώϊ", "’şţеαεηιουωι")
"""Letters, and those that other keyboards write for them, or that stand for them in capitals."""


def _spellings(label: str) -> set[str]:
    """A name as it is looked up: in small letters, which other languages make otherwise of Turkish ones."""
    cased = (label, label.upper(), label.replace("i", "İ", 1), label.replace("i", "İ"))
    folded = {one.casefold() for one in cased}
    return folded | {one.translate(_TYPED) for one in folded}


_EVENT_NAMES = (
    (Kind.PLACED, "order|orders", "placed|created|create"),
    (Kind.PAID, "order|orders|invoice|payment", "paid"),
    (Kind.PAID, "payment|payment intent|charge", "succeeded|captured"),
    (Kind.FAILED, "payment|payment intent|charge", "failed|declined"),
    (Kind.REFUNDED, "order|orders|payment|charge", "refunded"),
    (Kind.REFUNDED, "refund", "issued|succeeded|completed|processed"),
    (Kind.DISPUTED, "dispute|charge dispute", "created|opened"),
    (Kind.SHIPPED, "order|orders|shipment|parcel|package|fulfillment", "shipped|dispatched|fulfilled"),
    (Kind.DELIVERED, "order|orders|shipment|parcel|package", "delivered"),
    (Kind.RETURNED, "order|orders|shipment|parcel|package", "returned"),
    (Kind.CANCELLED, "order|orders", "cancelled|canceled"),
    (Kind.COMPLETED, "order|orders", "completed"),
)
"""Things, and what became of them, as webhooks call their events: `order.paid`, `orders/fulfilled`."""

STATES: Mapping[str, Kind | None] = (
    {
        f"{thing} {became}": kind
        for kind, things, verbs in _EVENT_NAMES
        for thing in things.split("|")
        for became in verbs.split("|")
    }
    | {spelling: kind for name, kind in (*pairs(), *names()) for spelling in _spellings(name)}
    | {
        spelling: state
        for state, labels in LABELS.items()
        for label in labels.split("|")
        for spelling in sorted(_spellings(label))
    }
)
"""The kind that a status of this name means; None where shops disagree."""

LONGEST = max(map(len, STATES))
"""How many characters the longest name has."""


def taught(kind: Kind) -> str:
    """The type that an import gives legacy records of which the user said what they mean."""
    return f"means {kind.word}"


TAUGHT: Mapping[str, Kind] = {taught(kind): kind for kind in Kind if kind is not Kind.LEGACY}
"""The kind that each of these types means. It decides, whatever the message says."""

CODES: Mapping[str, Kind] = dict.fromkeys(
    ("note", "internal_note", "staff_note", "comment", "call", "phone", "visit", "complaint"), Kind.NOTE
) | {
    "customer_note": Kind.CUSTOMER_NOTE,
    "order_guest": Kind.PLACED,
    "order_account": Kind.PLACED,
    "register": Kind.ACCOUNT,
    "login": Kind.ACCOUNT,
    **TAUGHT,
}
"""The kind by a legacy record's own type, where its message matches no pattern."""

STATUS_WORD = re.compile(
    r"^(?:(?:new |order )?(?:status|state)|bestellstatus|statut|estado|stato|orderstatus|ordrestatus|"
    r"bestelstatus|beställningsstatus|stav(?: objednávky)?|stan(?: zamówienia)?|állapot|stare|situação|"
    r"(?:sipariş )?durumu?|(?:statut|état) de la commande|status zamówienia|estado del pedido|"
    r"stato dell['’]ordine) ?: ?",
    re.IGNORECASE,
)

ORDERS = frozenset(
    "order|status|state|bestellung|auftrag|commande|pedido|ordine|zamówienie|bestelling|ordre".split("|")
)
"""Topics that are the order itself."""

PARTS = frozenset(
    "payment|payments|shipment|shipping|delivery|invoice|zahlung|versand|lieferung|rechnung|paiement|"
    "expédition|livraison|facture|pago|envío|entrega|factura|pagamento|envio|fatura|spedizione|consegna|"
    "fattura|płatność|wysyłka|dostawa|faktura|betaling|verzending|levering|factuur|forsendelse|betalning|"
    "leverans".split("|")
)
"""Topics that are a part of an order: one that is cancelled cancels no order."""

TOPICS = (
    ORDERS
    | PARTS
    | frozenset(
        "refund|return|event|info|note|comment|e-mail|email|call|system|erstattung|rücksendung|notiz|anruf|"
        "telefon|remboursement|retour|appel|reembolso|devolución|llamada|devolução|rimborso|reso|chiamata|"
        "zwrot|telefonat|terugbetaling|telefoon|återbetalning".split("|")
    )
)
"""What a message is about, where that stands before a colon: it says nothing of what happened."""


LEDGER: Mapping[str, Kind] = dict.fromkeys(
    "capture|partial capture|charge|sale|payment|express checkout payment|website payment|mobile payment|"
    "general payment|subscription payment|pre-approved payment bill user payment".split("|"),
    Kind.PAID,
) | dict.fromkeys(("refund", "payment refund", "partial refund"), Kind.REFUNDED)
"""What ledgers of payments call an entry, which says what became of its amount."""

_OTHER_ENTRIES = frozenset(
    ("fee", "payout", "adjustment", "transfer", "settlement", "reserve", "dispute", "payment reversal")
)
DOCUMENTS = frozenset(
    "credit note|credit memo|gutschrift|teilgutschrift|rückzahlung|teilrückzahlung|avoir|"
    "note de crédit|nota de crédito|nota di credito|creditnota|"
    "kreditnota".split("|")
)
"""Names of statuses that are names of papers, too: before a colon they say only what the rest is about."""


def bare(label: str) -> str:
    """The name of a status as it is looked up: in small letters, without what stands around it, and with
    spaces where programs write none: `order_paid`, `order.paid`, `orders/fulfilled`."""
    name = label.strip(" .!。！").casefold()
    return name.replace("_", " ") if " " in name else name.translate(_JOINTS)


_JOINTS = str.maketrans("_./", "   ")


def is_known(label: str) -> bool:
    """Whether it names a status, a topic, a kind or an entry of a ledger."""
    name = bare(label)
    return (
        name in STATES
        or name in TOPICS
        or name in LEDGER
        or name in _OTHER_ENTRIES
        or name.replace(" ", "_") in CODES
        or name in _KINDS
    )


_KINDS = frozenset(kind.word for kind in Kind if kind is not Kind.LEGACY)

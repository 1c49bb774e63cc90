# ruff: noqa: RUF001
"""Which kind the name of a status means, in any language and spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping

from events.status_labels import LABELS
from events.vocabulary.kinds import Kind

_TYPED = str.maketrans("'șț", "’şţ")
"""Letters, and those that other keyboards write for them."""


def _spellings(label: str) -> set[str]:
    """A name as it is looked up: in small letters, which other languages make otherwise of Turkish ones."""
    cased = (label, label.upper(), label.replace("i", "İ", 1), label.replace("i", "İ"))
    folded = {one.casefold() for one in cased}
    return folded | {one.translate(_TYPED) for one in folded}


STATES: Mapping[str, Kind | None] = {
    spelling: state
    for state, labels in LABELS.items()
    for label in labels.split("|")
    for spelling in sorted(_spellings(label))
}
"""The kind that a status of this name means; None where shops disagree."""

LONGEST = max(map(len, STATES))
"""How many characters the longest name has."""

CODES: Mapping[str, Kind] = dict.fromkeys(
    ("note", "internal_note", "staff_note", "comment", "call", "phone", "visit", "complaint"), Kind.NOTE
) | {
    "customer_note": Kind.CUSTOMER_NOTE,
    "order_guest": Kind.PLACED,
    "order_account": Kind.PLACED,
    "register": Kind.ACCOUNT,
    "login": Kind.ACCOUNT,
}
"""The kind by a legacy record's own type, where its message matches no pattern."""

STATUS_WORD = re.compile(
    r"^(?:(?:new |order )?(?:status|state)|bestellstatus|statut|estado|stato|orderstatus|ordrestatus|"
    r"bestelstatus|beställningsstatus|stav(?: objednávky)?|stan(?: zamówienia)?|állapot|stare|situação|"
    r"(?:sipariş )?durumu?|(?:statut|état) de la commande|status zamówienia|estado del pedido|"
    r"stato dell['’]ordine) ?: ?",
    re.IGNORECASE,
)

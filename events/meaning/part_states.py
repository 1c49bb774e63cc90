# ruff: noqa: RUF001
"""States of a part of an order: of its payment, its parcel, what was paid back, came back or was invoiced.

A payment that is completed completes no order, and one that is cancelled cancels none. So `Payment status:
completed` means that it was paid, and a state that says nothing of its part has no meaning of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from events.meaning.meaning import Meaning
from events.meaning.parts import PART
from events.meaning.status_names import STATES, bare
from events.vocabulary.kinds import Kind

_PAYMENT, _PARCEL, _REFUND, _RETURN, _INVOICE = "payment", "parcel", "refund", "return", "invoice"

_BEFORE: Mapping[str, str] = {
    _PAYMENT: r"payments?|paid|financial|zahl|zahlungs|bezahl|betaal|betalings|betalnings",
    _PARCEL: (
        r"shipping|shipments?|ship|delivery|fulfil?lment|dispatch|tracking|liefer|lieferungs|versand|zustell|"
        r"verzend|verzendings|lever|leverings|bezorg|leverans|frakt|fragt|forsendelses|sendings"
    ),
    _REFUND: r"refunds?|erstattungs|rückerstattungs|terugbetalings|återbetalnings|refusjons",
    _RETURN: r"returns?|retouren|rückgabe|rücksendungs|rücksende|retour|retur",
    _INVOICE: r"invoice|rechnungs|factuur|faktura",
}
"""What stands before a word for a state: `payment status`, `Lieferstatus`."""

_BEHIND: Mapping[str, str] = {
    _PAYMENT: (
        r"payment|paiement|r[èe]glement|pago|pagamento|p[łl]atno[śs]ci|platby|[úu]hrady|pl[ăa][țţt]ii|"
        r"pl[ăa]t[ăa]|оплаты|zahlung"
    ),
    _PARCEL: (
        r"shipment|delivery|livraison|exp[ée]dition|envoi|env[íi]o|entrega|remessa|spedizione|consegna|"
        r"wysy[łl]ki|dostawy|przesy[łl]ki|dopravy|doru[čc]en[íi]|z[áa]silky|livrare|livr[ăa]rii|доставки|отправки|"
        r"versand|lieferung"
    ),
    _REFUND: r"refund|remboursement|reembolso|estorno|rimborso|zwrotu [śs]rodk[óo]w|vr[áa]cen[íi] pen[ěe]z",
    _RETURN: r"return|retoure?|devoluci[óo]n|devolu[çc][ãa]o|reso|zwrotu|vr[áa]cen[íi]|retur|возврата",
    _INVOICE: r"invoice|facture|facturation|factura|fatura|fattura|faktury|facturii",
}
"""What stands behind one: `statut de paiement`, `estado del envío`."""

_FIRST: Mapping[str, str] = {
    _PAYMENT: r"fizet[ée]si [áa]llapot|fizet[ée]s [áa]llapota|[öo]deme durumu|maksun tila",
    _PARCEL: (
        r"sz[áa]ll[íi]t[áa]si [áa]llapot|sz[áa]ll[íi]t[áa]s [áa]llapota|kargo durumu|teslimat durumu|"
        r"toimituksen tila"
    ),
    _RETURN: r"iade durumu",
}
"""Names whose words have other forms."""

_WORD = (
    r"status|state|statut|[ée]tat|estado|estatus|stato|situa[çc][ãa]o|stan|stav|stare|starea|статус|состояние"
)
_OF = r"of the|of|de la|de l['’]|de los|del|de|du|d['’]|da|do|della|dell['’]|di"


def _named(part: str) -> str:
    before = rf"(?:new |current )?(?:{_BEFORE[part]})[ -]?(?:status|state)"
    behind = rf"(?:{_WORD})(?: (?:{_OF}))? ?(?:{_BEHIND[part]})"
    return "|".join(filter(None, (before, behind, _FIRST.get(part))))


_NAMES = "|".join(rf"(?P<{part}>{_named(part)})" for part in _BEFORE)

BEFORE_STATE = "|".join(map(_named, _BEFORE))
"""A pattern of the names of such states."""

_IS_NAME = re.compile(_NAMES, re.IGNORECASE)
_NAMED_FIRST = re.compile(rf"^(?:{_NAMES}) ?: ?", re.IGNORECASE)

_OWN: Mapping[str, frozenset[Kind]] = {
    _PAYMENT: frozenset(
        {
            *(Kind.AWAITING, Kind.AUTHORIZED, Kind.PAID, Kind.FAILED, Kind.VOIDED, Kind.REFUNDED),
            *(Kind.DISPUTED, Kind.DISPUTE_WON, Kind.DISPUTE_LOST),
        }
    ),
    _PARCEL: frozenset({Kind.PREPARING, Kind.SHIPPED, Kind.DELIVERED, Kind.UNDELIVERED, Kind.RETURNED}),
    _REFUND: frozenset({Kind.REFUNDED}),
    _RETURN: frozenset({Kind.RETURNED, Kind.REFUNDED}),
    _INVOICE: frozenset({Kind.INVOICED, Kind.PAID}),
}
"""The kinds that a state of each part can mean."""

_DONE: Mapping[str, Kind] = {
    _PAYMENT: Kind.PAID,
    _REFUND: Kind.REFUNDED,
    _RETURN: Kind.RETURNED,
}
"""What it means that the part is completed; a parcel may be sent or have arrived then."""

_BY_PART: Mapping[str, Mapping[str, Kind]] = {
    _PAYMENT: dict.fromkeys(("captured", "success", "successful", "succeeded", "cleared"), Kind.PAID)
    | {"partial": Kind.PAID, "partially": Kind.PAID, "teilweise": Kind.PAID},
    _PARCEL: {"partial": Kind.SHIPPED, "partially": Kind.SHIPPED, "teilweise": Kind.SHIPPED},
    _REFUND: dict.fromkeys(("full", "partial", "partially", "teilweise"), Kind.REFUNDED),
    _RETURN: {"received": Kind.RETURNED},
    _INVOICE: {"sent": Kind.INVOICED},
}
"""What words mean as a state of one part that mean nothing, or another thing, as that of an order."""

_LONGEST = 60
"""The most characters that an unknown state has; a longer text is a sentence."""

_GIVEN_UP = {_PAYMENT: Kind.VOIDED}


def is_state_of_part(name: str) -> bool:
    """Whether a name, such as that of a column, is one of the states of a part: `Payment status`."""
    return _IS_NAME.fullmatch(name) is not None


def state_of_part(text: str) -> Meaning | None:
    """The meaning of a message that is the state of a part behind its name; None for any other."""
    found = _NAMED_FIRST.match(text)
    if found is None:
        return None
    part = found.lastgroup or ""
    label = text[found.end() :].strip(" .")
    whole = bare(label)
    name = whole if whole in STATES else whole.partition(" (")[0]
    state = _BY_PART.get(part, {}).get(name) or STATES.get(name)
    if state is Kind.COMPLETED:
        state = _DONE.get(part)
    elif state is Kind.CANCELLED:
        state = _GIVEN_UP.get(part)
    state = state if state in _OWN[part] else None
    if state is None and (len(label) > _LONGEST or "\n" in label):
        return None
    is_partial = state is not None and PART.search(label) is not None
    return Meaning(kind=Kind.STATUS, state=state, is_partial=is_partial, after=label)

# ruff: noqa: E501 RUF001
"""Messages that are only a word for what happened beside what varies: an amount and a means of payment, or a carrier
and a number, in any order, with colons, dashes or brackets: `Payment received via PayPal: 30.00 USD`,
`Per DHL versendet (00340434161094042557)`.

What varies is taken out. What remains has to be one of these words and nothing else: a message that says more has no
meaning here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from events.meaning import phrase_words, status_names
from events.meaning.asides import SEPARATOR, is_aside
from events.meaning.fields import MONEY
from events.vocabulary.kinds import Kind

WORDS: Mapping[Kind, str] = {
    Kind.PAID: (
        "payment received|payment successful|payment captured|payment processed|payment settled|full payment received|received|captured|charged|paid in full|customer paid|customer has paid|buyer paid|client paid|paid by customer|paid by the customer|kunde zahlte|kunde bezahlte|kundin zahlte|kunde hat bezahlt|kundin hat bezahlt|le client a payé|client a payé|cliente pagó|el cliente pagó|il cliente ha pagato|cliente ha pagato|cliente pagou|klant betaalde|klant heeft betaald|klient zapłacił|klientka zapłaciła|"
        "zahlung erfolgt|zahlung per erhalten|erhalten|eingegangen|paiement réussi|règlement reçu|reçu|encaissé|virement reçu|payé en totalité|"
        "transferencia recibida|cobro realizado|recibido|bonifico ricevuto|ricevuto|incassato|recebido|"
        "betaling geslaagd|ontvangen|otrzymano płatność|otrzymano wpłatę|otrzymano przelew|otrzymano|wpłacono|modtaget|mottaget|mottagen"
    ),
    Kind.REFUNDED: (
        "money back|money refunded|refund|refund issued|refund sent|refund processed|refund completed|refund made|refund paid|payment refunded|"
        "erstattung angewiesen|rückerstattung angewiesen|rückzahlung angewiesen|rückerstattung veranlasst|teilerstattung angewiesen|se reembolsado|se reembolsó|se devuelto|geld zurück|geld zurückerstattet|rückzahlung|rückzahlung erfolgt|zurückgezahlt|zurückerstattet|zurücküberwiesen|erstattung erfolgt|erstattung veranlasst|betrag erstattet|"
        "remboursement envoyé|argent remboursé|paiement remboursé|dinero devuelto|pago reembolsado|reembolso realizado|reembolso efectuado|reembolso enviado|devuelto|"
        "rimborso eseguito|rimborso emesso|rimborso inviato|denaro restituito|soldi restituiti|pagamento rimborsato|"
        "geld terug|geld teruggestort|teruggestort|terugbetaling uitgevoerd|bedrag terugbetaald|zwrot|zwrot wykonany|zwrot zrealizowany|dokonano zwrotu|zwrócono środki"
    ),
    Kind.SHIPPED: (
        "order shipped|order dispatched|order sent|parcel shipped|parcel sent|parcel dispatched|package shipped|package sent|item shipped|items shipped|shipment sent|shipped|dispatched|sent|posted|"
        "versand|versand erfolgt|lieferung versendet|lieferung versandt|versendet|versandt|verschickt|paket versendet|paket versandt|paket verschickt|sendung versendet|sendung versandt|bestellung versendet|bestellung versandt|bestellung verschickt|ware versendet|ware versandt|"
        "expédié|expédiée|envoyé|envoyée|colis expédié|colis envoyé|commande expédiée|commande envoyée|"
        "enviado|enviada|pedido enviado|paquete enviado|expedido|spedito|spedita|inviato|ordine spedito|pacco spedito|pacco inviato|"
        "verzonden|verstuurd|bestelling verzonden|pakket verzonden|pakket verstuurd|zending verzonden|"
        "tracking|tracking number|sendungsnummer|numéro de suivi|número de seguimiento|codice di tracking|numer przesyłki|trackingnummer|"
        "wysłano|wysłane|wysłana|nadano|nadana|zamówienie wysłane|paczka wysłana|paczka nadana|przesyłka wysłana|przesyłka nadana|wysłano paczkę|nadano paczkę"
    ),
}
"""Words that say this beside an amount or the number of a parcel. The names of statuses are such words, too."""

_MORE_MEANS = (
    r"mollie|adyen|braintree|square|checkout\.com|authorize\.net|sage ?pay|opayo|2checkout|tpay|dotpay|redsys|nexi|satispay|multisafepay|buckaroo|i?zettle|wise|revolut|"
    r"alipay|wechat pay|afterpay|clearpay|affirm|alma|oney|scalapay|lydia|trustly|vipps|mercado pago|payone|unzer|paydirekt|wero|skrill|neteller|shop pay|shopify payments|"
    r"woocommerce payments|woopayments|razorpay|paysafecard|postfinance|payu|pay ?po|przelewy\d\d|bank|bankkonto|konto|karte|credit card|debit card"
)
_BY = (
    r"by|via|with|using|through|in|from|on|per|mit|über|von|durch|par|avec|de|con|por|mediante|vía|tramite|met|"
    r"przez|przes|za pomocą|z|med"
)
_TO = r"to|onto|auf|an|sur|a|al|su|op|naar|aan|na|på|till|til"
"""Before what a refund goes to: beside a payment, they say that the shop paid it out."""
_FOR_ORDER = (
    r"(?:(?:for|für|zu|zur|pour|para|por|per|voor|za|de)\s+)?(?:(?:the|your|die|der|la|le|el|il|de|del|do)\s+)?"
    r"(?:order|invoice|bestellung|auftrag|rechnung|commande|facture|pedido|factura|ordine|fattura|bestelling|"
    r"factuur|zamówieni[ea]|faktur[aęy])"
    r"\s*(?:#|n[or°º]\.?|number|nummer|nr\.?)?\s?(?=[\w/-]*\d)[\w/-]+(?![.,]\d)"
)
_THE = r"the|their|his|her|original|die|das|der|den|la|le|les|l['’]|el|il|lo|de|het"
_HELPERS = frozenset(
    "was were has have been is the your a an wurde wurden ist sind die das der ein eine été est la le les son ha han sido fue el los foi il lo stato stata "
    "è de het werd zijn został została zostało zostały er blev har".split()
)
"""Words that may stand between those for what happened and mean nothing there."""
_PARCEL_WORDS = (
    r"tracking(?:[ -]?(?:number|no\.?|nr\.?|code|id|nummer))?|track ?(?:&|and) ?trace(?:[ -]?code)?|(?:sendungs|paket|tracking)-?(?:nummer|nr\.?)|(?:numéro|n°|no) de suivi|suivi|"
    r"(?:número|n[º°]) de (?:seguimiento|rastreo)|código de (?:seguimiento|rastreio|rastreamento)|seguimiento|(?:numero|codice) (?:di )?(?:tracking|spedizione)|"
    r"(?:numer|nr) (?:przesyłki|śledzenia|listu)"
)
_NUMBER_WORDS = rf"{_PARCEL_WORDS}|nr|no\.?|number|nummer"
_TRACKING = r"(?-i:(?!\d{4}-?\d\d-?\d\d\b)(?!\d{1,5}-\d{1,7}\b)(?=(?:[A-Z-]*\d){6})[A-Z0-9][A-Z0-9-]{7,39})"
"""The number of a parcel that no word introduces: at least six digits, and neither a telephone's nor as long as a
date: which digits it has decides nothing, so that a message means what others of its template mean."""
_AT_END = re.compile(rf"[ :–—-]+\(?(?P<tracking>{_TRACKING})\)?$")
_LONGEST = 110
_STOP = re.compile(r"\n|[.;!](?=\s|$)")
_BETWEEN = re.compile(r"(?<=[\s)])[–—-](?=\s)|[:,()\[\]=]|\s+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class SlotFinding:
    """What a message says: its kind, the details as written, and where in the text the rest begins."""

    kind: Kind
    details: dict[str, str]
    end: int


def said_by_slots(text: str) -> SlotFinding | None:
    """What the first sentence says, perhaps before a remark (see `asides`), where it is only a word for a payment or a refund beside an amount, or for
    a shipment beside the number of the parcel. None where it says anything else, and where one of them is
    there twice."""
    stop = _STOP.search(text, 0, _LONGEST + 1)
    end = stop.start() if stop else len(text)
    first = text[:end]
    if end > _LONGEST or not _DIGIT.search(first) or "?" in text[end : end + 2] or "?" in first:
        return None
    if _keys().isdisjoint(_WORD.findall(first.casefold())):
        return None
    found = _finding(first)
    aside = None if found else SEPARATOR.search(first)
    if aside and (before := _finding(first[: aside.start()])):
        return before if is_aside(text, aside.start(), before.kind, _keys()) else None
    return found


def _finding(first: str) -> SlotFinding | None:
    for slots, kinds in ((_of_money(), _OF_MONEY), (_of_parcels(), _OF_PARCELS)):
        if (parts := _taken_out(first, slots)) is None:
            continue
        words, details = parts
        kind = _kinds().get(words)
        if kind not in kinds or (kind is Kind.PAID and "to" in details):
            continue
        if "money" in details and not _SIGNED.search(details["money"]) and "means" not in details:
            continue
        kept = ("money",) if kind in _OF_MONEY else ("carrier", "tracking")
        return SlotFinding(kind, {name: given for name, given in details.items() if name in kept}, len(first))
    return None


def add_behind(details: dict[str, str], text: str, kind: Kind) -> None:
    """Adds to the details of a message of this kind the amount or the number that stands behind the means of
    payment or the carrier, and takes a number or a day out of the carrier's name."""
    found = said_by_slots(text)
    if found is not None and found.kind is kind:
        details.update(found.details)
    elif "carrier" in details and "tracking" not in details:
        details["carrier"], tracking = number_behind(details["carrier"])
        if tracking:
            details["tracking"] = tracking


def add_number(details: dict[str, str], text: str) -> None:
    """Adds the number of the parcel to the details of a shipment that lacks it, where the first line has one
    behind a word for it."""
    line = text.partition("\n")[0]
    if "tracking" not in details and _DIGIT.search(line):
        found = _introduced().findall(line)
        if len(found) == 1:
            details["tracking"] = found[0]


@cache
def _introduced() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_PARCEL_WORDS})\s*[:#]?\s*({_TRACKING})(?![\w-])", re.IGNORECASE)


def number_behind(carrier: str) -> tuple[str, str]:
    """The name of a carrier without the day behind it, and the number of the parcel that stands there; empty
    where none does, and where it is that of an order."""
    found = _AT_END.search(carrier)
    if found is not None:
        is_of_order = _order().search(carrier) is not None
        return (carrier, "") if is_of_order else (carrier[: found.start()], found["tracking"])
    day = _day_at_end().search(carrier) if _order().search(carrier) is None else None
    return (carrier[: day.start()] if day else carrier), ""


_SIGNED = re.compile(r"[^\d.,' \u2019\u00a0\u202f]")
_NO_WORDS = (
    status_names.DOCUMENTS
    | frozenset(name for name in phrase_words.NOUNS if status_names.STATES.get(name) is not Kind.REFUNDED)
    | {"pay order", "capture", "send package"}
) - {"zahlungseingang"}
"""Names of statuses that may be an instruction or a heading beside an amount."""
_OF_MONEY = frozenset({Kind.PAID, Kind.REFUNDED})
_OF_PARCELS = frozenset({Kind.SHIPPED})


def _taken_out(first: str, slots: re.Pattern[str]) -> tuple[str, dict[str, str]] | None:
    """The words that are left without what varies, and its details. None where the amount or the number is
    missing, where one is there twice, and where other digits are left."""
    details: dict[str, str] = {}
    rest: list[str] = []
    place = 0
    for found in slots.finditer(first):
        for name in ("money", "tracking", "carrier", "means", "to"):
            if given := found.groupdict().get(name):
                if name in details:
                    return None
                details[name] = given.strip()
        rest.append(first[place : found.start()])
        place = found.end()
    rest.append(first[place:])
    left = " ".join(rest)
    if not details.keys() & {"money", "tracking"} or _DIGIT.search(left):
        return None
    words = [word for word in _BETWEEN.split(left.casefold()) if word]
    return " ".join(word for word in words if word not in _HELPERS), details


@cache
def _kinds() -> Mapping[str, Kind]:
    """The kind by the words, without those that mean nothing there."""
    names = [
        (name, kind)
        for name, kind in status_names.STATES.items()
        if kind in _OF_MONEY | _OF_PARCELS and name not in _NO_WORDS
    ]
    given = [(words, kind) for kind, row in WORDS.items() for words in row.split("|")]
    return {
        " ".join(word for word in words.split() if word not in _HELPERS): kind
        for words, kind in (*names, *given)
        if kind is not None
    }


@cache
def _keys() -> frozenset[str]:
    """A word of each that it has: the longest."""
    return frozenset(max(_WORD.findall(words), key=len) for words in _kinds() if _WORD.search(words))


_PRICE = r"(?:\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+|\d+)[.,]\d\d(?![\d%]|[.,:/-]\d)"
_OF = r"of|in the amount of|von|über|in höhe von|de|di|van|na kwotę"
_CARD = r"\s+(?:ending(?: in| with)?|[*x•.…]{2,}|endend auf|finissant par|terminada en|terminante con|eindigend op)\s?\d{4}(?!\d)"
_CHEQUE = r"(?:cheque|check|scheck|chèque|assegno)\s+(?:(?:no|n|nr|n[°º])\.?\s?|#)?\d{3,}(?![\d.,]*\d)"
_ANY_MEANS = r"(?<=via )(?-i:[A-Z])[\w.&-]{1,20}(?:\s(?-i:[A-Z])[\w.&-]{1,20})?"
"""What `via` introduces is a means of payment, even one that is not known."""
_TRANSACTION = (
    r"(?:transaction|txn|transaktions?|transacción|transazione|transactie)(?:[ -]?(?:id|no\.?|nr\.?|number|nummer))?"
    r"\s*[:#]?\s*[A-Z0-9-]{4,40}"
)
_DAY = r"(?:(?:on|am|vom|le|el|il|op|dnia)\s+)?(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2}))"


@cache
def _order() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_FOR_ORDER}", re.IGNORECASE)


@cache
def _day_at_end() -> re.Pattern[str]:
    """A day, or what is left of one behind which the sentence seems to end: `am 12` of `am 12.03.2020`."""
    return re.compile(rf"\s+(?:{_DAY}|\d{{8}}|(?:on|am|le|el|il|op|dnia)\s+\d{{1,2}})$", re.IGNORECASE)


@cache
def _of_money() -> re.Pattern[str]:
    money = rf"(?:(?:{_OF})\s+)?(?P<money>{MONEY}|{_PRICE})"
    known = rf"{_CHEQUE}|{phrase_words.MEANS}|{phrase_words.PORTUGUESE_MEANS}|{_MORE_MEANS}"
    by = rf"(?:(?:{_BY}|(?P<to>{_TO}))\s+)?(?:(?:{_THE})\s+)?"
    means = rf"{by}(?:(?P<means>{known})|{_ANY_MEANS})(?:{_CARD})?"
    return _slots(money, _TRANSACTION, _FOR_ORDER, means, _DAY)


@cache
def _of_parcels() -> re.Pattern[str]:
    word = rf"(?:(?:with|mit|avec|con|met|z)\s+)?(?:{_NUMBER_WORDS})\s*[:#]?\s*"
    carrier = rf"(?:kurierem\s+|przez\s+kuriera\s+)?{phrase_words.CARRIER}"
    return _slots(_FOR_ORDER, rf"(?:{word})?(?P<tracking>{_TRACKING})", carrier, _DAY)


def _slots(*slots: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,/+-])(?:{'|'.join(slots)})(?![\w-])", re.IGNORECASE)

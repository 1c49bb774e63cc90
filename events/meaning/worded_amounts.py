"""Amounts of money beside a word that says what became of them: `Paid 12.00 EUR`, `12,00 € erstattet`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from events.meaning import status_names
from events.meaning.fields import MONEY, NUMBER
from events.vocabulary.kinds import Kind

_OF_MONEY = (Kind.PLACED, Kind.AWAITING, Kind.AUTHORIZED, Kind.PAID, Kind.FAILED, Kind.VOIDED,
    Kind.INVOICED, Kind.REFUNDED, Kind.DISPUTED)  # fmt: skip
"""The kinds of events that an amount can be of."""

_WORDS: Mapping[Kind, str] = {
    Kind.PAID: "received|captured|collected|charged|erhalten|eingegangen|reçu|reçus|payés|encaissé|recibido|"
    "recibidos|pagados|abonado|recebido|recebidos|pagos|ricevuto|ricevuti|pagati|otrzymano|wpłacono|"
    "zapłacono|opłacono|ontvangen|modtaget|indbetalt|mottaget|mottagits|inbetalt|betalat|betalats",
    Kind.REFUNDED: "remboursés|reembolsados|reembolsadas|devueltos|rimborsati|återbetalt|återbetalat|"
    "zurückgezahlt|tilbagebetalt|refunderat",
    Kind.AUTHORIZED: "autorisiert|autorisé|autorizado|autorizzato|autoryzowano|geautoriseerd|autoriseret",
    Kind.INVOICED: "billed|in rechnung gestellt|facturés|facturados|zafakturowano|fakturerat",
}
"""Words that mean this only beside an amount."""

_HELPERS = (
    "was|were|has been|have been|is|wurde|wurden|ist|sind|a été|ont été|est|ha sido|han sido|fue|foi|foram|"
    "è stato|sono stati|zostało|został|is|zijn|werd|er|blev|har|blivit|har blivit"
)
_OF = "of|de|di|von|über|van|på|av|na|in höhe von"
_BY = (
    "by|via|with|from|on|per|for|as|mit|am|von|für|par|le|pour|por|con|el|da|il|przez|za|met|op|voor|med|den|"
    "fra|från|för"
)
_AND = "and|plus|und|sowie|et|y|e|i|oraz|en|og|och|ja|és|a"
_DIGIT = re.compile(r"\d")
_LOOKED_AT = 80
"""No amount beside the first word begins behind this many characters."""
_BACK = re.compile(
    r"\b(?:back|out|less|short|too|instead|zurück|zuviel|zu viel|zu wenig|en trop|de más|di troppo|retour)\b",
    re.IGNORECASE,
)
"""Words that turn the meaning of an amount."""
OF_OTHERS = re.compile(
    r"\?|\b(?:costs?|fees?|shipping|postage|discount|voucher|coupon|invoices?|due|owed|owes|outstanding|missing|"
    r"remaining|still|wants?|asks?|kept|keeps?|deduct\w*|withh\w+|minus|except|credit|refund\w*|chargeback|"
    r"\w*kosten|\w*gebühr\w*|porto|versand\w*|rabatt\w*|\w*gutschein\w*|\w*gutschrift\w*|rechnung\w*|offen\w*|noch|"
    r"fehl\w*|rest\w*|will|möchte|fragt|einbehalten|abzüglich|abzgl|\w*erstatt\w*|frais|port|livraison|remise|rabais|"
    r"bon|avoir|factures?|manque\w*|demande|veut|moins|retenus?|rembours\w*|gastos|envío|descuento|vale|factura|"
    r"pendiente\w*|falta\w*|quiere|pide|menos|retenid\w*|devol\w*|reembols\w*|envio|portes|taxas?|desconto|fatura|"
    r"quer|spese|spedizione|sconto|buono|fattura|manca\w*|vuole|chiede|meno|trattenut\w*|rimbors\w*|koszt\w*|opłat[aęy]|"
    r"wysyłk\w*|dostaw\w*|rabat\w*|zniżk\w*|bon\w*|faktur\w*|brakuje|pozostał\w*|chce|prosi|potrąc\w*|zwrot\w*|zwróc\w*|"
    r"verzend\w*|korting|tegoedbon|factuur|openstaand\w*|ontbreekt|wil|vraagt|ingehouden|terugbeta\w*|frakt\w*|fragt|"
    r"avgift\w*|gebyr\w*|saknas|mangler|återbetal\w*|tilbagebetal\w*|refunder\w*)\b",
    re.IGNORECASE,
)
"""Words beside which an amount may be that of something else than the payment or the refund."""


def worded_amount(text: str) -> tuple[Kind, str, int] | None:
    """What became of an amount with a currency: the kind, the amount as written, and where in the text the
    rest begins. None unless the text begins with the amount and a word for it, in either order."""
    if _DIGIT.search(text, 0, _LOOKED_AT) is None:
        return None
    found = _patterns()[0].match(text) or _patterns()[1].match(text)
    if found is None:
        return None
    word = status_names.bare(found["word"])
    kind = status_names.STATES.get(word) or _by_word().get(word)
    line = text[found.end() :].partition("\n")[0]
    if kind not in _OF_MONEY or _BACK.search(line):
        return None
    return kind, found["money"].strip(), found.end()


def is_bare(money: str) -> bool:
    """Whether an amount as written is a whole number alone, which may count something else."""
    return money.isdecimal()


def counts_things(number: str, text: str) -> bool:
    """Whether a whole number in a text stands before the name of a thing: `Refunded 2 mugs`. Beside an amount
    that is certain, it is none."""
    return is_bare(number) and bool(_thing_behind(number, text))


def _thing_behind(number: str, text: str) -> str:
    found = re.search(rf"(?<![\d.,]){re.escape(number)} {_SIZE}([^\W\d_]{{3,}})", text)
    word = found[1].lower() if found else ""
    return "" if word in _NO_THINGS or word in status_names.STATES or word in _by_word() else word


def _is_number_of_things(number: str, text: str) -> bool:
    """Whether it surely is, with no other amount beside it: few things, or those of a word in the plural, as
    English and some others form it; or times an amount, or a card's first digits (`4111 11** **** 1111`)."""
    if not is_bare(number):
        return False
    thing = _thing_behind(number, text)
    is_few = bool(thing) and (len(number) == 1 or thing.endswith(("s", "x")))
    return is_few or re.search(rf"(?<![\d.,]){number}(?:{_NO_AMOUNT})", text) is not None


_NO_AMOUNT = r"\s?[x×*]\s?[$€£]?\d|[ -]?\d{0,4}[*•xX]{2}"
_SIZE = r"(?:[A-Z]-|X{0,3}[SML] )?"
"""What stands before the thing: `2 T-shirts`, `2 XL shirts`."""
_NO_THINGS = frozenset(
    "made done issued sent credited processed requested taken booked for and per via with plus less minus "
    "this that which today yesterday from because due was were has have thanks back only into onto after "
    "before until since during again already now then later instead also but out off over cash card bank "
    "credit debit transfer cheque check net gross total each für und von vom auf aus aufs bis bereits "
    "wegen zurück erstattet überwiesen mit nach heute gestern das des als bar karte konto netto brutto "
    "überweisung gutgeschrieben nur pour par avec vers sous dans dès sans puis mais depuis sur carte "
    "compte banque espèces chèque por para con del desde tarjeta cuenta efectivo cartão conta dinheiro "
    "contanti carta conto voor van naar terug kartą kartę gotówką euro euros euroa eura dollar dollars "
    "pound pounds quid franc francs franken cent cents peso pesos reais reales soles crowns krona kronor "
    "krone kroner kronen kronur korun koruny dinars rubles roubles rupees rand rands bucks zloty zlotys "
    "złote złotych lei forint forints swiss yen yuan won baht ringgit dirham dirhams shekel shekels riyal "
    "riyals hryvnia hryvnias levs lira liras amex visa mastercard maestro paypal klarna stripe sepa ideal "
    "sofort giropay bancontact twint".split()
)
"""Words behind an amount that are no things."""


def without_part(details: dict[str, str], text: str, end: int) -> dict[str, str]:
    """The details of what a text says up to `end`, without an amount to which the same line adds another one:
    `Paid 20 EUR cash and 15 EUR card`; and without a whole number of things: `Refunded 2 mugs`."""
    line = text[end:].partition("\n")[0]
    money = details.get("money", "")
    is_added = bool(money) and _DIGIT.search(line) is not None and _added().search(line) is not None
    if not is_added and not _is_number_of_things(money, text):
        return details
    return {name: value for name, value in details.items() if name != "money"}


def only_amount(text: str, kind: Kind) -> str:
    """The amount that the comment of a status of this `kind` is about: the only one with a currency in its
    first line, or a number that is all it says. Empty where there is none, and where it may be of something
    else: of costs, of a discount, of what is still due; or of one of several things or rates."""
    line = text.partition("\n")[0]
    if kind not in _OF_MONEY or OF_OTHERS.search(line):
        return ""
    found = list(_signed().finditer(line))
    if len({one["money"].strip() for one in found}) == 1:
        is_of_one = _TIMES.search(line, 0, found[0].start()) or _EACH.match(line, found[0].end())
        return "" if is_of_one else found[0]["money"].strip()
    alone = _alone().fullmatch(line.strip()) if not found else None
    return alone["money"] if alone else ""


def is_about_amount(text: str, money: str) -> bool:
    """Whether a comment says hardly more than its amount, if any: `Bank transfer 49.90 EUR`."""
    return bool(money) and len(_TEXT.findall(text.replace(money, " ", 1))) <= _FEW


_TIMES = re.compile(
    r"(?<![\d.,])\d{1,3}(?:\s?[x×*]|\s(?:mal|fois|times|vezes|veces|volte|keer|ggr|gange|razy)\b|"
    r"\s(?:raten|rates?|instal?lments?|mensualités|cuotas|parcelas|termijnen|raty|rat)\b(?:\s\w\w?\w?\b)?)\s*"
    r"(?:je|à)?\s*$|(?:\bje|\bà|@)\s*$",
    re.IGNORECASE,
)
"""Before an amount, it is that of one of several: `3 x 20 EUR`, `3 Raten zu 20 EUR`, `2 mugs à 20 EUR`. Which
digits there are decides nothing: a message means what others of its template mean."""
_EACH = re.compile(
    r"\)?,?\s*(?:each\b|apiece\b|a piece\b|pro st(?:ü|k)|/\s?(?:st|pc)|chacun|la pièce|cada un|ciascun|cad\.|"
    r"per stuk|styck)",
    re.IGNORECASE,
)
"""Behind an amount, this says the same."""
_TEXT = re.compile(r"[^\W\d_]+")
_FEW = 3


@cache
def _by_word() -> Mapping[str, Kind]:
    return {word: kind for kind, words in _WORDS.items() for word in words.split("|")}


@cache
def _signed() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,/-]){_money()}(?!\w)", re.IGNORECASE)


@cache
def _added() -> re.Pattern[str]:
    return re.compile(rf"(?:[+&]|\b(?:{_AND})\b)\s*{_money()}(?!\w)", re.IGNORECASE)


@cache
def _alone() -> re.Pattern[str]:
    return re.compile(rf"[-+]?(?P<money>{NUMBER})")


def _money() -> str:
    return rf"(?P<money>{MONEY})"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The word first, and the amount first."""
    word = r"(?P<word>[^\W\d_][^\d:;,.\n€$£¥]{1,40}?)"
    before = rf"{word}(?:\s*[:=–-]\s*|\s+\(?)(?:(?:{_OF})\s+)?{_money()}(?!\w)\)?"
    after = rf"{_money()}\s+(?:(?:{_HELPERS})\s+)?{word}(?=\s*(?:[.,;:!(–-]|$|\n)|\s+(?:{_BY})\b)"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)

# ruff: noqa: E501 RUF001
"""The fields of message patterns as regular expressions: amounts, numbers, carriers and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from events.amounts import CODES


def _by_letter() -> Iterator[str]:
    """The codes of currencies as a regular expression of each first letter, which is quicker to try."""
    for letter, codes in groupby(sorted(CODES), key=lambda code: code[0]):
        yield f"{letter}(?:{'|'.join(code[1:] for code in codes)})"


_SIGNS = (
    r"(?:(?<!\w)(?=(?:US|CA|AU|NZ|HK|SG|MX|NT|[ACRS])\$|(?:US|CA|AU|NZ|HK) \$)[A-Z]{1,2} ?)?\$|[£€¥￥₹₽]|"
    r"zł|kr\b\.?|Kč|Ft\b|lei\b"
)
_SMALL = (
    r"(?=aed|aud|bgn|brl|cad|chf|cny|czk|"
    r"dkk|eur|gbp|hkd|huf|idr|ils|inr|isk|jpy|krw|mxn|myr|nok|nzd|php|pln|ron|sar|sek|sgd|thb|uah|usd|zar)[a-z]{3}"
)
SIGN = rf"(?:{_SIGNS}|(?-i:\b(?:(?={'|'.join(_by_letter())})[A-Z]{{3}}|{_SMALL})\b))"
"""A currency; other letters in front of a number are a reference (`REF 12345`), an order's or a month's. Its
code in small letters, as Stripe writes it, only where that is no other word."""
ANY_CODE = r"(?-i:\b[A-Z]{3}\b)"
"""What imports write behind the amount of a row may be the code of a currency that is not known here."""
_ANY_SIGN = rf"(?:{_SIGNS}|(?-i:\b(?:[A-Z]{{3}}|{_SMALL})\b))"
"""For the many patterns, since it is compiled sooner: `is_of_else` is asked of what they find."""
NUMBER = r"\d+(?:[.,'\u2019\u00a0\u202f ]\d{3})*(?:[.,]\d{1,4})?(?!\d|[.,:/-]\d)"
_BEFORE = r"(?:\s?[$£€¥])?\s?"
"""Behind a code that stands before a number: `USD $60.00`."""
_BEHIND = (
    r"(?:\s?(?-i:(?=USD|CAD|AUD|NZD|HKD|SGD|MXN|TWD|CLP|COP|ARS|EUR|GBP|JPY|CNY|SEK|NOK|DKK|ISK|RON|MDL)"
    r"[A-Z]{3})\b)?"
)
"""The code behind an amount that has a sign, too: `$60.00 USD`."""


def _amounts(sign: str, before: str = NUMBER, behind: str = NUMBER) -> str:
    """Numbers with a sign or a code, or both: `before` is the number behind it, `behind` the one before it."""
    return rf"{sign}{_BEFORE}{before}{_BEHIND}|{behind}\s?{sign}{_BEHIND}"


MONEY = _amounts(SIGN)
"""An amount with its currency."""
_ORDER = r"(?:#|n[or°º]\.?\s?|number\s)?(?=[\w/-]*\d)[\w/-]++"
_YEAR = r"(?:19[89]|20[0-4])\d(?![\d'’]|[.,]\d)"
"""Without a sign, this is rather the year than an amount."""

_COUNTED = (
    r"(?:\s*%|\s?[x×]\s|\s+(?:items?|pieces?|pcs|units?|times|days?|weeks?|months?|instal\w*|of \d|artikel|stück|stk|tagen?|wochen?|raten|"
    r"articles?|pièces?|jours?|fois|artículos?|días?|veces|cuotas|articoli|pezzi|giorni|volte|rate|sztuk\w*|szt|dni|stuks|dagen|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?|januar|februar|märz|mai|juni|juli|"
    r"oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b)"
)
"""Behind a number without a currency, this says that it counts something else: things, days, parts."""
_PRICE = r"(?<![\d.,:])(?<!\bon )(?<!\bat )(?<!\bam )(?<!\ble )(?>\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+|\d+)[.,]\d\d(?![\d%]|[.,:/-]\d)"
"""A number of which the decimals show that it is an amount, and no card's, no cheque's and no time."""
_SUM = r"(?>\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+|\d+)(?:[.,]\d{1,4})?(?!\d|[.,:/-]\d)"
_SUM_ALONE = rf"(?<!\d){_SUM}"

FIELDS = {
    "{money}": rf"(?P<money>{_amounts(_ANY_SIGN)}|{NUMBER})",
    "{price}": rf"(?P<money7>{_amounts(_ANY_SIGN, behind=_SUM_ALONE)}|{_PRICE})",
    "{amount}": rf"(?P<money8>{_amounts(_ANY_SIGN)}|(?!{_YEAR}){NUMBER})",
    "{sum}": (
        rf"(?P<money9>{_amounts(_ANY_SIGN)}|(?!\d\d?\.\d\d?\.|{_YEAR}){NUMBER})"
        r"(?=[.!)]?\s*(?:$|\n)|[,;](?!\d)|\s(?:per|via|mit|am|par|le|por|con|tramite|il|przez|met|med|op|den)\b)"
    ),
    "{tracking}": r"(?P<tracking>(?=[A-Z-]*\d)[A-Z0-9-]{6,40})",
    "{carrier}": (
        r"(?!(?:e-?mail|mail\b|correo electr|correio eletr|error\b|errore\b|erreur|engano|fout\b|misstag|pomyłk|omyl|"
        r"mistake|love\b|liebe\b|liefde\b|(?:(?:el|la|le|il|o|a|de|den|the)\s)?(?:client|klant\b|kund|custom)))"
        r"(?P<carrier>[^.,;:\n]{2,40}?)"
    ),
    "{transaction}": r"[\"“'(]?(?P<transaction>[A-Z0-9][\w-]{3,63})",
    "{by}": (
        r"(?P<rest>)(?:[^\n]*?\b(?:trans(?:a[ckçz])\w{0,12}|charge|refund|payment|capture|txn)"
        r"(?:(?:(?:[\s-]?(?:id|no\.?|nr\.?|number|nummer)\b)(?:\s?[:#])?|\s?[:#])\s?[\"“'(]?(?P<transaction>(?=[\w-]{0,63}\d)[A-Z0-9][\w-]{0,63})"
        r"|\s?[\"“'(]?(?P<transaction9>(?=[\w-]{0,63}\d)[A-Z0-9][\w-]{3,63})))?"
    ),
    "{before}": r"(?P<before>[^\n]{1,60}?)",
    "{after}": r"(?P<after>[^.\n]{1,60})",
    "{gateway}": r"[\w .&-]{2,30}?",
    "{handed}": r"(?=(?:la poste|colissimo|chronopost|mondial relay|relais colis|colis privé|ups|dhl|dpd|gls|fedex|tnt|hermes|evri|royal mail|usps|inpost(?: paczkomat)?|paczkomacie|poczt(?:a|ę|cie) polsk(?:a|ą|iej)|orlen paczka|(?:deutsche )?post)\b)",
    "{number}": _ORDER,
    "{of_order}": (
        r"(?:\s+(?:środków|pieniędzy|płatności|kosztów|(?:de la commande|du client|del pedido|do pedido|da encomenda|"
        r"dell['’]ordine|za zamówienie|(?:für|der)\s+(?:die\s+)?bestellung|van\s+(?:de\s+)?bestelling)"
        rf"(?:\s+(?!\d{{1,3}}(?:[.,'’\u00a0\u202f ]\d{{3}})*[.,]\d\d?(?!\d)|\d+\s?{_ANY_SIGN}(?!\s?\d)){_ORDER})?+))?"
    ),
    "{said}": (
        r"(?![^\n]{0,40}\b(?:no|non|não|pas|nicht|nie|niet|ikke|inte|keine?[nr]?|geen|ingen|inget|aucune?|jamais|nunca|mai|"
        r"nigdy|nebyl\w*|není|dosud|ještě|jeszcze|ohne|zonder|utan|uden|sans|sin|sem|senza|bez|brak|wenn|sobald|"
        r"falls|bis|ob|wann|als|zodra|indien|tot|når|hvis|før|être|ser|essere|zostać|worden|"
        r"werden|attente|attesa|espera|pendiente|pendente|falsche?|foute?)\b)"
    ),
}


def is_of_else(money: str, text: str, end: int) -> bool:
    """Whether what a pattern found as an amount, up to `end` of `text`, is one of something else: letters beside
    it are no currency, or it counts what stands behind it."""
    letters = _LETTERS.search(money)
    if letters:
        return letters[0] not in CODES
    return not _SIGNED.search(money) and _counted().match(text, end) is not None


_LETTERS = re.compile(r"\b[A-Z]{3}\b")
_SIGNED = re.compile(r"[^\d.,'\u2019\s]")


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(_COUNTED, re.IGNORECASE)

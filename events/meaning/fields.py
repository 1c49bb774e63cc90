# ruff: noqa: E501 RUF001
"""The fields of message patterns as regular expressions: amounts, numbers, carriers and what stands around them."""

from __future__ import annotations

SIGN = (
    r"(?:US\$|R\$|A\$|C\$|[£€$¥₹₽]|zł|kr\b\.?|Kč|Ft\b|lei\b|(?-i:\b(?:[A-Z]{3}|(?=aed|aud|bgn|brl|cad|chf|cny|czk|"
    r"dkk|eur|gbp|hkd|huf|idr|ils|inr|isk|jpy|krw|mxn|myr|nok|nzd|php|pln|ron|sar|sek|sgd|thb|uah|usd|zar)[a-z]{3})\b))"
)
"""A currency; its code in small letters, as Stripe writes it, only where that is no other word."""
NUMBER = r"\d+(?:[.,'\u2019\u00a0\u202f ]\d{3})*(?:[.,]\d{1,4})?(?!\d|[.,:/-]\d)"
_ORDER = r"(?:#|n[or°º]\.?\s?|number\s)?(?=[\w/-]*\d)[\w/-]++"
_YEAR = r"(?:19[89]|20[0-4])\d(?![\d'’]|[.,]\d)"
"""Without a sign, this is rather the year than an amount."""

FIELDS = {
    "{money}": rf"(?P<money>{SIGN}\s?{NUMBER}|{NUMBER}\s?{SIGN}|{NUMBER})",
    "{amount}": rf"(?P<money8>{SIGN}\s?{NUMBER}|{NUMBER}\s?{SIGN}|(?!{_YEAR}){NUMBER})",
    "{sum}": (
        rf"(?P<money9>{SIGN}\s?{NUMBER}|{NUMBER}\s?{SIGN}|(?!\d\d?\.\d\d?\.|{_YEAR}){NUMBER})"
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
        rf"(?:\s+(?!\d{{1,3}}(?:[.,'’\u00a0\u202f ]\d{{3}})*[.,]\d\d?(?!\d)|\d+\s?{SIGN}(?!\s?\d)){_ORDER})?+))?"
    ),
    "{said}": (
        r"(?![^\n]{0,40}\b(?:no|non|não|pas|nicht|nie|niet|ikke|inte|keine?[nr]?|geen|ingen|inget|aucune?|jamais|nunca|mai|"
        r"nigdy|nebyl\w*|není|dosud|ještě|jeszcze|ohne|zonder|utan|uden|sans|sin|sem|senza|bez|brak|wenn|sobald|"
        r"falls|bis|ob|wann|als|zodra|indien|tot|når|hvis|før|être|ser|essere|zostać|worden|"
        r"werden|attente|attesa|espera|pendiente|pendente|falsche?|foute?)\b)"
    ),
}

"""Amounts of money as legacy shops write them, read exactly or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

CODES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS ATS AUD AWG AZN BAM BBD BDT BEF BGN BHD BIF BMD BND BOB BRL BSD BTC BTN "
    "BWP BYN BYR BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CYP CZK DEM DJF DKK DOP DZD EEK EGP ERN ESP ETB "
    "EUR FIM FJD FKP FRF GBP GEL GHS GIP GMD GNF GRD GTQ GYD HKD HNL HRK HTG HUF IDR IEP ILS INR IQD IRR "
    "ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LUF LVL LYD MAD MDL "
    "MGA MKD MMK MNT MOP MRU MTL MUR MVR MWK MXN MYR MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB PEN PGK PHP "
    "PKR PLN PTE PYG QAR ROL RON RSD RUB RUR RWF SAR SBD SCR SDG SEK SGD SHP SIT SKK SLE SOS SRD SSP STN "
    "SVC SYP SZL THB TJS TMT TND TOP TRL TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD "
    "XOF XPF YER ZAR ZMW ZWL".split()
)
"""The codes of currencies, those that the euro and others replaced included."""


def stored(amount: object) -> Decimal | None:
    """The exact value of a typed event's amount; None if another program stored something else there."""
    if isinstance(amount, bool) or not isinstance(amount, str | int | float | Decimal):
        return None
    try:
        value = Decimal(str(amount))
    except (InvalidOperation, ValueError):
        return None
    return value if value.is_finite() and -_DIGITS_MOST <= value.adjusted() <= _DIGITS_MOST else None


SHARED_SIGNS: Mapping[str, frozenset[str]] = {
    "$": frozenset(
        "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD "
        "TWD UYU XCD".split()
    ),
    "kr": frozenset(["DKK", "ISK", "NOK", "SEK", "EEK"]),
    "¥": frozenset(["CNY", "JPY"]),
    "lei": frozenset(["MDL", "RON", "ROL"]),
}
"""Signs that several currencies share."""


def is_same_currency(one: str, other: str) -> bool:
    """Whether two currencies (codes, shared signs, or "" for unknown) can be the same."""
    return (
        one == other
        or not (one and other)
        or other in SHARED_SIGNS.get(one, ())
        or one in SHARED_SIGNS.get(other, ())
    )


def may_be_of(own: str, currency: str) -> bool:
    """Whether an amount of no currency, or of a sign that several share, may be of this one."""
    return (not own or own in SHARED_SIGNS) and is_same_currency(own, currency)


def more_specific_currency(one: str, other: str) -> str:
    """Of two spellings of one currency: a code rather than a sign, a sign rather than nothing."""
    return max((one, other), key=lambda text: (bool(text), text not in SHARED_SIGNS))


def with_codes(sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Sums by currency, where those of a shared sign are added to those of the only code with this sign."""
    found = dict(sums)
    for sign in SHARED_SIGNS.keys() & sums.keys():
        codes = SHARED_SIGNS[sign] & sums.keys()
        if len(codes) == 1:
            found[next(iter(codes))] += found.pop(sign)
    return found


def is_dollar(currency: str) -> bool:
    """Whether amounts of this currency are usually written with `$`."""
    return currency == "$" or currency in SHARED_SIGNS["$"]


_DIGITS_MOST = 30
"""More than any currency needs: 1E+999999 would be printed as a million zeros."""
_DIGITS = re.compile(r"\d[\d., '\u00a0\u202f\u2019]*\d|\d")
_GROUPS = re.compile(r"[ '\u00a0\u202f\u2019]")
_THOUSANDTHS = re.compile(r"\b(?:BHD|IQD|JOD|KWD|OMR)\b")
"""Currencies of three decimals, which these countries write behind a point."""


def digits_of(money: str) -> str:
    """An amount of money as written, without its currency and the blanks between its digits."""
    found = _DIGITS.search(money)
    return _GROUPS.sub("", found[0]) if found else ""


def exact(money: str) -> Decimal | None:
    """The value of an amount of money as written; None where its separators are ambiguous.

    A single separator before three digits (`1.249`) is ambiguous, unless the number starts with a zero, or
    it is a point and the currency has three decimals.
    """
    plain = digits_of(money)
    if not plain:
        return None
    signs = [char for char in plain if char in ".,"]
    last = signs[-1] if signs else ""
    head, _, tail = plain.rpartition(last) if last else (plain, "", "")
    if not last:
        return Decimal(plain)
    if len(set(signs)) == 1:
        grouped = all(len(part) == 3 for part in plain.split(last)[1:])
        if len(signs) > 1:
            return Decimal(plain.replace(last, "")) if grouped else None
        is_decimal = last == "." and _THOUSANDTHS.search(money) is not None
        if grouped and not is_decimal and not head.startswith("0") and len(head) <= 3:
            return None
    elif signs.count(last) > 1:
        return None
    return Decimal(f"{re.sub('[.,]', '', head)}.{tail}")

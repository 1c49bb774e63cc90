# ruff: noqa: E501 SIM905
"""Amounts from a column of their own, shown with what says paid or refunded and names none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

import polars as pl

from events.amounts import exact
from events.classify import COUNTED
from events.message_meanings import meaning_of_message
from events.message_patterns import currency_in
from events.row_amounts import entry_kind
from events.vocabulary.kinds import Kind
from importers.identity import SAID
from importers.mapping.column_mapping import AMOUNT, CURRENCY, EventPart, Value
from importers.mapping.expressions import name_of

_MESSAGE, _KIND = SAID
_CODES = frozenset(
    "AED ALL ARS AUD BAM BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GEL HKD HRK HUF IDR ILS INR ISK JPY KRW "
    "KZT MAD MDL MKD MXN MYR NOK NZD PEN PHP PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD UYU VND "
    "ZAR".split()
)
_SIGNS = {
    "€": "EUR", "EURO": "EUR", "£": "GBP", "$": "$", "US$": "USD", "R$": "BRL", "A$": "AUD", "C$": "CAD",
    "ZŁ": "PLN", "ZL": "PLN", "KČ": "CZK", "KC": "CZK", "KR": "kr", "KR.": "kr", "FT": "HUF", "LEI": "lei",
    "₺": "TRY", "TL": "TRY", "₽": "RUB", "РУБ": "RUB", "РУБ.": "RUB", "₴": "UAH", "ГРН": "UAH", "¥": "¥",
    "₹": "INR", "FR.": "CHF", "SFR.": "CHF", "ЛВ": "BGN", "ЛВ.": "BGN",
}  # fmt: skip
_CELL = re.compile(
    r"(?P<minus>[-(\u2212]?)\s*(?P<before>[^\d\s()+-]{0,4}?)\s*(?P<more>[-\u2212+]?)\s*"
    r"(?P<number>\d[\d.,'\u2019 \u00a0\u202f]*?)[.,]?-{0,2}\s*(?P<after>[^\d\s()]{0,5})\)?"
)


def currency_code(text: str) -> str:
    """The code of a currency, or its sign where several have that; empty where it is none that is known."""
    word = text.strip().upper()
    return word if word in _CODES else _SIGNS.get(word, "")


def with_amounts(
    shaped: list[pl.DataFrame], parts: Sequence[EventPart], cells: pl.DataFrame
) -> tuple[list[pl.DataFrame], int]:
    """The records of each part, whose rows are those of `cells`, and the number of those that now show their
    amount.

    It stands behind messages that say paid or refunded and name no amount: `Opłacone (249,00 PLN)`. It is no
    part of what makes a record the same one: `said_message` and `said_kind` are what counts there.
    """
    shown = [_with_amount(records, part.fields, cells) for records, part in zip(shaped, parts, strict=True)]
    return [records for records, _ in shown], sum(number for _, number in shown)


def _with_amount(
    records: pl.DataFrame, fields: Mapping[str, Value], cells: pl.DataFrame
) -> tuple[pl.DataFrame, int]:
    beside = cells.select(
        pl.int_range(pl.len()).alias("_"),
        name_of(fields.get(AMOUNT)).alias("amount"),
        name_of(fields.get(CURRENCY)).alias("currency"),
    )
    if _MESSAGE not in records.columns:
        records = records.with_columns(pl.col("message").alias(_MESSAGE), pl.col("kind").alias(_KIND))
    rows = zip(records["message"], beside["amount"], beside["currency"], strict=True)
    shown = [_shown(message, amount, currency) for message, amount, currency in rows]
    column = pl.Series("message", shown, dtype=pl.String)
    number = int((column != records["message"]).sum())
    return records.with_columns(column), number


def _shown(message: str | None, amount: str | None, currency: str | None) -> str | None:
    """The message with its amount, where that counts."""
    if not message or not amount:
        return message
    minus = "-" if amount.strip()[:1] in ("-", "(", "\u2212") else ""
    kind = entry_kind(message, is_negative=bool(minus))
    if kind is None:
        minus = ""
        meaning = meaning_of_message(message)
        if meaning.display_kind not in COUNTED or meaning.money:
            return message
        kind = meaning.display_kind
    written = _written(amount, currency or "", is_refund=kind is Kind.REFUNDED)
    return f"{message} ({minus}{written})" if written else message


@lru_cache(maxsize=16384)
def _written(amount: str, currency: str, *, is_refund: bool) -> str:
    """An amount with its currency as messages write it; empty for zero, for less than nothing that was paid,
    and for what is no amount. What was refunded has no sign: many systems write it as less than nothing."""
    found = _CELL.fullmatch(amount.strip())
    if found is None or ((found["minus"] or found["more"] not in ("", "+")) and not is_refund):
        return ""
    number = " ".join(found["number"].split())
    value = exact(number)
    if value is not None and not value:
        return ""
    own = f"{found['before']}{number} {found['after']}".strip()
    if own != number:
        code = currency_code(found["before"] or found["after"])
        return own if currency_in(own) else f"{number} {code}" if code else ""
    if code := currency_code(currency):
        return f"{number} {code}"
    is_whole = value is not None and value == value.to_integral_value() and number.isdecimal()
    return f"{number}.00" if is_whole and value is not None and value < Decimal(10**12) else number

"""Amounts from a column of their own, shown with what says paid or refunded and names none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import polars as pl

from events.amounts import CODES, digits_of, exact, may_be_of
from events.meaning.classify import classify_text
from events.meaning.kind_groups import COUNTED
from events.meaning.message_meanings import meaning_of_message
from events.meaning.patterns import currency_in
from events.meaning.row_amounts import amount_behind, entry_kind
from events.meaning.status_names import TAUGHT
from events.meaning.worded_amounts import counts_things
from events.vocabulary.kinds import Kind
from importers.identity import as_said
from importers.mapping.amount_signs import sign_first
from importers.mapping.column_mapping import ADDED, AMOUNT, CURRENCY, UNREAD, UNSEEN, EventPart, Value
from importers.mapping.expressions import name_of

_DECIDED = frozenset(TAUGHT)
_ISO = re.compile("[A-Z]{3}")
_SIGNS = {
    "€": "EUR", "EURO": "EUR", "£": "GBP", "$": "$", "US$": "USD", "R$": "BRL", "A$": "AUD", "AU$": "AUD",
    "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "NT$": "TWD",
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
    return word if word in CODES else _SIGNS.get(word, "")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A message with its amount, where that counts; the kind of one beside which it is not seen; and an
    amount that nobody can be certain of (`1.000`), as written."""

    message: str | None
    unseen: str | None = None
    unread: str | None = None


def with_amounts(
    shaped: list[pl.DataFrame], parts: Sequence[EventPart], cells: pl.DataFrame, *, decimal_mark: str = ""
) -> list[pl.DataFrame]:
    """The records of each part, whose rows are those of `cells`, with their amounts; `ADDED` is whether a
    record now shows what another column says of it, `UNSEEN` the kind of one whose amount is not shown, and
    `UNREAD` an amount that is not added up. `decimal_mark` is what stands before decimals in the column;
    empty where the column does not say.

    It stands behind messages that say paid or refunded and name no amount, or one without its currency:
    `Opłacone (249,00 PLN)`. It is no part of what makes a record the same one: `said_message` and `said_kind`
    are what counts there.
    """
    return [
        _with_amount(records, part.fields, cells, decimal_mark)
        for records, part in zip(shaped, parts, strict=True)
    ]


def _with_amount(
    records: pl.DataFrame, fields: Mapping[str, Value], cells: pl.DataFrame, decimal_mark: str
) -> pl.DataFrame:
    records = as_said(records)
    if not {AMOUNT, CURRENCY} & fields.keys():
        none = (pl.lit(None, pl.String).alias(name) for name in (UNSEEN, UNREAD))
        return records.with_columns(pl.lit(value=False).alias(ADDED), *none)
    beside = cells.select(
        pl.int_range(pl.len()).alias("_"),
        name_of(fields.get(AMOUNT)).alias("amount"),
        name_of(fields.get(CURRENCY)).alias("currency"),
    )
    rows = zip(records["message"], records["kind"], beside["amount"], beside["currency"], strict=True)
    found = [
        _shown(message, kind, amount or "", currency or "", decimal_mark)
        for message, kind, amount, currency in rows
    ]
    shown = pl.Series("message", [one.message for one in found], dtype=pl.String)
    unread = pl.Series(UNREAD, [one.unread for one in found], dtype=pl.String)
    return records.with_columns(
        shown,
        ((shown != records["message"]).fill_null(value=False) & unread.is_null()).alias(ADDED),
        pl.Series(UNSEEN, [one.unseen for one in found], dtype=pl.String),
        unread,
    )


def _shown(message: str | None, kind: str | None, amount: str, currency: str, mark: str) -> _Shown:
    """What becomes of a message beside an amount and a currency."""
    if not message or not (amount or currency):
        return _Shown(message)
    amount = sign_first(amount)
    minus = "-" if amount.startswith("-") else ""
    entry = None if kind in _DECIDED else entry_kind(message, is_negative=bool(minus))
    if entry is not None:
        written = _written(amount, currency, mark, is_refund=entry is Kind.REFUNDED) if amount else ""
        return _with(message, written, amount, minus=minus)
    meaning = classify_text(message, kind) if kind in _DECIDED else meaning_of_message(message)
    said = meaning.display_kind
    is_of_things = said in COUNTED and _counts(amount) and counts_things(meaning.money, message)
    if meaning.money and not is_of_things:
        code = _code_in_cell(currency) if said in COUNTED else ""
        code = code if may_be_of(meaning.currency, code) and code != meaning.currency else ""
        return _Shown(f"{message} ({meaning.money} {code})" if code else message)
    if said not in COUNTED or not amount:
        return _Shown(message, unseen=said.word if _counts(amount) else None)
    written = _written(amount, currency, mark, is_refund=said is Kind.REFUNDED)
    found = _with(message, written, amount)
    is_unseen = not (written or found.unread) and _counts(amount)
    return _Shown(message, unseen=said.word) if is_unseen else found


def _with(message: str, written: str, amount: str, *, minus: str = "") -> _Shown:
    """The message with what its amount is `written` as. It is left out where it has no currency and could not
    be known for an amount again."""
    if not written:
        return _Shown(message)
    is_open = exact(written) is None
    if amount_behind(f" ({written})") is None:
        return _Shown(message, unread=amount.strip())
    return _Shown(f"{message} ({minus}{written})", unread=amount.strip() if is_open else None)


def _counts(amount: str) -> bool:
    """Whether it is an amount, and not zero."""
    return any(digit in amount for digit in "123456789") and _CELL.fullmatch(amount.strip()) is not None


def _code_in_cell(text: str) -> str:
    """The currency in a cell of a column of currencies: a code may be one that is not known here."""
    words = [text, *re.findall(r"[^\W\d_]+|[$€£¥₹₽]", text)]
    known = next((code for word in words if (code := currency_code(word))), "")
    word = text.strip().upper()
    return known or (word if _ISO.fullmatch(word) else "")


@lru_cache(maxsize=16384)
def _written(amount: str, currency: str, mark: str = "", *, is_refund: bool) -> str:
    """An amount with its currency as messages write it; empty for zero, for less than nothing that was paid,
    and for what is no amount. What was refunded has no sign: many systems write it as less than nothing."""
    found = _CELL.fullmatch(amount.strip())
    if found is None or ((found["minus"] or found["more"] not in ("", "+")) and not is_refund):
        return ""
    number = " ".join(found["number"].split())
    value = exact(f"{number} {found['before']}{found['after']}")
    if value is None and mark and mark not in number:
        number = f"{number}{mark}00"
        value = exact(number)
    if value is not None and not value:
        return ""
    number = _in_cents(number, value)
    before, after = found["before"], found["after"]
    if before or after:
        own = f"{before}{number} {after}".strip()
        code = currency_code(before or after)
        return own if currency_in(own) else f"{number} {code}" if code else ""
    if code := _code_in_cell(currency):
        return f"{number} {code}"
    if any(map(str.isalpha, currency)):
        return ""  # points, or what else is no money: it must not be added to any
    is_whole = value is not None and value == value.to_integral_value() and digits_of(number).isdecimal()
    return f"{number}.00" if is_whole and value is not None and value < Decimal(10**12) else number


def _in_cents(number: str, value: Decimal | None) -> str:
    """The number with two decimals, of which spreadsheets drop zeros (`59.9`), and databases add some."""
    found = _DECIMALS.search(number)
    if value is None or found is None or value.as_tuple().exponent == 0:
        return number
    if len(found["decimals"]) == 1:
        return f"{number}0"
    cents = round(value, 2)
    is_long = len(found["decimals"]) > len("000")
    return f"{cents:f}".replace(".", found["mark"]) if is_long and abs(value - cents) < _ROUNDED else number


_DECIMALS = re.compile(r"(?P<mark>[.,])(?P<decimals>\d+)$")
_ROUNDED = Decimal("0.000001")
"""What programs that count in binary fractions add to an amount: 59.900000000000006."""

"""What a column's values look like: dates, times of day, e-mails, numbers, codes, sentences, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.inference.name_score import named
from importers.mapping.dates.column_patterns import CLOCK, HAS_HOUR, MIDNIGHT, NAMED_CLOCK, number_pattern
from importers.mapping.dates.parser import are_dates
from importers.mapping.dates.text import looks_like_date

if TYPE_CHECKING:
    import polars as pl

_SEVERAL = 3

_FEW = 50
"""The number of values that show whether a column may hold dates at all."""

_NUMBER = r"^\d+([.,]\d+)?$"
_EMAIL = r"^\s*([^@<>]*<)?[^@\s<>]+@[^@\s]+\.[^@\s>]+(>|\s+\([^()]*\))?\s*$"
_CODE = r"^(#\s?\d+|[#A-Z]{1,5}[-_/]?\d[\w/-]*)$"
_SPACED = r"^[A-Z]{1,5}[ -]\s?\d[\w/-]*$"
_TEXT = r"\pL"
_WORDS = r"\S\s+\S|[\p{Han}\p{Hiragana}\p{Katakana}]{4}"
_SENTENCE = r"\S\s+\S+\s+\S|[\p{Han}\p{Hiragana}\p{Katakana}]{6}"
_DOCUMENT = r"^\s*(\[\s*[\[{\]]|\{\s*[\"}])"
_CURRENCY = r"(\p{Sc}|[A-Z]{3}|kr|zł|Kč|Ft|lei)?"
_AMOUNT = r"[-+(]?\s?\d[\d.,' ]*[.,]\d{2}\)?"
_MONEY = rf"^\s*{_CURRENCY}\s?{_CURRENCY}{_AMOUNT}\s?{_CURRENCY}\s*$" + r"|^\s*-?\p{Sc}\s?\d|\d\s?\p{Sc}$"
_DECIMAL = r"^[+-]?\d+([.,]\d+)?$"
_NUMERIC = r"^[-+(]?\D{0,4}\s?[-+(\u{2212}]?\s?\d[\d.,' \u{a0}\u{202f}\u{2019}]*\D{0,5}$"
_CURRENCY_CODE = r"^\s*([A-Z]{3}|[a-z]{3}|\S{1,3}|Kčs?)\s*$"
_WHOLE = r"^\d{4,12}$"
_SHARES = (
    CLOCK,
    NAMED_CLOCK,
    HAS_HOUR,
    MIDNIGHT,
    _EMAIL,
    _DECIMAL,
    _NUMERIC,
    _CURRENCY_CODE,
    _WHOLE,
    _CODE,
    _SPACED,
    _TEXT,
    _WORDS,
    _SENTENCE,
    _DOCUMENT,
    _MONEY,
)
"""The patterns of which a profile has the share."""

_DAMAGED = 0.2
"""Up to this share of records may be damaged without changing what their columns are."""


@dataclass(frozen=True, kw_only=True)
class ValueProfile:
    """Shares of a column's filled values; `filled` is of all rows, `distinct` of how many there are of the
    filled ones."""

    name: str
    filled: float
    distinct: float
    dates: float
    hours: float
    """Dates with a time of day."""
    clock: float
    emails: float
    numbers: float
    amounts: float
    """Numbers that may be amounts, with a currency or without."""
    currencies: float
    """What may be a currency: its code or its sign."""
    whole: float
    """Whole numbers as long as an order's."""
    codes: float
    spaced: float
    """Codes with a blank behind their letters: AB 4711."""
    text: float
    words: float
    sentences: float
    documents: float
    """JSON."""
    values: list[str]
    money: float
    """Amounts of money: two decimals, or a currency's sign."""
    constant: bool
    """Whether three rows or more all hold one value."""
    running: bool
    """Whether the values number the rows, from 0 or 1 on."""
    unique: bool
    """Whether no value comes again, but for those of a few records that are there twice or damaged."""
    label: str
    """The name without the prefix that all columns share."""

    @property
    def is_key(self) -> bool:
        """Whether it identifies the records that have a value by short values."""
        return self.unique and self.words <= _DAMAGED

    @classmethod
    def at(cls, column: pl.Series, *, label: str = "") -> ValueProfile:
        """Measure a column; `label` is its name without the prefix that all columns share."""
        texts = column.drop_nulls().str.strip_chars()
        texts = texts.filter(texts != "")
        count = max(len(texts), 1)
        matching = _count_matching(texts)

        def share(pattern: str) -> float:
            return matching[pattern] / count

        clock = share(CLOCK)
        if named("time", column.name) and clock < 1:
            clock += share(NAMED_CLOCK)
        return cls(
            name=column.name,
            filled=len(texts) / max(len(column), 1),
            distinct=texts.n_unique() / count,
            dates=_dates(texts, numbered=named("date", column.name) > 0 and not clock) / count,
            hours=share(HAS_HOUR) - share(MIDNIGHT),
            clock=clock,
            emails=share(_EMAIL),
            numbers=share(_DECIMAL),
            amounts=share(_NUMERIC),
            currencies=share(_CURRENCY_CODE),
            whole=share(_WHOLE),
            codes=share(_CODE),
            spaced=share(_SPACED),
            text=share(_TEXT),
            words=share(_WORDS),
            sentences=share(_SENTENCE),
            documents=share(_DOCUMENT),
            money=share(_MONEY),
            constant=len(texts) >= _SEVERAL and texts.n_unique() == 1,
            running=_is_running(texts),
            unique=_is_unique(texts),
            label=label or column.name,
            values=texts.unique(maintain_order=True).head(3).to_list(),
        )

    @property
    def is_free(self) -> bool:
        """Whether it is neither a date nor a time of day, nor a document: it can have any other role."""
        return self.dates <= 0.8 and self.clock <= 0.8 and self.documents <= 0.5


def _count_matching(texts: pl.Series) -> dict[str, int]:
    """How many texts contain each pattern, in one query: a file of few rows has many columns."""
    import polars as pl

    text = pl.col("text")
    counts = [text.str.contains(pattern).sum().alias(pattern) for pattern in _SHARES]
    return pl.DataFrame({"text": texts}).select(counts).row(0, named=True)


def _is_unique(texts: pl.Series) -> bool:
    repeated = len(texts) - texts.n_unique()
    return not repeated or (texts.n_unique() >= _SEVERAL and repeated <= max(1, _DAMAGED * len(texts)))


def _is_running(texts: pl.Series) -> bool:
    numbers = [str(at) for at in range(_FEW + 1)]
    first = texts.head(_FEW).to_list()
    return len(first) >= _SEVERAL and first in (numbers[: len(first)], numbers[1 : len(first) + 1])


def _dates(texts: pl.Series, *, numbered: bool) -> int:
    """How many are dates by the table of date formats; bare numbers only if `numbered`."""
    is_number = texts.str.contains(_NUMBER)
    numbers = int((texts.filter(is_number).str.contains(number_pattern())).sum()) if numbered else 0
    others = texts.filter(~is_number & texts.str.contains(r"\d") & (texts.str.len_chars() < 70))
    few = others.gather_every(max(1, len(others) // _FEW)) if len(others) else others
    return numbers + (int(are_dates(others).sum()) if any(map(looks_like_date, few)) else 0)

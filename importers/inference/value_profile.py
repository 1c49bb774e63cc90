"""What a column's values look like: dates, times of day, e-mails, numbers, codes, sentences, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.inference.name_score import named
from importers.mapping.dates.words import in_figures

if TYPE_CHECKING:
    import polars as pl

_MOMENT = (
    r"^\s*(\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2}.*)?|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}.*|"
    r"\d{4}/\d{1,2}/\d{1,2}.*|\d{4}年\d{1,2}月\d{1,2}日.*|"
    r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}.*|\d{1,2} [A-Z][a-z]{2} \d{4}.*)\s*$"
)
_NUMBERED = (
    r"^([01]\d{9}(\.\d+)?|[01]\d{12}|1\d{15}|"
    r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([ T]?\d{4}(\d\d)?Z?)?|"
    r"(3[3-9]|[4-6]\d|7[0-2])\d{3}([.,]\d+)?)$"
)
"""Seconds since 1970, dates without marks, and spreadsheets' days: dates where the column's name says so."""

_FEW = 50
"""So many dates with words in them are read to find out whether they are some."""

_CLOCK = r"^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s*[AaPp]\.?\s?[Mm]\.?)?$"
_BARE_CLOCK = r"^(\d{1,2}[.h]\d{2}([.:]\d{2})?|[0-2]\d[0-5]\d([0-5]\d)?)$"
"""Also a time where the column's name says so."""

_HOUR = r"\d[T ,]+.*\d{1,2}[:.h]\d{2}|^\d{9,}|^\d{5}[.,]\d|^\d{8}T?\d"
_MIDNIGHT = r"[T ]0?0:00(:00(\.0+)?)?$"
_EMAIL = r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"
_CODE = r"^(#\s?\d+|[#A-Z]{1,5}[-_/]?\d[\w/-]*)$"
_TEXT = r"\pL"
_WORDS = r"\S\s+\S|[\p{Han}\p{Hiragana}\p{Katakana}]{4}"
_SENTENCE = r"\S\s+\S+\s+\S|[\p{Han}\p{Hiragana}\p{Katakana}]{6}"
_DOCUMENT = r"^\s*(\[\s*[\[{]|\{\s*\")"


@dataclass(frozen=True, kw_only=True)
class ValueProfile:
    """Shares of a column's filled values; `filled` is of all rows, `distinct` of how many there are of the
    filled ones."""

    name: str
    filled: float
    distinct: float
    dates: float
    hours: float
    """Dates that tell a time of day."""
    clock: float
    emails: float
    numbers: float
    whole: float
    """Whole numbers as long as an order's."""
    codes: float
    text: float
    words: float
    sentences: float
    documents: float
    """JSON."""
    values: list[str]

    @classmethod
    def at(cls, column: pl.Series) -> ValueProfile:
        texts = column.drop_nulls().str.strip_chars()
        texts = texts.filter(texts != "")
        count = max(len(texts), 1)

        def share(pattern: str) -> float:
            return int(texts.str.contains(pattern).sum()) / count

        clock = share(_CLOCK)
        if named("time", column.name) and clock < 1:
            clock += share(_BARE_CLOCK)
        return cls(
            name=column.name,
            filled=len(texts) / max(len(column), 1),
            distinct=texts.n_unique() / count,
            dates=_dates(texts, numbered=named("date", column.name) > 0 and not clock) / count,
            hours=share(_HOUR) - share(_MIDNIGHT),
            clock=clock,
            emails=share(_EMAIL),
            numbers=share(r"^[+-]?\d+([.,]\d+)?$"),
            whole=share(r"^\d{4,12}$"),
            codes=share(_CODE),
            text=share(_TEXT),
            words=share(_WORDS),
            sentences=share(_SENTENCE),
            documents=share(_DOCUMENT),
            values=texts.unique(maintain_order=True).head(3).to_list(),
        )

    @property
    def tells_more(self) -> bool:
        """Whether it is neither a date nor a time of day, nor a document: it can have any other role."""
        return self.dates <= 0.8 and self.clock <= 0.8 and self.documents <= 0.5


def _dates(texts: pl.Series, *, numbered: bool) -> int:
    """How many read as dates; of those with words in them, as far as a few tell."""
    plain = texts.str.contains(_MOMENT)
    if numbered:
        plain |= texts.str.contains(_NUMBERED)
    short = (texts.str.len_chars() < 70) & texts.str.contains(r"\pL{3}") & texts.str.contains(r"\d")
    worded = texts.filter(~plain & short)
    few = worded.head(_FEW)
    told = sum(in_figures(text) is not None for text in few)
    return int(plain.sum()) + round(told * len(worded) / max(len(few), 1))

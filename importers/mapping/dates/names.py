"""Month and weekday names in the languages of CLDR, read from `calendar_names.csv`.

The file has one row per language: twelve columns of month names (in full and abbreviated, in the form used
within dates and alone) and one of weekday names, separated by blanks. It was generated from CLDR with Babel
and completed with spellings that shop systems use. A language is added as a row.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files

_INVISIBLE = "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Marks of the direction of writing: browsers of old put them around every part of a date."""

_PLAIN_LETTERS = {ord("ł"): "l", ord("ı"): "i"} | dict.fromkeys(map(ord, f"׳॰{_INVISIBLE}"))
_WEEK = 7
_ANY_DAY = frozenset(range(1, _WEEK + 1))
_ALWAYS_DAY_DOT = frozenset({"hr"})


def fold(text: str) -> str:
    """`text` in lower case, without accents and other marks, with ASCII digits."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (one for one in decomposed if not unicodedata.category(one).startswith("M"))
    plain = "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in letters)
    return unicodedata.normalize("NFC", plain.translate(_PLAIN_LETTERS))


def months(name: str, *, day_dot: bool) -> set[int]:
    """The months (1–12) that `name`, folded, may mean; empty if it is no month's name.

    `day_dot` is whether a dot follows the day. Where a name differs between languages (listopada is November
    in Polish and October in Croatian), no dot excludes those that always write one.
    """
    meanings = _month_names().get(name.replace(".", ""), {})
    excluded = frozenset() if day_dot else _ALWAYS_DAY_DOT
    return {month for month, languages in meanings.items() if languages - excluded} or set(meanings)


def is_weekday(name: str) -> bool:
    """Whether `name`, folded, is a weekday in any language, in full or abbreviated."""
    return name.replace(".", "") in _weekday_names()


def weekdays(name: str) -> frozenset[int]:
    """The weekdays (1–7, from Monday) that `name`, folded, may mean; empty if it is none, or a month, too."""
    plain = name.replace(".", "")
    return frozenset() if plain in _month_names() else _weekdays().get(plain, frozenset())


@cache
def _weekdays() -> dict[str, frozenset[int]]:
    """Names by what they mean; each row has the whole names of Monday to Sunday first, one word of each, then
    all shorter ones in the same order. Where there are more or fewer, those may be of any day."""
    found: dict[str, frozenset[int]] = {}
    for row in _rows():
        listed = row["weekdays"].split()
        for at, name in enumerate(listed):
            is_known = at < _WEEK or len(listed) % _WEEK == 0
            days = frozenset({at % _WEEK + 1}) if is_known else _ANY_DAY
            plain = fold(name).replace(".", "")
            found[plain] = found.get(plain, frozenset()) | days
    return found


@cache
def _rows() -> list[dict[str, str]]:
    text = files(__package__).joinpath("calendar_names.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


@cache
def _month_names() -> dict[str, dict[int, set[str]]]:
    found: dict[str, dict[int, set[str]]] = {}
    for row in _rows():
        for month in range(1, 13):
            for name in row[str(month)].split():
                meanings = found.setdefault(fold(name).replace(".", ""), {})
                meanings.setdefault(month, set()).add(row["language"])
    return found


@cache
def _weekday_names() -> frozenset[str]:
    return frozenset(fold(name).replace(".", "") for row in _rows() for name in row["weekdays"].split())

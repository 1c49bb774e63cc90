"""Order numbers that are none: what a spreadsheet left of them, and lists of several."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|mrz|m\u00e4r|mai|okt|dez|janv|f\u00e9vr|mars|avr|juin|juil|"
    "ao\u00fbt|d\u00e9c|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|sty|lut|kwi|maj|cze|lip|sie|wrz|pa\u017a|lis|gru"
)
_MONTH = f"(?-i:{_MONTHS}|{'|'.join(map(str.capitalize, _MONTHS.split('|')))})"
"""No spreadsheet writes capitals only: `MAR-21` or `SET-12` begins with a shop's own letters."""

_SPOILT = (
    r"(?i)^\s*(?:\d(?:E\+|[.,]\d+E\+?)\d{1,3}|#{3,}|Err:\d{3}|#[\pL\u00a1\u00bf/.0_]{1,20}[!?]|"
    r"#N/?[A-Z]|#N\.[A-Z]\.|#\u041d/\u0414|#I/T|#YOK|#HI\u00c1NYZIK|#NEN\u00cd_K_DISPOZICI|"
    rf"\d{{1,2}}[-. ]{{1,2}}(?:{_MONTHS})\.?|{_MONTH}\.?[- ]\d{{2}}|"
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?|\d{1,2}[./]\d{1,2}[./]\d{4} \d{1,2}:\d\d(?::\d\d)?|"
    r"TRUE|FALSE|WAHR|FALSCH|VRAI|FAUX|VERDADERO|FALSO|VERO)\s*$"
)
"""What a spreadsheet leaves of an order number: a rounded number, an error of a formula in any language
(#REF!, #WERT!, #\u00a1VALOR!, #N/D, Err:502, or ### of a narrow column), a date that it took 11-1 or 11-20
for, or a truth value."""

_WORDS = "and|und|et|y|e|i|en|og|och|ja|oraz|a|\u0438"
_SEVERAL = rf"\d\s*(?:[,;|&+\n]|\s/\s|\s(?:{_WORDS})\s)\s*#?[A-Za-z]{{0,5}}-?\d|^\["
"""What may name several orders; `_names_several` decides."""

_BETWEEN = re.compile(rf"\s*[,;|&+\n]\s*|\s+(?:/|{_WORDS})\s+")
_ONE_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")
_DIGITS = re.compile(r"\d+")
_FEWEST_DIGITS = 3


def order_faults(orders: pl.Series, *, may_be_lists: bool = True) -> pl.Series:
    """The code of what is wrong with each order number, null where nothing is.

    Those that a mapping composes of several columns are no lists.
    """
    import polars as pl

    codes = pl.Series("order_code", [None], dtype=pl.String).new_from_index(0, len(orders))
    if are_whole(orders):
        return codes
    spoilt = orders.str.contains(_SPOILT).arg_true()
    if len(spoilt):
        codes = codes.scatter(spoilt, Code.ORDER_NUMBER.value)
    if not may_be_lists:
        return codes
    suspects = orders.str.contains(_SEVERAL).arg_true()
    several = [row for row in suspects if _names_several(orders[row])]
    return codes.scatter(several, Code.ORDER_LIST.value) if several else codes


def are_whole(texts: pl.Series) -> bool:
    """Whether all texts are whole numbers, as orders mostly are: then nothing unusual is looked for."""
    import polars as pl

    return texts.cast(pl.Int64, strict=False).null_count() == texts.null_count()


def _names_several(text: str) -> bool:
    """Whether these are numbers of one kind, each of another order: `1001, 1002`, `#1001 and #1002`."""
    if text.startswith("["):
        return _is_list(text)
    if _ONE_NUMBER.fullmatch(text):  # with separated thousands
        return False
    numbers = [number.lstrip("#") for number in _BETWEEN.split(text) if number]
    shapes = {_DIGITS.sub("0", number) for number in numbers}
    lengths = {sum(map(str.isdigit, number)) for number in numbers}
    alike = len(shapes) == 1 and min(lengths) >= _FEWEST_DIGITS and max(lengths) - min(lengths) <= 1
    return alike and len({*numbers}) == len(numbers) > 1 and not _is_year_and_number(text, numbers)


def _is_year_and_number(text: str, numbers: list[str]) -> bool:
    """Whether `2020 / 1001` is one number."""
    return "/" in text and re.fullmatch(r"(?:19|20)\d\d", numbers[0]) is not None


def _is_list(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and len(found) > 1

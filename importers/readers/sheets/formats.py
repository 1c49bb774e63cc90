"""Numbers in a workbook as people know them: days since 1900 as dates where their format says so, ids with
the zeros that their format puts before them, everything else exact."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from importers.readers.sheets.rows import DIGITS

Text = Callable[[str], str]
"""A number as it is kept, as text."""

_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 55, 56), "hh:mm:ss"),
    22: "yyyy-mm-dd hh:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
"""The numbers of formats that are not written out, where they say more than a number."""

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.', re.DOTALL)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;])*', re.DOTALL)
"""What is for positive numbers; the sections behind it are for others."""

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_MASK = re.compile(r"""(?:0|[-/ ]|"[^"]*"|\\.)*""", re.DOTALL)
_MASK_PIECE = re.compile(r'"([^"]*)"|\\(.)|(.)', re.DOTALL)

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_END = 2_958_466
"""The days up to the year 10000."""

_LEAP = 60
"""The 29th of February 1900, which there was not, is a day to spreadsheets."""


def format_of(number: int, codes: dict[int, str], *, from_1904: bool) -> Text:
    """What to do with numbers of the format that is `number`; `codes` are those that a workbook writes."""
    code = codes.get(number, "") or _BUILT_IN.get(number, "")
    return _of_code(code, from_1904)


@lru_cache(maxsize=1000)
def _of_code(code: str, from_1904: bool) -> Text:
    section = _SECTION.match(code)
    said = section.group() if section else ""
    bare = _LITERAL.sub("", said)
    if _ELAPSED.search(bare):
        return _duration
    bare = _BRACKETS.sub("", bare).lower().replace("general", "")
    if re.search("[ymdhs]", bare):
        has_day, has_clock = bool(re.search("[yd]|mmm", bare)), bool(re.search("[hs]", bare))
        shift = 1462 if from_1904 else 0
        return lambda text: _moment(text, shift=shift, has_day=has_day, has_clock=has_clock)
    mask, places = _BRACKETS.sub("", said), bare.count("0")
    if places and mask != "0" and _MASK.fullmatch(mask):
        return lambda text: _padded(text, mask, places)
    return plain


def plain(text: str) -> str:
    """A number without what binary fractions add to it: 0.3, not 0.30000000000000004; 12, not 1.2E+1."""
    if text.isdecimal():  # whoever writes more digits than a spreadsheet keeps means them
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if abs(number) >= 1e21 or number != number:  # noqa: PLR0124 - only what is no number differs from itself
        return f"{number:.{DIGITS}g}"
    return _without_exponent(f"{number:.{DIGITS}g}")


def _without_exponent(text: str) -> str:
    digits, mark, exponent = text.partition("e")
    if not mark:
        return text
    sign = "-" if digits.startswith("-") else ""
    whole, _, fraction = digits.lstrip("-").partition(".")
    place = len(whole) + int(exponent)
    all_digits = whole + fraction
    if place <= 0:
        return f"{sign}0.{'0' * -place}{all_digits}"
    return f"{sign}{all_digits.ljust(place, '0')}"


def _padded(text: str, code: str, places: int) -> str:
    """By a format of zeros: 17 in 00000 is 00017, in 000-000 it is 000-017, in "PO"0000 it is PO0017."""
    number = plain(text)
    if not number.isdecimal():
        return number
    digits = iter(number.zfill(places))
    more = "".join(next(digits) for _ in range(max(len(number) - places, 0)))  # all before the first zero
    shown = []
    for quoted, escaped, mark in _MASK_PIECE.findall(code):
        if mark == "0":
            shown.append(more + next(digits))
            more = ""
        else:
            shown.append(quoted or escaped or mark)
    return "".join(shown)


def _moment(text: str, *, shift: int, has_day: bool, has_clock: bool) -> str:
    try:
        days = float(text)
    except ValueError:
        return text
    if not 0 <= days + shift < _END:
        return plain(text)
    if days < 1 and not has_day:
        return _clock(round(days * 86_400_000) % 86_400_000)
    if not shift and int(days) in (0, _LEAP):
        return "1900-01-00" if days < 1 else "1900-02-29"  # as it is shown; no such day
    before_leap = not shift and days < _LEAP
    moment = _EPOCH + dt.timedelta(milliseconds=round((days + shift + before_leap) * 86_400_000))
    if has_clock or moment.time() != dt.time():
        return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return moment.date().isoformat()


def _clock(milliseconds: int) -> str:
    moment = _EPOCH + dt.timedelta(milliseconds=milliseconds)
    return moment.time().isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _duration(text: str) -> str:
    try:
        seconds = round(float(text) * 86_400)
    except (ValueError, OverflowError):
        return text
    sign = "-" if seconds < 0 else ""
    minutes, seconds = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"

"""Dates that are read in one order only, but not where their column speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

YEAR_FIRST = "YMD"
DOTTED = "D.M.Y"
_PATTERNS = {
    YEAR_FIRST: r"^\s*[12]\d{3}[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)",
    DOTTED: r"^\s*(\d{1,2})\. ?(\d{1,2})\. ?[12]\d{3}(?:\D|$)",
}
"""The dates whose order nobody asks about; the groups are the two numbers that could be swapped."""

KINDS = tuple(_PATTERNS)

_MONTHS = 12
_NEARLY_ALL = 10
"""An order stands where at least this many times as many dates exclude the other one as exclude it; a single
date that does is a slip."""

_ENOUGH = 4
"""Fewer dates than this have days on one side of the 12th by chance."""

Fits = Mapping[tuple[str, tuple[str, ...]], int]
"""As of `order.DateOrder`: here the orders are `usual` and `swapped`."""


def usual_fits(texts: pl.Series) -> Counter[tuple[str, tuple[str, ...]]]:
    """How many dates of each kind fit the usual order of their numbers, the swapped one, or both."""
    fits: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for kind, pattern in _PATTERNS.items():
        found = texts.filter(texts.str.contains(pattern))
        numbers = found.str.extract_groups(pattern).struct.unnest() if len(found) else None
        rows = [] if numbers is None else numbers.group_by(numbers.columns).len().iter_rows()
        for first, second, count in rows:
            month, day = (first, second) if kind == YEAR_FIRST else (second, first)
            orders = _orders(int(month), int(day))
            if orders:
                fits[kind, orders] += count
    return fits


def _orders(month: int, day: int) -> tuple[str, ...]:
    """The orders that make two numbers a month and a day; none where both make the same date."""
    usual = ("usual",) if month <= _MONTHS else ()
    swapped = ("swapped",) if day <= _MONTHS else ()
    return () if month == day else (*usual, *swapped)


def doubted(fits: Fits) -> dict[str, str]:
    """The kinds of dates that the column makes doubtful, each with the reason for people."""
    reasons = {}
    for kind in _PATTERNS:
        swapped, usual = fits.get((kind, ("swapped",)), 0), fits.get((kind, ("usual",)), 0)
        if swapped > 1 and usual < _NEARLY_ALL * swapped:
            reasons[kind] = _contradicted(kind, swapped, usual)
    if YEAR_FIRST not in reasons and (reason := _swapped_by_a_spreadsheet(fits)):
        reasons[YEAR_FIRST] = reason
    return reasons


def count_open(fits: Fits) -> int:
    """How many dates are of a kind of which none shows the order: no day is after the 12th."""
    kinds = (kind for kind in _PATTERNS if not fits.get((kind, ("usual",))))
    return sum(fits.get((kind, ("usual", "swapped")), 0) for kind in kinds)


def doubtful(texts: pl.Series, kind: str) -> pl.Series:
    """Which texts are dates of the kind that fit both orders, and differently."""
    numbers = texts.str.extract_groups(_PATTERNS[kind]).struct.unnest()
    one, other = (numbers[name].cast(int, strict=False) for name in numbers.columns)
    return ((one <= _MONTHS) & (other <= _MONTHS) & (one != other)).fill_null(value=False)


def _contradicted(kind: str, swapped: int, usual: int) -> str:
    written, other, order = {
        YEAR_FIRST: ("%Y-%m-%d", "%Y-%d-%m", "year, day, month"),
        DOTTED: ("%d.%m.%Y", "%m.%d.%Y", "month, day, year"),
    }[kind]
    return (
        f"{swapped:,} only {order}, {usual:,} only in the usual order \u2192 dates that fit both are "
        f"rejected: pass --date-format '{other}' or '{written}', with the time if there is one"
    )


def _swapped_by_a_spreadsheet(fits: Fits) -> str:
    """The reason where a spreadsheet seems to have taken days for months wherever that made a date: those are
    dates now, with no day above 12, and the others still text, of which all have one."""
    both, usual = fits.get((YEAR_FIRST, ("usual", "swapped")), 0), fits.get((YEAR_FIRST, ("usual",)), 0)
    texts = {orders: count for (mark, orders), count in fits.items() if mark in ("/", "-")}
    plain = sum(count for orders, count in texts.items() if len(orders) == 1)
    if usual or not both or plain < sum(texts.values()) or not plain or both + plain < _ENOUGH:
        return ""
    return (
        f"{both:,} with the year first, none with a day after the 12th, and {plain:,} written otherwise, all "
        "with one \u2192 the former are rejected: a spreadsheet that swapped days and months leaves such a "
        "column. Export it again, or pass both formats, each with --date-format"
    )

"""Dates like 3/4/2019 or 24.12.20: the whole column decides which number is the day; none is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events import clock
from importers.mapping.dates.doubts import DOTTED, KINDS, count_open, doubted, usual_fits

if TYPE_CHECKING:
    import polars as pl

MARKS = "/-."
"""Each mark is decided by itself: one column may hold 31/12/2020 of one program and 20-12-24 of another."""

ORDERS = ("D/M", "M/D", "Y/M/D")
_UNSEEN = r"[\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]*"
_FIRST = r"(?:\pL+\.?,?\s+)?(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp]\.?[Mm]\.?)?[,\s]\s*)?(?:\pL+\.?,?\s+)?"
"""A weekday, a clock or both, which may stand before a date."""

_THREE_NUMBERS = (
    rf"^[\s\x{{200e}}\x{{200f}}]*{_FIRST}{_UNSEEN}(\d{{1,2}}){_UNSEEN}%s ?{_UNSEEN}(\d{{1,2}}){_UNSEEN}%s ?"
    rf"{_UNSEEN}(\d{{4}}|\d{{1,2}}){_UNSEEN}\.?(?:T|[^\d\pL]|$)"
)
_EXAMPLE = re.compile(
    r"\s*\d{1,2}(?P<mark>[-/.])\d{1,2}[-/.](?P<year>\d{4}|\d{1,2})"
    r"(?:[ ,]+\d{1,2}(?P<minutes>:\d{2})(?P<seconds>:\d{2})?(?P<half>\s*[AaPp][Mm])?)?"
)


def orders_of(mark: str) -> tuple[str, ...]:
    """The orders in which numbers with `mark` are written: with dots, never the month first."""
    return ORDERS if mark in "/-" else ("D/M", "Y/M/D")


def clock_format(*, minutes: str | None, seconds: str | None, half: str | None) -> str:
    """strptime's letters for the time behind a date, of which these parts are written; empty for none."""
    if not minutes:
        return ""
    return f" {'%I' if half else '%H'}:%M{':%S' if seconds else ''}{' %p' if half else ''}"


def spelled_formats(mark: str, orders: Iterable[str], *, is_short: bool, time: str) -> list[str]:
    """strptime's formats of three numbers with `mark` in each of `orders`, with a year of two digits if
    `is_short`, and `time` behind them."""
    year = "%y" if is_short else "%Y"
    spelled = {"D/M": ("%d", "%m", year), "M/D": ("%m", "%d", year), "Y/M/D": (year, "%m", "%d")}
    return [mark.join(spelled[order]) + time for order in orders]


def full_year(digits: str) -> int:
    """A year of two digits: 1970 to 2069, as POSIX has it."""
    return int(digits) + (0 if len(digits) == 4 else 2000 if int(digits) < 70 else 1900)


def readings(
    first: str, second: str, last: str, *, mark: str, future: bool = False
) -> Iterator[tuple[str, dt.date]]:
    """Each order in which three numbers are a date, with that date; in the future only if `future`."""
    numbers = {"D/M": (last, second, first), "M/D": (last, first, second), "Y/M/D": (first, second, last)}
    latest = clock.now().date() + dt.timedelta(days=2)
    for order in orders_of(mark):
        year, month, day = numbers[order]
        if len(year) not in (2, 4) or (order == "Y/M/D" and len(last) == 4):
            continue
        try:
            date = dt.date(full_year(year), int(month), int(day))
        except ValueError:
            continue
        if future or date <= latest:
            yield order, date


@dataclass(frozen=True, kw_only=True)
class DateOrder:
    """How a column's dates of three numbers can be read.

    `fits` counts dates by mark, or by the kind of `doubts`, and the orders they fit. An order is decided if
    at least one date excludes each other order, and none excludes it. So one record more or less never turns
    one order into another.
    """

    fits: Mapping[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)

    def __add__(self, other: DateOrder) -> DateOrder:
        return DateOrder(
            fits=Counter(self.fits) + Counter(other.fits), examples={**other.examples, **self.examples}
        )

    def __bool__(self) -> bool:
        return bool(self.marks or self.doubts)

    @property
    def doubts(self) -> Mapping[str, str]:
        """The kinds of dates whose usual order this column makes doubtful, with the reasons."""
        return doubted(self.fits)

    def count_open(self) -> int:
        """How many dates are read in their usual order though none of their kind shows which it is."""
        return count_open(self.fits)

    @property
    def marks(self) -> list[str]:
        """The marks that occur, in a fixed order."""
        return [mark for mark in MARKS if any(known == mark for known, _ in self.fits)]

    @property
    def decided(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a mark and its order, for those marks whose order is certain; then the kinds of `doubts`,
        each with no order."""
        found = ((mark, self.order(mark)) for mark in self.marks)
        doubts = ((kind, "") for kind in self.doubts)
        return (*((mark, order) for mark, order in found if order), *doubts)

    def order(self, mark: str) -> str:
        """`D/M`, `M/D` or `Y/M/D`; empty where nothing decides, or where dates contradict one another."""
        for order in orders_of(mark):
            others = [other for other in orders_of(mark) if other != order]
            if all(self._only(mark, order, other) and not self._only(mark, other, order) for other in others):
                return order
        return ""

    @property
    def sentence(self) -> str:
        """The counts, and what follows from them."""
        return "; ".join((*map(self._sentence, self.marks), *self.doubts.values()))

    @property
    def formats(self) -> list[str]:
        """What --date-format may be, quoted, for the marks that are not decided."""
        open_marks = [mark for mark in self.marks if not self.order(mark)]
        return [text for mark in open_marks for text in self._formats(mark)]

    def _only(self, mark: str, order: str, other: str) -> int:
        """How many dates fit `order` and not `other`; with dots, those with years of four digits, too."""
        found = sum(
            count for (one, orders), count in self.fits.items()
            if one == mark and order in orders and other not in orders
        )  # fmt: skip
        return found + (self._dotted if (mark, order) == (".", "D/M") else 0)

    @property
    def _dotted(self) -> int:
        """How many dates have dots and a year of four digits behind day and month, which shows what the two
        digits at the end of others are."""
        if DOTTED in self.doubts:
            return 0
        return sum(count for (one, orders), count in self.fits.items() if one == DOTTED and "usual" in orders)

    def _possible(self, mark: str) -> list[str]:
        found = {order for (one, orders) in self.fits if one == mark for order in orders}
        return [
            order for order in ORDERS if order in found or (order == "M/D" and mark in "/-") or order == "D/M"
        ]

    def _sentence(self, mark: str) -> str:
        possible = self._possible(mark)
        several = sum(count for (one, orders), count in self.fits.items() if one == mark and len(orders) > 1)
        dotted = self._dotted if mark == "." else 0
        only = ", ".join(
            f"{self.fits.get((mark, (order,)), 0) + (dotted if order == 'D/M' else 0):,} "
            f"only {_label(order, mark)}"
            for order in possible
        )
        fit = "date fits" if several == 1 else "dates fit"
        orders = (
            " and ".join(_label(order, mark) for order in possible)
            if len(possible) == 2
            else "several orders"
        )
        formats = " or ".join(self._formats(mark))
        undecided = f"not decided: pass --date-format {formats}" if formats else "not decided"
        decided = _label(self.order(mark), mark) or undecided
        return f"{several:,} {fit} {orders}, {only} \u2192 {decided}"

    def _formats(self, mark: str) -> list[str]:
        found = _EXAMPLE.match(self.examples.get(mark, ""))
        if found is None:
            return []
        spelled = spelled_formats(
            mark,
            self._possible(mark),
            is_short=len(found["year"]) < 4,
            time=clock_format(minutes=found["minutes"], seconds=found["seconds"], half=found["half"]),
        )
        return [f"'{one}'" for one in spelled]


def _label(order: str, mark: str) -> str:
    return order.replace("/", mark)


def count_turned(texts: pl.Series, *, orders: Mapping[str, str], doubts: Collection[str]) -> int:
    """How many of `texts` are dates of another order than all others of theirs are read in: the one that
    `orders` has for their mark, or the usual one of a kind that is not among `doubts`."""
    usual = dict.fromkeys({*KINDS} - {*doubts}, "usual")
    taken = {**usual, **orders}
    fits = date_order([texts]).fits if len(texts) else {}
    return sum(count for (one, fitting), count in fits.items() if one in taken and taken[one] not in fitting)


def date_order(columns: Iterable[pl.Series]) -> DateOrder:
    """The evidence of all dates of three numbers in `columns`; texts, each different date counted as often
    as it occurs."""
    found = DateOrder()
    for column in columns:
        for mark in MARKS:
            found += _evidence(column.drop_nulls(), mark)
        found += DateOrder(fits=usual_fits(column.drop_nulls()))
    return found


def _evidence(texts: pl.Series, mark: str) -> DateOrder:
    """The evidence of the dates with `mark`; with dots, only of those with a year of two digits."""
    pattern = _THREE_NUMBERS.replace("%s", re.escape(mark))
    texts = texts.filter(texts.str.contains(pattern))
    if not len(texts):
        return DateOrder()
    numbers = texts.str.extract_groups(pattern).struct.unnest()
    counted = numbers.group_by(numbers.columns, maintain_order=True).len()
    fits: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for first, second, last, count in counted.iter_rows():
        if mark != "." or len(last) < 4:
            fits[mark, tuple(order for order, _ in readings(first, second, last, mark=mark))] += count
    del fits[mark, ()]
    return DateOrder(fits=fits, examples={mark: texts[0]} if fits else {})

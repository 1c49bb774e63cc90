"""The one table of date formats: how each is written, what it means, and an example of it.

A date text is a date, a clock time and a zone, in any order that a program writes them. `DATES` has a row for
each way to write the date, `CLOCKS` for the time of day, `NUMBERS` for moments written as one number, and
`zones` for zone names. A new format is one new row; the tests read every row's example. The columnwise parser
(`fast`), the reader of single texts and the inference of what a column holds all follow from these rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from importers.mapping.dates import halves

_NAME = r"(?P<name>[^\W\d_]+(?:[.'’][^\W\d_]+)*\.?)"
_DAY = r"(?P<d>\d{1,2})(?P<dot>\.| ?(?:st|nd|rd|th|er|re|ste|de|ten|e|an|a|o|-?(?:go|ho|го|е))\b\.?)?"
_YEAR = r"(?P<y>\d{4}|'?\d{2})\.?"


@dataclass(frozen=True, kw_only=True)
class DateFormat:
    """One way to write a date.

    `pattern` matches it in text that `names.fold` has folded; its groups are y, m, d, or `name` for a month's
    name. `fast` are the same dates for strptime, for whole columns. `by_column` marks those whose order of
    day, month and year the whole column decides: their groups are first, second, last and mark.
    `example` means `moment`, where nothing else decides.
    """

    meaning: str
    pattern: str
    example: str
    moment: str
    fast: tuple[str, ...] = ()
    by_column: bool = False


@dataclass(frozen=True, kw_only=True)
class ClockFormat:
    """One way to write a time of day; the groups are H, M, S, f (decimals) and p (the half of the day)."""

    meaning: str
    pattern: str
    example: str
    time: str
    fast: tuple[str, ...] = ()
    by_name: bool = False
    """Whether a column holds it only if the column's name says so: 10.30 may be an amount."""


@dataclass(frozen=True, kw_only=True)
class NumberFormat:
    """A moment written as one number, in units of `unit` microseconds."""

    meaning: str
    pattern: str
    unit: int
    example: str
    moment: str


DATES = (
    DateFormat(
        meaning="year, month, day",
        pattern=r"(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})\.?",
        example="2020-11-04",
        moment="2020-11-04",
        fast=("%Y-%m-%d", "%Y/%m/%d"),
    ),
    DateFormat(
        meaning="day, month, year with dots: nobody writes the month first with dots",
        pattern=r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})\.?",
        example="4. 11. 2020",
        moment="2020-11-04",
        fast=("%d.%m.%Y",),
    ),
    DateFormat(
        meaning="three numbers whose order the column decides",
        pattern=(
            r"(?P<first>\d{1,2})(?P<mark>[-/]|\. ?)(?P<second>\d{1,2})(?P=mark)(?P<last>\d{4}|\d{1,2})\.?"
        ),
        example="24/12/2020",
        moment="2020-12-24",
        by_column=True,
    ),
    DateFormat(
        meaning="day/month-year, as in Danish",
        pattern=r"(?P<d>\d{1,2})/(?P<m>\d{1,2}) ?- ?(?P<y>\d{4})",
        example="4/11-2020",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="day, month's name, year",
        pattern=rf"{_DAY}[-./ ]*{_NAME}[-./ ]*{_YEAR}",
        example="4. November 2020",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="month's name, day, year",
        pattern=rf"{_NAME}[-./ ]*{_DAY}[-./ ]+{_YEAR}",
        example="Nov 4th, 2020",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="year, month's name, day",
        pattern=rf"(?P<y>\d{{4}})[-./ ]*{_NAME}[-./ ]*{_DAY}",
        example="2020. november 4.",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="year, day, month's name",
        pattern=rf"(?P<y>\d{{4}})[-./ ]+{_DAY}[-./ ]+{_NAME}",
        example="2020. gada 4. novembris",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="year, month, day with dots and blanks",
        pattern=r"(?P<y>\d{4})\. (?P<m>\d{1,2})\. (?P<d>\d{1,2})\.?",
        example="2020. 11. 4.",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="year, month, day in Chinese, Japanese or Korean",
        pattern=r"(?P<y>\d{4}) ?[年년] ?(?P<m>\d{1,2}) ?[月월] ?(?P<d>\d{1,2}) ?[日일号號]?",
        example="2020年11月4日",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="year of an era, month, day in Japanese or Chinese",
        pattern=(
            r"(?P<era>令和|平成|昭和|民國|民国) ?(?P<y>\d{1,3}|元) ?年"
            r" ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日?"
        ),
        example="令和2年11月4日",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="day, month, year in Vietnamese",
        pattern=r"(?P<d>\d{1,2}),? (?:thang|thg) (?P<m>\d{1,2}),? (?:nam )?(?P<y>\d{4})",
        example="4 tháng 11, 2020",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="year, month, day without separators",
        pattern=r"(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)",
        example="20201104",
        moment="2020-11-04",
    ),
    DateFormat(
        meaning="year, month, day with colons, as cameras write it",
        pattern=r"(?P<y>\d{4}):(?P<m>\d{2}):(?P<d>\d{2})",
        example="2020:11:04",
        moment="2020-11-04",
    ),
)

CLOCKS = (
    ClockFormat(
        meaning="hours and minutes with a colon, perhaps with seconds, their decimals and am or pm",
        pattern=(
            rf"(?<![\d:.,]){halves.BEFORE}(?P<H>\d{{1,2}}):(?P<M>\d{{2}})(?::(?P<S>\d{{2}})(?:[.,:](?P<f>\d{{1,9}}))?)?"
            rf"(?: ?(?P<p>{halves.AFTER}))?(?: ?(?:uhr|uur|h|hrs|ч|г)\b\.?)?(?![\d:])"
        ),
        example="07:40:03.5",
        time="07:40:03.5",
        fast=(" %H:%M:%S%.f", "T%H:%M:%S%.f", " %H:%M", "T%H:%M", " %I:%M:%S %p", " %I:%M %p"),
    ),
    ClockFormat(
        meaning="hours and minutes with an h",
        pattern=(
            r"(?<![\d:.,])(?P<H>\d{1,2}) ?h ?(?P<M>\d{2})(?:(?: ?(?:m|min|mn)\b\.?|:)?"
            r"(?: ?(?P<S>\d{2}|\d(?= ?s)) ?(?:s|sec)?)?)?(?![\d:.])"
        ),
        example="7h40",
        time="07:40",
        by_name=True,
    ),
    ClockFormat(
        meaning="hours and minutes with a dot, after a blank",
        pattern=(
            rf"(?:(?<=[ t])|^){halves.BEFORE}(?P<H>\d{{1,2}})\.(?P<M>\d{{2}})"
            rf"(?:\.(?P<S>\d{{2}})(?:\.(?P<f>\d{{1,9}}))?)?"
            rf"(?: ?(?P<p>{halves.AFTER}))?(?: ?(?:uhr|uur|h)\b\.?)?(?= |$|,)"
        ),
        example="19.05",
        time="19:05",
        by_name=True,
    ),
    ClockFormat(
        meaning="hours and minutes in Chinese, Japanese or Korean",
        pattern=rf"{halves.BEFORE}(?P<H>\d{{1,2}}) ?[時时시点]"
        r" ?(?P<M>\d{1,2}) ?[分분](?: ?(?P<S>\d{1,2}) ?[秒초])?",
        example="7時40分",
        time="07:40",
    ),
    ClockFormat(
        meaning="an hour with am or pm, or with the word for the hour",
        pattern=rf"(?:(?<=[ ,])|^)(?P<H>\d{{1,2}}) ?(?:(?P<p>{halves.AFTER})|(?:uhr|uur|h|hrs)\b)(?![\d:.])",
        example="7 pm",
        time="19:00",
        by_name=True,
    ),
    ClockFormat(
        meaning="hours and minutes without separators",
        pattern=r"(?<=-\d\d[ t])(?P<H>[0-2]\d)(?P<M>[0-5]\d)(?P<S>[0-5]\d)?(?=$| ?z$| ?[+-]\d)",
        example="0740",
        time="07:40",
        by_name=True,
    ),
)

NUMBERS = (
    NumberFormat(
        meaning="seconds since 1970",
        pattern=r"\d{10}(?:\.\d{1,6})?",
        unit=1_000_000,
        example="1604475603.25",
        moment="2020-11-04 07:40:03.250000",
    ),
    NumberFormat(
        meaning="milliseconds since 1970",
        pattern=r"\d{13}",
        unit=1_000,
        example="1604475603123",
        moment="2020-11-04 07:40:03.123000",
    ),
    NumberFormat(
        meaning="microseconds since 1970",
        pattern=r"\d{16}",
        unit=1,
        example="1604475603123456",
        moment="2020-11-04 07:40:03.123456",
    ),
)

SERIAL = r"(?:3[3-9]|[4-6]\d|7[0-2])\d{3}(?:[.,]\d+)?"
"""A spreadsheet's days since 1899-12-30, from 1990 on: five digits that no other format has."""

JSON_DATE = r"^\\?/Date\((\d{13})(?:[+-]\d{4})?\)\\?/$"
"""Milliseconds since 1970 as .NET writes them in JSON; an offset behind them is the writer's zone."""

NO_DAY = r"^\s*0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:\D|$)"
"""A date whose year, month and day are all zero."""

ZERO = (
    rf"{NO_DAY}|^0001-01-01|^-0001-11-30|^0+(?:[.,]0+)?$|"
    r"^1900-0?1-0?0(?:\D|$)|^0?[01][/.]0?[01][/.]1900(?:\D|$)"
)
"""What databases and spreadsheets write for no date at all."""


@cache
def fast_formats() -> tuple[str, ...]:
    """The strptime formats that read whole columns, likeliest first; no two read one text differently."""
    clocks = [clock for row in CLOCKS for clock in row.fast]
    zoned = [f"{clock}%#z" for clock in clocks if "%H" in clock]
    dates = [date for row in DATES for date in row.fast]
    rfc_5322 = ("%a, %d %b %Y %H:%M:%S %#z", "%d %b %Y %H:%M:%S %#z", "%b %d, %Y %I:%M:%S %p")
    return (*(date + clock for date in dates for clock in (*clocks, *zoned, "")), *rfc_5322)


def ordered_formats(mark: str, order: str) -> tuple[str, ...]:
    """The strptime formats of three numbers with `mark` in `order` (`D/M`, `M/D` or `Y/M/D`)."""
    clocks = [clock for row in CLOCKS for clock in row.fast]
    orders = {"D/M": ("%d %m %Y", "%d %m %y"), "M/D": ("%m %d %Y", "%m %d %y"), "Y/M/D": ("%y %m %d",)}
    return tuple(date.replace(" ", mark) + clock for date in orders[order] for clock in (*clocks, ""))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """`pattern`, which must match a whole text."""
    return re.compile(rf"(?:{pattern})\Z")

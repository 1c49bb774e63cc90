"""Reads one date text by the table of formats: every way is tried, and if two differ, it is ambiguous."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from events import clock
from importers.mapping.dates import formats, halves, names, zones
from importers.mapping.dates.order import full_year, readings
from importers.mapping.dates.spellings import SPELLINGS
from importers.reject_codes import Code

_LONGEST = 100
"""Longer texts are no dates; no pattern sees them."""

_FILLERS = frozenset(
    (
        "of the de del di da do dos den le am il el dia els al an on gada gads m d г года год р року роки "
        "рік roku r rok year έτος ж жылы в nam ngay at"
    ).split()
)
"""Words within dates that carry no meaning: 4 de noviembre de 2020."""

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before each era's first."""

_BEFORE_CLOCK = re.compile(
    r"(?:^|(?<=[ ,]))(?:at|um|gegen|a las|a la|as|a les|a|alle ore|alle|ore|o godz|godz|o|om|kl|klockan|klo|"
    r"v|ve|u|ob|в|о|об|у|la ora|ora|saat|στις|pukul|jam|luc|en|de|às|בשעה|@|-|\|)[.:]? ?$"
)
_FIRST_WORD = re.compile(r"(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)\.?(?=[ .\d/-])")
_LAST_WORD = re.compile(r"(?<=[ \d])(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)\.?$")
_ZONE_AFTER = re.compile(r" ?" + zones.PATTERN)
_ZONE_AT_END = re.compile(r"(?:^|[ \d])(?P<all>" + zones.PATTERN + r")$")
_ZONE_AFTER_DATE = re.compile(r"(?:(?<=-\d\d)|(?<=\d )|(?<=\d\. ))(?P<all>z|[+-]\d\d:\d\d)$")
"""A zone behind a date without a time, as XML Schema has it: 2021-01-02+02:00."""

ZONE_OR_TIME = r"^(?:[^:]*\d\.? +|\s*\d{4}-\d{2}-\d{2})-(?:0\d|1[0-2]):(?:00|30|45)\s*$"
"""A date before what may be a zone west of Greenwich, or a hyphen and a time: 2021-01-02 -05:00."""

_ZONE_OR_TIME = re.compile(ZONE_OR_TIME)
_ERA = re.compile(r"(?i)\b(?:BC|AD|BCE|CE)$")
"""An era at the end is no zone: PostgreSQL writes years before 1 with BC."""
_UNKNOWN_ZONE = re.compile(r":\d{2} ?[(\[]?(?:(?![AP]M)[A-Z]{2,5}|[A-Z][a-z]+/[A-Z]\w+)[)\]]?(?: \d{4})?$")


@dataclass(frozen=True, kw_only=True)
class TextReading:
    """The moment in ISO 8601, with its offset if the text has one; or the code of why there is none."""

    iso: str = ""
    code: Code | None = None


def read_text(text: str, *, orders: Mapping[str, str] | None = None, tz: str = "") -> TextReading:
    """The moment that `text` states.

    `orders` holds the order that a column decided for each mark; `tz` is the region whose zone abbreviations
    are meant where one has several meanings.
    """
    if len(text) > _LONGEST:
        return TextReading(code=Code.DATE)
    if milliseconds := formats.compiled(formats.JSON_DATE).match(text.strip()):
        return TextReading(iso=_of_milliseconds(int(milliseconds[1])))
    plain = _folded(text)
    if re.search(formats.ZERO, plain):
        return TextReading(code=Code.DATE_ZERO)
    if formats.compiled(formats.SERIAL).match(plain):
        return TextReading(iso=_of_days(float(plain.replace(",", "."))))
    found = set(_moments(plain, orders or {}, tz))
    return _agreed(found) if found else TextReading(code=_cause(text))


def looks_like_date(text: str) -> bool:
    """Whether `text` is a date, or would be if the order of its numbers or its zone were known."""
    reading = read_text(text)
    return bool(reading.iso) or reading.code in (Code.DATE_AMBIGUOUS, Code.DATE_ZONE)


def _folded(text: str) -> str:
    for pattern, replacement in _spellings():
        text = pattern.sub(replacement, text.strip())
    return " ".join(names.fold(text).split())


@cache
def _spellings() -> list[tuple[re.Pattern[str], str]]:
    """The table's spellings, with groups in Python's notation."""
    return [
        (re.compile(pattern), re.sub(r"\$\{(\d)\}", r"\\g<\1>", replacement))
        for pattern, replacement in SPELLINGS
    ]


def _agreed(found: set[TextReading]) -> TextReading:
    """The one reading, if all ways to read the text agree."""
    moments = {reading for reading in found if reading.iso}
    if len(moments) == 1 and not any(reading.code is Code.DATE_AMBIGUOUS for reading in found):
        return moments.pop()
    if moments or any(reading.code is Code.DATE_AMBIGUOUS for reading in found):
        return TextReading(code=Code.DATE_AMBIGUOUS)
    return found.pop()


def _cause(text: str) -> Code:
    has_zone = _UNKNOWN_ZONE.search(text.strip()) and not _ERA.search(text.strip())
    return Code.DATE_ZONE if has_zone else Code.DATE


def _moments(plain: str, orders: Mapping[str, str], tz: str) -> Iterator[TextReading]:
    """Every reading: with each clock time that may be in the text, and as a date alone."""
    for row in formats.CLOCKS:
        readings_of_row = [
            reading
            for found in re.finditer(row.pattern, plain)
            for reading in _at_clock(plain, found, orders, tz)
        ]
        yield from readings_of_row
        is_utc = tz in ("", "UTC")  # where midnight at -05:00 is 05:00
        if readings_of_row and ":" in plain and (is_utc or not _ZONE_OR_TIME.match(plain)):
            return  # a clock with a colon is nothing else
    yield from _with_zone("", plain, dt.timedelta(), orders, tz)


def _at_clock(plain: str, found: re.Match[str], orders: Mapping[str, str], tz: str) -> Iterator[TextReading]:
    """The readings of a text with a clock; a word for the half of the day may be the date's weekday."""
    before, after = _before(plain, found), plain[found.end() :]
    half = _half(found)
    if (time := _time(found, half)) is not None:
        yield from _with_zone(before, after, time, orders, tz)
    days = halves.WEEKDAYS.get(half.strip("."))
    if days and (time := _time(found, "")) is not None:
        for reading in _with_zone(before, after, time, orders, tz):
            is_24_hours = time >= dt.timedelta(hours=13)
            if is_24_hours or not reading.iso or dt.date.fromisoformat(reading.iso[:10]).isoweekday() in days:
                yield reading


def _before(plain: str, found: re.Match[str]) -> str:
    return _BEFORE_CLOCK.sub("", re.sub(r"(?<=\d)t$", "", plain[: found.start()]))


def _with_zone(
    before: str, after: str, time: dt.timedelta, orders: Mapping[str, str], tz: str
) -> Iterator[TextReading]:
    """The readings of a date around `time`, with the zone after the time or at the end of the text."""
    zoned = [
        _in_zone(zone, _moment(date, time), tz)
        for zone, rest in _zoned(before, after)
        for date in _dates(rest, orders)
    ]
    yield from zoned or (
        TextReading(iso=str(_moment(date, time))) for date in _dates(f"{before} {after}", orders)
    )


def _in_zone(zone: re.Match[str], local: dt.datetime, tz: str) -> TextReading:
    offset = zones.offset_at(zone, local=local, tz=tz)
    return (
        TextReading(code=Code.DATE_ZONE)
        if offset is None
        else TextReading(iso=f"{local}{zones.written(offset)}")
    )


def _zoned(before: str, after: str) -> Iterator[tuple[re.Match[str], str]]:
    """A zone, and the text without it."""
    has_clock = bool(before) or not after[:1].isdigit()
    if has_clock and (found := _ZONE_AFTER.match(after)):
        yield found, f"{before} {after[found.end() :]}"
        return
    at_end = (_ZONE_AT_END if has_clock else _ZONE_AFTER_DATE).search(after)
    if at_end and (zone := re.fullmatch(zones.PATTERN, at_end["all"])):
        yield zone, f"{before} {after[: at_end.start('all')]}"


def _moment(date: dt.date, time: dt.timedelta) -> dt.datetime:
    return dt.datetime.combine(date, dt.time()) + time


def _half(found: re.Match[str]) -> str:
    """The word for the half of the day beside a clock."""
    parts = found.groupdict()
    return parts.get("p") or parts.get("before") or ""


def _time(found: re.Match[str], half: str) -> dt.timedelta | None:
    """How long after midnight a match of a clock's pattern is; None where there is no such time.

    24:00 is the end of its day.
    """
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(part) or 0) for part in "HMS")
    half = halves.half_of_day(half)
    if half:
        if hour > 12 and half == "am":
            return None
        hour = hour % 12 + 12 * (half == "pm") if hour <= 12 else hour
    micros = int((parts.get("f") or "").ljust(6, "0")[:6])
    if minute > 59 or second > 59:
        return None
    time = dt.timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)
    return time if hour < 24 or time == dt.timedelta(days=1) else None


def _dates(text: str, orders: Mapping[str, str]) -> frozenset[dt.date]:
    """The dates that `text` can be; empty if it is none, or has no year."""
    return _dates_on(clock.now().date(), text.strip(), tuple(sorted(orders.items())))


@lru_cache(maxsize=4096)
def _dates_on(_today: dt.date, text: str, decided: tuple[tuple[str, str], ...]) -> frozenset[dt.date]:
    """`_dates`, each different text once: a column has many times of one day."""
    orders = dict(decided)
    return frozenset(
        date
        for candidate in _without_weekday(_bare(text))
        for row in formats.DATES
        if (found := formats.compiled(row.pattern).match(candidate))
        for date in (_by_column(found, orders) if row.by_column else _by_parts(found))
    )


def _bare(text: str) -> str:
    """`text` without commas, fillers and what clings to years."""
    text = re.sub(r"(?<=\d{4})(?:г|р|ж|m)\b\.?", "", text.replace(",", " "))
    text = re.sub(r"\b[dl]['\u2019]|\(([^()]{1,12})\)", r" \1 ", text)
    return " ".join(word for word in text.split() if word.strip(".") not in _FILLERS).strip(" -|;@")


def _without_weekday(text: str) -> Iterator[str]:
    """`text`, and without the weekday at its start or end: some are called like months."""
    yield text
    start, end = _FIRST_WORD.match(text), _LAST_WORD.search(text)
    if start and names.is_weekday(start["word"]):
        yield from _without_weekday(text[start.end() :].lstrip(" .-/"))
    elif end and names.is_weekday(end["word"]):
        yield from _without_weekday(text[: end.start()].rstrip(" -/"))


def _by_column(found: re.Match[str], orders: Mapping[str, str]) -> Iterator[dt.date]:
    mark = found["mark"].strip()
    decided = orders.get(mark)
    numbers = (found["first"], found["second"], found["last"])
    possible = list(readings(*numbers, mark=mark, future=decided is not None))
    for order, date in possible or readings(*numbers, mark=mark, future=True):
        if decided in (None, order):
            yield date


def _by_parts(found: re.Match[str]) -> Iterator[dt.date]:
    parts = found.groupdict()
    for month in _months(parts):
        try:
            date = dt.date(_year(parts), month, int(parts["d"]))
        except ValueError:
            continue
        if date.year >= 1000:
            yield date


def _year(parts: Mapping[str, str]) -> int:
    """The year of the Gregorian calendar: of an era, of Buddha beside a month in Thai, or as it stands."""
    digits = parts["y"].strip("'")
    if era := parts.get("era"):
        return _ERAS[era] + (1 if digits == "元" else int(digits))
    is_thai = "\u0e00" < (parts.get("name") or "")[:1] < "\u0e80"
    return full_year(digits) - (543 if is_thai and len(digits) == 4 and digits > "2400" else 0)


def _months(parts: Mapping[str, str | None]) -> set[int]:
    """The months that a number or a name may mean; Hebrew puts a letter for "in" before the name."""
    name = parts.get("name")
    if not name:
        return {int(parts.get("m") or 0)}
    dot = bool(parts.get("dot"))
    return names.months(name, day_dot=dot) or (
        names.months(name[1:], day_dot=dot) if name[0] in "בל" else set()
    )


def _of_milliseconds(count: int) -> str:
    return str(dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=count))


def _of_days(days: float) -> str:
    """What a spreadsheet means by a number of days."""
    moment = dt.datetime(1899, 12, 30) + dt.timedelta(seconds=round(days * 86_400))  # noqa: DTZ001 - its zone is asked for
    return str(moment)

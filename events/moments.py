"""Moments as people type them: ISO dates and times, days as timelines print them, and words like
`yesterday 10:00`, `last week`, `Q1 2020` or `2 weeks ago`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from events import clock
from events.clock import MONTHS, WEEKDAYS
from events.date_words import in_english
from events.errors import InvalidDateError

Days = tuple[date, date]
"""A first day, and the one after the last."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = rf"\d+|an?|{'|'.join(_NUMBERS[1:])}"
_UNITS = {
    "h": "hour", "hr": "hour", "hrs": "hour", "d": "day", "w": "week", "wk": "week", "wks": "week",
    "min": "minute", "mins": "minute", "mo": "month", "mos": "month", "mth": "month",
    "y": "year", "yr": "year", "yrs": "year",
}  # fmt: skip
_WORDS = "(?:minute|hour|day|week|month|year)s?"
_AGO = re.compile(
    rf"({_NUMBER}) ({_WORDS}|min|mins|hr|hrs)(?: ago)?|(\d+) ?({'|'.join(_UNITS)}|{_WORDS})(?: ago)?"
)
_M = re.compile(r"(\d+) ?m(?: ago)?")
_AT = re.compile(r"(?:(.+?) (?:at )?)?(\d{1,2}):(\d\d)(?::(\d\d))?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_QUARTER = re.compile(r"q([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?q([1-4])")
_HOURS = {"this morning": (0, 12), "this afternoon": (12, 18), "this evening": (18, 24), "tonight": (18, 24)}
"""Parts of today, from one hour to another."""
_DAYS = {"today": 0, "yesterday": 1, "day before yesterday": 2, "tomorrow": -1}
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS).lower()})"
_WRITTEN = re.compile(
    rf"(?:{_WEEKDAY} )?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>[a-z]{{3,9}})"
    r"(?: (?P<later>\d{1,2})(?:st|nd|rd|th)?)?(?: (?P<year>\d{4}))?"
)


def since(text: str, zone: tzinfo) -> datetime:
    """The first moment of `text`, read in `zone`; UTC. Raises `InvalidDateError`."""
    return _read(text, zone)[0]


def until(text: str, zone: tzinfo) -> datetime:
    """The end of `text` (exclusive) in UTC: days, weeks, months and years include their last moment.

    Raises `InvalidDateError`.
    """
    return _read(text, zone)[1]


def is_day_or_moment(text: str) -> bool:
    """Whether a text says when something happened, to the day or more exactly, and nothing else; a number
    alone does not, nor does `3 days`, which may be how long it takes."""
    words = " ".join(text.lower().split())
    if words.isdecimal() or (_AGO.fullmatch(words) and not words.endswith(" ago")):
        return False
    try:
        start, end = _read(text, UTC)
    except InvalidDateError:
        return False
    return end - start <= timedelta(days=1)


def _read(text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """The start and end of `text`, in UTC; a single moment is both."""
    try:
        start, end = _parse(" ".join(text.split()), clock.now().astimezone(zone), zone)
        return start.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, OverflowError):
        words = " ".join(text.lower().replace(",", "").split())
        raise InvalidDateError(text, why=_why(words, clock.now().astimezone(zone))) from None


def _why(words: str, now: datetime) -> str:
    if found := _M.fullmatch(words):
        return f" Write {found[1]}mo for months, or {found[1]}min for minutes."
    try:
        days = sorted(_slashed(words))
    except ValueError:
        days = []
    if len(days) > 1:
        read = " or ".join(f"{day} for {day.day} {MONTHS[day.month - 1]}" for day in days)
        return f" Write {read}."
    return _no_such_day(words, now.year)


def _parse(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    words = in_english(text.lower().replace(",", ""))
    if days := _days(words, now.date()):
        return _midnight(days[0], zone), _midnight(days[1], zone)
    if hours := _HOURS.get(words):
        day = datetime.combine(now.date(), time(), zone)  # hours are added as a clock on the wall shows them
        return day + timedelta(hours=hours[0]), day + timedelta(hours=hours[1])
    moment = _moment(text, words, now, zone)
    return moment, moment


def _days(words: str, today: date) -> Days | None:
    if days := _period(words, today) or _quarter_or_week(words):
        return days
    day = _in_numbers(words) or _day(words, today)
    return (day, day + timedelta(days=1)) if day else None


def _moment(text: str, words: str, now: datetime, zone: tzinfo) -> datetime:
    if words == "now":
        return now
    if ago := _AGO.fullmatch(words):
        return _ago(now, _number(ago[1] or ago[3]), ago[2] or ago[4])
    at = _AT.fullmatch(words)
    day = at and (_in_numbers(at[1]) or _day(at[1], now.date()) if at[1] else now.date())
    if at and day:
        hour, minute, second = (int(part or 0) for part in at.group(2, 3, 4))
        return datetime.combine(day, time(hour, minute, second), zone)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _day(words: str, today: date) -> date | None:
    """The day that `words` name. A weekday or a day without a year means the most recent one."""
    if words in _DAYS:
        return today - timedelta(days=_DAYS[words])
    if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{8}", words):
        return date.fromisoformat(words)
    for number, name in enumerate(WEEKDAYS):
        if words in (name.lower(), f"last {name.lower()}"):
            return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    found = _WRITTEN.fullmatch(words)
    month = _month(found["month"]) if found else 0
    if not found or not month or (found["day"] is None) is (found["later"] is None):
        return None
    day = int(found["day"] or found["later"])
    if found["year"]:
        return date(int(found["year"]), month, day)
    is_to_come = (month, day) > (today.month, today.day)
    return date(today.year - is_to_come, month, day)


def _in_numbers(words: str) -> date | None:
    """The day of a date with dots, where it is always the first number, or with slashes, where it is that
    only if the other way round there is no such month."""
    if found := _DOTTED.fullmatch(words):
        return date(int(found[3]), int(found[2]), int(found[1]))
    days = _slashed(words) if _SLASHED.fullmatch(words) else set()
    if len(days) > 1:
        raise ValueError(words)
    return days.pop() if days else None


def _slashed(words: str) -> set[date]:
    """The days that a date with slashes may be. Raises `ValueError` where it can be none."""
    found = _SLASHED.match(words)
    if not found:
        return set()
    first, second, year = (int(part) for part in found.groups())
    orders = [(month, day) for month, day in ((first, second), (second, first)) if month <= 12]
    return {date(year, month, day) for month, day in orders or [(first, second)]}


_ISO = re.compile(r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)")
_NUMBERED = re.compile(r"(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>\d{4})(?!\d)")


def _no_such_day(words: str, this_year: int) -> str:
    """Says why there is no such day, where that is clear: its month is shorter, or does not exist."""
    found = _ISO.match(words) or _NUMBERED.match(words) or _WRITTEN.fullmatch(words)
    if found is None:
        return ""
    parts = found.groupdict()
    month = int(parts["number"]) if "number" in parts else _month(parts["month"])
    day, year = int(parts["day"] or parts.get("later") or 1), int(parts["year"] or this_year)
    if "number" in parts and not 1 <= month <= 12:
        return "" if "/" in found[0] else f" There is no month {month}."
    if not month or not year or 1 <= day <= monthrange(year, month)[1]:
        return ""
    return f" {MONTHS[month - 1]} {year} has {monthrange(year, month)[1]} days."


def _period(words: str, today: date) -> Days | None:
    """The week, month or year that `words` name. Weeks begin on Monday."""
    which, _, unit = words.partition(" ")
    back = {"this": 0, "last": 1}.get(which)
    if back is not None and unit == "week":
        first = today - timedelta(days=today.weekday(), weeks=back)
        return first, first + timedelta(weeks=1)
    if back is not None and unit in ("month", "year"):
        months = back * (12 if unit == "year" else 1)
        return _months(today.year, (1 if unit == "year" else today.month), unit, back=months)
    if re.fullmatch(r"\d{4}", words):
        return _months(int(words), 1, "year")
    if re.fullmatch(r"\d{4}-\d\d", words):
        return _months(int(words[:4]), int(words[5:]), "month")
    found = _WRITTEN.fullmatch(words)
    if (
        found
        and found["year"]
        and not found["day"]
        and not found["later"]
        and (month := _month(found["month"]))
    ):
        return _months(int(found["year"]), month, "month")
    return None


def _quarter_or_week(words: str) -> Days | None:
    """The quarter (`Q1 2020`) or the ISO week (`2020-W45`) that `words` name."""
    if week := re.fullmatch(r"(\d{4})-?w(\d\d)", words, re.IGNORECASE):
        first = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return first, first + timedelta(weeks=1)
    found = _QUARTER.fullmatch(words)
    if not found:
        return None
    number, year = int(found[1] or found[4]), int(found[2] or found[3])
    return _months(year, number * 3 - 2, "month")[0], _months(year, number * 3, "month")[1]


def _months(year: int, month: int, unit: str, *, back: int = 0) -> Days:
    """The month or year that begins with this month, `back` months earlier."""
    if not 1 <= month <= 12:
        raise ValueError(month)
    first = year * 12 + month - 1 - back
    after = first + (12 if unit == "year" else 1)
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1)


def _month(word: str) -> int:
    """The number of the month called `word`, in full or by its first three letters; 0 if there is none."""
    named = [name.lower() for name in MONTHS]
    return next((n for n, name in enumerate(named, 1) if word in (name, name[:3])), 0)


def _number(word: str) -> int:
    if word in _NUMBERS:
        return _NUMBERS.index(word)
    return 1 if word in ("a", "an") else int(word)


def _ago(now: datetime, number: int, unit: str) -> datetime:
    unit = _UNITS.get(unit, unit.removesuffix("s"))
    if unit in ("month", "year"):
        months = now.year * 12 + now.month - 1 - number * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        last = monthrange(year, month + 1)[1] if year > 0 else 1
        return now.replace(year=year, month=month + 1, day=min(now.day, last))
    return now - timedelta(**{f"{unit}s": number})


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)

"""Moments as people type them: ISO dates and times, and words like `yesterday` or `2 weeks ago`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo

from cli.render.people import WEEKDAYS
from events import clock
from events.errors import BadDate

_AGO = re.compile(r"(\d+|an?)\s+(minute|hour|day|week|month|year)s?\s+ago")
_DAYS = {"today": 0, "yesterday": 1, "tomorrow": -1}


def since(text: str, zone: tzinfo) -> datetime:
    """The first moment of `text`, read in `zone`; UTC. Raises `BadDate`."""
    return _read(text, zone)[0]


def until(text: str, zone: tzinfo) -> datetime:
    """The moment after `text`: a day counts to its end. Raises `BadDate`."""
    return _read(text, zone)[1]


def _read(text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """The start of `text`, and its end: the next day's start for a day, the same moment otherwise."""
    try:
        found = _parse(" ".join(text.split()), clock.now().astimezone(zone), zone)
        if isinstance(found, datetime):
            return found.astimezone(UTC), found.astimezone(UTC)
        return _midnight(found, zone), _midnight(found + timedelta(days=1), zone)
    except (ValueError, OverflowError):
        raise BadDate(text) from None


def _parse(text: str, now: datetime, zone: tzinfo) -> date | datetime:
    words = text.lower()
    if words == "now":
        return now
    if words in _DAYS:
        return now.date() - timedelta(days=_DAYS[words])
    for number, name in enumerate(WEEKDAYS):
        if words in (name.lower(), f"last {name.lower()}"):
            return now.date() - timedelta(days=(now.weekday() - number - 1) % 7 + 1)
    ago = _AGO.fullmatch(words)
    if ago:
        return _ago(now, 1 if ago[1].startswith("a") else int(ago[1]), ago[2])
    if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{8}", words):
        return date.fromisoformat(words)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _ago(now: datetime, number: int, unit: str) -> datetime:
    if unit in ("month", "year"):
        months = now.year * 12 + now.month - 1 - number * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        last = monthrange(year, month + 1)[1] if year > 0 else 1
        return now.replace(year=year, month=month + 1, day=min(now.day, last))
    return now - timedelta(**{f"{unit}s": number})


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)

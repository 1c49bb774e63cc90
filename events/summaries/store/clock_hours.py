"""Hours in which orders began, for databases that know no time zones: most are in one period as a whole."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import cache
from math import gcd
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, literal_column

from events.database.types import from_microseconds
from events.periods import Period, period_of
from events.summaries.store.tables import UNKNOWN, summaries

if TYPE_CHECKING:
    from events.tables import Condition

_SECOND = 1_000_000
_HOUR = 3600
_SHORTEST = 900
"""Zones are this many seconds apart, or several times as many."""
_BEFORE_ALL = 10**17
"""Added to a moment of any year in microseconds, it is above 0: databases round others upwards."""


def began_at(moment: int) -> datetime | None:
    """The moment of a `began`; None where it is not known."""
    return from_microseconds(moment) if moment > UNKNOWN else None


class ClockHours:
    """Hours, or parts of hours where a zone is half an hour ahead of another, that orders are counted by."""

    def __init__(self, by: Period, zone: tzinfo, now: datetime) -> None:
        ahead = now.astimezone(zone).utcoffset()
        seconds = max(gcd(_HOUR, int(ahead.total_seconds()) if ahead else 0), _SHORTEST)
        self._length = seconds * _SECOND
        self._by, self._zone = by, zone
        self._name = cache(self._name_of)

    @property
    def start(self) -> Any:
        """When the hour of an order began, as an expression; `UNKNOWN` where that is not known."""
        began: Any = summaries.c.began
        before: Any = literal_column(str(_BEFORE_ALL))
        length: Any = literal_column(str(self._length))
        return case((began == UNKNOWN, began), else_=began - (began + before) % length)

    def is_in_one(self, start: int) -> bool:
        """Whether all of an hour is in one period."""
        return start == UNKNOWN or self._name(start) == self._name(start + self._length - 1)

    def is_within(self, start: int) -> Condition:
        """The condition that an order began in an hour."""
        return summaries.c.began.between(start, start + self._length - 1)

    def _name_of(self, moment: int) -> str:
        return period_of(from_microseconds(moment), self._by, self._zone)

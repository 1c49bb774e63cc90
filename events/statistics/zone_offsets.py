"""How far the clocks of a time zone were ahead of UTC, and until when: what a database can count days by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_DAY = timedelta(days=1)
_FIRST, _LAST = datetime(1800, 1, 1, tzinfo=UTC), datetime(2400, 1, 1, tzinfo=UTC)
"""Before and after these moments no clock is known to change: dates there come from clocks never set."""


@dataclass(frozen=True, kw_only=True)
class ZoneOffset:
    """Seconds ahead of UTC until a moment; of the last one, `until` is the end of what was asked for."""

    seconds: int
    until: datetime


def zone_offsets(zone: tzinfo, first: datetime, last: datetime) -> list[ZoneOffset]:
    """The offsets of a zone from `first` to `last`, by their time: one where it never changes."""
    at, end = (min(max(moment, _FIRST), _LAST) for moment in (first, last))
    found: list[ZoneOffset] = []
    now = _seconds(zone, at)
    while at < end:
        after = min(at + _DAY, end)
        if (then := _seconds(zone, after)) != now:
            found.append(ZoneOffset(seconds=now, until=_change(zone, at, after)))
            now = then
        at = after
    return [*found, ZoneOffset(seconds=now, until=end)]


def countable_zone(zone: tzinfo, first: datetime | None, last: datetime | None) -> tzinfo:
    """The zone in which events from `first` to `last` can be counted: UTC where some are dated as no clock
    ever was."""
    is_usual = all(moment is None or _FIRST < moment < _LAST for moment in (first, last))
    return zone if is_usual else UTC


def _seconds(zone: tzinfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds())


def _change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """When the offset changes between two moments, to the second."""
    old = _seconds(zone, before)
    start, end = int(before.timestamp()), int(after.timestamp()) + 1
    while end - start > 1:
        middle = (start + end) // 2
        if _seconds(zone, datetime.fromtimestamp(middle, UTC)) == old:
            start = middle
        else:
            end = middle
    return datetime.fromtimestamp(end, UTC)

"""Dates that a dump writes by a clock of its own, and that were read by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from importers.planning.import_input import TableInput

_DAYS = (datetime(2020, 1, 15, tzinfo=UTC), datetime(2020, 7, 15, tzinfo=UTC))
"""A day of winter and one of summer."""


def sentences(table_inputs: Sequence[TableInput], *, batch: int) -> Iterator[str]:
    """On each table whose dates are TIMESTAMPs of MySQL, which a dump writes by the clock that it sets, but
    which were read by another. `batch` is the import's."""
    for table_input in table_inputs:
        reader, tz = table_input.reader, table_input.mapping.tz
        all_stamped: frozenset[str] = getattr(reader, "stamped", frozenset())
        stamped = [name for name in table_input.mapping.date_columns() if name in all_stamped]
        clock: str = getattr(reader, "clock", "") if stamped else ""
        if clock and not _is_at(tz or "UTC", clock):
            yield (
                f"{', '.join(stamped)} in {table_input.table}: the dump writes TIMESTAMP columns at "
                f"{clock}, but their times were read as those of {tz or 'UTC'}. If the dump is right, "
                f"run `events undo {batch}` and import it{_option(clock)}."
            )


def _is_at(tz: str, clock: str) -> bool:
    """Whether a zone has this offset all the year."""
    return all(day.astimezone(ZoneInfo(tz)).utcoffset() == _offset(clock) for day in _DAYS)


def _offset(clock: str) -> timedelta:
    hours, minutes = int(clock[1:3]), int(clock[4:6])
    return timedelta(hours=hours, minutes=minutes) * (-1 if clock.startswith("-") else 1)


def _option(clock: str) -> str:
    """The option for a clock of whole hours; zones of the tz database are called by the opposite sign."""
    hours = int(clock[1:3])
    if clock[4:6] != "00" or hours > 12:
        return " with the --tz that has these times"
    sign = "+" if clock.startswith("-") else "-"
    return f" with --tz {f'Etc/GMT{sign}{hours}' if hours else 'UTC'}"

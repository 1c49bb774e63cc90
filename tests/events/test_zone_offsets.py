"""Offsets of time zones, between the moments at which their clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from events import settings
from events.statistics.zone_offsets import zone_offsets

START, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "seconds", "changes"),
    [
        ("UTC", [0], []),
        ("Asia/Kolkata", [19800], []),
        ("Europe/Berlin", [3600, 7200, 3600], ["2020-03-29T01:00", "2020-10-25T01:00"]),
        ("Australia/Lord_Howe", [39600, 37800, 39600], ["2020-04-04T15:00", "2020-10-03T15:30"]),
    ],
)
def test_offsets_change_when_the_clocks_do(zone: str, seconds: list[int], changes: list[str]) -> None:
    found = zone_offsets(settings.zone(zone), START, END)
    assert [one.seconds for one in found] == seconds
    assert [one.until.isoformat()[:16] for one in found[:-1]] == changes
    assert found[-1].until == END

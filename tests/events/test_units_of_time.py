"""Times ago as people type them: `5y`, `6mo`, `2 weeks`."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from events import moments
from events.errors import InvalidDateError


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("5y", "5 years ago"),
        ("1yr", "1 year"),
        ("6mo", "6 months ago"),
        ("2w", "2 weeks"),
        ("2wks", "2 weeks"),
        ("3 d", "3 days"),
        ("12h", "12 hours ago"),
        ("90min", "90 minutes"),
        ("3mo ago", "3 months"),
        ("5years", "5 years"),
    ],
)
def test_units_of_time_are_read_short_and_long(short: str, long: str) -> None:
    assert abs(moments.since(short, UTC) - moments.since(long, UTC)) < timedelta(minutes=1)


def test_m_may_be_months_or_minutes() -> None:
    with pytest.raises(InvalidDateError, match="Write 3mo for months, or 3min for minutes"):
        moments.since("3m", UTC)

"""Events by period and kind: each is counted once, in the period in which its place had it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events import kind_store
from events.account import events as account_events
from events.filters import Filters
from events.kind_store import StoredKinds
from events.models import Order, User
from events.notes.adding import correct_note
from events.order import events as order_events
from events.periods import PERIODS, period_of
from events.statistics.period_kinds import count_kinds_by_period

TICK = timedelta(microseconds=1)
MESSAGES = ["Order placed", "Captured amount of £9.50 online.", "Hm"]
# The clocks of Amsterdam went 19 minutes and 32 seconds ahead until 1937, as time zones have it.
TURNS = [
    datetime(1937, 6, 30, 23, 40, 28, tzinfo=UTC),
    datetime(1969, 12, 31, 23, tzinfo=UTC),
    datetime(2020, 3, 29, 1, tzinfo=UTC),
    *(datetime(2020, 11, day, tzinfo=UTC) for day in (1, 2, 3)),
]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "America/New_York"])
def test_each_event_counts_in_the_period_that_it_has_in_the_zone(
    session: Session, reader: Connection, order: Order, anna: User, zone: str
) -> None:
    dates = [
        turn + timedelta(hours=hours) - tick
        for turn in TURNS
        for hours in (0, 1, 4, 5, 24)
        for tick in (timedelta(), TICK)
    ]
    place, expected = ZoneInfo(zone), Counter[tuple[str, str, str]]()
    for number, moment in enumerate(dates):
        kind = ("placed", "paid", "legacy")[number % 3]
        order_events.other_event(order=order, user=None, message=MESSAGES[number % 3], date=moment)
        expected.update((by, period_of(moment, by, place), kind) for by in PERIODS)
    last = dates[-1]
    account_events.dated_note(customer=anna, user=anna, message="mine", date=last)
    expected.update((by, period_of(last, by, place), "customer_note") for by in PERIODS)
    session.commit()
    assert _counted(reader, place, None) == expected
    list(kind_store.prepare(reader, None, least=0))
    assert (stored := kind_store.load(reader, None)) is not None
    assert _counted(reader, place, stored) == expected


def _counted(reader: Connection, zone: tzinfo, stored: StoredKinds | None) -> Counter[tuple[str, str, str]]:
    found = Counter[tuple[str, str, str]]()
    for by in PERIODS:
        counted = count_kinds_by_period(reader, Filters(), by, zone=zone, legacy=None, stored=stored)
        found.update({(by, name, kind.name): kind.events for name, kinds in counted for kind in kinds})
    return found


def test_a_corrected_note_counts_once_and_filters_choose(
    session: Session, reader: Connection, order: Order, anna: User
) -> None:
    note = order_events.note_added_event(order=order, user=anna, message="rang")
    session.flush()
    correct_note(session, note, user=anna, message="wrote")
    session.commit()
    ((_, kinds),) = count_kinds_by_period(reader, Filters(), "year", zone=UTC, legacy=None, stored=None)
    assert [(one.name, one.events) for one in kinds] == [("note", 1)]
    nothing = Filters(until=datetime(2000, 1, 1, tzinfo=UTC))
    assert count_kinds_by_period(reader, nothing, "year", zone=UTC, legacy=None, stored=None) == []

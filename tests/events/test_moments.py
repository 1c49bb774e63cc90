"""The moments that the tables hold come back as the same, and sort as time does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from events.database.session import open_session
from events.models import Order, OrderEvent
from events.order import OrderEvents
from events.order import events as order_events

# --- dates -------------------------------------------------------------------------------

MOMENTS = [
    datetime(2021, 3, 28, 2, 30, tzinfo=ZoneInfo("Europe/London")),
    datetime(2020, 11, 4, 7, 40, 3, 999999, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    datetime(2020, 11, 4, 7, 40, 3, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(1901, 1, 1, 0, 0, 0, 1, tzinfo=timezone(timedelta(hours=-11))),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2020, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Warsaw"), fold=0),
    datetime(2020, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Warsaw"), fold=1),
]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/New_York"])
def test_a_moment_comes_back_as_the_same_moment_in_utc(
    database: str, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("PGTZ", zone)  # what a server in another zone would say
    with open_session(database) as session:
        order = Order(number="1001")
        session.add(order)
        for moment in MOMENTS:
            saved = order_events.other_event(order=order, user=None, message="x", date=moment)
            session.expire_all()
            assert saved.date == moment.astimezone(UTC)
            assert saved.date.tzinfo is UTC
            found = session.scalars(select(OrderEvent.id).where(OrderEvent.date == moment))
            assert found.all() == [saved.id]


def test_moments_sort_and_compare_as_time_does(session: Session, order: Order) -> None:
    for moment in MOMENTS:
        order_events.other_event(order=order, user=None, message="x", date=moment)
    found = session.scalars(select(OrderEvent.date).order_by(OrderEvent.date)).all()
    assert found == sorted(moment.astimezone(UTC) for moment in MOMENTS)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    before = session.scalars(select(OrderEvent.date).where(OrderEvent.date < epoch)).all()
    assert len(before) == 3


@pytest.mark.parametrize("model", [Order, OrderEvent])
def test_a_date_without_a_zone_is_refused(session: Session, order: Order, model: Any) -> None:
    naive = datetime(2020, 11, 4)  # noqa: DTZ001
    wrong = Order(number="7", created=naive) if model is Order else None
    session.add(wrong or OrderEvent(order=order, type=OrderEvents.CANCELED, date=naive))
    with pytest.raises(StatementError, match="has no time zone"):
        session.flush()


def test_an_order_may_have_no_date(session: Session) -> None:
    order = Order(number="7", created=None)
    session.add(order)
    session.flush()
    session.expire_all()
    assert order.created is None

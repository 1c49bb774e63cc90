"""Writing legacy records into a log, and reading what its timeline says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from events import timeline
from events.account import events as account_events
from events.filters import EVERYTHING, Filters, Subject
from events.models import CustomerEvent, Order, OrderEvent, User
from events.order import events as order_events

DAY = datetime(2020, 11, 4, tzinfo=UTC)


def note(order: Order, message: str, *, days: int = 0, user: User | None = None) -> OrderEvent:
    """A legacy event of an order, `days` after the first day."""
    date = DAY + timedelta(days=days)
    return order_events.other_event(order=order, user=user, message=message, date=date)


def remark(customer: User, message: str, *, days: int = 0, user: User | None = None) -> CustomerEvent:
    date = DAY + timedelta(days=days)
    return account_events.other_event(customer=customer, user=user, message=message, date=date)


def messages(
    session: Session, subject: Subject = EVERYTHING, *, newest_first: bool = False, **filters: Any
) -> list[str]:
    """What the timeline says, and that `count` agrees with it."""
    chosen = Filters(**filters)
    found = [
        e.message or e.type.value
        for e in timeline.entries(session, subject, chosen, newest_first=newest_first)
    ]
    if chosen.limit is None:
        assert timeline.count(session, subject, chosen) == len(found)
    return found

"""What an export is compared with is read from the log once, and equal events are counted."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import event
from sqlalchemy.orm import Session

from events.database.types import to_microseconds
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.collisions.log_contents import LogContents, about, content

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def _records(**columns: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _said(order: str | None, customer: str | None, message: str) -> bytes:
    subject = about("", order, customer)
    return content(subject, to_microseconds(NOON), "other", {"message": message})


def test_events_are_read_once_however_often_they_are_asked_for(session: Session) -> None:
    order, jane = Order(number="1"), User(email="jane@mail.example")
    session.add_all(
        OrderEvent(order=order, type="other", date=NOON, parameters={"message": message})
        for message in ("sent", "sent", "paid")
    )
    session.add(CustomerEvent(customer=jane, type="other", date=NOON, parameters={"message": "rang"}))
    session.flush()
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *call: asked.append(call[2]))
    with closing(LogContents(session.connection(), source=1)) as log:
        assert log.has_any()
        wanted = [_said("1", None, text) for text in ("sent", "paid", "lost")]
        rang = _said(None, "Jane@Mail.Example", "rang")
        for customer in ("jane@mail.example", "JANE@mail.example"):  # found again, and not counted again
            records = _records(shop=["", ""], order=["1", None], customer=[None, customer])
            log.read(records)
            log.read(records)
            assert log.counts([*wanted, rang]) == {wanted[0]: 2, wanted[1]: 1, rang: 1}
        assert log.event(wanted[0], 1) < log.event(wanted[0], 2)
        assert log.event(rang, 1) < 0
    assert len([query for query in asked if "FROM order_events JOIN" in " ".join(query.split())]) == 1

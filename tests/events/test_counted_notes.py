"""A note that was corrected counts once: whole logs and filtered ones, and by which plans."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events import clock
from events.account import events as account_events
from events.filters import EVERYTHING, Filters
from events.models import Order, User
from events.notes.adding import correct_note
from events.order import events as order_events
from events.statistics.counted_notes import only_corrections, stats_of_notes_once, without_corrections
from events.timeline import count

FILTERS: list[Filters] = [Filters(), Filters(since=datetime(2020, 1, 1, tzinfo=UTC))]
"""Without filters, indexes count; the other passes everything, too, and is counted event by event."""


@pytest.fixture
def corrected(
    session: Session, order: Order, anna: User, jane: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anna's note of November, which Bo and then Anna corrected in December; a customer's; one of none."""
    moment = [datetime(2020, 11, 1, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    bo = User(email="bo@shop.example", is_staff=True)
    session.add(bo)
    session.flush()
    note = order_events.note_added_event(order=order, user=anna, message="Größe 12")
    order_events.captured_event(
        order=order,
        user=None,
        amount=3,
        payment_id="x",
        payment_gateway="y",  # type: ignore[arg-type]
    )
    of_customer = account_events.note_added_event(customer=jane, user=anna, message="VIP")
    moment[0] += timedelta(days=40)
    order_events.note_added_event(order=order, user=anna, message="rang")
    second = correct_note(session, note, user=bo, message="Größe 13")
    correct_note(session, second, user=anna, message="Größe 14")
    correct_note(session, of_customer, user=anna, message="no VIP")
    session.commit()


def as_dict(counts: list[Any]) -> dict[str, int]:
    return {one.name: one.events for one in counts}


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.usefixtures("corrected")
def test_a_corrected_note_counts_once_in_each_group(reader: Connection, filters: Filters) -> None:
    found, left_out = stats_of_notes_once(reader, filters, authors=10)
    assert (found.events, left_out) == (4, 3)
    assert as_dict(found.months) == {"2020-11": 3, "2020-12": 1}
    assert as_dict(found.days) == {"2020-11-01": 3, "2020-12-11": 1}
    assert as_dict(found.types) == {"note_added": 3, "captured": 1}
    assert as_dict(found.kinds) == {"note": 3, "paid": 1}
    assert as_dict(found.shops) == {"": 3}
    authors = [(one.who.email if one.who else None, one.events) for one in found.authors]
    assert authors == [("anna@shop.example", 3), (None, 1)]
    assert found.all_authors == 2


@pytest.mark.usefixtures("corrected")
def test_the_most_active_authors_are_those_without_corrections(reader: Connection) -> None:
    for filters in FILTERS:
        found, _ = stats_of_notes_once(reader, filters, authors=1)
        assert [one.events for one in found.authors] == [3]
        assert found.all_authors == 2


@pytest.mark.parametrize("filters", FILTERS)
def test_a_log_without_corrections_is_counted_as_ever(
    session: Session, reader: Connection, order: Order, anna: User, filters: Filters
) -> None:
    order_events.note_added_event(order=order, user=anna, message="rang")
    session.commit()
    found, left_out = stats_of_notes_once(reader, filters, authors=10)
    assert (found.events, left_out) == (1, 0)


@pytest.mark.usefixtures("corrected")
def test_both_conditions_divide_the_events(reader: Connection) -> None:
    numbers = [count(reader, EVERYTHING, one(Filters())) for one in (only_corrections, without_corrections)]
    assert numbers == [3, 4]

"""Events of some kinds, counted in a database that does not know what messages mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events.account import events as account_events
from events.filters import EVERYTHING, Filters
from events.kind_filter import restrict_to_kinds
from events.models import Order, User
from events.order import events as order_events
from events.statistics.stats import stats
from events.timeline import count, entries
from events.vocabulary.kinds import Kind

START = datetime(2020, 11, 4, 8, tzinfo=UTC)
MESSAGES = ("Captured amount of $20.00 online.", "Status changed to shipped", "Order shipped via DHL", "Hm.")


@pytest.fixture
def story(session: Session, order: Order, jane: User, anna: User) -> None:
    for day, message in enumerate(MESSAGES):
        date = START + timedelta(days=40 * day)
        order_events.other_event(order=order, user=anna, message=message, date=date)
    order_events.note_added_event(order=order, user=jane, message="Where is it?")
    account_events.name_assigned_event(customer=jane, user=anna, message="Jane Doe")
    session.commit()


def said(reader: Connection, filters: Filters) -> list[str | None]:
    return [entry.message for entry in entries(reader, EVERYTHING, filters)]


@pytest.mark.usefixtures("story")
def test_a_change_of_status_is_of_both_kinds_and_a_customers_note_of_its_own(reader: Connection) -> None:
    def of(*kinds: Kind) -> list[str | None]:
        return said(reader, restrict_to_kinds(reader, Filters(), frozenset(kinds), None))

    assert of(Kind.SHIPPED) == [MESSAGES[1], MESSAGES[2]]
    assert of(Kind.STATUS) == [MESSAGES[1]]
    assert of(Kind.PAID, Kind.LEGACY) == [MESSAGES[0], MESSAGES[3]]
    assert set(of(Kind.CUSTOMER_NOTE)) == {"Where is it?"}
    assert of(Kind.NOTE) == []
    assert of(Kind.ACCOUNT) == ["Jane Doe"]


@pytest.mark.usefixtures("story")
def test_other_filters_go_on_to_hold(reader: Connection) -> None:
    shipped = frozenset({Kind.SHIPPED})
    early = Filters(until=START + timedelta(days=41), extra_condition=lambda events: events.c.id > 0)
    assert said(reader, restrict_to_kinds(reader, early, shipped, None)) == [MESSAGES[1]]
    never = Filters(types=frozenset({"note_added"}))
    assert count(reader, EVERYTHING, restrict_to_kinds(reader, never, shipped, None)) == 0
    assert restrict_to_kinds(reader, early, frozenset(), None) is early


@pytest.mark.usefixtures("story")
def test_counts_are_of_these_kinds_alone(reader: Connection) -> None:
    found = stats(reader, restrict_to_kinds(reader, Filters(), frozenset({Kind.SHIPPED}), None), authors=5)
    assert found.events == 2
    assert [(month.name, month.events) for month in found.months] == [("2020-12", 1), ("2021-01", 1)]
    assert [(one.name, one.events) for one in found.kinds] == [("shipped", 2)]
    assert [(one.who.label if one.who else None, one.events) for one in found.authors] == [
        ("anna@shop.example", 2)
    ]

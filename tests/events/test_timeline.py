"""Reading the log: one order, whose events a timeline holds, and what its entries say."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import DAY, messages, note, remark
from sqlalchemy.orm import Session

from events import timeline
from events.account import CustomerEvents, people
from events.account import events as account_events
from events.database.session import open_session
from events.errors import UnknownEventError
from events.filters import EVERYTHING, Filters, Subject
from events.models import CustomerEvent, Order, OrderEvent, OrderLine, User
from events.order import OrderEvents
from events.order import events as order_events
from events.order.facts import line_names

# --- the order ---------------------------------------------------------------------------


def test_the_order_is_date_then_customers_before_orders_then_id(
    session: Session, order: Order, jane: User
) -> None:
    note(order, "third")
    remark(jane, "first")
    note(order, "fourth")
    remark(jane, "second")
    note(order, "before all", days=-1)
    remark(jane, "after all", days=1)
    expected = ["before all", "first", "second", "third", "fourth", "after all"]
    assert messages(session) == expected
    assert messages(session, newest_first=True) == expected[::-1]


def test_a_customers_event_comes_before_the_orders_it_was_recorded_with(
    session: Session, order: Order, jane: User
) -> None:
    order_events.placed_event(order=order)
    order_events.note_added_event(order=order, user=jane, message="Please hurry")
    types = [entry.type for entry in timeline.entries(session, EVERYTHING, Filters())]
    assert types == ["placed_order", "placed", "note_added_to_order", "note_added"]


def test_a_limit_keeps_the_newest_in_either_direction(session: Session, order: Order, jane: User) -> None:
    for day in range(5):
        note(order, f"o{day}", days=day)
        remark(jane, f"c{day}", days=day)
    assert messages(session, limit=3) == ["o3", "c4", "o4"]
    assert messages(session, limit=3, newest_first=True) == ["o4", "c4", "o3"]
    assert messages(session, limit=0) == []
    assert len(messages(session, limit=99)) == 10


rows = st.lists(
    st.tuples(
        st.sampled_from([OrderEvent, CustomerEvent]),
        st.integers(min_value=-2, max_value=2),
        st.sampled_from(["note_added", "other"]),
    ),
    max_size=12,
)
chosen = st.builds(
    Filters,
    types=st.sampled_from([frozenset(), frozenset({"other"}), frozenset({"other", "note_added"})]),
    since=st.none() | st.integers(min_value=-2, max_value=2).map(lambda days: DAY + timedelta(days=days)),
    until=st.none() | st.integers(min_value=-2, max_value=2).map(lambda days: DAY + timedelta(days=days)),
    limit=st.none() | st.integers(min_value=0, max_value=12),
)


@settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=rows, filters=chosen, newest_first=st.booleans())
def test_any_timeline_is_the_sorted_list_of_what_passes(
    session: Session, *, rows: list[tuple[Any, int, str]], filters: Filters, newest_first: bool
) -> None:
    session.rollback()  # what the example before has left
    jane = User(email="jane@example.com")
    order = Order(number="1001", user=jane)
    saved: list[Any] = []
    for model, days, code in rows:
        owner = {"order": order} if model is OrderEvent else {"customer": jane}
        vocabulary: Any = OrderEvents if model is OrderEvent else CustomerEvents
        saved.append(model(**owner, type=vocabulary(code), date=DAY + timedelta(days=days)))
    session.add_all([order, *saved])
    session.flush()
    passing = [
        row
        for row in saved
        if (not filters.types or row.type in filters.types)
        and (filters.since is None or row.date >= filters.since)
        and (filters.until is None or row.date < filters.until)
    ]
    passing.sort(key=lambda row: (row.date, isinstance(row, OrderEvent), row.id))
    shown = passing[max(0, len(passing) - filters.limit) :] if filters.limit is not None else passing
    expected = [("o" if isinstance(row, OrderEvent) else "c") + str(row.id) for row in shown]

    for subject in (EVERYTHING, Subject(user_id=jane.id, email="jane@example.com")):
        found = timeline.entries(session, subject, filters, newest_first=newest_first)
        assert [entry.id for entry in found] == (expected[::-1] if newest_first else expected)
        assert timeline.count(session, subject, filters) == len(passing)


def test_pages_are_joined_without_seam(
    session: Session, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "PAGE", 3)
    for day in range(10):
        note(order, str(day), days=day)
    assert messages(session) == [str(day) for day in range(10)]


def test_a_timeline_may_be_left_half_read(session: Session, order: Order, jane: User) -> None:
    for day in range(5):
        note(order, str(day), days=day)
        remark(jane, str(day), days=day)
    assert next(timeline.entries(session, EVERYTHING, Filters())).message == "0"
    half_read = timeline.entries(session, EVERYTHING, Filters())
    next(half_read)
    assert len(messages(session)) == 10
    session.rollback()


# --- subjects ----------------------------------------------------------------------------


def test_an_orders_timeline_is_its_own(
    session: Session, order: Order, guest_order: Order, jane: User
) -> None:
    note(order, "of 1001")
    note(guest_order, "of 2002")
    remark(jane, "of jane")
    assert messages(session, Subject(order_id=order.id)) == ["of 1001"]


def test_a_customers_timeline_merges_their_own_their_orders_and_guest_orders_under_their_email(
    session: Session, order: Order, jane: User, anna: User
) -> None:
    as_guest = Order(number="77", user_email="JANE@example.com")
    others = Order(number="88", user=anna, user_email="jane@example.com")
    session.add_all([as_guest, others])
    note(order, "her order", days=1)
    note(as_guest, "as guest", days=2)
    note(others, "anna's order", days=3)
    remark(jane, "her own", days=4)
    remark(anna, "anna's own", days=5, user=jane)
    hers = Subject(user_id=jane.id, email="jane@example.com")
    assert messages(session, hers) == ["her order", "as guest", "her own"]
    entries = list(timeline.entries(session, hers, Filters()))
    assert [entry.order for entry in entries] == ["1001", "77", None]


def test_a_download_by_a_guest_stays_in_sight_when_they_become_a_customer(
    session: Session, guest_order: Order
) -> None:
    line = OrderLine(order=guest_order, item_name="Song", quantity=1)
    session.add(line)
    account_events.digital_link_downloaded_event(order_line=line, user=None)
    guest = Subject(email="Guest@example.com")
    assert messages(session, guest) == ["digital_link_downloaded"]
    user = people.find_user(session, "guest@example.com")
    customer = Subject(user_id=user.id, email="guest@example.com")
    assert messages(session, customer) == ["digital_link_downloaded"]


def test_deleted_customers_are_listed_under_the_staff_member(
    session: Session, jane: User, anna: User
) -> None:
    account_events.customer_deleted_event(user=anna, count=2)
    remark(jane, "about jane", user=anna)
    assert messages(session, Subject(user_id=anna.id, email="anna@shop.example")) == ["customer_deleted"]
    assert messages(session, Subject(user_id=jane.id, email="jane@example.com")) == ["about jane"]


def test_a_customer_without_email_is_not_mixed_up_with_guests(session: Session, guest_order: Order) -> None:
    smith = User(name="j.smith")
    nameless = Order(number="3", user_email="")
    session.add_all([smith, nameless])
    note(guest_order, "a guest's")
    note(nameless, "nobody's")
    remark(smith, "smith's")
    assert messages(session, Subject(user_id=smith.id)) == ["smith's"]
    assert messages(session, Subject(email="guest@example.com")) == ["a guest's"]


def test_a_summary_says_how_much_there_is_without_filters(session: Session, order: Order, jane: User) -> None:
    everything = timeline.summary(session, EVERYTHING)
    assert (everything.count, everything.first, everything.last) == (0, None, None)
    note(order, "a", days=2)
    note(order, "b", days=5)
    remark(jane, "c", days=1)
    hers = timeline.summary(session, Subject(user_id=jane.id, email="jane@example.com"))
    assert (hers.count, hers.first, hers.last) == (3, DAY + timedelta(days=1), DAY + timedelta(days=5))
    assert timeline.summary(session, Subject(order_id=order.id)).first == DAY + timedelta(days=2)


# --- entries -----------------------------------------------------------------------------


def test_entries_are_frozen_and_outlive_the_session(database: str) -> None:
    with open_session(database) as session:
        anna = User(email="anna@shop.example", name="Anna", is_staff=True)
        order = Order(number="1001", shop="pl", user=User(email="jane@example.com"))
        session.add_all([anna, order])
        note(order, "hello world!", user=anna)
        [entry] = timeline.entries(session, EVERYTHING, Filters())
    assert (entry.id, entry.type, entry.date) == ("o1", OrderEvents.OTHER, DAY)
    assert (entry.shop, entry.order, entry.message) == ("pl", "1001", "hello world!")
    assert entry.user is not None
    assert (entry.user.label, entry.user.name, entry.user.is_staff) == ("anna@shop.example", "Anna", True)
    assert entry.customer is not None
    assert entry.customer.email == "jane@example.com"
    for thing, field in ((entry, "date"), (entry.user, "email")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, field, None)


def test_an_entry_names_a_guest_by_email_and_leaves_the_absent_empty(
    session: Session, guest_order: Order
) -> None:
    note(guest_order, "x")
    [entry] = timeline.entries(session, EVERYTHING, Filters())
    assert entry.customer == people.Person(id=None, email="guest@example.com")
    assert entry.user is None


def test_one_event_is_found_by_its_printed_id(session: Session, order: Order, jane: User) -> None:
    ours, theirs = note(order, "ours"), remark(jane, "theirs")
    assert timeline.find_entry(session, f"o{ours.id}").message == "ours"
    assert timeline.find_entry(session, f"C{theirs.id}").message == "theirs"


@pytest.mark.parametrize(
    "text", ["", "o", "17", "x17", "o-1", "o1.0", "o 1", "o\u0661", "o999", f"o{2**63}", "o1; DROP"]
)
def test_an_id_of_no_event_is_reported(session: Session, order: Order, text: str) -> None:
    note(order, "x")
    with pytest.raises(UnknownEventError, match="o17"):
        timeline.find_entry(session, text)


def test_line_names_are_given_where_known(session: Session, order: Order) -> None:
    mug, spoon = order.lines
    assert line_names(session, {mug.id, spoon.id, 999}) == {mug.id: "Mug", spoon.id: "Spoon"}
    assert line_names(session, set()) == {}

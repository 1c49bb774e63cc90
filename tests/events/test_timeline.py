"""Reading the log: one order, filters, a customer's merged history; and finding who and what is meant."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from events import timeline
from events.account import CustomerEvents, people
from events.account import events as account_events
from events.database.session import open_session
from events.errors import (
    AlreadyExistsError,
    AmbiguousCustomerError,
    AmbiguousOrderError,
    UnknownAuthorError,
    UnknownCustomerError,
    UnknownEventError,
    UnknownOrderError,
)
from events.filters import EVERYTHING, Filters, Subject
from events.models import CustomerEvent, Order, OrderEvent, OrderLine, User
from events.order import OrderEvents, lookup
from events.order import events as order_events

DAY = datetime(2020, 11, 4, tzinfo=UTC)


def note(order: Order, message: str, *, days: int = 0, user: User | None = None) -> OrderEvent:
    """A legacy record of an order, so many days after the first."""
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


# --- filters -----------------------------------------------------------------------------


def test_since_is_inclusive_and_until_is_exclusive(session: Session, order: Order) -> None:
    for day in range(4):
        note(order, str(day), days=day)
    assert messages(session, since=DAY + timedelta(days=1)) == ["1", "2", "3"]
    assert messages(session, until=DAY + timedelta(days=1)) == ["0"]
    assert messages(session, since=DAY + timedelta(days=1), until=DAY + timedelta(days=3)) == ["1", "2"]
    assert messages(session, since=DAY + timedelta(days=1, microseconds=1)) == ["2", "3"]


def test_types_choose_by_code_among_order_and_customer_events(
    session: Session, order: Order, jane: User
) -> None:
    order_events.note_added_event(order=order, user=None, message="of the order")
    account_events.note_added_event(customer=jane, user=None, message="of the customer")
    order_events.canceled_event(order=order, user=None)
    assert sorted(messages(session, types=frozenset({"note_added"}))) == ["of the customer", "of the order"]
    assert messages(session, types=frozenset({"canceled"})) == ["canceled"]
    assert messages(session, types=frozenset({"placed"})) == []


def test_an_author_is_an_email_or_a_name_in_any_case_or_part_of_one_or_the_system(
    session: Session, order: Order, jane: User, anna: User
) -> None:
    clerk = User(name="j.smith", is_staff=True, is_placeholder=True)
    session.add(clerk)
    note(order, "anna's", user=anna)
    note(order, "the system's", days=1)
    note(order, "the clerk's", days=2, user=clerk)
    remark(jane, "anna's too", days=3, user=anna)
    remark(jane, "the system's too", days=4)
    session.flush()

    def written_by(text: str) -> list[str]:
        return messages(session, authors=people.find_authors(session, text))

    for text in ("ANNA@Shop.Example", "Anna", "anna@", "nna"):
        assert written_by(text) == ["anna's", "anna's too"]
    assert written_by("j.smith") == written_by("SMITH") == ["the clerk's"]
    assert messages(session, authors=frozenset({None})) == ["the system's", "the system's too"]
    assert messages(session, authors=frozenset({None, clerk.id})) == [
        "the system's",
        "the clerk's",
        "the system's too",
    ]
    assert messages(session, authors=frozenset()) == []
    for text in ("nobody@example.com", "%", "", " "):
        with pytest.raises(UnknownAuthorError):
            people.find_authors(session, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ÜBER", ['Über 20 Päckchen, "fragil"']),
        ("20 p", ['Über 20 Päckchen, "fragil"']),
        ('"FRAGIL"', ['Über 20 Päckchen, "fragil"']),
        ("message", []),
        ("stripe", ["captured"]),
        ("86.5", ["captured"]),
        ("tasse", ["draft_added_products"]),
        ("\x00", []),
        ("'; DROP TABLE users; --", []),
    ],
)
def test_a_text_is_sought_in_every_value_of_the_parameters_without_regard_to_case(
    session: Session, order: Order, text: str, found: list[str]
) -> None:
    note(order, 'Über 20 Päckchen, "fragil"')
    order_events.captured_event(
        order=order, user=None, amount=Decimal("86.50"), payment_id="ch_1", payment_gateway="Stripe"
    )
    line = OrderLine(order=order, item_name="TASSE", quantity=1)
    session.add(line)
    order_events.draft_added_products_event(order=order, user=None, lines=[(2, line)])
    assert messages(session, text=text) == found


def test_a_page_goes_on_where_the_last_one_ended_also_within_one_moment(
    session: Session, order: Order, jane: User
) -> None:
    for number in range(3):
        note(order, f"o{number}")
        remark(jane, f"c{number}")
    everything = messages(session)
    assert everything == ["c0", "c1", "c2", "o0", "o1", "o2"]
    entries = list(timeline.entries(session, EVERYTHING, Filters()))
    for place, entry in enumerate(entries):
        assert messages(session, before=entry.key) == everything[:place]
        assert messages(session, after=entry.key) == everything[place + 1 :]
        assert messages(session, after=entry.key, limit=1) == everything[place + 1 : place + 2]
        assert messages(session, before=entry.key, limit=1) == everything[:place][-1:]


def test_filters_know_whether_they_hide_something() -> None:
    assert not Filters().hiding
    assert not Filters(limit=3).hiding
    assert Filters(authors=frozenset({None})).hiding
    assert Filters(since=DAY, limit=3).hiding


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


def test_a_summary_tells_how_much_there_is_without_filters(
    session: Session, order: Order, jane: User
) -> None:
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
def test_an_id_of_no_event_is_told(session: Session, order: Order, text: str) -> None:
    note(order, "x")
    with pytest.raises(UnknownEventError, match="o17"):
        timeline.find_entry(session, text)


def test_line_names_are_given_where_known(session: Session, order: Order) -> None:
    mug, spoon = order.lines
    assert timeline.line_names(session, {mug.id, spoon.id, 999}) == {mug.id: "Mug", spoon.id: "Spoon"}
    assert timeline.line_names(session, set()) == {}


# --- finding orders ----------------------------------------------------------------------


@pytest.fixture
def shops(session: Session) -> Session:
    """Two shops with a number in common, and numbers with marks of their own."""
    named = [("", "1001"), ("pl", "1001"), ("pl", "1002"), ("de", "#77"), ("", "0042"), ("", "a/b")]
    session.add_all([Order(shop=shop, number=number) for shop, number in named])
    session.flush()
    return session


@pytest.mark.parametrize(
    ("typed", "shop", "number"),
    [
        ("1002", "pl", "1002"),
        (" 1002 ", "pl", "1002"),
        ("pl/1002", "pl", "1002"),
        ("pl/1001", "pl", "1001"),
        ("/1001", "", "1001"),
        ("#1002", "pl", "1002"),
        ("pl/#1002", "pl", "1002"),
        ("77", "de", "#77"),
        ("#77", "de", "#77"),
        ("de/77", "de", "#77"),
        ("0042", "", "0042"),
        ("a/b", "", "a/b"),
    ],
)
def test_an_order_is_found_as_people_type_it(shops: Session, typed: str, shop: str, number: str) -> None:
    found = lookup.find_order(shops, typed)
    assert (found.shop, found.number) == (shop, number)


def test_a_number_of_several_shops_names_the_candidates(shops: Session) -> None:
    for typed in ("1001", "#1001"):
        with pytest.raises(AmbiguousOrderError, match="/1001, pl/1001"):
            lookup.find_order(shops, typed)
    for candidate in ("/1001", "pl/1001"):
        assert lookup.find_order(shops, candidate).number == "1001"


def test_a_full_number_finds_its_order_again(shops: Session) -> None:
    assert lookup.full_number(lookup.find_order(shops, "1002")) == "pl/1002"
    assert lookup.full_number(lookup.find_order(shops, "0042")) == "0042"


@pytest.mark.parametrize(
    ("typed", "near"), [("1003", "1002"), ("10021", "1002"), ("00422", "0042"), ("pl/1004", "1002")]
)
def test_an_unknown_number_is_told_with_the_nearest(shops: Session, typed: str, near: str) -> None:
    with pytest.raises(UnknownOrderError) as told:
        lookup.find_order(shops, typed)
    assert repr(typed) in str(told.value)
    assert near in str(told.value).partition("Nearest:")[2]


@pytest.mark.parametrize("typed", ["", "#", "/", "42", "%", "1_01", "\udcff", "\x00", "x" * 10_000])
def test_what_is_no_order_is_unknown(shops: Session, typed: str) -> None:
    """Leading zeros count, and nothing typed is a pattern or a crash."""
    with pytest.raises(UnknownOrderError):
        lookup.find_order(shops, typed)


def test_an_order_added_by_hand_finds_or_makes_its_customer(session: Session, jane: User) -> None:
    lines = [lookup.NewLine(quantity=2, item_name="Mug")]
    known = lookup.add_order(session, number="7", customer="Jane@Example.com", lines=lines, currency="EUR")
    assert (known.user, known.currency) == (jane, "EUR")
    assert [(line.quantity, line.item_name) for line in known.lines] == [(2, "Mug")]
    fresh = lookup.add_order(session, number="8", customer="new@example.com", lines=[])
    assert fresh.user is not None
    assert fresh.user.email == "new@example.com"
    assert lookup.add_order(session, number="7", shop="pl", lines=[]).user is None
    with pytest.raises(AlreadyExistsError, match="'pl/7'"):
        lookup.add_order(session, number="7", shop="pl", lines=[])


# --- finding people ----------------------------------------------------------------------


def test_a_customer_is_found_by_email_in_any_case(session: Session, jane: User) -> None:
    assert people.find_customer(session, " JANE@example.COM ") == people.person(jane)
    assert people.find_user(session, "jane@example.com") is jane


def test_a_guest_is_found_by_their_orders_and_becomes_a_user_when_needed(
    session: Session, guest_order: Order
) -> None:
    assert people.find_customer(session, "Guest@Example.com") == people.Person(
        id=None, email="guest@example.com"
    )
    user = people.find_user(session, "Guest@Example.com")
    assert (user.email, user.id is not None) == ("guest@example.com", True)
    assert people.find_customer(session, "guest@example.com").id == user.id


def test_a_customer_is_found_by_an_unambiguous_name(session: Session, jane: User) -> None:
    session.add_all(
        [User(name="17", is_placeholder=True), User(name="17", is_staff=True, is_placeholder=True)]
    )
    session.flush()
    assert people.find_customer(session, "Jane").id == jane.id
    with pytest.raises(AmbiguousCustomerError, match="2 people are called '17'"):
        people.find_customer(session, "17")
    customer = session.query(User).where(User.name == "17").order_by(User.id).first()
    session.add(Order(number="5", user=customer))
    session.flush()
    assert customer is not None
    assert people.find_customer(session, "17").id == customer.id


@pytest.mark.parametrize("typed", ["", "  ", "%", "nobody@example.com", "\udcff", "\x00", "x" * 10_000])
def test_an_unknown_customer_is_told(session: Session, guest_order: Order, typed: str) -> None:
    session.add_all([User(), Order(number="6", user_email="")])
    with pytest.raises(UnknownCustomerError):
        people.find_customer(session, typed)


def test_an_unknown_customer_is_told_with_the_nearest(session: Session, jane: User) -> None:
    with pytest.raises(UnknownCustomerError, match=r"Nearest: jane@example\.com"):
        people.find_customer(session, "jane@exampel.com")


def test_an_author_is_known_by_email_or_becomes_staff(session: Session, jane: User) -> None:
    assert people.author(session, "JANE@example.com") == people.Author(user=jane, is_new=False)
    fresh = people.author(session, "new@shop.example")
    assert (fresh.is_new, fresh.user.is_staff, fresh.user.is_placeholder) == (True, True, False)
    login = people.author(session, "root")
    assert (login.is_new, login.user.email, login.user.name) == (True, None, "root")
    assert login.user.is_placeholder
    assert people.author(session, "root") == people.Author(user=login.user, is_new=False)


def test_a_customer_is_added_once(session: Session, jane: User) -> None:
    assert people.add_customer(session, email=" new@example.com ", name="New").email == "new@example.com"
    for email in ("JANE@example.com", "new@example.com"):
        with pytest.raises(AlreadyExistsError):
            people.add_customer(session, email=email)


@pytest.mark.parametrize("text", ["jane@example.com", "a@b"])
def test_what_looks_like_an_email(text: str) -> None:
    assert people.is_email(text)


@pytest.mark.parametrize(
    "text", ["jane", "@example.com", "jane@", "a@b@c", "jane doe@example.com", "", "1001"]
)
def test_what_does_not_look_like_an_email(text: str) -> None:
    assert not people.is_email(text)

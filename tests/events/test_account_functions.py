"""The functions of `events.account.events`: one row for each, what it stores, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from events.account import CustomerEvents, events
from events.errors import InvalidEventError, NotInSessionError
from events.models import CustomerEvent, Order, OrderEvent, OrderLine, User

LEGACY_DATE = datetime(2014, 7, 8, 9, 10, 11, 121314, tzinfo=UTC)

# Arguments beside `user`, what is stored, and who acted where nobody was named (None: must be named).
# Text in braces stands for a thing of the test's.
Row = tuple[str, CustomerEvents, dict[str, Any], dict[str, Any], str | None]
JANE = {"customer": "{jane}"}
ROWS: list[Row] = [
    ("account_created", CustomerEvents.ACCOUNT_CREATED, JANE, {}, "jane"),
    ("password_reset_link_sent", CustomerEvents.PASSWORD_RESET_LINK_SENT, JANE, {}, "jane"),
    ("password_reset", CustomerEvents.PASSWORD_RESET, JANE, {}, "jane"),
    ("placed_order", CustomerEvents.PLACED_ORDER, {"order": "{order}"}, {}, "jane"),
    (
        "note_added_to_order",
        CustomerEvents.NOTE_ADDED_TO_ORDER,
        {"order": "{order}", "message": "Please hurry"},
        {"message": "Please hurry"},
        "jane",
    ),
    (
        "digital_link_downloaded",
        CustomerEvents.DIGITAL_LINK_DOWNLOADED,
        {"order_line": "{line}"},
        {"order_line_pk": "{line_id}"},
        "jane",
    ),
    ("customer_deleted", CustomerEvents.CUSTOMER_DELETED, {"count": 2}, {"count": 2}, None),
    (
        "email_assigned",
        CustomerEvents.EMAIL_ASSIGNED,
        JANE | {"message": "new@example.com"},
        {"message": "new@example.com"},
        None,
    ),
    (
        "name_assigned",
        CustomerEvents.NAME_ASSIGNED,
        JANE | {"message": "Jane D."},
        {"message": "Jane D."},
        None,
    ),
    ("note_added", CustomerEvents.NOTE_ADDED, JANE | {"message": "VIP"}, {"message": "VIP"}, None),
    (
        "other",
        CustomerEvents.OTHER,
        JANE | {"message": "Group: wholesale", "date": LEGACY_DATE},
        {"message": "Group: wholesale"},
        None,
    ),
]
NAMES = [row[0] for row in ROWS]
ARGUMENTS = {name: arguments for name, _, arguments, _, _ in ROWS}
BY_THE_CUSTOMER = [name for name, *_, actor in ROWS if actor]
ABOUT_AN_ORDER = ["placed_order", "note_added_to_order", "digital_link_downloaded"]
NOBODYS = "customer_deleted"


class Shop:
    """The test's things by name, and the functions with their rows' arguments."""

    def __init__(self, session: Session, order: Order, jane: User, anna: User) -> None:
        self.session = session
        self.things = {
            "order": order,
            "line": order.lines[0],
            "line_id": order.lines[0].id,
            "jane": jane,
            "anna": anna,
        }

    def filled(self, values: dict[str, Any]) -> dict[str, Any]:
        named = {f"{{{name}}}": thing for name, thing in self.things.items()}
        return {k: named.get(v, v) if isinstance(v, str) else v for k, v in values.items()}

    def call(self, name: str, **changes: Any) -> CustomerEvent:
        function: Callable[..., CustomerEvent] = getattr(events, f"{name}_event")
        return function(**self.filled(ARGUMENTS[name]) | changes)

    def counts(self) -> tuple[int, int]:
        """How many customer and order events there are, what is pending included."""
        self.session.flush()
        return (
            self.session.scalar(select(func.count()).select_from(CustomerEvent)) or 0,
            self.session.scalar(select(func.count()).select_from(OrderEvent)) or 0,
        )


@pytest.fixture
def shop(session: Session, order: Order, jane: User, anna: User) -> Shop:
    return Shop(session, order, jane, anna)


# A refusal comes before the database is asked, so one kind of database is enough.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def refused(shop: Shop) -> Iterator[None]:
    """Whatever the test tries leaves no event behind, also not one that a later flush saves."""
    before = shop.counts()
    yield
    assert shop.counts() == before


# --- what they store ---------------------------------------------------------------------


def test_every_code_has_a_row_here() -> None:
    assert [row[1] for row in ROWS] == list(CustomerEvents)


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_it_saves_an_event_of_its_type_with_its_parameters(
    shop: Shop, order: Order, jane: User, anna: User, still: datetime, *, row: Row
) -> None:
    name, code, arguments, stored, _ = row
    saved = shop.call(name, user=anna)

    assert isinstance(saved, CustomerEvent)
    event_id = saved.id
    shop.session.expire_all()
    read = shop.session.get_one(CustomerEvent, event_id)
    assert read.type is code
    assert read.parameters == shop.filled(stored)
    assert read.user is anna
    assert read.customer is (None if name == NOBODYS else jane)
    assert read.order is (order if name in ABOUT_AN_ORDER else None)
    assert read.date == (arguments.get("date") or still)
    assert shop.counts() == (1, 0)


@pytest.mark.parametrize("name", BY_THE_CUSTOMER)
def test_the_customer_acts_where_nobody_else_is_named(shop: Shop, jane: User, name: str) -> None:
    assert shop.call(name).user is jane


def test_nobody_is_kept_as_nobody(shop: Shop, jane: User) -> None:
    """`user=None` is the system or an anonymous visitor, not the default."""
    for name in set(NAMES) - {NOBODYS}:
        saved = shop.call(name, user=None)
        assert (saved.user, saved.customer) == (None, jane)


@on_sqlite
def test_elsewhere_who_acted_must_be_said(shop: Shop, refused: None) -> None:
    for name in set(NAMES) - set(BY_THE_CUSTOMER):
        with pytest.raises(TypeError, match=f"{name}_event.* 'user'"):
            shop.call(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_flushes_and_never_commits(shop: Shop, anna: User, name: str) -> None:
    shop.session.commit()
    assert shop.call(name, user=anna).id is not None
    assert not shop.session.new
    shop.session.rollback()
    assert shop.counts() == (0, 0)


def test_an_event_of_an_order_may_be_another_customers(shop: Shop, anna: User) -> None:
    for name in ABOUT_AN_ORDER:
        saved = shop.call(name, customer=anna)
        assert (saved.customer, saved.user) == (anna, anna)


def test_a_guests_download_has_an_order_but_no_customer(shop: Shop, guest_order: Order) -> None:
    line = OrderLine(order=guest_order, item_name="Song", quantity=1)
    shop.session.add(line)
    saved = events.digital_link_downloaded_event(order_line=line)
    assert (saved.order, saved.customer, saved.user) == (guest_order, None, None)
    assert saved.parameters == {"order_line_pk": line.id}


def test_deleting_customers_has_no_customer_left_to_hang_on(shop: Shop, anna: User) -> None:
    saved = events.customer_deleted_event(user=anna, count=2)
    assert (saved.customer, saved.user, saved.order) == (None, anna, None)


def test_a_legacy_date_may_come_in_any_zone(shop: Shop) -> None:
    saved = shop.call("other", user=None, date=LEGACY_DATE.astimezone(timezone(timedelta(hours=-9))))
    shop.session.expire_all()
    assert saved.date == LEGACY_DATE
    assert saved.date.tzinfo is UTC


# --- what they refuse --------------------------------------------------------------------


@on_sqlite
def test_a_required_argument_cannot_be_left_out(shop: Shop, anna: User, refused: None) -> None:
    for name, arguments in ARGUMENTS.items():
        for field in arguments:
            given = shop.filled(arguments)
            del given[field]
            with pytest.raises(TypeError, match=f"{name}_event.* '{field}'"):
                getattr(events, f"{name}_event")(user=anna, **given)


@on_sqlite
@pytest.mark.parametrize("name", NAMES)
def test_a_required_argument_cannot_be_nothing_or_of_another_kind(
    shop: Shop, anna: User, name: str, refused: None
) -> None:
    for field in ARGUMENTS[name]:
        for value in (None, "", " \t\n", [], {}, object(), 1.5, True):
            with pytest.raises(InvalidEventError) as told:
                shop.call(name, user=anna, **{field: value})
            assert str(told.value).startswith(f"Cannot record {name}: ")
            assert field in str(told.value)


@on_sqlite
def test_values_that_do_not_fit_are_named(shop: Shop, anna: User, refused: None) -> None:
    for name, field, value in (
        (NOBODYS, "count", 0),
        (NOBODYS, "count", -1),
        (NOBODYS, "count", "2"),
        ("other", "date", "2014-07-08"),
        ("other", "date", datetime(2014, 7, 8)),  # noqa: DTZ001
        ("other", "date", datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))),
        ("email_assigned", "message", b"new@example.com"),
    ):
        with pytest.raises(InvalidEventError, match=field):
            shop.call(name, user=anna, **{field: value})


@on_sqlite
def test_things_must_be_what_they_are_called(shop: Shop, order: Order, anna: User, refused: None) -> None:
    for name in ("placed_order", "note_added_to_order"):
        with pytest.raises(InvalidEventError, match="order must be of type Order"):
            shop.call(name, order=anna)
    with pytest.raises(InvalidEventError, match="order_line must be of type OrderLine"):
        shop.call("digital_link_downloaded", order_line=order)
    for name in set(NAMES) - {NOBODYS}:
        with pytest.raises(InvalidEventError, match="customer must be of type User"):
            shop.call(name, customer=order, user=anna)


@on_sqlite
def test_an_order_of_a_guest_needs_a_customer(shop: Shop, guest_order: Order, refused: None) -> None:
    for name in ("placed_order", "note_added_to_order"):
        with pytest.raises(InvalidEventError, match="order '2002' is a guest's and no customer was given"):
            shop.call(name, order=guest_order)


@on_sqlite
@pytest.mark.parametrize("name", NAMES)
def test_a_customer_in_no_session_is_told_so_and_no_ghost_is_saved_with_them_later(
    shop: Shop, anna: User, name: str
) -> None:
    loose = User(email="new@example.com", is_staff=True)
    who = {"user": loose} if name == NOBODYS else {"customer": loose, "user": anna}
    with pytest.raises(NotInSessionError, match=r"(customer|user) is in no database session.*session\.add"):
        shop.call(name, **who)
    shop.session.add(loose)
    assert shop.counts() == (0, 0)


@on_sqlite
@pytest.mark.parametrize("name", ABOUT_AN_ORDER)
def test_an_order_in_no_session_is_told_so_and_no_ghost_is_saved_with_it_later(
    shop: Shop, jane: User, name: str
) -> None:
    loose = Order(number="9")
    line = OrderLine(order=loose, item_name="Mug", quantity=2)
    about = {"order_line": line} if name == "digital_link_downloaded" else {"order": loose}
    with pytest.raises(NotInSessionError, match=r"order_?(line)? is in no database session"):
        shop.call(name, customer=jane, **about)
    shop.session.add_all([loose, line])
    assert shop.counts() == (0, 0)


@on_sqlite
def test_everybody_is_of_the_same_session(shop: Shop, anna: User, refused: None) -> None:
    with Session() as elsewhere:
        stranger = User(email="stranger@example.com")
        elsewhere.add(stranger)
        for name in set(NAMES) - {NOBODYS}:
            with pytest.raises(InvalidEventError, match=f"record {name}: user must be a User or None"):
                shop.call(name, user="anna@shop.example")
            with pytest.raises(NotInSessionError, match=f"record {name}: the user is in no database session"):
                shop.call(name, user=User(email="loose@example.com"))
            with pytest.raises(InvalidEventError, match=f"record {name}: the user belongs to another"):
                shop.call(name, user=stranger)
        for name in ABOUT_AN_ORDER:
            with pytest.raises(InvalidEventError, match=f"record {name}: the customer belongs to another"):
                shop.call(name, customer=stranger, user=anna)

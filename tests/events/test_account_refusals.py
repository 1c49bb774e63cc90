"""What the functions of `events.account.events` refuse, and that nothing of it is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from account_rows import ABOUT_AN_ORDER, ARGUMENTS, BY_THE_CUSTOMER, NAMES, NOBODYS, Shop
from sqlalchemy.orm import Session

from events.account import events
from events.errors import InvalidEventError, NotInSessionError
from events.models import Order, OrderLine, User


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


# --- what they refuse --------------------------------------------------------------------


@on_sqlite
def test_elsewhere_who_acted_must_be_said(shop: Shop, refused: None) -> None:
    for name in set(NAMES) - set(BY_THE_CUSTOMER):
        with pytest.raises(TypeError, match=f"{name}_event.* 'user'"):
            shop.call(name)


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
def test_a_customer_in_no_session_is_refused_and_no_ghost_is_saved_with_them_later(
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
def test_an_order_in_no_session_is_refused_and_no_ghost_is_saved_with_it_later(
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

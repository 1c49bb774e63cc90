"""The functions of `events.account.events`: what each stores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from account_rows import ABOUT_AN_ORDER, BY_THE_CUSTOMER, LEGACY_DATE, NAMES, NOBODYS, ROWS, Row, Shop
from sqlalchemy.orm import Session

from events.account import CustomerEvents, events
from events.models import CustomerEvent, Order, OrderLine, User


@pytest.fixture
def shop(session: Session, order: Order, jane: User, anna: User) -> Shop:
    return Shop(session, order, jane, anna)


# --- what they store ---------------------------------------------------------------------


def test_every_code_has_a_row_here() -> None:
    rows = [row[1] for row in ROWS]
    assert rows == list(CustomerEvents), (
        f"The rows of tests/events/account_rows.py should be {', '.join(CustomerEvents)}."
    )


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

"""What the functions of `events.order.events` refuse, and that nothing of it is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from order_rows import ARGUMENTS, BY_THE_CUSTOMER, NAMES, PAYMENTS, REQUIRED, call, counts, filled
from sqlalchemy.orm import Session

from events.errors import InvalidEventError, NotInSessionError, UsageError
from events.models import Order, OrderLine, User
from events.order import events

# A refusal comes before the database is asked, so one kind of database is enough.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def refused(session: Session) -> Iterator[None]:
    """Whatever the test tries leaves no event behind, also not one that a later flush saves."""
    before = counts(session)
    yield
    assert counts(session) == before


# --- what they refuse --------------------------------------------------------------------


@on_sqlite
def test_who_acted_must_be_said(order: Order, refused: None) -> None:
    lines = {f"{{{line.item_name}}}": line for line in order.lines}
    for name in set(NAMES) - set(BY_THE_CUSTOMER):
        with pytest.raises(TypeError, match=f"{name}_event.* 'user'"):
            getattr(events, f"{name}_event")(order=order, **filled(ARGUMENTS[name], lines))


@on_sqlite
def test_a_required_field_cannot_be_left_out(order: Order, refused: None) -> None:
    lines = {f"{{{line.item_name}}}": line for line in order.lines}
    for name, field in REQUIRED:
        arguments = filled(ARGUMENTS[name], lines)
        del arguments[field]
        with pytest.raises(TypeError, match=f"{name}_event.* '{field}'"):
            getattr(events, f"{name}_event")(order=order, user=None, **arguments)


BLANK_OR_WRONG: list[Any] = [None, "", " \t\n", [], {}, object(), 1.5, True]


@on_sqlite
@pytest.mark.parametrize(("name", "field"), REQUIRED)
def test_a_required_field_cannot_be_nothing_or_of_another_kind(
    order: Order, jane: User, name: str, field: str, refused: None
) -> None:
    for value in BLANK_OR_WRONG:
        with pytest.raises(InvalidEventError) as told:
            call(name, order=order, user=jane, **{field: value})
        assert str(told.value).startswith(f"Cannot record {name}: ")
        assert field in str(told.value)


@on_sqlite
@pytest.mark.parametrize("name", PAYMENTS)
def test_money_must_be_exact_finite_and_not_negative(order: Order, name: str, refused: None) -> None:
    below_zero = [Decimal("-0.01"), Decimal("-0"), -1]
    endless = map(Decimal, ("NaN", "sNaN", "Infinity", "-Infinity"))
    for amount in (209.13, "209.13", *below_zero, *endless):
        with pytest.raises(InvalidEventError, match="amount must be a finite Decimal"):
            call(name, order=order, user=None, amount=amount)


@on_sqlite
@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("payment_failed", "payment_id", " "),
        ("payment_failed", "payment_id", 7),
        ("payment_failed", "payment_gateway", ""),
        ("restocked_items", "quantity", 0),
        ("restocked_items", "quantity", -3),
        ("restocked_items", "quantity", "3"),
        ("fulfillment_canceled", "composed_id", "7"),
        ("oversold_items", "oversold_items", "Mug"),
        ("oversold_items", "oversold_items", [" "]),
        ("oversold_items", "oversold_items", [None]),
        ("email_sent", "email_type", "carrier_pigeon"),
        ("note_added", "message", b"hello"),
        ("other", "date", "2014-07-08"),
        ("other", "date", datetime(2014, 7, 8)),  # noqa: DTZ001
        ("other", "date", datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_values_that_do_not_fit_are_named(
    order: Order, jane: User, refused: None, *, name: str, field: str, value: Any
) -> None:
    with pytest.raises(InvalidEventError, match=field):
        call(name, order=order, user=jane, **{field: value})


@on_sqlite
@pytest.mark.parametrize("name", ["draft_added_products", "draft_removed_products"])
def test_lines_are_pairs_of_a_quantity_and_a_line_of_this_order(
    session: Session, order: Order, guest_order: Order, name: str, refused: None
) -> None:
    mug = order.lines[0]
    others = OrderLine(order=guest_order, item_name="Plate", quantity=1)
    session.add(others)
    session.flush()
    no_pairs = (mug, (2,), (2, mug, 3), (mug, 2), (2, mug.id))
    for pair in (*no_pairs, (0, mug), (-1, mug), ("2", mug), (True, mug), (1.5, mug), (1, others)):
        with pytest.raises(InvalidEventError, match="line"):
            call(name, order=order, user=None, lines=[(1, mug), pair])


def test_fulfilled_items_are_lines_of_this_order(
    session: Session, order: Order, guest_order: Order, refused: None
) -> None:
    others = OrderLine(order=guest_order, item_name="Plate", quantity=1)
    session.add(others)
    session.flush()
    for items in ([others], [order.lines[0], others]):
        with pytest.raises(InvalidEventError, match="'Plate' belongs to another order"):
            events.fulfilled_items_event(order=order, user=None, fulfilled_items=items)
    with pytest.raises(InvalidEventError, match="must be an OrderLine"):
        events.fulfilled_items_event(order=order, user=None, fulfilled_items=[order.lines[0].id])  # type: ignore[list-item]


@on_sqlite
@pytest.mark.parametrize("address", ["", "  "])
def test_an_email_needs_an_address(session: Session, address: str, refused: None) -> None:
    order = Order(number="3", user_email=address)
    session.add(order)
    with pytest.raises(InvalidEventError, match=r"e-?mail"):
        call("email_sent", order=order, user=None)


@on_sqlite
@pytest.mark.parametrize("name", NAMES)
def test_an_order_in_no_session_is_refused_and_no_ghost_is_saved_with_it_later(
    session: Session, anna: User, name: str
) -> None:
    loose = Order(number="9", user=User(email="new@example.com"), user_email="x@example.com")
    loose.lines = [OrderLine(item_name="Mug", quantity=2), OrderLine(item_name="Spoon", quantity=1)]
    with pytest.raises(NotInSessionError, match=r"order is in no database session.*session\.add"):
        call(name, order=loose, user=anna)
    session.add(loose)
    assert counts(session) == (0, 0)


@on_sqlite
def test_an_order_must_be_an_order(session: Session, jane: User, refused: None) -> None:
    for name in NAMES:
        for thing in (None, "1001", 1, jane):
            with pytest.raises(InvalidEventError, match=f"record {name}: order must be of type Order"):
                call(name, order=thing, user=None)


@on_sqlite
def test_who_acts_is_a_user_of_the_same_session(session: Session, order: Order, refused: None) -> None:
    with Session() as elsewhere:
        stranger = User(email="stranger@example.com")
        elsewhere.add(stranger)
        for name in NAMES:
            with pytest.raises(InvalidEventError, match=f"record {name}: user must be a User or None"):
                call(name, order=order, user="jane@example.com")
            with pytest.raises(NotInSessionError, match=f"record {name}: the user is in no database session"):
                call(name, order=order, user=User(email="loose@example.com"))
            with pytest.raises(InvalidEventError, match=f"record {name}: the user belongs to another"):
                call(name, order=order, user=stranger)


def test_all_refusals_are_of_one_family() -> None:
    assert issubclass(InvalidEventError, UsageError)
    assert issubclass(NotInSessionError, UsageError)

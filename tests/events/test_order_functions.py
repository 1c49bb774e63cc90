"""The functions of `events.order.events`: what each stores, and what else it records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from order_rows import LEGACY_DATE, NAMES, PAYMENTS, ROWS, call, counts, filled
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from events.models import Base, CustomerEvent, Order, OrderEvent, OrderLine, User
from events.order import OrderEvents, events

# --- what they store ---------------------------------------------------------------------


def test_every_code_has_a_row_here() -> None:
    rows = [row[1] for row in ROWS]
    assert rows == list(OrderEvents), (
        f"The rows of tests/events/order_rows.py should be {', '.join(OrderEvents)}."
    )


@pytest.mark.parametrize(("name", "code", "arguments", "stored"), ROWS, ids=NAMES)
def test_it_saves_an_event_of_its_type_with_its_parameters(
    session: Session, order: Order, anna: User, still: datetime, *, name: str, code: OrderEvents,
    arguments: dict[str, Any], stored: dict[str, Any],
) -> None:  # fmt: skip
    saved = call(name, order=order, user=anna)

    lines = {f"{{{line.item_name}}}": line.id for line in order.lines}
    assert isinstance(saved, OrderEvent)
    event_id = saved.id
    session.expire_all()
    read = session.get_one(OrderEvent, event_id)
    assert read.type is code
    assert read.parameters == filled(stored, lines)
    assert (read.order, read.user) == (order, anna)
    assert read.date == (arguments.get("date") or still)
    assert counts(session)[0] == 1


def test_nobody_is_a_user_too(session: Session, order: Order) -> None:
    """`user=None` is the system or an anonymous visitor, also where the customer is the default."""
    for name in NAMES:
        assert call(name, order=order, user=None).user is None
    assert counts(session) == (19, 1)


@pytest.mark.parametrize("name", NAMES)
def test_it_flushes_and_never_commits(session: Session, order: Order, anna: User, name: str) -> None:
    session.commit()
    assert call(name, order=order, user=anna).id is not None
    assert not session.new
    session.rollback()
    assert counts(session) == (0, 0)


@pytest.mark.parametrize("name", PAYMENTS)
def test_money_is_stored_to_the_last_digit(session: Session, order: Order, name: str) -> None:
    for amount in ("209.130", "0.00", "12345678901234567890.0000000001"):
        saved = call(name, order=order, user=None, amount=Decimal(amount))
        session.expire_all()
        assert saved.parameters["amount"] == amount
    assert call(name, order=order, user=None, amount=5).parameters["amount"] == "5"


def test_a_failed_payment_leaves_out_what_it_was_not_given(session: Session, order: Order) -> None:
    for given in ({}, {"payment_id": "p1"}, {"payment_gateway": "stripe"}, {"payment_id": None}):
        event = events.payment_failed_event(order=order, user=None, message="no funds", **given)  # type: ignore[arg-type]
        session.expire_all()
        assert event.parameters == {"message": "no funds"} | {k: v for k, v in given.items() if v}


def test_new_lines_get_their_ids_on_the_way(session: Session, order: Order) -> None:
    fork = OrderLine(order=order, item_name="Fork", quantity=4)
    session.add(fork)
    event = events.fulfilled_items_event(order=order, user=None, fulfilled_items=[fork])
    assert event.parameters == {"fulfilled_items": [fork.id]}
    assert fork.id is not None


def test_a_new_order_is_saved_on_the_way(session: Session) -> None:
    order = Order(number="7")
    session.add(order)
    assert events.canceled_event(order=order, user=None).order_id == order.id


def test_every_email_type_can_be_sent(order: Order) -> None:
    for kind in events.OrderEventsEmails:
        event = events.email_sent_event(order=order, user=None, email_type=kind)
        assert event.parameters["email_type"] == kind.value


def test_a_guests_email_goes_to_the_orders_address(guest_order: Order) -> None:
    assert call("email_sent", order=guest_order, user=None).parameters["email"] == "guest@example.com"


def test_the_customers_own_address_comes_before_the_orders(session: Session, order: Order) -> None:
    order.user_email = "old@example.com"
    assert call("email_sent", order=order, user=None).parameters["email"] == "jane@example.com"


def test_a_customer_without_address_is_written_to_at_the_orders(session: Session) -> None:
    order = Order(number="3", user=User(name="j.smith", is_placeholder=True), user_email="j@example.com")
    session.add(order)
    assert call("email_sent", order=order, user=None).parameters["email"] == "j@example.com"


def test_u0000_is_kept_visible_where_no_column_holds_it(session: Session, order: Order) -> None:
    saved = events.note_added_event(order=order, user=None, message="a\x00b")
    session.expire_all()
    assert saved.parameters["message"] == "a␀b"


def test_a_message_is_stored_verbatim(session: Session, order: Order) -> None:
    for message in ("  padded\n", "żółć 🎉", "[red]\x1b[31m", "'; DROP TABLE orders; --", "x" * 100_000):
        saved = events.note_added_event(order=order, user=None, message=message)
        session.expire_all()
        assert saved.parameters["message"] == message


def test_a_legacy_date_may_come_in_any_zone(session: Session, order: Order) -> None:
    warsaw = timezone(timedelta(hours=2))
    saved = call("other", order=order, user=None, date=LEGACY_DATE.astimezone(warsaw))
    session.expire_all()
    assert saved.date == LEGACY_DATE
    assert saved.date.tzinfo is UTC


def test_it_works_on_a_database_made_from_the_models_alone() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        order = Order(number="1", user=User(email="jane@example.com"))
        session.add(order)
        assert events.note_added_event(order=order, user=order.user, message="hello world!").id == 1
        assert counts(session) == (1, 1)
    engine.dispose()


# --- what else they record ---------------------------------------------------------------


def test_placing_is_the_customers_doing_and_part_of_their_history(
    session: Session, order: Order, jane: User
) -> None:
    placed = events.placed_event(order=order)
    theirs = session.scalars(select(CustomerEvent)).one()
    assert (placed.user, theirs.user, theirs.customer, theirs.order) == (jane, jane, jane, order)
    assert (theirs.type, theirs.parameters) == ("placed_order", {})
    assert theirs.date == placed.date


@pytest.mark.parametrize("who", ["anna", None])
def test_somebody_else_may_place_it_for_them(
    session: Session, order: Order, jane: User, anna: User, who: str | None
) -> None:
    user = anna if who else None
    placed = events.placed_event(order=order, user=user)
    theirs = session.scalars(select(CustomerEvent)).one()
    assert (placed.user, theirs.user, theirs.customer) == (user, user, jane)


def test_a_guest_has_no_history_to_add_to(session: Session, guest_order: Order) -> None:
    assert events.placed_event(order=guest_order).user is None
    assert counts(session) == (1, 0)


def test_a_customers_note_to_their_order_is_part_of_their_history(
    session: Session, order: Order, jane: User
) -> None:
    note = events.note_added_event(order=order, user=jane, message="Please hurry")
    theirs = session.scalars(select(CustomerEvent)).one()
    assert (theirs.type, theirs.parameters) == ("note_added_to_order", {"message": "Please hurry"})
    assert (theirs.customer, theirs.user, theirs.order) == (jane, jane, order)
    assert (note.user, note.date) == (jane, theirs.date)


def test_nothing_else_has_side_effects(session: Session, order: Order, jane: User) -> None:
    for name in set(NAMES) - {"placed", "note_added"}:
        call(name, order=order, user=jane)
    assert counts(session) == (17, 0)


def test_anothers_note_is_not_part_of_the_customers_history(
    session: Session, order: Order, guest_order: Order, anna: User, jane: User
) -> None:
    events.note_added_event(order=order, user=anna, message="Called back")
    events.note_added_event(order=order, user=None, message="Exported")
    events.note_added_event(order=guest_order, user=jane, message="Not hers")
    events.note_added_event(order=guest_order, user=None, message="A guest wrote")
    assert counts(session) == (4, 0)


def test_a_customers_event_falls_with_the_orders(session: Session, order: Order, jane: User) -> None:
    """Both stand or fall together, also when the transaction is undone."""
    session.commit()
    events.placed_event(order=order)
    events.note_added_event(order=order, user=jane, message="Please hurry")
    assert counts(session) == (2, 2)
    session.rollback()
    assert counts(session) == (0, 0)

"""What the tables hold, and what they keep when people go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, event, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from events import timeline
from events.account import CustomerEvents
from events.account import events as account_events
from events.filters import EVERYTHING, Filters
from events.models import Base, CustomerEvent, Order, OrderEvent, OrderLine, User
from events.order import OrderEvents
from events.order import events as order_events
from events.vocabulary.event_type import UnknownType


@pytest.fixture
def bare() -> Iterator[Session]:
    """A session on a database made from the models, by an engine that is not ours."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


# --- defaults ----------------------------------------------------------------------------


def test_an_email_a_number_and_a_line_suffice(session: Session, still: datetime) -> None:
    user, order = User(email="jane@example.com"), Order(number="1001")
    line = OrderLine(order=order, item_name="Mug", quantity=2)
    session.add_all([user, order, line])
    session.flush()
    session.expire_all()
    assert (user.name, user.is_staff, user.is_placeholder) == ("", False, False)
    assert (order.shop, order.user, order.user_email, order.currency) == ("", None, "", "")
    assert order.created == still
    assert order.lines == [line]


def test_events_have_a_date_and_no_parameters_by_default(
    session: Session, order: Order, still: datetime
) -> None:
    events = [
        OrderEvent(order=order, type=OrderEvents.CANCELED),
        CustomerEvent(type=CustomerEvents.PLACED_ORDER),
    ]
    session.add_all(events)
    session.flush()
    session.expire_all()
    for saved in events:
        assert (saved.date, saved.parameters, saved.user) == (still, {}, None)


def test_all_tables_can_be_made_from_the_models_alone(bare: Session) -> None:
    jane = User(email="jane@example.com")
    order = Order(number="1001", user=jane)
    bare.add(order)
    order_events.placed_event(order=order)
    order_events.note_added_event(order=order, user=None, message="hello world!")
    read = list(timeline.entries(bare, EVERYTHING, Filters()))
    assert [(entry.id, entry.type) for entry in read] == [
        ("c1", "placed_order"), ("o1", "placed"), ("o2", "note_added"),
    ]  # fmt: skip


# --- uniqueness --------------------------------------------------------------------------


def test_an_email_belongs_to_one_user_whatever_its_case(session: Session, jane: User) -> None:
    session.add(User(email="JANE@Example.com"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_any_number_of_users_may_have_no_email(session: Session) -> None:
    session.add_all([User(name="j.smith"), User(name="j.smith"), User()])
    session.flush()


def test_numbers_are_kept_verbatim_and_unique_in_their_shop(session: Session) -> None:
    numbers = ["1001", "01001", "#1001", "1001-1", "1001 ", "A/1001", "№1001"]
    session.add_all([Order(number=number, shop=shop) for number in numbers for shop in ("", "pl")])
    session.flush()
    session.expire_all()
    found = session.scalars(select(Order.number).where(Order.shop == "pl").order_by(Order.id)).all()
    assert found == numbers
    session.add(Order(number="1001", shop="pl"))
    with pytest.raises(IntegrityError):
        session.flush()


# --- people go, history stays ------------------------------------------------------------


def history(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that speak of people, without their people's ids, and how many people they name."""
    session.expire_all()
    rows = {
        "orders": [(o.number, o.user_email, o.user_id) for o in session.scalars(select(Order))],
        "order events": [
            (e.id, e.date, str(e.type), e.order_id, str(e.parameters), e.user_id)
            for e in session.scalars(select(OrderEvent))
        ],
        "customer events": [
            (e.id, e.date, str(e.type), e.order_id, str(e.parameters), e.customer_id, e.user_id)
            for e in session.scalars(select(CustomerEvent))
        ],
    }
    return {name: sorted(found) for name, found in rows.items()}


def lived(session: Session) -> tuple[User, User]:
    """A customer and a clerk with events of every kind between them."""
    jane, anna = User(email="jane@example.com"), User(email="anna@shop.example", is_staff=True)
    order = Order(number="1001", user=jane, user_email="")
    session.add_all([jane, anna, order])
    order_events.placed_event(order=order)
    order_events.note_added_event(order=order, user=jane, message="Please hurry")
    order_events.note_added_event(order=order, user=anna, message="Called back")
    account_events.note_added_event(customer=jane, user=anna, message="VIP")
    account_events.customer_deleted_event(user=anna, count=2)
    session.commit()
    return jane, anna


def deleted_both_and_compared(session: Session) -> None:
    jane, anna = lived(session)
    gone = {jane.id, anna.id}
    before = history(session)
    session.delete(jane)
    session.delete(anna)
    session.commit()
    assert session.scalars(select(User)).all() == []
    people = {"orders": slice(2, None), "order events": slice(5, None), "customer events": slice(5, None)}
    after = history(session)
    for name, ids in people.items():
        assert [row[: ids.start] for row in after[name]] == [row[: ids.start] for row in before[name]]
        assert {pk for row in before[name] for pk in row[ids]} & gone
        assert {pk for row in after[name] for pk in row[ids]} == {None}
    assert len(list(timeline.entries(session, EVERYTHING, Filters()))) == 3 + 4


def test_deleting_people_keeps_all_history(session: Session) -> None:
    deleted_both_and_compared(session)


def test_deleting_people_keeps_all_history_where_foreign_keys_are_not_enforced(bare: Session) -> None:
    assert bare.scalar(text("PRAGMA foreign_keys")) == 0
    deleted_both_and_compared(bare)


def test_deleting_people_keeps_all_history_where_foreign_keys_are_enforced_by_others() -> None:
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        deleted_both_and_compared(session)
    engine.dispose()


def test_deleting_people_by_statement_keeps_all_history(session: Session) -> None:
    lived(session)
    before = [len(rows) for rows in history(session).values()]
    session.execute(delete(User))
    session.commit()
    assert [len(rows) for rows in history(session).values()] == before


def test_deleting_one_leaves_the_others_alone(session: Session) -> None:
    jane, anna = lived(session)
    session.delete(jane)
    session.commit()
    note = session.scalars(select(CustomerEvent).where(CustomerEvent.type == "note_added")).one()
    assert (note.customer, note.user) == (None, anna)


def test_an_order_with_history_cannot_be_deleted(session: Session, order: Order) -> None:
    order_events.canceled_event(order=order, user=None)
    with pytest.raises(IntegrityError):
        session.execute(delete(Order))


# --- ids and types -----------------------------------------------------------------------


def test_the_id_of_a_deleted_event_is_given_to_no_other(session: Session, order: Order, jane: User) -> None:
    for record in (
        lambda: order_events.canceled_event(order=order, user=None),
        lambda: account_events.password_reset_event(customer=jane),
    ):
        given = record()
        first = given.id
        session.delete(given)
        session.commit()
        assert record().id > first


def test_an_unknown_code_in_a_row_reads_like_a_type(session: Session, order: Order) -> None:
    session.add_all([
        OrderEvent(order=order, type=UnknownType("teleported"), parameters={"to": "Mars"}),
        CustomerEvent(order=order, type=UnknownType("cloned"), parameters={}),
    ])  # fmt: skip
    session.commit()
    rows = session.scalars(select(OrderEvent)).all()
    assert [row.type for row in rows] == ["teleported"]
    entries = list(timeline.entries(session, EVERYTHING, Filters()))
    assert {(entry.type.name, entry.type.value) for entry in entries} == {
        ("TELEPORTED", "teleported"), ("CLONED", "cloned"),
    }  # fmt: skip
    found = timeline.entries(session, EVERYTHING, Filters(types=frozenset({"teleported"})))
    assert [entry.parameters for entry in found] == [{"to": "Mars"}]


def test_a_code_reads_as_its_own_vocabularys_member(session: Session, order: Order, jane: User) -> None:
    ours = order_events.note_added_event(order=order, user=None, message="x")
    theirs = account_events.note_added_event(customer=jane, user=None, message="x")
    session.expire_all()
    assert ours.type is OrderEvents.NOTE_ADDED
    assert theirs.type is CustomerEvents.NOTE_ADDED


def test_parameters_come_back_as_they_were(session: Session, order: Order) -> None:
    parameters = {"text": "żółć 🎉 \x1b[31m \"'\\", "list": [1, 2**53, None, True, {"nested": []}], "ż": ""}
    saved = OrderEvent(order=order, type=OrderEvents.OTHER, parameters=parameters)
    session.add(saved)
    session.flush()
    session.expire_all()
    assert saved.parameters == parameters


def test_the_repr_of_each_model_says_what_it_is(session: Session, order: Order, jane: User) -> None:
    placed = order_events.placed_event(order=order)
    theirs = session.scalars(select(CustomerEvent)).one()
    assert repr(jane) == f"User(id={jane.id}, email='jane@example.com', name='Jane')"
    assert repr(order) == f"Order(id={order.id}, shop='', number='1001')"
    assert "'Mug'" in repr(order.lines[0])
    assert "PLACED" in repr(placed)
    assert "PLACED_ORDER" in repr(theirs)

"""The functions of `events.order.events`: one row for each, what it stores, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from events.errors import InvalidEventError, NotInSessionError, UsageError
from events.models import Base, CustomerEvent, Order, OrderEvent, OrderLine, User
from events.order import OrderEvents, events

LEGACY_DATE = datetime(2014, 7, 8, 9, 10, 11, 121314, tzinfo=UTC)
MONEY = {"amount": Decimal("209.130"), "payment_id": "p1", "payment_gateway": "stripe"}
STORED_MONEY = {"amount": "209.130", "payment_id": "p1", "payment_gateway": "stripe"}

# Arguments beside `order` and `user`, and what is stored. Text in braces stands for lines of the order.
Row = tuple[str, OrderEvents, dict[str, Any], dict[str, Any]]
ROWS: list[Row] = [
    ("draft_created", OrderEvents.DRAFT_CREATED, {}, {}),
    (
        "draft_added_products",
        OrderEvents.DRAFT_ADDED_PRODUCTS,
        {"lines": [(2, "{Mug}"), (1, "{Spoon}")]},
        {
            "lines": [
                {"quantity": 2, "line_pk": "{Mug}", "item_name": "Mug"},
                {"quantity": 1, "line_pk": "{Spoon}", "item_name": "Spoon"},
            ]
        },
    ),
    (
        "draft_removed_products",
        OrderEvents.DRAFT_REMOVED_PRODUCTS,
        {"lines": [(7, "{Mug}")]},
        {"lines": [{"quantity": 7, "line_pk": "{Mug}", "item_name": "Mug"}]},
    ),
    ("placed", OrderEvents.PLACED, {}, {}),
    ("draft_placed", OrderEvents.PLACED_FROM_DRAFT, {}, {}),
    (
        "oversold_items",
        OrderEvents.OVERSOLD_ITEMS,
        {"oversold_items": ["Mug", "Spoon"]},
        {"oversold_items": ["Mug", "Spoon"]},
    ),
    ("canceled", OrderEvents.CANCELED, {}, {}),
    ("order_paid", OrderEvents.ORDER_PAID, MONEY, STORED_MONEY),
    ("marked_as_paid", OrderEvents.MARKED_AS_PAID, {}, {}),
    (
        "email_sent",
        OrderEvents.EMAIL_SENT,
        {"email_type": events.OrderEventsEmails.TRACKING_UPDATED},
        {"email": "jane@example.com", "email_type": "tracking_updated"},
    ),
    ("captured", OrderEvents.CAPTURED, MONEY, STORED_MONEY),
    ("refunded", OrderEvents.REFUNDED, MONEY, STORED_MONEY),
    ("voided", OrderEvents.VOIDED, MONEY, STORED_MONEY),
    (
        "payment_failed",
        OrderEvents.PAYMENT_FAILED,
        {"message": "no funds", "payment_id": "p1", "payment_gateway": "stripe"},
        {"message": "no funds", "payment_id": "p1", "payment_gateway": "stripe"},
    ),
    ("fulfillment_canceled", OrderEvents.FULFILLMENT_CANCELED, {"composed_id": 7}, {"composed_id": 7}),
    ("restocked_items", OrderEvents.RESTOCKED_ITEMS, {"quantity": 3}, {"quantity": 3}),
    (
        "fulfilled_items",
        OrderEvents.FULFILLED_ITEMS,
        {"fulfilled_items": ["{Spoon}", "{Mug}"]},
        {"fulfilled_items": ["{Spoon}", "{Mug}"]},
    ),
    ("note_added", OrderEvents.NOTE_ADDED, {"message": "hello world!"}, {"message": "hello world!"}),
    (
        "other",
        OrderEvents.OTHER,
        {"message": "Status changed to processing", "date": LEGACY_DATE},
        {"message": "Status changed to processing"},
    ),
]
NAMES = [row[0] for row in ROWS]
ARGUMENTS = {name: arguments for name, _, arguments, _ in ROWS}
PAYMENTS = ["order_paid", "captured", "refunded", "voided"]
BY_THE_CUSTOMER = ["placed"]
OPTIONAL = {("payment_failed", "payment_id"), ("payment_failed", "payment_gateway")}
REQUIRED = [(name, field) for name in NAMES for field in ARGUMENTS[name] if (name, field) not in OPTIONAL]


def filled(value: Any, lines: dict[str, Any]) -> Any:
    """`value` with what stands in braces taken from `lines`."""
    if isinstance(value, dict):
        return {key: filled(part, lines) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(filled(part, lines) for part in value)
    return lines.get(value, value) if isinstance(value, str) else value


def call(name: str, *, order: Any, user: Any, **changes: Any) -> OrderEvent:
    """The row's function with the row's arguments, or with others."""
    lines = {f"{{{line.item_name}}}": line for line in order.lines} if isinstance(order, Order) else {}
    arguments = filled(ARGUMENTS[name], lines) | changes
    function: Callable[..., OrderEvent] = getattr(events, f"{name}_event")
    return function(order=order, user=user, **arguments)


def counts(session: Session) -> tuple[int, int]:
    """How many order and customer events there are, what is pending included."""
    session.flush()
    return (
        session.scalar(select(func.count()).select_from(OrderEvent)) or 0,
        session.scalar(select(func.count()).select_from(CustomerEvent)) or 0,
    )


# A refusal comes before the database is asked, so one kind of database is enough.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def refused(session: Session) -> Iterator[None]:
    """Whatever the test tries leaves no event behind, also not one that a later flush saves."""
    before = counts(session)
    yield
    assert counts(session) == before


# --- what they store ---------------------------------------------------------------------


def test_every_code_has_a_row_here() -> None:
    assert [row[1] for row in ROWS] == list(OrderEvents)


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


@on_sqlite
def test_who_acted_must_be_said(order: Order, refused: None) -> None:
    lines = {f"{{{line.item_name}}}": line for line in order.lines}
    for name in set(NAMES) - set(BY_THE_CUSTOMER):
        with pytest.raises(TypeError, match=f"{name}_event.* 'user'"):
            getattr(events, f"{name}_event")(order=order, **filled(ARGUMENTS[name], lines))


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


# --- what they refuse --------------------------------------------------------------------


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
def test_an_order_in_no_session_is_told_so_and_no_ghost_is_saved_with_it_later(
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


def test_a_customers_event_falls_with_the_orders(session: Session, order: Order, jane: User) -> None:
    """Both stand or fall together, also when the transaction is undone."""
    session.commit()
    events.placed_event(order=order)
    events.note_added_event(order=order, user=jane, message="Please hurry")
    assert counts(session) == (2, 2)
    session.rollback()
    assert counts(session) == (0, 0)

"""Any log that the event functions make survives its export and import."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from log_copies import FORMATS, read_log, round_trip

from events.account import events as account_events
from events.database.session import open_session
from events.models import Order, OrderLine, User
from events.order import OrderEventsEmails
from events.order import events as order_events

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)
NAME = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12)
MOMENT = st.integers(0, 6 * 10**14).map(
    lambda micros: datetime(2001, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
)
AMOUNT = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
PAYMENT = st.fixed_dictionaries({"amount": AMOUNT, "payment_id": TEXT, "payment_gateway": TEXT})


@dataclass(frozen=True)
class People:
    jane: User
    anna: User
    order: Order
    guest: Order
    mug: OrderLine


def _note(people: People, data: st.DataObject) -> None:
    order = data.draw(st.sampled_from([people.order, people.guest]))
    user = data.draw(st.sampled_from([people.jane, people.anna, None]))
    order_events.note_added_event(order=order, user=user, message=data.draw(TEXT))


def _other(people: People, data: st.DataObject) -> None:
    date = data.draw(MOMENT)
    order_events.other_event(order=people.order, user=people.anna, message=data.draw(TEXT), date=date)


def _other_of_customer(people: People, data: st.DataObject) -> None:
    date = data.draw(MOMENT)
    account_events.other_event(customer=people.jane, user=None, message=data.draw(TEXT), date=date)


def _payment(people: People, data: st.DataObject) -> None:
    paid = data.draw(
        st.sampled_from(
            [
                order_events.order_paid_event,
                order_events.captured_event,
                order_events.refunded_event,
                order_events.voided_event,
            ]
        )
    )
    paid(order=people.order, user=None, **data.draw(PAYMENT))


def _plain(people: People, data: st.DataObject) -> None:
    made = data.draw(
        st.sampled_from(
            [
                order_events.draft_created_event,
                order_events.draft_placed_event,
                order_events.canceled_event,
                order_events.marked_as_paid_event,
            ]
        )
    )
    made(order=people.order, user=data.draw(st.sampled_from([people.anna, None])))


def _lines(people: People, data: st.DataObject) -> None:
    lines = [(data.draw(st.integers(1, 99)), people.mug)]
    order_events.draft_added_products_event(order=people.order, user=people.anna, lines=lines)
    order_events.oversold_items_event(
        order=people.order, user=None, oversold_items=data.draw(st.lists(TEXT, min_size=1, max_size=3))
    )
    order_events.fulfilled_items_event(order=people.order, user=people.anna, fulfilled_items=[people.mug])
    order_events.restocked_items_event(
        order=people.order, user=people.anna, quantity=data.draw(st.integers(1, 9))
    )


def _mail(people: People, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(OrderEventsEmails)))
    order_events.email_sent_event(order=people.guest, user=None, email_type=kind)


def _failure(people: People, data: st.DataObject) -> None:
    details = data.draw(st.sampled_from([{}, {"payment_id": "p", "payment_gateway": "g"}]))
    order_events.payment_failed_event(order=people.order, user=None, message=data.draw(TEXT), **details)
    order_events.fulfillment_canceled_event(
        order=people.order, user=people.anna, composed_id=data.draw(st.integers(1, 2**40))
    )


def _customer(people: People, data: st.DataObject) -> None:
    account_events.account_created_event(customer=people.jane)
    account_events.password_reset_event(customer=people.jane)
    account_events.note_added_event(customer=people.jane, user=people.anna, message=data.draw(TEXT))
    account_events.name_assigned_event(customer=people.jane, user=people.anna, message=data.draw(TEXT))
    account_events.digital_link_downloaded_event(order_line=people.mug)


def _customer_deleted(people: People, data: st.DataObject) -> None:
    account_events.customer_deleted_event(user=people.anna, count=data.draw(st.integers(1, 9)))


def _placed(people: People, data: st.DataObject) -> None:
    order_events.placed_event(order=data.draw(st.sampled_from([people.order, people.guest])))


STEPS = (
    *(
        _note,
        _other,
        _other_of_customer,
        _payment,
        _plain,
        _lines,
        _mail,
        _failure,
        _customer,
        _customer_deleted,
        _placed,
    ),
)


@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # an example takes too long to shrink it
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    data=st.data(),
    steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=6),
    form=st.sampled_from(FORMATS),
)
def test_any_log_that_the_event_functions_make_comes_back(
    data: st.DataObject,
    steps: list[Callable[[People, st.DataObject], None]],
    form: str,
    _migrated_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    database = folder / "log.db"
    shutil.copy(_migrated_file, database)
    number = data.draw(NAME.map(str.strip).filter(_is_plain))
    shop = data.draw(st.sampled_from(["", "pl"]))
    with open_session(str(database)) as session:
        jane = User(email="jane@example.com", name=data.draw(NAME.map(str.strip).filter(_is_plain)))
        anna = User(email="anna@shop.example", is_staff=True)
        order = Order(number=number, shop=shop, user=jane)
        guest = Order(number=f"{number}-1", user_email="guest@example.com")
        mug = OrderLine(order=order, item_name="Mug", quantity=2)
        session.add_all([jane, anna, order, guest, mug])
        session.flush()
        people = People(jane=jane, anna=anna, order=order, guest=guest, mug=mug)
        for step in steps:
            step(people, data)
        session.commit()
    other, report = round_trip(str(database), folder, _migrated_file, form)
    assert report.counts.rejected == 0
    assert read_log(other) == read_log(str(database))


def _is_plain(name: str) -> bool:
    """Not empty, not NULL, and without the apostrophe that CSV protects formulas with."""
    return bool(name) and name.casefold() not in ("null", "\\n") and not name.startswith("'")

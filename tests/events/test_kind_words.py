"""What the word of a kind records: the type that means it, or words in which the kind is recognised."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

import events
from events.errors import InvalidEventError, KeyConflictError, UsageError
from events.meaning.classify import classify_text
from events.models import Order, User
from events.vocabulary.kind_words import is_recordable, recorded_as
from events.vocabulary.kinds import Kind

PAYMENT = {"amount": 3, "payment_id": "x", "payment_gateway": "y"}


@pytest.mark.parametrize(
    ("vocabulary", "word", "given", "code"),
    [
        ("order", "paid", {}, "marked_as_paid"),
        ("order", "paid", PAYMENT, "captured"),
        ("order", "refund", {}, "refunded"),
        ("order", "cancelled", {}, "canceled"),
        ("order", "shipped", {"fulfilled_items": [1]}, "fulfilled_items"),
        ("order", "email", {"email_type": "order_confirmation"}, "email_sent"),
        ("customer", "note", {"message": "hi"}, "note_added"),
    ],
)
def test_a_kinds_word_records_the_type_that_holds_what_is_given(
    vocabulary: str, word: str, given: dict[str, Any], code: str
) -> None:
    found = recorded_as(vocabulary, word, given)
    assert found is not None
    assert (found.code, found.values) == (code, given)


_IN_WORDS = (
    "awaiting authorized disputed dispute_won dispute_lost invoiced preparing shipped delivered undelivered "
    "returned completed held"
)


@pytest.mark.parametrize("given", [{}, {"message": "left at the door."}, {"date": "yesterday"}])
@pytest.mark.parametrize("word", _IN_WORDS.split())
def test_what_no_type_means_is_recorded_in_words_of_its_kind(word: str, given: dict[str, str]) -> None:
    found = recorded_as("order", word, given)
    assert found is not None
    text = found.values["message"]
    assert (found.code, classify_text(text).display_kind) == ("other", Kind(word))
    assert given.get("message", "") in text
    assert found.values.get("date") == given.get("date")


@pytest.mark.parametrize("more", [{}, {"message": "Left at the door."}])
@pytest.mark.parametrize("carrier", ["", "Royal Mail"])
@pytest.mark.parametrize("option", ["tracking", "tracking_number", "tracking_code"])
def test_a_tracking_number_is_found_in_the_words(option: str, carrier: str, more: dict[str, str]) -> None:
    given = {option: "RM742199501GB", **({"carrier": carrier} if carrier else {}), **more}
    found = recorded_as("order", "shipment", given)
    assert found is not None
    meaning = classify_text(found.values["message"])
    assert (meaning.kind, meaning.tracking, meaning.carrier) == (Kind.SHIPPED, "RM742199501GB", carrier)


@pytest.mark.parametrize(
    ("word", "given", "kind", "amount"),
    [
        ("payment", {"amount": 3}, Kind.PAID, "3"),
        (
            "REFUNDED",
            {"amount": "12.50", "currency": "EUR", "message": "It was never used."},
            Kind.REFUNDED,
            "12.50",
        ),
        ("refund", {"amount": Decimal("1.249"), "payment_id": "ch_12", "date": "d"}, Kind.REFUNDED, "1.2490"),
        ("authorized", {"amount": "7", "payment_gateway": "stripe"}, Kind.AUTHORIZED, "7"),
        ("placed", {"date": "d"}, Kind.PLACED, None),
        ("failed", {"date": "d", "message": "no funds"}, Kind.FAILED, None),
        ("voided", {"amount": "7"}, Kind.VOIDED, None),
        ("canceled", {"date": "d"}, Kind.CANCELLED, None),
    ],
)
def test_what_a_type_does_not_hold_is_recorded_in_words_with_its_amount(
    word: str, given: dict[str, Any], kind: Kind, amount: str | None
) -> None:
    found = recorded_as("order", word, given, means_kind=True)
    assert found is not None
    meaning = classify_text(found.values["message"])
    assert (found.code, meaning.display_kind) == ("other", kind)
    assert meaning.amount == (Decimal(amount) if amount else None)
    assert meaning.transaction in ("", given.get("payment_id", ""))
    assert found.values.get("date") == given.get("date")


@pytest.mark.parametrize("amount", ["ten", -1, 1.5, None])
def test_an_amount_that_is_none_is_refused(amount: object) -> None:
    with pytest.raises(InvalidEventError, match="amount"):
        recorded_as("order", "refund", {"amount": amount})


@pytest.mark.parametrize("word", ["captured", "REFUNDED", "note_added", "foo", "account", "legacy", ""])
def test_types_keep_their_meaning_and_other_words_have_none(word: str) -> None:
    assert recorded_as("order", word, {}) is None
    assert is_recordable("order", word) is (word in ("captured", "REFUNDED", "note_added"))


def test_the_python_interface_takes_the_words_and_names_the_call(database: str) -> None:
    with events.open(database) as log:
        log.add_order("1001")
        log.record("shipped", order="1001", tracking_number="RM742199501GB")
        log.record("paid", order="1001")
        messages = [(event.type.name, event.message) for event in log.order("1001")]
        with pytest.raises(AttributeError, match=r"log\.record\('shipped', order=NUMBER\)"):
            getattr(log, "shipped")  # noqa: B009
        assert not hasattr(log, "foo")
        with pytest.raises(InvalidEventError, match="message"):
            log.record("delivered", order="1001", message=3)
    assert messages == [
        ("OTHER", "Shipped: tracking number RM742199501GB"),
        ("MARKED_AS_PAID", None),
    ]


def test_a_note_of_the_python_interface_may_be_given_as_on_the_command_line(database: str) -> None:
    with events.open(database) as log:
        log.add_order("1001", customer="jane@example.com")
        note = log.add_note("1001", "Jane rang.", user="anna@shop.example")
        log.add_note("jane@example.com", "Prefers mail.", user="anna@shop.example")
        assert [(event.id, event.message) for event in log.order("1001")] == [(note, "Jane rang.")]
        assert [event.author for event in log.order("1001")] == [event.user for event in log.order("1001")]
        for words in (("Jane rang.", "1001"), ("1001", "Jane", "rang")):
            with pytest.raises(TypeError, match="name the order or the customer"):
                log.add_note(*words, user="anna")


def test_the_python_interface_records_money_and_takes_a_key_under_either_name(database: str) -> None:
    with events.open(database) as log:
        log.add_order("#3003", customer="jane@example.com", currency="EUR")
        first = log.record("refunded", "3003", 5.1, "EUR", idempotency_key="k")
        assert log.record("refunded", order="#3003", amount="5.1", currency="EUR", key="k") == first
        with pytest.raises(KeyConflictError, match=first):
            log.record("refunded", "3003", 6, "EUR", key="k", user="nobody@shop.example")
        log.session.commit()
        assert log.session.scalar(select(User.id).where(User.email == "nobody@shop.example")) is None
        with pytest.raises(UsageError, match="two names"):
            log.record("paid", "3003", key="k", idempotency_key="l")
        note = log.add_note("#3003", "Jane rang.", user="anna", idempotency_key="n")
        assert log.add_note("#3003", "Jane rang.", user="anna", key="n") == note
        log.record("name_assigned", "jane@example.com", message="Jane", user="anna")
        found = log.order("3003")
        assert [event.message for event in found.events] == ["Refunded 5.10 EUR.", "Jane rang."]
        assert list(found) == found.events


def test_a_known_key_keeps_what_the_session_has_not_committed(database: str) -> None:
    with events.open(database) as log:
        log.add_order("1001")
        log.record("paid", "1001", key="k")
        log.session.add(Order(number="2002"))
        log.record("paid", "1001", key="k")
        assert log.order("2002") == []
        assert len(log.order("1001")) == 1


def test_a_part_of_a_name_stands_for_the_only_writer_it_fits_in_python_too(database: str) -> None:
    with events.open(database) as log:
        log.add_order("1001")
        for user in ("anna.larsen@shop.example", "anna", "bob"):
            log.add_note("1001", f"By {user}.", user=user)
        writers = [event.user for event in log.order("1001")]
    assert [one.label for one in writers if one] == [*["anna.larsen@shop.example"] * 2, "bob"]

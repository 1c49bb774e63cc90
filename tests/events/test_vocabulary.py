"""The vocabulary is that of Saleor 2.11's Events page, transcribed here from its three tables."""

from __future__ import annotations

import inspect
import json
import re

import pytest

from events.account import CustomerEvents
from events.account import events as account_events
from events.errors import UnknownEventTypeError
from events.order import OrderEvents, OrderEventsEmails
from events.order import events as order_events
from events.vocabulary import catalogue, parameters
from events.vocabulary.event_type import EventType, UnknownType, describe_event
from events.vocabulary.kinds import Tone
from events.vocabulary.sentences import EventContext

# Code, GraphQL API value, additional parameters.
ORDER_EVENTS = """
draft_created         DRAFT_CREATED
draft_added_products  DRAFT_ADDED_PRODUCTS    lines
draft_removed_products DRAFT_REMOVED_PRODUCTS lines
placed                PLACED
draft_placed          PLACED_FROM_DRAFT
oversold_items        OVERSOLD_ITEMS          oversold_items
canceled              CANCELED
order_paid            ORDER_PAID              amount payment_id payment_gateway
marked_as_paid        MARKED_AS_PAID
email_sent            EMAIL_SENT              email email_type
captured              CAPTURED                amount payment_id payment_gateway
refunded              REFUNDED                amount payment_id payment_gateway
voided                VOIDED                  amount payment_id payment_gateway
payment_failed        PAYMENT_FAILED          message payment_id payment_gateway
fulfillment_canceled  FULFILLMENT_CANCELED    composed_id
restocked_items       RESTOCKED_ITEMS         quantity
fulfilled_items       FULFILLED_ITEMS         fulfilled_items
note_added            NOTE_ADDED              message
other                 OTHER
"""
EMAILS = """
payment_confirmation     PAYMENT
shipping_confirmation    SHIPPING
tracking_updated         TRACKING_UPDATED
order_confirmation       ORDER
fulfillment_confirmation FULFILLMENT
digital_links            DIGITAL_LINKS
"""
CUSTOMER_EVENTS = """
account_created          ACCOUNT_CREATED
password_reset_link_sent PASSWORD_RESET_LINK_SENT
password_reset           PASSWORD_RESET
placed_order             PLACED_ORDER
note_added_to_order      NOTE_ADDED_TO_ORDER      message
digital_link_downloaded  DIGITAL_LINK_DOWNLOADED  order_line
customer_deleted         CUSTOMER_DELETED         count
email_assigned           EMAIL_ASSIGNED           message
name_assigned            NAME_ASSIGNED            message
note_added               NOTE_ADDED               message
"""
# What the page leaves open: legacy records have a message, and a line is stored by its id.
OURS = {"other": ["message"], "digital_link_downloaded": ["order_line_pk"]}


SAMPLES: dict[type[parameters.Parameters], dict[str, object]] = {
    parameters.NoParameters: {},
    parameters.Message: {"message": "Hello"},
    parameters.Lines: {"lines": [{"quantity": 2, "line_pk": 1, "item_name": "Mug"}]},
    parameters.OversoldItems: {"oversold_items": ["Mug"]},
    parameters.PaymentParameters: {"amount": "86.50", "payment_id": "ch_1", "payment_gateway": "stripe"},
    parameters.PaymentFailure: {"message": "declined"},
    parameters.Email: {"email": "jane@example.com", "email_type": "payment_confirmation"},
    parameters.ComposedId: {"composed_id": 3},
    parameters.Quantity: {"quantity": 2},
    parameters.FulfilledItems: {"fulfilled_items": [1, 2]},
    parameters.OrderLinePk: {"order_line_pk": 1},
    parameters.DeletedCount: {"count": 2},
}
"""Parameters that fit each schema."""


def rows(table: str) -> list[tuple[str, str, list[str]]]:
    parsed = [line.split() for line in table.strip().splitlines()]
    return [(code, api, OURS.get(code, fields)) for code, api, *fields in parsed]


def members(vocabulary: type[EventType]) -> list[tuple[str, str, list[str]]]:
    return [
        (member.value, member.name, list(parameters.describe(member.parameters))) for member in vocabulary
    ]


def everything() -> list[EventType]:
    return [member for vocabulary in catalogue.CATALOGUE.values() for member in vocabulary]


def test_order_events_are_those_of_the_page_in_its_order() -> None:
    assert members(OrderEvents) == rows(ORDER_EVENTS), (
        "A type of ours, which the page does not have, needs a row in ORDER_EVENTS above."
    )


def test_emails_are_the_pages_six() -> None:
    assert members(OrderEventsEmails) == rows(EMAILS)


def test_customer_events_are_the_pages_ten_and_our_documented_extension() -> None:
    assert members(CustomerEvents) == [*rows(CUSTOMER_EVENTS), ("other", "OTHER", ["message"])], (
        "A type of ours, which the page does not have, needs a row in CUSTOMER_EVENTS above."
    )
    assert "`OTHER` is an extension" in (CustomerEvents.__doc__ or "")


def test_only_the_failed_payment_has_parameters_that_may_be_missing() -> None:
    optional = {
        (member.value, name)
        for member in everything()
        for name, shape in parameters.describe(member.parameters).items()
        if shape.endswith(", optional")
    }
    assert optional == {("payment_failed", "payment_id"), ("payment_failed", "payment_gateway")}


@pytest.mark.parametrize("member", everything(), ids=lambda member: f"{type(member).__name__}.{member.name}")
def test_both_spellings_are_read_in_any_case(member: EventType) -> None:
    vocabulary = type(member)
    for spelling in (member.value, member.name):
        for typed in (spelling.lower(), spelling.upper(), spelling.replace("_", "-"), f" {spelling} "):
            assert vocabulary.parse(typed) is member


@pytest.mark.parametrize("member", everything(), ids=lambda member: f"{type(member).__name__}.{member.name}")
def test_every_member_is_a_string_with_a_label_of_one_sentence_and_a_tone(member: EventType) -> None:
    assert member == member.value == str(member)
    assert re.fullmatch(r"[A-Z][^.!?\n]*[^\s.!?]", member.label)
    assert isinstance(member.tone, Tone)


def test_a_person_may_type_order_and_customer_types_alike() -> None:
    assert catalogue.parse_type("PLACED_FROM_DRAFT") == "draft_placed"
    assert catalogue.parse_type("draft_placed") == "draft_placed"
    assert catalogue.parse_type("Password-Reset") == "password_reset"
    assert catalogue.parse_type("other") == "other"


@pytest.mark.parametrize(
    ("typed", "near"),
    [("note_aded", "note_added"), ("NOTE-ADED", "note_added"), ("placed_from_draf", "placed_from_draft")],
)
def test_an_unknown_type_is_reported_with_the_nearest(typed: str, near: str) -> None:
    for parse in (OrderEvents.parse, catalogue.parse_type):
        with pytest.raises(UnknownEventTypeError) as told:
            parse(typed)
        assert repr(typed) in str(told.value)
        assert f"Did you mean {near}" in str(told.value)
        assert "`events types`" in str(told.value)


def test_an_unknown_type_like_no_other_gets_no_guess() -> None:
    with pytest.raises(UnknownEventTypeError) as told:
        catalogue.parse_type("xyzzy")
    assert "Did you mean" not in str(told.value)


def test_an_email_type_is_no_event_type() -> None:
    with pytest.raises(UnknownEventTypeError):
        catalogue.parse_type("shipping_confirmation")


def test_a_code_from_a_newer_program_reads_like_a_member() -> None:
    found = catalogue.member("order", "teleported")
    assert isinstance(found, UnknownType)
    assert (found, found.value, found.name, found.tone) == (
        "teleported", "teleported", "TELEPORTED", Tone.NEUTRAL,
    )  # fmt: skip
    assert "teleported" in found.label


@pytest.mark.parametrize(
    ("module", "vocabulary"), [(order_events, OrderEvents), (account_events, CustomerEvents)]
)
def test_every_code_has_its_function_and_every_function_its_code(
    module: object, vocabulary: type[EventType]
) -> None:
    functions = {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.endswith("_event") and not name.startswith("_") and function.__module__ == module.__name__  # type: ignore[attr-defined]
    }
    wanted = {f"{member.value}_event" for member in vocabulary}
    assert not wanted - set(functions), f"add {sorted(wanted - set(functions))} to {module.__name__}."  # type: ignore[attr-defined]
    assert not set(functions) - wanted, (
        f"add rows to {vocabulary.__name__}: {sorted(set(functions) - wanted)}."
    )
    for name, function in functions.items():
        signature = inspect.signature(function)
        assert function.__doc__, f"{name} says nothing"
        assert all(p.kind is p.KEYWORD_ONLY for p in signature.parameters.values()), f"{name} takes positions"
        assert all(p.annotation is not p.empty for p in signature.parameters.values())
        assert signature.return_annotation in ("OrderEvent", "CustomerEvent")


@pytest.mark.parametrize("member", [*OrderEvents, *CustomerEvents], ids=str)
def test_every_event_type_has_a_kind_and_a_sentence(member: EventType) -> None:
    row = f"{type(member).__name__}.{member.name}"
    assert member.kind is not None, f"{row} has no kind: add one to its row in events/vocabulary."
    assert member.sentence, (
        f"{row} has no sentence: add one to its row, or a function of events/vocabulary/sentences.py."
    )


def test_a_code_of_both_vocabularies_has_one_kind() -> None:
    customers = {member.value: member.kind for member in CustomerEvents}
    for member in OrderEvents:
        assert customers.get(member.value, member.kind) is member.kind, f"{member} has two kinds: choose one."


@pytest.mark.parametrize("member", [*OrderEvents, *CustomerEvents], ids=str)
def test_every_event_type_reads_as_a_sentence_without_json(member: EventType) -> None:
    sentence = describe_event(member, SAMPLES[member.parameters], EventContext(currency="GBP"))
    assert sentence and not set(sentence) & set("{}[]"), f"{member} prints raw JSON: {sentence}"


def test_parameters_that_do_not_fit_follow_the_label_as_they_are() -> None:
    for code, foreign in (
        ("restocked_items", {"quantity": "many"}),
        ("draft_added_products", {"lines": None}),
        ("fulfilled_items", {"fulfilled_items": None}),
        ("captured", {"amount": "NaN"}),
        ("captured", {"amount": "1E+999999"}),
        ("email_sent", {"email_type": 3}),
        ("note_added", {"text": "Hello"}),
    ):
        member = OrderEvents(code)
        assert describe_event(member, foreign, EventContext()) == f"{member.label} {json.dumps(foreign)}"


def test_keys_that_another_program_left_out_are_left_out_of_the_sentence() -> None:
    def sentence(code: str, **parameters: object) -> str:
        return describe_event(OrderEvents(code), parameters, EventContext(currency="GBP"))

    assert sentence("captured", amount="86.50") == "Payment captured 86.50 GBP"
    assert sentence("captured", amount="86.50", payment_id=None) == "Payment captured 86.50 GBP"
    assert sentence("captured", payment_gateway="stripe") == "Payment captured via stripe"
    assert sentence("captured", amount="86.50", fee="1.00") == "Payment captured 86.50 GBP"
    assert sentence("captured") == "Payment captured"


def test_the_vocabularies_are_offered_where_the_functions_are() -> None:
    assert order_events.OrderEventsEmails is OrderEventsEmails
    assert order_events.OrderEvents is OrderEvents
    assert account_events.CustomerEvents is CustomerEvents

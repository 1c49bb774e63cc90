"""The words of kinds, by which people record what happened without knowing the event types.

`shipped` is a kind of events, not a type. It records the type that means it, or where no type holds what is
known, such as a tracking number, its words: a legacy event, in which the kind is recognised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.vocabulary.catalogue import CATALOGUE
from events.vocabulary.customers import CustomerEvents
from events.vocabulary.event_type import EventType
from events.vocabulary.kinds import Kind
from events.vocabulary.orders import OrderEvents
from events.vocabulary.words import kind_called, normalize_word

_TYPES: Mapping[str, Mapping[Kind, tuple[EventType, ...]]] = {
    "order": {
        Kind.PLACED: (OrderEvents.PLACED,),
        Kind.PAID: (OrderEvents.MARKED_AS_PAID, OrderEvents.CAPTURED),
        Kind.FAILED: (OrderEvents.PAYMENT_FAILED,),
        Kind.VOIDED: (OrderEvents.VOIDED,),
        Kind.REFUNDED: (OrderEvents.REFUNDED,),
        Kind.SHIPPED: (OrderEvents.FULFILLED_ITEMS,),
        Kind.CANCELLED: (OrderEvents.CANCELED,),
        Kind.STOCK: (OrderEvents.RESTOCKED_ITEMS,),
        Kind.MAIL: (OrderEvents.EMAIL_SENT,),
        Kind.NOTE: (OrderEvents.NOTE_ADDED,),
    },
    "customer": {
        Kind.PLACED: (CustomerEvents.PLACED_ORDER,),
        Kind.NOTE: (CustomerEvents.NOTE_ADDED,),
    },
}
"""The types that a kind's word records, by vocabulary; the first that holds what is known."""

_WORDS: Mapping[Kind, str] = {
    Kind.AWAITING: "Awaiting payment",
    Kind.AUTHORIZED: "Authorized",
    Kind.PAID: "Paid",
    Kind.DISPUTED: "Dispute opened",
    Kind.DISPUTE_WON: "Dispute won",
    Kind.DISPUTE_LOST: "Dispute lost",
    Kind.INVOICED: "Invoiced",
    Kind.PREPARING: "Preparing",
    Kind.SHIPPED: "Shipped",
    Kind.DELIVERED: "Delivered",
    Kind.UNDELIVERED: "Undeliverable",
    Kind.RETURNED: "Returned",
    Kind.COMPLETED: "Completed",
    Kind.CANCELLED: "Cancelled",
    Kind.HELD: "On hold",
}
"""What an order's event says that no type holds."""

_TRACKING = ("tracking", "tracking_number", "tracking_code")
_CARRIER = "carrier"
_IN_WORDS = frozenset({"message", "date"})


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What to record: the code of a type, and the values that it takes."""

    code: str
    values: Mapping[str, Any]


def recorded_as(vocabulary: str, word: str, given: Mapping[str, Any]) -> Recorded | None:
    """What the word of a kind records with the values given; None for a type, and for what is neither.

    `vocabulary` is `order` or `customer`. What no type holds is written as the message of `other`, which has
    a `date` only where one is given.
    """
    if normalize_word(word) in CATALOGUE[vocabulary].spellings() or kind_called(word) not in list(Kind):
        return None
    kind = Kind.parse(kind_called(word))
    types = _TYPES[vocabulary].get(kind, ())
    fitting = [one for one in types if given.keys() <= _holds(one)]
    exact = [one for one in fitting if _needs(one) <= given.keys()]
    if not exact and vocabulary == "order" and kind in _WORDS and _says(kind, given):
        values = {name: value for name, value in given.items() if name == "date"}
        said = given.get("message", "")
        message = _message(kind, given) if isinstance(said, str) else said  # whoever records it refuses that
        return Recorded(code=OrderEvents.OTHER.value, values={**values, "message": message})
    chosen = exact or fitting or list(types)
    return Recorded(code=chosen[0].value, values=given) if chosen else None


def is_recordable(vocabulary: str, word: str) -> bool:
    """Whether something can be recorded by this word: a type's, or a kind's."""
    is_type = normalize_word(word) in CATALOGUE[vocabulary].spellings()
    return is_type or recorded_as(vocabulary, word, {}) is not None


def _holds(type: EventType) -> set[str]:
    """The values that a type takes; the address of an e-mail is the order's own."""
    return {name for name in type.parameters.__struct_fields__ if name != "email"}


def _needs(type: EventType) -> set[str]:
    fields, defaults = type.parameters.__struct_fields__, type.parameters.__struct_defaults__
    return {name for name in fields[: len(fields) - len(defaults)] if name != "email"}


def _says(kind: Kind, given: Mapping[str, Any]) -> bool:
    """Whether words can say what is given."""
    more = {*_TRACKING, _CARRIER} if kind is Kind.SHIPPED else set()
    return given.keys() <= _IN_WORDS | more


def _message(kind: Kind, given: Mapping[str, Any]) -> str:
    """The words of an event, in which its kind is recognised, as are the carrier and the tracking number."""
    tracking = next((given[name] for name in _TRACKING if given.get(name)), "")
    carrier = given.get(_CARRIER, "")
    number = f"tracking number {tracking}" if tracking else ""
    text = given.get("message", "")
    if carrier:
        text = f"{f', {number}' if number else ''}.{f' {text}' if text else ''}"
        return f"{_WORDS[kind]} with {carrier}{text}"
    details = ". ".join(filter(None, (number, text)))
    return f"{_WORDS[kind]}: {details}" if details else f"{_WORDS[kind]}."

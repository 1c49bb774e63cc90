"""The words of kinds, by which people record what happened without knowing the event types.

`shipped` is a kind of events, not a type. It records the type that means it, or where no type holds what is
known, such as a tracking number, the date, or an amount without the payment's id, its words: a legacy event,
in which the kind is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from events.amounts import exact, stored
from events.errors import InvalidEventError, UsageError
from events.vocabulary.catalogue import CATALOGUE
from events.vocabulary.currencies import check_currency
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
    Kind.PLACED: "Order placed",
    Kind.AWAITING: "Awaiting payment",
    Kind.AUTHORIZED: "Authorized",
    Kind.PAID: "Paid",
    Kind.FAILED: "Payment failed",
    Kind.VOIDED: "Payment voided",
    Kind.REFUNDED: "Refunded",
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

_WITH_MONEY: Mapping[Kind, str] = {
    Kind.AUTHORIZED: "Authorized amount of {money}",
    Kind.PAID: "Payment of {money} received",
    Kind.REFUNDED: "Refunded {money}",
    Kind.VOIDED: "Payment voided: {money}",
}
"""The same with an amount."""

_MONEY = frozenset({"amount", "currency", "payment_id", "payment_gateway"})
_TRACKING = ("tracking", "tracking_number", "tracking_code")
_CARRIER = "carrier"
_TRACKING_NUMBER = re.compile(r"(?=(?:\D*\d){5})[A-Z0-9]{8,40}")
_CARRIER_AND_NUMBER = re.compile(rf"([A-Za-z][\w. &-]{{0,30}}?)[ ,:#]+({_TRACKING_NUMBER.pattern})")
_IN_WORDS = frozenset({"message", "date"})


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What to record: the code of a type, and the values that it takes."""

    code: str
    values: Mapping[str, Any]


def recorded_as(
    vocabulary: str, word: str, given: Mapping[str, Any], *, means_kind: bool = False
) -> Recorded | None:
    """What the word of a kind records with the values given; None for a type, and for what is neither.

    `vocabulary` is `order` or `customer`. What no type holds is written as the message of `other`, which has
    a `date` only where one is given. A word that is a type as well (`refunded`) means the type, except with a
    date, which no such type has, or where it `means_kind` and the type lacks something. Raises
    `InvalidEventError` for an amount that is none, and `UsageError` for such a currency.
    """
    if kind_called(word) not in list(Kind):
        return None
    kind = Kind.parse(kind_called(word))
    types = _TYPES[vocabulary].get(kind, ())
    fitting = [one for one in types if given.keys() <= _holds(one)]
    exactly = [one for one in fitting if _needs(one) <= given.keys()]
    is_type = normalize_word(word) in CATALOGUE[vocabulary].spellings()
    if is_type and (exactly or not given or not (means_kind or "date" in given)):
        return None
    if not exactly and vocabulary == "order" and _says(kind, given):
        values = {name: value for name, value in given.items() if name == "date"}
        said = given.get("message", "")
        message = _message(kind, given) if isinstance(said, str) else said  # whoever records it refuses that
        return Recorded(code=OrderEvents.OTHER.value, values={**values, "message": message})
    chosen = exactly or fitting or list(types)
    return Recorded(code=chosen[0].value, values=given) if chosen and not is_type else None


def in_currency(message: str, currency: str) -> str:
    """What `recorded_as` writes of an amount without a currency, with one; empty for every other text."""
    for words in _WITH_MONEY.values():
        before, after = map(re.escape, words.split("{money}"))
        found = re.fullmatch(
            rf"({before}\d+(?:\.\d+)?)({after}(?:, transaction |\.(?:\s|$)).*)", message, re.DOTALL
        )
        if found:
            return f"{found[1]} {currency}{found[2]}"
    return ""


def words_of(message: str) -> tuple[str, dict[str, str]] | None:
    """The word of a kind and the values by which `recorded_as` writes this very message of an order; None for
    a message that it does not write so."""
    for kind, value in _read_back(message):
        if value.keys() & _MONEY and "currency" not in value:
            continue  # with the currency of the order, it would be another message
        try:
            again = recorded_as("order", kind.value, {"date": "now", **value}, means_kind=True)
        except (InvalidEventError, UsageError):
            continue
        if again and again.code == OrderEvents.OTHER.value and again.values["message"] == message:
            return kind.value, value
    return None


def _read_back(message: str) -> Iterator[tuple[Kind, dict[str, str]]]:
    """Kinds and values that may have been written as this message, the likeliest first."""
    for kind, words in _WITH_MONEY.items():
        before, after = map(re.escape, words.split("{money}"))
        money = r"(?P<amount>\d+(?:\.\d+)?) (?P<currency>[A-Z]{3})"
        rest = r"(?:, transaction (?P<payment_id>.+?))?\.(?: (?P<message>.+))?"
        if found := re.fullmatch(f"{before}{money}{after}{rest}", message):
            yield kind, {name: value for name, value in found.groupdict().items() if value}
    if found := re.fullmatch(
        r"Shipped(?: with (?P<carrier>.+?),|:) tracking number (?P<tracking_number>\S+?)"
        r"(?:\.(?: (?P<message>.+))?)?",
        message,
    ):
        yield Kind.SHIPPED, {name: value for name, value in found.groupdict().items() if value}
    for kind, head in _WORDS.items():
        if message == f"{head}.":
            yield kind, {}
        elif message.startswith(f"{head}: "):
            yield kind, {"message": message.removeprefix(f"{head}: ")}


def is_recordable(vocabulary: str, word: str) -> bool:
    """Whether something can be recorded by this word: a type's, or a kind's."""
    is_type = normalize_word(word) in CATALOGUE[vocabulary].spellings()
    return is_type or recorded_as(vocabulary, word, {}) is not None


def values_of(vocabulary: str, word: str) -> set[str]:
    """The names of the values that can be recorded by this word, of a type and in words."""
    found = type_values(vocabulary, word) or set()
    kind = kind_called(word)
    if kind not in list(Kind):
        return found
    for one in _TYPES[vocabulary].get(Kind.parse(kind), ()):
        found |= _holds(one)
    if vocabulary == "order" and kind in _WORDS:
        found |= _IN_WORDS | (_MONEY if kind in _WITH_MONEY else set())
        found |= {_CARRIER, "tracking_number"} if kind == Kind.SHIPPED else set()
    return found


def type_values(vocabulary: str, word: str) -> set[str] | None:
    """The names of the values that a type takes, by its code or API name; None for what is no type."""
    is_type = normalize_word(word) in CATALOGUE[vocabulary].spellings()
    return _holds(CATALOGUE[vocabulary].parse(word)) if is_type else None


def _holds(type: EventType) -> set[str]:
    """The values that a type takes; the address of an e-mail is the order's own."""
    return {name for name in type.parameters.__struct_fields__ if name != "email"}


def _needs(type: EventType) -> set[str]:
    fields, defaults = type.parameters.__struct_fields__, type.parameters.__struct_defaults__
    return {name for name in fields[: len(fields) - len(defaults)] if name != "email"}


def _says(kind: Kind, given: Mapping[str, Any]) -> bool:
    """Whether words can say what is given. Money that went back is not said without an amount: words without
    one mean all of it."""
    needs_amount = kind is Kind.REFUNDED or bool(_MONEY & given.keys())
    if kind not in _WORDS or (needs_amount and "amount" not in given):
        return False
    if kind in (Kind.PLACED, Kind.FAILED, Kind.VOIDED) and not given:
        return False
    more = {*_TRACKING, _CARRIER} if kind is Kind.SHIPPED else set()
    return given.keys() <= _IN_WORDS | more | (_MONEY if kind in _WITH_MONEY else set())


def _message(kind: Kind, given: Mapping[str, Any]) -> str:
    """The words of an event, in which its kind is recognised, as are the amount, the transaction, the carrier
    and the tracking number."""
    if _MONEY & given.keys():
        return _of_money(kind, given)
    tracking = next((given[name] for name in _TRACKING if given.get(name)), "")
    carrier = given.get(_CARRIER, "")
    text = given.get("message", "")
    if kind is Kind.SHIPPED and not tracking and _TRACKING_NUMBER.fullmatch(text):
        tracking, text = text, ""
    elif kind is Kind.SHIPPED and not (tracking or carrier) and (both := _CARRIER_AND_NUMBER.fullmatch(text)):
        carrier, tracking, text = both[1], both[2], ""
    number = f"tracking number {tracking}" if tracking else ""
    if carrier:
        text = f"{f', {number}' if number else ''}.{f' {text}' if text else ''}"
        return f"{_WORDS[kind]} with {carrier}{text}"
    details = ". ".join(filter(None, (number, text)))
    return f"{_WORDS[kind]}: {details}" if details else f"{_WORDS[kind]}."


def _of_money(kind: Kind, given: Mapping[str, Any]) -> str:
    """The words with an amount. What else is said is a sentence of its own, so that it changes no meaning."""
    currency = check_currency(given.get("currency", ""))
    amount = _amount(given["amount"], currency)
    money = f"{amount} {currency}".strip() if currency.isalpha() else f"{currency}{amount}"
    head = _WITH_MONEY[kind].format(money=money)
    number, gateway = given.get("payment_id", ""), given.get("payment_gateway", "")
    head = f"{head}, transaction {number}." if number else f"{head}."
    by = f"Gateway: {gateway}." if gateway else ""
    return " ".join(filter(None, (head, by, given.get("message", ""))))


def _amount(given: object, currency: str) -> str:
    """An amount as it is read: one decimal gets a second, three, which could be thousands, a fourth."""
    value = stored(given) if not isinstance(given, float) else None
    is_ambiguous = isinstance(given, str) and exact(f"{given} {currency}") != value
    if value is None or value.is_signed() or is_ambiguous:
        problem = "write an amount, zero or more, as 10.00."
        if value is not None and isinstance(given, str) and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", given):
            problem = f"it may be {value:.2f} or {given.replace('.', '')}.00. Write one of these."
        raise InvalidEventError(code=f"{given!r} as an amount", problem=problem)
    text = f"{value:.2f}" if value.as_tuple().exponent == -1 else f"{value:f}"
    return text if exact(f"{text} {currency}") == value else f"{value.quantize(Decimal('1.0000')):f}"

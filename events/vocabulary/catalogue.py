"""All vocabularies in one mapping. Imports no database library, because help and completion need it."""

from collections.abc import Mapping

from events.errors import UnknownEventTypeError
from events.vocabulary.customers import CustomerEvents
from events.vocabulary.event_type import AnyType, EventType, UnknownType
from events.vocabulary.kinds import Kind
from events.vocabulary.orders import OrderEvents, OrderEventsEmails
from events.vocabulary.words import kind_called, nearest, normalize_word

CATALOGUE: Mapping[str, type[EventType]] = {
    "order": OrderEvents,
    "email": OrderEventsEmails,
    "customer": CustomerEvents,
}
_EVENTS = ("order", "customer")


def kinds_by_code() -> Mapping[str, Kind]:
    """The kind of every order and customer event type, by code. A code in both has one kind."""
    return {member.value: member.kind for name in _EVENTS for member in CATALOGUE[name] if member.kind}


def member(vocabulary: str, code: str) -> AnyType:
    """The member with this code of the vocabulary `order`, `email` or `customer`; else an `UnknownType`."""
    try:
        return CATALOGUE[vocabulary](code)
    except ValueError:
        return UnknownType(code)


def parse_type(text: str) -> str:
    """The code of the order or customer event type that `text` names (by code or API name).

    Raises `UnknownEventTypeError` with the nearest names.
    """
    known: set[str] = set()
    for name in _EVENTS:
        try:
            return CATALOGUE[name].parse(text).value
        except UnknownEventTypeError:
            known.update(CATALOGUE[name].spellings())
    kind = kind_called(text) if kind_called(text) in list(Kind) else ""
    raise UnknownEventTypeError(text, near=nearest(normalize_word(text), sorted(known)), kind=kind)

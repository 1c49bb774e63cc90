"""All vocabularies in one mapping. Imports no database library: help and completion read it."""

from collections.abc import Mapping

from events.errors import UnknownEventTypeError
from events.vocabulary.customers import CustomerEvents
from events.vocabulary.event_type import AnyType, EventType, UnknownType, bare, nearest
from events.vocabulary.kinds import Kind
from events.vocabulary.orders import OrderEvents, OrderEventsEmails

CATALOGUE: Mapping[str, type[EventType]] = {
    "order": OrderEvents,
    "email": OrderEventsEmails,
    "customer": CustomerEvents,
}
_EVENTS = ("order", "customer")


def member(vocabulary: str, code: str) -> AnyType:
    """The member of a vocabulary with this code, or an `UnknownType` that reads like one."""
    try:
        return CATALOGUE[vocabulary](code)
    except ValueError:
        return UnknownType(code)


def parse_type(text: str) -> str:
    """The code that a person means by `text` (code or API name, of an order or customer event).

    Raises `UnknownEventTypeError` with the nearest names.
    """
    known: set[str] = set()
    for name in _EVENTS:
        try:
            return CATALOGUE[name].parse(text).value
        except UnknownEventTypeError:
            known.update(CATALOGUE[name].spellings())
    kind = bare(text) if bare(text) in list(Kind) else ""
    raise UnknownEventTypeError(text, near=nearest(bare(text), sorted(known)), kind=kind)

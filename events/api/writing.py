"""Records events by their types and by the words of kinds, for the Python interface."""

from __future__ import annotations

from decimal import Decimal
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from events import clock, moments
from events.api import arguments
from events.errors import UsageError
from events.meaning.classify import OTHER
from events.vocabulary.currencies import check_currency
from events.vocabulary.kind_words import is_recordable, recorded_as, type_values, values_of
from events.vocabulary.typed_amounts import is_amount, taken_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy.orm import Session

    from events.models import CustomerEvent, OrderEvent, User


def event_function(
    session: Session, type: str, *, order: str, customer: str, values: Mapping[str, Any]
) -> tuple[Callable[..., OrderEvent | CustomerEvent], dict[str, Any]]:
    """The event function that records what is meant by a type or the word of a kind, and its arguments.

    Without a `user`, whoever acts by default. Raises what the look-ups raise, `UnknownEventTypeError`,
    `InvalidEventError` and `UsageError`.
    """
    from events.order.lookup import find_order

    vocabulary = "order" if order else "customer"
    given = _plain(vocabulary, type, values)
    found = find_order(session, order) if order else None
    meant = recorded_as(vocabulary, type, given, means_kind="amount" in given)
    if meant is not None:
        lacks_currency = found is not None and "amount" in given and not given.get("currency")
        if found is not None and lacks_currency and (currency := _currency_of(session, found)):
            given["currency"] = currency
            meant = recorded_as("order", type, given, means_kind=True) or meant
        # What is said in words happens now, where no date is given.
        given = {"date": clock.now(), **meant.values} if meant.code == OTHER else dict(meant.values)
    function = _function(_code(vocabulary, type, given) if meant is None else meant.code, vocabulary)
    _check_values(vocabulary, type, function, given)
    target = {"order": found} if found is not None else {"customer": _customer(session, customer)}
    return function, {**target, **_default_user(function), **given}


def author(session: Session, name: str) -> User:
    """The user that `name` stands for, found as `--user` is; whoever is unknown becomes a new staff user."""
    from events.account import author_names, people
    from events.models import User

    known = author_names.find_author(session, name)
    if known is None:
        return people.author(session, name).user
    return session.get_one(User, known.id)


def writer(user: str | None) -> str:
    """Who writes: `user`, else the setting. Raises `UsageError` where neither says it."""
    from events import settings

    name = user if user is not None else settings.load(flags={}).user
    if not name.strip():
        raise UsageError("Who writes the note? Give user='anna@shop.example', or set EVENTS_USER.")
    return name


def _plain(vocabulary: str, type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with exact amounts, known currencies and aware dates; a text for an amount says what
    happened."""
    given = dict(values)
    amount = given.get("amount")
    if isinstance(amount, float):
        given["amount"] = Decimal(repr(amount))
    elif isinstance(amount, str):
        takes = values_of(vocabulary, type)
        if "message" in takes and "message" not in given and not ("amount" in takes and is_amount(amount)):
            given["message"] = given.pop("amount")
            if (text := given.pop("currency", None)) is not None:
                given["message"] += f" {text}"
            if "date" in takes and "date" not in given and moments.is_day_or_moment(given["message"]):
                given["date"] = given.pop("message")
        else:
            given = taken_apart(given)
    if isinstance(given.get("currency"), str):
        given["currency"] = check_currency(given["currency"])
    if given.get("date") is not None:
        given["date"] = arguments.past(given["date"])
    return given


def _code(vocabulary: str, type: str, given: Mapping[str, Any]) -> str:
    """A type's own word. Raises `UsageError` for a kind's that cannot be said with what is given."""
    if is_recordable(vocabulary, type) and type_values(vocabulary, type) is None:
        raise _not_taken(vocabulary, type, values_of(vocabulary, type), given)
    return type


def _check_values(vocabulary: str, type: str, function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raises `UsageError` where the event function takes less than what is given, or needs more."""
    takes = {
        name: one.default is Parameter.empty
        for name, one in signature(function).parameters.items()
        if name not in (vocabulary, "user")
    }
    if not given.keys() <= takes.keys():
        raise _not_taken(vocabulary, type, takes, given)
    lacks = [name for name, is_needed in takes.items() if is_needed and name not in given]
    if lacks:
        raise UsageError(f"To record {type!r}, say {', '.join(lacks)}, too. Nothing was changed.")


def _not_taken(vocabulary: str, type: str, takes: Iterable[str], given: Mapping[str, Any]) -> UsageError:
    wrong = ", ".join(sorted(given.keys() - {*takes}))
    names = ", ".join(sorted({*takes})) or "nothing more"
    return UsageError(f"{type!r} of {vocabulary}s takes {names}, not {wrong}. Nothing was changed.")


def _currency_of(session: Session, order: Any) -> str:
    """The order's own currency, else the only one of its money so far; empty where there are several."""
    from events.api.reading import read_events
    from events.filters import Filters, Subject

    if order.currency:
        return str(order.currency)
    entries = read_events(session, Subject(order_id=order.id), Filters(), frozenset(), newest_first=False)
    meanings = [entry.meaning for entry in entries]
    found = {one.currency for one in meanings if one.amount is not None and one.currency}
    return found.pop() if len(found) == 1 else ""


def _function(type: str, vocabulary: str) -> Callable[..., OrderEvent | CustomerEvent]:
    from events.account import events as of_customers
    from events.order import events as of_orders
    from events.vocabulary.catalogue import CATALOGUE

    code = CATALOGUE[vocabulary].parse(type).value
    functions = of_orders if vocabulary == "order" else of_customers
    found: Callable[..., OrderEvent | CustomerEvent] = getattr(functions, f"{code}_event")
    return found


def _customer(session: Session, text: str) -> User:
    from events.account.people import find_user

    return find_user(session, text)


def _default_user(function: Any) -> dict[str, None]:
    """`user=None`, the system, for functions that have no default."""
    needs = signature(function).parameters["user"].default is Parameter.empty
    return {"user": None} if needs else {}

"""Records events by their types and by the words of kinds, for the Python interface."""

from __future__ import annotations

from decimal import Decimal
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from events import clock
from events.api import arguments
from events.errors import UsageError
from events.meaning.classify import OTHER
from events.vocabulary.currencies import check_currency
from events.vocabulary.kind_words import recorded_as

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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

    given = _plain(values)
    found = find_order(session, order) if order else None
    meant = recorded_as("order" if order else "customer", type, given, means_kind="amount" in given)
    if meant is not None:
        lacks_currency = found is not None and "amount" in given and not given.get("currency")
        if found is not None and lacks_currency and (currency := _currency_of(session, found)):
            given["currency"] = currency
            meant = recorded_as("order", type, given, means_kind=True) or meant
        # What is said in words happens now, where no date is given.
        given = {"date": clock.now(), **meant.values} if meant.code == OTHER else dict(meant.values)
    function = _function(meant.code if meant else type, of_order=found is not None)
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


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with exact amounts, known currencies and aware dates."""
    given = dict(values)
    if isinstance(given.get("amount"), float):
        given["amount"] = Decimal(repr(given["amount"]))
    amount = given.get("amount")
    if isinstance(amount, str) and len(amount.split()) == 2 and not given.get("currency"):
        one, other = amount.split()  # "5.00 EUR"
        number, currency = (one, other) if one[0].isdigit() else (other, one)
        given |= {"amount": number, "currency": currency}
    if isinstance(given.get("currency"), str):
        given["currency"] = check_currency(given["currency"])
    if given.get("date") is not None:
        given["date"] = arguments.past(given["date"])
    return given


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


def _function(type: str, *, of_order: bool) -> Callable[..., OrderEvent | CustomerEvent]:
    from events.account import events as of_customers
    from events.order import events as of_orders
    from events.vocabulary.catalogue import CATALOGUE

    code = CATALOGUE["order" if of_order else "customer"].parse(type).value
    found: Callable[..., OrderEvent | CustomerEvent] = getattr(
        of_orders if of_order else of_customers, f"{code}_event"
    )
    return found


def _customer(session: Session, text: str) -> User:
    from events.account.people import find_user

    return find_user(session, text)


def _default_user(function: Any) -> dict[str, None]:
    """`user=None`, the system, for functions that have no default."""
    needs = signature(function).parameters["user"].default is Parameter.empty
    return {"user": None} if needs else {}

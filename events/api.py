"""The public Python interface: a log that is opened, read and written in a few lines.

>>> import events
>>> with events.open("shop.db") as log:
...     log.add_order("1001", customer="jane@example.com", currency="EUR")
...     log.record("placed", order="1001")
...     log.add_note("Jane rang.", order="1001", user="anna@shop.example")
...     for event in log.order("1001"):
...         print(event.date, event.type.name, event.message)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from events.api_arguments import as_on_the_command_line, one_key, one_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy.orm import Session

    from events.filters import Subject
    from events.models import User
    from events.timeline import TimelineEntry
    from events.vocabulary.kind_words import Recorded

_SYSTEM = "system"


class Timeline(list["TimelineEntry"]):
    """The events of an order or a customer by date: a list, which is also its own `events`."""

    @property
    def events(self) -> Self:
        """The events."""
        return self


@dataclass(frozen=True)
class Log:
    """An open log. Every method that writes commits; `session` is there for everything else.

    A `with` block closes it at its end, else `close` does.
    """

    session: Session
    _opened: ExitStack = field(default_factory=ExitStack, repr=False, compare=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Raise `AttributeError`, with the call for what happened: `log.shipped` is no method."""
            from events.vocabulary.kind_words import is_recordable

            call = f"log.record({name!r}, order=NUMBER)"
            hint = f" To record it: {call}" if is_recordable("order", name) else ""
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}.{hint}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return self._opened.__exit__(kind, error, trace)

    def close(self) -> None:
        """Close the log; what was not committed is rolled back."""
        self._opened.close()

    def order(self, number: str) -> Timeline:
        """An order's events by date, as a list; `number` may be shop/number.

        Raises `UnknownOrderError`, `AmbiguousOrderError`.
        """
        from events.filters import Subject
        from events.order.lookup import find

        return Timeline(self._entries(Subject(order_id=find(self.session, number).id)))

    def customer(self, email: str) -> Timeline:
        """A customer's events and those of their orders, by date. Raises `UnknownCustomerError`."""
        from events.account.people import find_customer
        from events.filters import of_customer

        return Timeline(self._entries(of_customer(find_customer(self.session, email))))

    def query(
        self,
        *,
        types: Iterable[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        user: str | None = None,
        text: str = "",
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[TimelineEntry]:
        """The events of the whole log that pass all filters, read as they are asked for.

        `types` are codes or API names. `since` is inclusive, `until` exclusive; both are aware. `user` is an
        e-mail or a name, or part of one; "system" selects events without an author. `limit` keeps the newest.
        Raises `UnknownEventTypeError`, `UnknownAuthorError`.
        """
        from events.account.people import find_authors
        from events.filters import EVERYTHING, Filters
        from events.timeline import entries, with_legacy_words
        from events.vocabulary.catalogue import parse_type

        authors = None if user is None else frozenset[int | None]({None})
        if user is not None and user != _SYSTEM:
            authors = find_authors(self.session, user)
        filters = Filters(
            types=frozenset(map(parse_type, types)),
            since=since,
            until=until,
            authors=authors,
            text=text,
            limit=limit,
        )
        found = entries(self.session, EVERYTHING, filters, newest_first=newest_first)
        return with_legacy_words(self.session, found)

    def add_order(self, number: str, *, customer: str = "", shop: str = "", currency: str = "") -> int:
        """Add an order, and its customer where the e-mail is new; returns its id.

        Raises `AlreadyExistsError`.
        """
        from events.order.lookup import add_order

        order = add_order(
            self.session, number=number, shop=shop, customer=customer, lines=[], currency=currency
        )
        self.session.commit()
        return order.id

    def record(
        self,
        type: str,
        order: str = "",
        amount: Decimal | float | str | None = None,
        currency: str | None = None,
        *,
        customer: str = "",
        user: str | None = None,
        key: str | None = None,
        idempotency_key: str | None = None,
        **values: Any,
    ) -> str:
        """Record an event of an order or a customer; returns its id, such as o17.

        `type` is a code or API name of `events types`; `values` are what its function in
        `events.order.events` or `events.account.events` takes. Without `user`, whoever acts by default.
        The word of a kind, such as "shipped", records the type that means it. What no type holds
        (`tracking_number`, `carrier`, an amount with its `currency`) is recorded in words, with `message` and
        `date` where they are given. With a `key`, also called `idempotency_key`, it is recorded only once.
        Raises `UnknownEventTypeError`, `InvalidEventError`, `KeyConflictError` for the key of something else,
        and what the look-ups raise.
        """
        from events.notes.keys import event_id, find_by_key, record_once
        from events.vocabulary.kind_words import recorded_as

        if "@" in order and not customer:
            order, customer = "", order
        one_of(order, customer)
        if amount is not None:
            values["amount"] = Decimal(repr(amount)) if isinstance(amount, float) else amount
        if currency is not None:
            values["currency"] = currency
        meant = recorded_as("order" if order else "customer", type, values, means_kind="amount" in values)
        if meant is not None:
            type, values = meant.code, _dated(meant)
        function, target = self._function(type, order=order, customer=customer)
        given = {**target, **_default_user(function), **values}
        once = one_key(key, idempotency_key)
        if user is not None:  # what is there already needs no author: nobody new becomes a user for it
            is_known = once is not None and find_by_key(self.session, once) is not None
            given["user"] = None if is_known or user == _SYSTEM else self._author(user)
        done = record_once(self.session, once, lambda: function(**given))
        self.session.commit()
        return event_id(done.event)

    def add_note(
        self,
        message: str,
        *others: object,
        order: str = "",
        customer: str = "",
        user: str,
        key: str | None = None,
        idempotency_key: str | None = None,
    ) -> str:
        """Add a note to an order or a customer; returns its id. With a `key`, also called
        `idempotency_key`, it is added only once.

        The order or the customer may also come first: `add_note("1001", "Jane rang.", user=...)`.
        `user` is found as `--user` is: a part of a name stands for the only person it fits, and whoever is
        unknown becomes a new staff user.
        Raises what the look-ups raise, `AmbiguousAuthorError` for a part of several names, `KeyConflictError`
        for the key of another note, and `TypeError` for an order or a customer that is not named as such.
        """
        from events.notes import adding
        from events.notes.keys import event_id

        if others:
            order, customer, message = as_on_the_command_line(message, others, named=order or customer)
        target = adding.find_note_target(self.session, one_of(order, customer), is_customer=bool(customer))
        added = adding.add_note(
            self.session,
            target=target,
            message=message,
            author=lambda: self._author(user),
            key=one_key(key, idempotency_key),
        )
        self.session.commit()
        return event_id(added.event)

    def _entries(self, subject: Subject) -> Iterator[TimelineEntry]:
        from events.filters import Filters
        from events.timeline import entries, with_legacy_words

        return with_legacy_words(self.session, entries(self.session, subject, Filters()))

    def _author(self, text: str) -> User:
        from events.account import author_names, people
        from events.models import User

        known = author_names.find_author(self.session, text)
        if known is None:
            return people.author(self.session, text).user
        return self.session.get_one(User, known.id)

    def _function(self, type: str, *, order: str, customer: str) -> tuple[Any, dict[str, Any]]:
        """The event function of a type, with whom the event is about."""
        from events.account import events as of_customers
        from events.account.people import find_user
        from events.order import events as of_orders
        from events.order.lookup import find_order
        from events.vocabulary.catalogue import CATALOGUE

        code = CATALOGUE["order" if order else "customer"].parse(type).value
        if order:
            return getattr(of_orders, f"{code}_event"), {"order": find_order(self.session, order)}
        return getattr(of_customers, f"{code}_event"), {"customer": find_user(self.session, customer)}


def _dated(meant: Recorded) -> dict[str, Any]:
    """The values of an event; what is said in words happens now, where no date is given."""
    from events import clock
    from events.meaning.classify import OTHER

    return {"date": clock.now(), **meant.values} if meant.code == OTHER else dict(meant.values)


def _default_user(function: Any) -> dict[str, None]:
    """`user=None`, the system, for functions that have no default."""
    from inspect import Parameter, signature

    needs = signature(function).parameters["user"].default is Parameter.empty
    return {"user": None} if needs else {}


def open_log(database: str | Path = "") -> Log:
    """Open a log: a path or a database URL; by default the one that the command line uses.

    It is closed at the end of a `with` block, or by `close`.
    A SQLite file that does not exist is created. Raises `DatabaseUnavailableError`, `ConfigError`.
    """
    from events import settings
    from events.database.session import open_session

    chosen = str(database) or settings.load(flags={}).database
    opened = ExitStack()
    return Log(opened.enter_context(open_session(chosen)), opened)

"""The public Python interface: a log that is opened, read and written in a few lines.

>>> import events
>>> with events.open("shop.db") as log:
...     log.add_order("1001", customer="jane@example.com", currency="EUR")
...     log.record("placed", order="1001")
...     log.add_note("Jane rang.", order="1001", user="anna@shop.example")
...     for event in log.order("1001"):
...         print(event.date, event.kind, event.author, event.message)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from events.api import arguments
from events.api.other_names import with_other_names
from events.api.readable_log import SYSTEM, ReadableLog
from events.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy.orm import Session

    from events.api.arguments import Moment, OrderName


@dataclass(frozen=True, repr=False)
class Log(ReadableLog):
    """An open log. Every method that writes commits, or rolls the session back where it raises, so that
    nothing is half written and no other writer waits; `session` is there for everything else.

    Iterating gives all events by date, as they are read; `len` counts them. Dates are given as on the command
    line ("2020", "yesterday"), as a `date` or a `datetime`; what has no time zone is UTC. A `with` block
    closes the log at its end, else `close` does.
    """

    session: Session
    _opened: ExitStack = field(default_factory=ExitStack, compare=False)

    def __post_init__(self) -> None:
        """Raises `UsageError` for a path instead of a session."""
        if not hasattr(self.session, "get_bind"):
            raise UsageError(f"A log is opened by events.open({str(self.session)!r}).")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The method that is also called `name`. Raises `AttributeError` with what to call instead."""
            from events.api.other_names import METHODS, instead_of

            if name in METHODS:
                return getattr(self, METHODS[name])
            raise AttributeError(f"A log has no attribute {name!r}. {instead_of(name)}")

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

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        from sqlalchemy import Engine

        from events.database.engine import shown

        bind = self.session.get_bind()
        return f"<Log {shown((bind if isinstance(bind, Engine) else bind.engine).url)}>"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
            self.session.commit()
        except BaseException:
            self.session.rollback()
            raise

    @with_other_names()
    def add_order(self, number: str | int, customer: str = "", *, shop: str = "", currency: str = "") -> int:
        """Add an order, and its customer where the e-mail is new; returns its id.

        Raises `AlreadyExistsError`, and `UsageError` for a currency that there is not.
        """
        from events.order.lookup import add_order

        with self._writing():
            order = add_order(
                self.session,
                number=str(number),
                shop=shop,
                customer=customer,
                lines=[],
                currency=currency,
            )
        return order.id

    @with_other_names(also=("message", "date", "payment_id", "payment_gateway"))
    def record(
        self,
        type: str,
        order: OrderName = "",
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
        The word of a kind, such as "shipped", records the type that means it. A text in the place of the
        amount is the message. What no type holds
        (`tracking_number`, `carrier`, an amount with its `currency`) is recorded in words, with `message` and
        `date` where they are given. With a `key`, also called `idempotency_key`, it is recorded only once.
        Raises `UnknownEventTypeError`, `InvalidEventError`, `UsageError` for a currency that there is not,
        `KeyConflictError` for the key of something else, and what the look-ups raise.
        """
        from events.api.writing import author, event_function
        from events.notes.keys import event_id, find_by_key, record_once
        from events.vocabulary.kind_words import is_recordable

        if isinstance(order, str) and not is_recordable("order", type) and is_recordable("order", order):
            type, order = order, type
        number = arguments.order_name(order)
        if "@" in number and not customer:
            number, customer = "", number
        arguments.one_of(number, customer)
        given = {"amount": amount, "currency": currency}
        values |= {name: value for name, value in given.items() if value is not None}
        with self._writing():
            function, its_values = event_function(
                self.session, type, order=number, customer=customer, values=values
            )
            once = arguments.one_key(key, idempotency_key)
            if user is not None:  # what is there already needs no author: nobody new becomes a user for it
                is_known = once is not None and find_by_key(self.session, once) is not None
                its_values["user"] = None if is_known or user == SYSTEM else author(self.session, user)
            done = record_once(self.session, once, lambda: function(**its_values))
        return event_id(done.event)

    @with_other_names()
    def add_note(
        self,
        message: str | int,
        *others: object,
        order: OrderName = "",
        customer: str = "",
        user: str | None = None,
        date: Moment | None = None,
        key: str | None = None,
        idempotency_key: str | None = None,
    ) -> str:
        """Add a note to an order or a customer; returns its id. With a `key`, also called
        `idempotency_key`, it is added only once.

        The order or the customer may also come first: `add_note("1001", "Jane rang.", user=...)`.
        `user` is found as `--user` is: a part of a name stands for the only person it fits, and whoever is
        unknown becomes a new staff user. Without one, the setting `user` says who writes. A note with a
        `date`, when that happened which it is about, stands there, with today as the day of writing.
        Raises what the look-ups raise, `AmbiguousAuthorError` for a part of several names, `KeyConflictError`
        for the key of another note, `UsageError` where nobody says who writes, and `TypeError` for an order
        or a customer that is not named as such.
        """
        from events.api.writing import author, writer
        from events.notes import adding
        from events.notes.keys import event_id

        number = arguments.order_name(order)
        if others:
            number, customer, message = arguments.as_on_the_command_line(
                message, others, named=number or customer
            )
        with self._writing():
            target = adding.find_note_target(
                self.session, arguments.one_of(number, customer), is_customer=bool(customer)
            )
            name = writer(user)
            text, moment = arguments.dated(str(message), date)
            added = adding.add_note(
                self.session,
                target=target,
                message=text,
                date=moment,
                author=lambda: author(self.session, name),
                key=arguments.one_key(key, idempotency_key),
            )
        return event_id(added.event)


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

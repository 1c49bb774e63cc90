"""Reads an open log, for the Python interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from events.api import arguments
from events.api.other_names import with_other_names
from events.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.account.people import Person
    from events.api.arguments import Moment, OrderName
    from events.api.reading import Answers, ListedOrder, OrderTimeline, Timeline
    from events.filters import Filters, Subject
    from events.timeline import TimelineEntry

SYSTEM = "system"
"""Who acted where nobody is named."""


class ReadableLog:
    """What can be read of a log."""

    session: Session

    def __iter__(self) -> Iterator[TimelineEntry]:
        return self.query()

    def __len__(self) -> int:
        """The number of events."""
        from events.filters import EVERYTHING, Filters
        from events.timeline import count

        return count(self.session, EVERYTHING, Filters())

    def __contains__(self, what: object) -> bool:
        """Whether there is an order of this number, a customer of this e-mail, or this event."""
        from events.errors import NotFoundError

        named = _name_of(what)
        for look_up in (self.order, self.customer) if "@" in named else (self.order, self.event):
            try:
                look_up(named)
            except NotFoundError:
                continue
            return True
        return False

    @with_other_names()
    def order(self, number: OrderName, *, shop: str | None = None) -> OrderTimeline:
        """An order's events by date, as a list that also has its `state`, `paid`, `refunded` and `customer`.

        `number` may be shop/number, and lack leading zeros. Raises `UnknownOrderError` and
        `AmbiguousOrderError`.
        """
        from events.api.reading import OrderTimeline, read_order
        from events.filters import Filters

        subject = self._of_order(number, shop)
        found = OrderTimeline(self._entries(subject, Filters()))
        found.read_listed = lambda: read_order(self.session, subject)
        return found

    @with_other_names()
    def customer(self, email: str) -> Timeline:
        """A customer's events and those of their orders, by date; also by a part of the e-mail or name that
        no other customer has. Raises `UnknownCustomerError`, `AmbiguousCustomerError`."""
        from events.api.reading import Timeline
        from events.filters import Filters

        return Timeline(self._entries(self._of_customer(email), Filters()))

    def event(self, id: str) -> TimelineEntry:
        """The event with this id, such as o17. Raises `UnknownEventError`."""
        from events.timeline import find_entry, with_legacy_words

        return next(with_legacy_words(self.session, [find_entry(self.session, id)]))

    def events(self, kind: str | Iterable[str] | None = None, **filters: Any) -> Timeline:
        """The events that pass all filters, by date, as a list; the filters are those of `query`."""
        from events.api.reading import Timeline

        return Timeline(self.query(kind=kind, **filters))

    @with_other_names()
    def query(
        self,
        *,
        kind: str | Iterable[str] | None = None,
        kinds: str | Iterable[str] | None = None,
        type: str | Iterable[str] | None = None,
        types: str | Iterable[str] | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        order: OrderName | None = None,
        customer: str | None = None,
        shop: str | None = None,
        user: str | None = None,
        text: str = "",
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[TimelineEntry]:
        """The events that pass all filters, by date, read as they are asked for.

        `kind` is what happened in a word ("refunded"), of legacy events too, `type` a code or API name; both
        take several, and are also called `kinds` and `types`. `since` and `until` include a day, month or
        year as a whole; a moment is included by `since` only. `user` is who acted, an e-mail or a name, or
        part of one; "system" selects events without an author. `limit` keeps the newest.
        Raises `UnknownKindError`, `UnknownEventTypeError`, `InvalidDateError`, `UsageError` for dates the
        wrong way round, and what the look-ups raise.
        """
        from events.filters import EVERYTHING, Filters, of_shop
        from events.meaning.kind_names import kind_named
        from events.vocabulary.catalogue import parse_type

        start, end = arguments.period(since, until)
        if order is not None and customer is not None:
            raise UsageError("Choose order or customer, not both.")
        subject = EVERYTHING if order is None else self._of_order(order, shop)
        subject = subject if customer is None else self._of_customer(customer)
        filters = Filters(
            types=frozenset(map(parse_type, arguments.words(type, types))),
            since=start,
            until=end,
            authors=self._authors(user),
            text=text,
            limit=arguments.at_most(limit),
        )
        if shop is not None:
            from events.lists import check_shop

            check_shop(self.session, shop)
            filters = of_shop(filters, shop)
        wanted = frozenset(map(kind_named, arguments.words(kind, kinds)))
        return self._entries(subject, filters, wanted, newest_first=newest_first)

    @with_other_names()
    def orders(
        self,
        status: str = "",
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        customer: str | None = None,
        shop: str | None = None,
        limit: int | None = None,
    ) -> list[ListedOrder]:
        """The orders with what their events add up to, the last added first, at most `limit`.

        `status` is a state such as "shipped", or "open", "unshipped" or "stuck"; `since` and `until` choose
        by when an order began. Raises `UsageError`, `InvalidDateError` and what the look-ups raise.
        """
        from events.api.reading import check_status, read_orders
        from events.lists import OrderFilter

        start, end = arguments.period(since, until)
        chosen = OrderFilter(
            shop=shop,
            subjects=() if customer is None else (self._of_customer(customer),),
            since=start,
            until=end,
        )
        found = read_orders(self.session, chosen, check_status(status) if status else "")
        return list(islice(found, arguments.at_most(limit)))

    @with_other_names()
    def customers(self, text: str = "") -> list[Person]:
        """The customers, by e-mail; with a text, those whose e-mail or name contains it."""
        from events.customer_lists import customers
        from events.lists import PageWindow

        window = PageWindow(page=1, size=2**31)
        return [row.who for row in customers(self.session, window, like=text)[1]]

    def find(self, text: str | int, *, limit: int = 10) -> Answers:
        """Orders, customers and events by part of a number, e-mail, name or text, the best first."""
        from events.api.reading import find

        return find(self.session, str(text), limit=limit)

    def _entries(
        self,
        subject: Subject,
        filters: Filters,
        kinds: frozenset[Any] = frozenset(),
        *,
        newest_first: bool = False,
    ) -> Iterator[TimelineEntry]:
        from events.api.reading import read_events

        return read_events(self.session, subject, filters, kinds, newest_first=newest_first)

    def _of_order(self, order: OrderName, shop: str | None) -> Subject:
        from events.filters import Subject
        from events.order.lookup import find_but_for_zeros

        self.session.flush()
        return Subject(order_id=find_but_for_zeros(self.session, arguments.order_name(order, shop=shop)).id)

    def _of_customer(self, text: str) -> Subject:
        from events.account.people import find_customers
        from events.errors import AmbiguousCustomerError
        from events.filters import of_customer

        found = find_customers(self.session, text)
        if len(found) > 1:
            raise AmbiguousCustomerError(text, count=len(found), is_part=True)
        return of_customer(found[0])

    def _authors(self, user: str | None) -> frozenset[int | None] | None:
        from events.account.legacy_names import find_authors_by_any_name
        from events.account.machines import ids_of_system

        if user is None:
            return None
        if user == SYSTEM:
            return ids_of_system(self.session)
        return find_authors_by_any_name(self.session, user)


def _name_of(what: object) -> str:
    """What an order, a customer or an event is looked up by; empty for everything else."""
    from events.account.people import Person
    from events.api.reading import ListedOrder
    from events.timeline import TimelineEntry

    if isinstance(what, ListedOrder):
        return f"{what.shop}/{what.number}"
    if isinstance(what, Person):
        return what.email or ""
    return what.id if isinstance(what, TimelineEntry) else str(what) if isinstance(what, str | int) else ""

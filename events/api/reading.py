"""What the Python interface gives back: timelines, and orders with what their events add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, TableClause, column, select
from sqlalchemy import table as table_of

from events.database.types import Id
from events.errors import UsageError
from events.filters import ORDER, Filters, Subject, letter_of
from events.timeline import TimelineEntry, entries, with_legacy_words
from events.vocabulary.kinds import Kind
from events.vocabulary.words import kind_called, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from events.account.people import Person
    from events.lists import OrderFilter, OrderRow
    from events.summaries.totals import TotalsByKind

_SHOWN = 20
_details = table_of("record_details", column("id", Id), column("kind"))


class Timeline(list[TimelineEntry]):
    """Events by date: a list, which is also its own `events`."""

    @property
    def events(self) -> Self:
        """The events."""
        return self

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Raises `AttributeError`, which says how the log does what a list of events cannot."""
            from events.api.other_names import on_the_log

            raise AttributeError(f"A timeline has no attribute {name!r}. {on_the_log(name)}".strip())

    def __repr__(self) -> str:
        """A line for each event, of long timelines the first and how many more there are."""
        lines = [repr(one) for one in self[:_SHOWN]]
        if len(self) > _SHOWN:
            lines.append(f"… and {len(self) - _SHOWN:,} more")
        return "[" + ",\n ".join(lines) + "]"


class OrderTimeline(Timeline):
    """The events of one order, which also say what they add up to, read when it is asked for."""

    read_listed: Callable[[], ListedOrder]

    @cached_property
    def listed(self) -> ListedOrder:
        """The order as a list of orders has it."""
        return self.read_listed()

    @property
    def state(self) -> str | None:
        """The last step that it took, such as "shipped"; None for an order without one."""
        return self.listed.state

    @property
    def paid(self) -> Mapping[str, Decimal]:
        """What was paid, by currency, as far as it is known."""
        return self.listed.paid

    @property
    def refunded(self) -> Mapping[str, Decimal]:
        """What went back, by currency, as far as it is known."""
        return self.listed.refunded

    @property
    def customer(self) -> Person | None:
        """Whose it is."""
        return self.listed.customer


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ListedOrder:
    """An order with what its events add up to.

    `state` is the last step that it took, such as "shipped", and `state_since` when it took it; None for an
    order without one. `paid` and `refunded` are amounts by currency, as far as they are known. `began` is
    when it was created, else the moment of its first event.
    """

    shop: str
    number: str
    customer: Person | None
    currency: str
    began: datetime | None
    last: datetime | None
    events: int
    state: str | None
    state_since: datetime | None
    paid: Mapping[str, Decimal]
    refunded: Mapping[str, Decimal]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Raises `AttributeError`, which says how the log does what a listed order cannot."""
            from events.api.other_names import on_the_log

            raise AttributeError(f"A listed order has no attribute {name!r}. {on_the_log(name)}".strip())

    def __repr__(self) -> str:
        """The order in a line: its number, its state, what was paid, and whose it is."""
        number = f"{self.shop}/{self.number}" if self.shop else self.number
        since = f" since {self.state_since:%Y-%m-%d}" if self.state_since else ""
        paid = " + ".join(f"{amount:f} {code}".rstrip() for code, amount in self.paid.items())
        state = f"{self.state or 'no state'}{since}"
        parts = (state, f"paid {paid}" if paid else "", str(self.customer or ""))
        return f"<order {number} · {' · '.join(filter(None, parts))}>"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a text finds, the best first. Iterating gives the orders, then the customers, then the events."""

    orders: list[ListedOrder]
    customers: list[Person]
    events: Timeline

    def __iter__(self) -> Iterator[ListedOrder | Person | TimelineEntry]:
        yield from self.orders
        yield from self.customers
        yield from self.events

    def __len__(self) -> int:
        return len(self.orders) + len(self.customers) + len(self.events)


def read_events(
    session: Session, subject: Subject, filters: Filters, kinds: frozenset[Kind], *, newest_first: bool
) -> Iterator[TimelineEntry]:
    """The subject's events that pass the filters and are of one of `kinds`, if any are given, with the types
    of their legacy records."""
    from events.kind_filter import select_page

    def read(wanted: Filters, is_newest_first: bool) -> Iterator[TimelineEntry]:
        found = entries(session, subject, wanted, newest_first=is_newest_first)
        return with_legacy_words(session, found)

    if not kinds:
        return read(filters, newest_first)
    from events import kind_store

    return select_page(
        session,
        read,
        subject=subject,
        filters=filters,
        kinds=kinds,
        legacy=legacy_word,
        stored=kind_store.load(session.connection(), legacy_word),
        newest_first=newest_first,
    )


def legacy_word(events: TableClause) -> ColumnElement[Any]:
    """The legacy record's own status or type as a column of events."""
    record = events.c.id if letter_of(events) == ORDER else -events.c.id
    return select(_details.c.kind).where(_details.c.id == record).scalar_subquery()


def check_status(text: str) -> str:
    """The state of orders that is meant. Raises `UsageError` with the nearest."""
    from events.list_totals import ORDER_STATUSES

    word = kind_called(text)
    if word not in ORDER_STATUSES:
        near = nearest(word, list(ORDER_STATUSES))
        hint = f" Did you mean {near[0]}?" if near else ""
        hint = hint or (f" To read an order: log.order({text!r})." if any(map(str.isdigit, text)) else "")
        raise UsageError(f"There is no status {text!r}.{hint} They are {', '.join(ORDER_STATUSES)}.")
    return word


def read_orders(session: Session, chosen: OrderFilter, status: str) -> Iterator[ListedOrder]:
    """The chosen orders, the last added first; with a status, those that are in it."""
    from events import clock, list_totals, lists

    _, rows = lists.orders(session, lists.PageWindow(page=1, size=_ALL), chosen=chosen)
    for row, totals in list_totals.add_order_totals(session, rows, legacy_word):
        if not status or list_totals.has_status(totals.standing, status, now=clock.now()):
            yield _listed(row, totals)


def read_order(session: Session, subject: Subject) -> ListedOrder:
    """The one order of a subject, with what its events add up to."""
    from events import list_totals, lists

    rows = lists.orders_by_id(session, [subject.order_id or 0])
    ((row, totals),) = list_totals.add_order_totals(session, rows, legacy_word)
    return _listed(row, totals)


_ALL = 2**31


def find(session: Session, text: str, *, limit: int) -> Answers:
    """Orders and customers with this text in their number, e-mail or name, and the newest events with it in
    their message or a parameter; at most `limit` of each."""
    from events import find as finding
    from events import list_totals
    from events.filters import EVERYTHING

    if not text.strip():
        raise UsageError("There is nothing to find in a blank text.")
    found = finding.find(session, text, limit=limit)
    orders = list_totals.add_order_totals(session, found.orders, legacy_word)
    filters = Filters(text=text.strip(), limit=limit)
    said = read_events(session, EVERYTHING, filters, frozenset(), newest_first=True)
    return Answers(
        orders=[_listed(row, totals) for row, totals in orders],
        customers=[row.who for row in found.customers],
        events=Timeline(said),
    )


def _listed(row: OrderRow, totals: TotalsByKind) -> ListedOrder:
    from events.list_totals import state_since

    def sums(kind: Kind) -> dict[str, Decimal]:
        return dict(totals[kind].sums) if kind in totals else {}

    return ListedOrder(
        shop=row.shop,
        number=row.number,
        customer=row.customer,
        currency=row.currency,
        began=row.began,
        last=row.last,
        events=row.events,
        state=totals.standing.state.value if totals.standing else None,
        state_since=state_since(totals),
        paid=sums(Kind.PAID),
        refunded=sums(Kind.REFUNDED),
    )

"""Reading the log: filters in, frozen entries out, in one total order. No ORM object leaves.

The order is: date, then customer events before order events, then id.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVarTuple

from sqlalchemy import Row, Select, TableClause, and_, func, or_, select

from events.account import CustomerEvents
from events.account.people import Person, columns, from_columns, named
from events.database.texts import says
from events.errors import UnknownEvent
from events.tables import Condition, customer_events, order_events, order_lines, orders, users
from events.vocabulary import AnyType

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.tables import Reader

    Narrowing = Callable[[TableClause], Condition]
    """A condition on the events of a table that another room adds, like the ledger's."""

PAGE = 500
"""How many rows are fetched at a time."""

ORDER, CUSTOMER = "o", "c"
RANK = {CUSTOMER: 0, ORDER: 1}
TABLES: Mapping[str, TableClause] = {CUSTOMER: customer_events, ORDER: order_events}
Key = tuple[datetime, int, int]
"""A place in the total order: date, rank of the table, id."""
_Ts = TypeVarTuple("_Ts")


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineEntry:
    """One event as people read it.

    `table` is "o" (order event) or "c" (customer event). `customer` is whose history it is: for an
    order event, its order's customer. `user` is who acted, None the system.
    """

    table: str
    number: int
    date: datetime
    type: AnyType
    shop: str
    order: str | None
    customer: Person | None
    user: Person | None
    parameters: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.table}{self.number}"

    @property
    def message(self) -> str | None:
        text = self.parameters.get("message")
        return text if isinstance(text, str) else None

    @property
    def key(self) -> Key:
        """Its place in the total order."""
        return (self.date, RANK[self.table], self.number)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose events: an order's, a customer's (with those of all their orders), or everybody's.

    A guest has an e-mail but no user id.
    """

    order_id: int | None = None
    user_id: int | None = None
    email: str = ""


EVERYTHING = Subject()


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which events. `since` is inclusive, `until` exclusive; `user` is an e-mail, a name, or "system";
    `text` stands somewhere in the message or another parameter, without regard to case.

    `before` and `after` are places in the total order, for the page that goes on from there. `limit`
    keeps the newest so many, or those next to `after`.
    """

    types: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    user: str = ""
    text: str = ""
    narrowing: Narrowing | None = None
    before: Key | None = None
    after: Key | None = None
    limit: int | None = None

    @property
    def hiding(self) -> bool:
        """Whether they can hide events, other than by `limit`."""
        return replace(self, limit=None) != Filters()


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How much there is of a subject, without filters."""

    count: int
    first: datetime | None
    last: datetime | None


def entries(
    reader: Reader, subject: Subject, filters: Filters, *, newest_first: bool = False
) -> Iterator[TimelineEntry]:
    """The subject's events that pass the filters, read as they are asked for."""
    if filters.limit is None:
        return _merged(reader, subject, filters, newest_first=newest_first)
    from_newest = filters.after is None
    page = itertools.islice(_merged(reader, subject, filters, newest_first=from_newest), filters.limit)
    return page if newest_first is from_newest else reversed(list(page))


def count(reader: Reader, subject: Subject, filters: Filters) -> int:
    """How many of the subject's events pass the filters, `limit` aside."""
    return sum(
        reader.scalar(_narrowed(select(func.count()).select_from(table), table, subject, filters)) or 0
        for table in _tables(subject)
    )


def summary(reader: Reader, subject: Subject) -> Summary:
    """Count, first and last of all the subject's events."""
    found: list[Summary] = []
    for table in _tables(subject):
        extent = select(func.count().label("n"), func.min(table.c.date), func.max(table.c.date))
        row = reader.execute(_narrowed(extent.select_from(table), table, subject, Filters())).one()
        number, first, last = tuple(row)
        found.append(Summary(count=number, first=first, last=last))
    return Summary(
        count=sum(part.count for part in found),
        first=min((part.first for part in found if part.first), default=None),
        last=max((part.last for part in found if part.last), default=None),
    )


def parse_id(text: str) -> tuple[str, int]:
    """The table and number of an event id as printed (o17, c17). Raises `UnknownEvent`."""
    table, digits = text[:1].lower(), text[1:]
    if table not in RANK or not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise UnknownEvent(text)
    return table, int(digits)


def one(reader: Reader, event_id: str) -> TimelineEntry:
    """The event printed as `event_id` (o17, c17). Raises `UnknownEvent`."""
    letter, number = parse_id(event_id)
    found = list(by_numbers(reader, letter, [number]))
    if not found:
        raise UnknownEvent(event_id)
    return found[0]


def by_numbers(
    reader: Reader, letter: str, numbers: list[int], filters: Filters | None = None
) -> Iterator[TimelineEntry]:
    """The events of a table with these numbers that pass the filters, by number."""
    table = TABLES[letter]
    rows = _narrowed(_rows(table), table, EVERYTHING, filters or Filters()).where(table.c.id.in_(numbers))
    for row in reader.execute(rows.order_by(table.c.id)) if numbers else ():
        yield _entry(letter, row)


def line_names(reader: Reader, ids: set[int]) -> dict[int, str]:
    """Item names of order lines by id, for events that store ids only."""
    if not ids:
        return {}
    rows = reader.execute(select(order_lines.c.id, order_lines.c.item_name).where(order_lines.c.id.in_(ids)))
    return {line.id: line.item_name for line in rows}


def currencies(reader: Reader, numbers: set[str]) -> dict[tuple[str, str], str]:
    """Currencies of the orders with these numbers, by (shop, number)."""
    if not numbers:
        return {}
    named_so = orders.c.number.in_(sorted(numbers))
    rows = reader.execute(select(orders.c.shop, orders.c.number, orders.c.currency).where(named_so))
    return {(shop, number): currency for shop, number, currency in rows}


def conditions(table: TableClause, subject: Subject, filters: Filters) -> list[Condition]:
    """What the events of a table must fulfil to be the subject's and to pass the filters, `limit` aside."""
    found = [*_about(table, subject)]
    if filters.types:
        found.append(table.c.type.in_(sorted(filters.types)))
    if filters.since is not None:
        found.append(table.c.date >= filters.since)
    if filters.until is not None:
        found.append(table.c.date < filters.until)
    if filters.user == "system":
        found.append(table.c.user_id.is_(None))
    elif filters.user:
        found.append(table.c.user_id.in_(select(users.c.id).where(named(filters.user))))
    if filters.text:
        found.append(says(table.c.parameters, filters.text))
    if filters.narrowing is not None:
        found.append(filters.narrowing(table))
    return [*found, *_placed(table, filters)]


def narrowed(filters: Filters, narrowing: Narrowing) -> Filters:
    """The filters with one more condition."""
    before = filters.narrowing
    if before is None:
        return replace(filters, narrowing=narrowing)
    return replace(filters, narrowing=lambda table: and_(narrowing(table), before(table)))


def _placed(table: TableClause, filters: Filters) -> Iterator[Condition]:
    """Dates first, as a range of the index, then what of that very moment is on the right side."""
    rank, own = RANK[_letter(table)], table.c
    if filters.before is not None:
        date, its_rank, number = filters.before
        yield own.date < date if rank > its_rank else own.date <= date
        if rank == its_rank:
            yield or_(own.date < date, own.id < number)
    if filters.after is not None:
        date, its_rank, number = filters.after
        yield own.date > date if rank < its_rank else own.date >= date
        if rank == its_rank:
            yield or_(own.date > date, own.id > number)


def _merged(
    reader: Reader, subject: Subject, filters: Filters, *, newest_first: bool
) -> Iterator[TimelineEntry]:
    streams = [
        _stream(reader, table, subject, filters, newest_first=newest_first) for table in _tables(subject)
    ]
    return heapq.merge(*streams, key=lambda entry: entry.key, reverse=newest_first)


def _stream(
    reader: Reader, table: TableClause, subject: Subject, filters: Filters, *, newest_first: bool
) -> Iterator[TimelineEntry]:
    rows = _narrowed(_rows(table), table, subject, filters)
    rows = (
        rows.order_by(table.c.date.desc(), table.c.id.desc())
        if newest_first
        else rows.order_by(table.c.date, table.c.id)
    )
    if filters.limit is not None:
        rows = rows.limit(filters.limit)
    # A server's cursor stays open until it is closed, also where a limit leaves rows unread.
    with reader.execute(rows, execution_options={"yield_per": PAGE}) as result:
        for row in result:
            yield _entry(_letter(table), row)


def _tables(subject: Subject) -> tuple[TableClause, ...]:
    return (order_events,) if subject.order_id is not None else (customer_events, order_events)


def _letter(table: TableClause) -> str:
    return ORDER if table is order_events else CUSTOMER


def _rows(table: TableClause) -> Select[Any]:
    actor, owner = users.alias("actor"), users.alias("owner")
    owner_id = orders.c.user_id if table is order_events else table.c.customer_id
    return (
        select(
            table.c.id,
            table.c.date,
            table.c.type,
            table.c.parameters,
            orders.c.shop,
            orders.c.number,
            orders.c.user_email,
            *columns(actor),
            *columns(owner),
        )
        .select_from(table)
        .outerjoin(orders, orders.c.id == table.c.order_id)
        .outerjoin(actor, actor.c.id == table.c.user_id)
        .outerjoin(owner, owner.c.id == owner_id)
    )


def _entry(letter: str, row: Row[Any]) -> TimelineEntry:
    number, date, code, parameters, shop, order, guest, *people = tuple(row)
    customer = from_columns(tuple(people[5:]))
    if customer is None and guest and letter == ORDER:
        customer = Person(id=None, email=guest)
    return TimelineEntry(
        table=letter,
        number=number,
        date=date,
        type=code,
        shop=shop or "",
        order=order,
        customer=customer,
        user=from_columns(tuple(people[:5])),
        parameters=parameters if isinstance(parameters, dict) else {},
    )


def _narrowed(rows: Select[*_Ts], table: TableClause, subject: Subject, filters: Filters) -> Select[*_Ts]:
    return rows.where(and_(True, *conditions(table, subject, filters)))


def _about(table: TableClause, subject: Subject) -> list[Condition]:
    if subject == EVERYTHING:
        return []
    if subject.order_id is not None:
        return [table.c.order_id == subject.order_id]
    if table is order_events:
        return [table.c.order_id.in_(select(orders.c.id).where(belongs_to(subject)))]
    of_guests = table.c.order_id.in_(select(orders.c.id).where(_as_guest(subject)))
    if subject.user_id is None:
        return [of_guests]
    deleted_others = and_(
        table.c.customer_id.is_(None),
        table.c.user_id == subject.user_id,
        table.c.type == CustomerEvents.CUSTOMER_DELETED,
    )
    theirs = [table.c.customer_id == subject.user_id, deleted_others]
    return [or_(*theirs, of_guests) if subject.email else or_(*theirs)]


def belongs_to(subject: Subject) -> Condition:
    """Which orders are a customer's: those tied to them, and guest orders under their e-mail."""
    as_guest = _as_guest(subject)
    if subject.user_id is None:
        return as_guest
    theirs = orders.c.user_id == subject.user_id
    return or_(theirs, as_guest) if subject.email else theirs


def _as_guest(subject: Subject) -> Condition:
    return and_(
        orders.c.user_id.is_(None),
        orders.c.user_email != "",
        func.lower(orders.c.user_email) == func.lower(subject.email),
    )

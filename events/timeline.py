"""Reads the log: filters in, frozen entries out, in one total order. ORM objects are never returned."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVarTuple

from sqlalchemy import Row, Select, TableClause, and_, column, func, select
from sqlalchemy import table as table_of

from events.account.people import Person, columns, from_columns
from events.database.stored_json import to_object
from events.database.types import Id
from events.errors import UnknownEventError
from events.filters import (
    EVERYTHING,
    ORDER,
    RANK,
    TABLES,
    Filters,
    Key,
    Subject,
    conditions,
    letter_of,
)
from events.meaning.classify import OTHER, classify
from events.meaning.meaning import Meaning
from events.plain_event import PlainEvent
from events.rare_texts import naming_hits
from events.tables import customer_events, order_events, orders, users
from events.vocabulary.event_type import AnyType
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.tables import Reader

_records = table_of("records", column("id", Id), column("kind"))
PAGE = 500
"""How many rows are fetched at a time."""

_Ts = TypeVarTuple("_Ts")


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class TimelineEntry(PlainEvent):
    """One event, joined with the people and the order it refers to.

    `table` is "o" (order event) or "c" (customer event). `customer` is whose history it is: for an
    order event, its order's customer. `user` is who acted, None the system. `legacy_word` is an imported
    record's own type, where it was read (`with_legacy_words`): it decides whether some messages are notes.
    `order_currency` is the currency of the order's amounts, empty where it is unknown.
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
    legacy_word: str | None = None
    order_currency: str = ""

    def __repr__(self) -> str:
        """The event in a line: when, of what, what happened, what is said, and who did it."""
        when = f"{self.date.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        of = f"order {self.order}" if self.order is not None else f"customer {self.customer}"
        money = f"{self.amount:f} {self.currency or ''}".rstrip() if self.amount is not None else ""
        said = " ".join((self.message or "").split())
        parts = (when, of, self.kind.value, money, _clipped(said), f"by {self.user or 'system'}")
        return f"<{self.id} {' · '.join(filter(None, parts))}>"

    @property
    def id(self) -> str:
        """The event id as printed: o17, c17."""
        return f"{self.table}{self.number}"

    @property
    def author(self) -> Person | None:
        """Another name of `user`."""
        return self.user

    @property
    def message(self) -> str | None:
        """The text of a note or a legacy event; None for events without one."""
        text = self.parameters.get("message")
        return text if isinstance(text, str) else None

    @property
    def meaning(self) -> Meaning:
        """What it means, whether it has a type or was understood from a legacy message."""
        by_customer = self.user is not None and self.user == self.customer
        return classify(self.type.value, self.parameters, legacy=self.legacy_word, by_customer=by_customer)

    @property
    def kind(self) -> Kind:
        """What happened in one word: see `events types`. A change of status is `status`, and what the new
        status means is in `meaning.state`."""
        return self.meaning.kind

    @property
    def state(self) -> Kind | None:
        """What a new status means; None for events that are no change of status."""
        return self.meaning.state

    @property
    def amount(self) -> Decimal | None:
        """The exact amount that was paid, refunded and so on; None where there is none, or it is unknown."""
        return self.meaning.amount

    @property
    def currency(self) -> str | None:
        """The currency of `amount`: a code, or a sign where the message has no code; None without an
        amount, or where it is unknown."""
        meaning = self.meaning
        return None if meaning.amount is None else meaning.currency or self.order_currency or None

    @property
    def key(self) -> Key:
        """Its position in the total order."""
        return (self.date, RANK[self.table], self.number)


_MOST = 60
"""How much of a message a line shows."""


def _clipped(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How many events a subject has, and their first and last moment; filters do not apply."""

    count: int
    first: datetime | None
    last: datetime | None


def entries(
    reader: Reader, subject: Subject, filters: Filters, *, newest_first: bool = False
) -> Iterator[TimelineEntry]:
    """The subject's events that pass the filters, as a generator."""
    if filters.limit is None:
        return _merged(reader, subject, filters, newest_first=newest_first)
    from_newest = filters.after is None
    filters = naming_hits(reader, subject, filters, newest_first=from_newest)
    page = itertools.islice(_merged(reader, subject, filters, newest_first=from_newest), filters.limit)
    return page if newest_first is from_newest else reversed(list(page))


def with_legacy_words(reader: Reader, found: Iterable[TimelineEntry]) -> Iterator[TimelineEntry]:
    """The same events, those that were imported with their records' own types; some are read ahead."""
    rest = iter(found)
    while page := list(itertools.islice(rest, PAGE)):
        ids = [_record(one) for one in page if one.type.value == OTHER]
        known = select(_records.c.id, _records.c.kind).where(_records.c.id.in_(ids))
        words = {row.id: row.kind for row in reader.execute(known)} if ids else {}
        yield from (replace(one, legacy_word=words.get(_record(one))) for one in page)


def _record(entry: TimelineEntry) -> int:
    """The id of an event's record, as the ledger has it."""
    return entry.number if entry.table == ORDER else -entry.number


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
        wanted = (func.count(), func.min(table.c.date), func.max(table.c.date))
        if subject == EVERYTHING:  # the ends of an index, and its number of entries
            extent = select(*(select(one).select_from(table).scalar_subquery() for one in wanted))
        else:
            extent = _narrowed(select(*wanted).select_from(table), table, subject, Filters())
        row = reader.execute(extent).one()
        number, first, last = tuple(row)
        found.append(Summary(count=number, first=first, last=last))
    return Summary(
        count=sum(part.count for part in found),
        first=min((part.first for part in found if part.first), default=None),
        last=max((part.last for part in found if part.last), default=None),
    )


def parse_id(text: str) -> tuple[str, int]:
    """The table and number of an event id as printed (o17, c17). Raises `UnknownEventError`."""
    table, digits = text[:1].lower(), text[1:]
    if table not in RANK or not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise UnknownEventError(text)
    return table, int(digits)


def find_entry(reader: Reader, event_id: str) -> TimelineEntry:
    """The event printed as `event_id` (o17, c17). Raises `UnknownEventError`."""
    letter, number = parse_id(event_id)
    found = list(by_numbers(reader, letter, [number]))
    if not found:
        raise UnknownEventError(event_id)
    return found[0]


def by_numbers(
    reader: Reader, letter: str, numbers: list[int], filters: Filters | None = None
) -> Iterator[TimelineEntry]:
    """The events of a table with these numbers that pass the filters, by number."""
    table = TABLES[letter]
    rows = _narrowed(_rows(table), table, EVERYTHING, filters or Filters()).where(table.c.id.in_(numbers))
    for row in reader.execute(rows.order_by(table.c.id)) if numbers else ():
        yield _entry(letter, row)


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
    order = (table.c.date.desc(), table.c.id.desc()) if newest_first else (table.c.date, table.c.id)
    rows = rows.order_by(*order)
    if filters.limit is not None:
        rows = rows.limit(filters.limit)
    # A server's cursor stays open until it is closed, also where a limit leaves rows unread.
    with reader.execute(rows, execution_options={"yield_per": PAGE}) as result:
        for row in result:
            yield _entry(letter_of(table), row)


def _tables(subject: Subject) -> tuple[TableClause, ...]:
    return (order_events,) if subject.order_id is not None else (customer_events, order_events)


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
            orders.c.currency,
            *columns(actor),
            *columns(owner),
        )
        .select_from(table)
        .outerjoin(orders, orders.c.id == table.c.order_id)
        .outerjoin(actor, actor.c.id == table.c.user_id)
        .outerjoin(owner, owner.c.id == owner_id)
    )


def _entry(letter: str, row: Row[Any]) -> TimelineEntry:
    number, date, code, parameters, shop, order, guest, currency, *people = tuple(row)
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
        parameters=to_object(parameters),
        order_currency=currency or "",
    )


def _narrowed(rows: Select[*_Ts], table: TableClause, subject: Subject, filters: Filters) -> Select[*_Ts]:
    return rows.where(and_(True, *conditions(table, subject, filters)))

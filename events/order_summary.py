"""Orders as stories: what each order's events add up to, read one order at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    TableClause,
    Text,
    case,
    cast,
    func,
    null,
    select,
    type_coerce,
)

from events.classify import OTHER, Meaning, classify
from events.database.stored_json import parse_json, to_object
from events.filters import EVERYTHING, conditions
from events.tables import customer_events, order_events, orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.filters import Filters
    from events.tables import Reader

    Legacy = Callable[[TableClause], ColumnElement[Any]]
    """The legacy record's own status or type as a column of events: the ledger's word."""

PAGE = 2000
CLOSING = frozenset({Kind.SHIPPED, Kind.DELIVERED, Kind.COMPLETED, Kind.CANCELLED, Kind.REFUNDED})
"""After one of these nothing need happen for years."""
_DRAFTING = frozenset({Kind.EDITED, Kind.NOTE, Kind.CUSTOMER_NOTE})
_SUMMARIES = ("order_paid", "marked_as_paid")
"""Types that say again what captures said."""


class Event(NamedTuple):
    """An event as far as stories need it: `date` in microseconds since 1970, `text` the message of a legacy
    event, and the parameters of others. A change of status has the kind of what the new status means;
    `own` is STATUS then, and the same as `kind` else."""

    id: int
    order: int | None
    date: int
    code: str
    kind: Kind
    own: Kind
    text: str

    @property
    def meaning(self) -> Meaning:
        """All that it means, with its money."""
        values = {"message": self.text} if self.code == OTHER else to_object(parse_json(self.text))
        return classify(self.code, values, legacy=None, by_customer=False)


@dataclass(kw_only=True, slots=True)
class OrderSummary:
    """What an order's events add up to. `first` has the first moment of each kind; `silence` is the longest
    time without an event while the order was open."""

    order: int | None
    first: dict[Kind, int] = field(default_factory=dict)
    last: int = 0
    silence: tuple[int, int] = (0, 0)
    payments: list[Event] = field(default_factory=list)
    refunds: list[Event] = field(default_factory=list)

    @property
    def is_draft(self) -> bool:
        """Whether all that happened is what happens before an order is placed."""
        return Kind.EDITED in self.first and _DRAFTING.issuperset(self.first)

    def add(self, event: Event) -> None:
        """Take in the next event; they come by date."""
        if self.last and CLOSING.isdisjoint(self.first):
            longest = self.silence[1] - self.silence[0]
            if event.date - self.last > longest:
                self.silence = (self.last, event.date)
        self.last = event.date
        self.first.setdefault(event.kind, event.date)
        if event.kind is Kind.PAID:
            self.payments.append(event)
        elif event.kind is Kind.REFUNDED:
            self.refunds.append(event)


def payment_totals(events: Iterable[Event], currency: str) -> dict[str, Decimal] | None:
    """The sums of payments or refunds by currency, the order's where none is told; None where an amount is
    not known.

    A status repeats what another event says, and so does ORDER_PAID where captures are known. Gateways tell
    one payment in several lines, each with its transaction.
    """
    told = list(events)
    if any(event.code == "captured" for event in told):
        told = [event for event in told if event.code not in _SUMMARIES]
    found: dict[str, Decimal] = {}
    seen: set[tuple[str, str]] = set()
    for event in told:
        said = event.meaning
        key = (said.transaction, said.money)
        if said.kind is Kind.STATUS or (event.code == OTHER and said.transaction and key in seen):
            continue
        seen.add(key)
        if said.amount is None:
            return None
        unit = said.currency or currency
        found[unit] = found.get(unit, Decimal()) + said.amount
    return found


def summaries(events: Iterable[Event]) -> Iterator[OrderSummary]:
    """The stories of all orders in `events`, which come order by order."""
    for number, group in groupby(events, key=attrgetter("order")):
        story = OrderSummary(order=number)
        for event in group:
            story.add(event)
        yield story


def of_orders(reader: Reader, filters: Filters, legacy: Legacy | None) -> Iterator[Event]:
    """The order events that pass the filters, order by order, each order's by date."""
    return _read(reader, order_events, filters, legacy)


def of_customers(reader: Reader, filters: Filters, legacy: Legacy | None) -> Iterator[Event]:
    """The customer events that pass the filters, in no order."""
    return _read(reader, customer_events, filters, legacy)


def _read(reader: Reader, table: TableClause, filters: Filters, legacy: Legacy | None) -> Iterator[Event]:
    own = table.c
    code = type_coerce(own.type, String)
    said = case((code == OTHER, own.parameters["message"].as_string()), else_=cast(own.parameters, Text))
    rows = select(
        own.id,
        own.order_id,
        _microseconds(own.date, _dialect(reader)),
        code,
        said,
        legacy(table) if legacy else null(),
        case((code == "note_added", own.user_id == _owner(table)), else_=null()),
    ).where(*conditions(table, EVERYTHING, filters))
    if table is order_events:
        rows = rows.order_by(own.order_id, own.date, own.id)
    with reader.execute(rows, execution_options={"yield_per": PAGE}) as result:
        for page in result.partitions():
            for number, order, date, code_, text, word, by_customer in page:
                what = _said(code_, text or "", word, by_customer=bool(by_customer))
                yield Event(number, order, date, code_, what.display_kind, what.kind, text or "")


def _dialect(reader: Reader) -> str:
    return (reader if isinstance(reader, Connection) else reader.connection()).dialect.name


def _microseconds(date: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    """A date as a count since 1970, which a million of are made faster than moments."""
    if dialect == "postgresql":
        return cast(func.extract("epoch", date) * 1_000_000, BigInteger)
    return type_coerce(date, BigInteger)


def _owner(table: TableClause) -> ColumnElement[Any]:
    if table is not order_events:
        return table.c.customer_id
    return select(orders.c.user_id).where(orders.c.id == table.c.order_id).scalar_subquery()


_SHORT = 300
_DIGITS = bytes.maketrans(b"023456789", b"1" * 9)


def _said(code: str, text: str, legacy: str | None, *, by_customer: bool) -> Meaning:
    if code != OTHER:
        return _typed(code, by_customer=by_customer)
    if len(text) > _SHORT:
        return _understood(text, legacy)
    return _of_shape(text.encode("utf-8", "surrogatepass").translate(_DIGITS), legacy)


@lru_cache(maxsize=256)
def _typed(code: str, *, by_customer: bool) -> Meaning:
    return classify(code, {}, legacy=None, by_customer=by_customer)


@lru_cache(maxsize=16384)
def _of_shape(message: bytes, legacy: str | None) -> Meaning:
    """Shops write the same sentences with other numbers in them; no kind hangs on which numbers."""
    return _understood(message.decode("utf-8", "surrogatepass"), legacy)


def _understood(message: str, legacy: str | None) -> Meaning:
    return classify(OTHER, {"message": message}, legacy=legacy, by_customer=False)

"""Reads events with their kinds, for counting and summing.

The database does not know what legacy messages mean, so each event is read and classified here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
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
    from events.filters import Filters, Subject
    from events.tables import Reader

    LegacyKind = Callable[[TableClause], ColumnElement[Any]]
    """Gives the column with the legacy record's own status or type, for a table of events."""

PAGE = 2000
"""How many rows are fetched at a time."""


class ClassifiedEvent(NamedTuple):
    """An event with its kind.

    `order` is the order's id, `date` is in microseconds since 1970, and `text` is the message of a legacy
    event or the JSON parameters of any other. For a change of status, `kind` is STATUS and `display_kind` is
    what the new status means; otherwise both are the same.
    """

    id: int
    order: int | None
    date: int
    code: str
    display_kind: Kind
    kind: Kind
    text: str

    @property
    def meaning(self) -> Meaning:
        """The full meaning, with amount, currency and transaction."""
        values = {"message": self.text} if self.code == OTHER else to_object(parse_json(self.text))
        return classify(self.code, values, legacy=None, by_customer=False)


def read_order_events(
    reader: Reader, filters: Filters, legacy: LegacyKind | None
) -> Iterator[ClassifiedEvent]:
    """The order events that pass the filters, order by order, and by date within an order."""
    return _read(reader, order_events, filters, legacy)


def read_customer_events(
    reader: Reader, filters: Filters, legacy: LegacyKind | None
) -> Iterator[ClassifiedEvent]:
    """The customer events that pass the filters, in any order."""
    return _read(reader, customer_events, filters, legacy)


def read_by_date(
    reader: Reader,
    table: TableClause,
    subject: Subject,
    filters: Filters,
    legacy: LegacyKind | None,
    *,
    newest_first: bool,
) -> Iterator[ClassifiedEvent]:
    """A table's events of a subject that pass the filters, `limit` aside, in the total order."""
    own = table.c
    order = (own.date.desc(), own.id.desc()) if newest_first else (own.date, own.id)
    rows = _rows(reader, table, legacy).where(*conditions(table, subject, filters)).order_by(*order)
    return _classify_rows(reader, rows)


def _read(
    reader: Reader, table: TableClause, filters: Filters, legacy: LegacyKind | None
) -> Iterator[ClassifiedEvent]:
    rows = _rows(reader, table, legacy).where(*conditions(table, EVERYTHING, filters))
    if table is order_events:
        rows = rows.order_by(table.c.order_id, table.c.date, table.c.id)
    return _classify_rows(reader, rows)


def _rows(reader: Reader, table: TableClause, legacy: LegacyKind | None) -> Select[Any]:
    own = table.c
    code = type_coerce(own.type, String)
    content = case((code == OTHER, own.parameters["message"].as_string()), else_=cast(own.parameters, Text))
    return select(
        own.id,
        own.order_id,
        _microseconds(own.date, _dialect(reader)),
        code,
        content,
        legacy(table) if legacy else null(),
        case((code == "note_added", own.user_id == _owner(table)), else_=null()),
    )


def _classify_rows(reader: Reader, rows: Select[Any]) -> Iterator[ClassifiedEvent]:
    with reader.execute(rows, execution_options={"yield_per": PAGE}) as result:
        for page in result.partitions():
            for number, order, date, code_, text, word, by_customer in page:
                meaning = _classified(code_, text or "", word, by_customer=bool(by_customer))
                yield ClassifiedEvent(
                    number, order, date, code_, meaning.display_kind, meaning.kind, text or ""
                )


def _dialect(reader: Reader) -> str:
    return (reader if isinstance(reader, Connection) else reader.connection()).dialect.name


def _microseconds(date: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    """A date as microseconds since 1970: a million of them are read faster than datetimes."""
    if dialect == "postgresql":
        return cast(func.extract("epoch", date) * 1_000_000, BigInteger)
    return type_coerce(date, BigInteger)


def _owner(table: TableClause) -> ColumnElement[Any]:
    if table is not order_events:
        return table.c.customer_id
    return select(orders.c.user_id).where(orders.c.id == table.c.order_id).scalar_subquery()


_SHORT = 300
_DIGITS = bytes.maketrans(b"023456789", b"1" * 9)


def _classified(code: str, text: str, legacy: str | None, *, by_customer: bool) -> Meaning:
    if code != OTHER:
        return _typed(code, by_customer=by_customer)
    if len(text) > _SHORT:
        return _classify_message(text, legacy)
    return _of_shape(text.encode("utf-8", "surrogatepass").translate(_DIGITS), legacy)


@lru_cache(maxsize=256)
def _typed(code: str, *, by_customer: bool) -> Meaning:
    return classify(code, {}, legacy=None, by_customer=by_customer)


@lru_cache(maxsize=16384)
def _of_shape(message: bytes, legacy: str | None) -> Meaning:
    """Cached by the message with its digits masked: no kind depends on which digits a message has."""
    return _classify_message(message.decode("utf-8", "surrogatepass"), legacy)


def _classify_message(message: str, legacy: str | None) -> Meaning:
    return classify(OTHER, {"message": message}, legacy=legacy, by_customer=False)

"""Reads events with their kinds, for counting and summing.

The database does not know what legacy messages mean, so each event is read and classified here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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

from events.database.stored_json import parse_json, to_object
from events.filters import EVERYTHING, conditions
from events.meaning.classify import OTHER, classify, classify_text
from events.meaning.kind_codes import NOTE_CODE, classify_stored, stored_code
from events.meaning.kind_groups import COUNTED
from events.meaning.meaning import Meaning
from events.meaning.message_meanings import meaning_of_message
from events.meaning.status_names import taught
from events.tables import customer_events, order_events, orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.filters import Filters, Subject
    from events.tables import Reader

    LegacyKind = Callable[[TableClause], ColumnElement[Any]]
    """Gives the column with the legacy record's own status or type, for a table of events."""

_NO_LINES = frozenset[int]()
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
    is_partial: bool = False

    @property
    def meaning(self) -> Meaning:
        """The full meaning, with amount, currency and transaction."""
        return full_meaning(self.code, self.text, self.display_kind)

    @property
    def lines(self) -> frozenset[int]:
        """The ids of the order's lines that it names."""
        return lines_in(self.code, self.text)


def full_meaning(code: str, text: str, kind: Kind) -> Meaning:
    """The meaning, with amount, currency and transaction, of an event with this code and text.

    Where a status that only its legacy record knows stands before the message, that of the message. Where
    the displayed `kind` says that money moved, and the words do not, the amount is what stands behind them.
    """
    if code == OTHER:
        found = meaning_of_message(text)
        comment = text.partition(": ")[2] if found.kind is Kind.LEGACY else ""
        found = meaning_of_message(comment) if comment else found
        return (
            found if kind not in COUNTED or found.display_kind is kind else classify_text(text, taught(kind))
        )
    return classify(code, to_object(parse_json(text)), legacy=None, by_customer=False)


def lines_in(code: str, text: str) -> frozenset[int]:
    """The ids of order lines that an event with this code and text names."""
    return frozenset() if code == OTHER else named_lines(to_object(parse_json(text)))


def named_lines(parameters: Mapping[str, Any]) -> frozenset[int]:
    """The ids of order lines in the parameters of a fulfillment, which another program may have written."""
    listed = parameters.get("fulfilled_items")
    return frozenset(one for one in listed if type(one) is int) if isinstance(listed, list) else _NO_LINES


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


def read_range(
    reader: Reader, table: TableClause, first: int, last: int, legacy: LegacyKind | None
) -> Iterator[ClassifiedEvent]:
    """The events of a table with ids from `first` to `last`, in any order."""
    return _classify_rows(reader, _rows(reader, table, legacy).where(table.c.id.between(first, last)))


def read_codes(
    reader: Reader, table: TableClause, first: int, last: int, legacy: LegacyKind | None
) -> Iterator[tuple[int, int]]:
    """The ids from `first` to `last` of a table's events, each with the code to be stored for it."""
    own, code = table.c, type_coerce(table.c.type, String)
    word = legacy(table) if legacy else null()
    rows = select(own.id, code, _content(table, code), word).where(own.id.between(first, last))
    with reader.execute(rows, execution_options={"yield_per": PAGE}) as result:
        for page in result.partitions():
            for number, name, content, said in page:
                yield number, stored_code(name, content or "", said)


def read_positions(
    reader: Reader,
    table: TableClause,
    filters: Filters,
    *,
    subject: Subject = EVERYTHING,
    order: Sequence[ColumnElement[Any]],
) -> Iterator[Sequence[tuple[int | None, int, int]]]:
    """Order, date in microseconds, and id of a subject's events that pass the filters, `limit` aside, in
    pages."""
    own = table.c
    date = microseconds(own.date, dialect_of(reader))
    rows = select(own.order_id, date, own.id).where(*conditions(table, subject, filters)).order_by(*order)
    with reader.execute(rows, execution_options={"yield_per": PAGE}) as result:
        yield from result.partitions()


def ids_of_customers_notes(reader: Reader, table: TableClause, first: int, last: int) -> Iterator[int]:
    """The ids from `first` to `last` of a table's notes that the customer wrote."""
    own = table.c
    wanted = (own.type == NOTE_CODE, own.id.between(first, last), own.user_id == _owner(table))
    yield from reader.scalars(select(own.id).where(*wanted))


def read_contents(reader: Reader, table: TableClause, ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """Id, type's code and text of these events of a table: see `ClassifiedEvent`."""
    own = table.c
    code = type_coerce(own.type, String)
    for start in range(0, len(ids), PAGE):
        rows = select(own.id, code, _content(table, code)).where(own.id.in_(ids[start : start + PAGE]))
        for number, name, content in reader.execute(rows):
            yield number, name, content or ""


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
    return select(
        own.id,
        own.order_id,
        microseconds(own.date, dialect_of(reader)),
        code,
        _content(table, code),
        legacy(table) if legacy else null(),
        case((code == NOTE_CODE, own.user_id == _owner(table)), else_=null()),
    )


def _content(table: TableClause, code: ColumnElement[Any]) -> ColumnElement[Any]:
    own = table.c
    return case((code == OTHER, own.parameters["message"].as_string()), else_=cast(own.parameters, Text))


def _classify_rows(reader: Reader, rows: Select[Any]) -> Iterator[ClassifiedEvent]:
    with reader.execute(rows, execution_options={"yield_per": PAGE}) as result:
        for page in result.partitions():
            for number, order, date, code_, text, word, by_customer in page:
                meaning = classify_stored(code_, text or "", word, by_customer=bool(by_customer))
                yield ClassifiedEvent(
                    number,
                    order,
                    date,
                    code_,
                    meaning.display_kind,
                    meaning.kind,
                    text or "",
                    meaning.is_partial,
                )


def dialect_of(reader: Reader) -> str:
    """The name of the database's kind."""
    return (reader if isinstance(reader, Connection) else reader.connection()).dialect.name


def microseconds(date: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    """A date as microseconds since 1970: a million of them are read faster than datetimes."""
    if dialect == "postgresql":
        return cast(func.extract("epoch", date) * 1_000_000, BigInteger)
    return type_coerce(date, BigInteger)


def _owner(table: TableClause) -> ColumnElement[Any]:
    if table is not order_events:
        return table.c.customer_id
    return select(orders.c.user_id).where(orders.c.id == table.c.order_id).scalar_subquery()

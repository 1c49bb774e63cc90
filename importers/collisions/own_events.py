"""Which records of one of the program's own exports are events that the log has, wherever it has them from.

Ids and provenance differ from log to log, and a note that was written by hand has no record in the ledger. So
an event is recognised by what it says: its order or customer, its date, its type and its parameters. Of
several events that say the same, as many records are known as the log has of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, select

from events.account.events import CustomerEvents
from events.database.types import from_microseconds, to_microseconds
from events.models import CustomerEvent, Order, OrderEvent, User
from events.order import OrderEvents
from importers.digest_algorithms import XXH3
from importers.erasure.kept_records import KeptRecords
from importers.identity import AS_WRITTEN, CONTENT, Identifier
from importers.known_events import KnownEvents
from importers.ledger.record_tables import keys, of_source, record_id
from importers.mapping.apply import SUBJECT, MappingApplier
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.event_types import OTHER
from importers.planning.import_input import ImportInput

_TOGETHER = 1_000
"""Orders or customers that one query asks for."""

_Event = type[OrderEvent] | type[CustomerEvent]
_Row = dict[str, Any]


_NAMES = ("record", "legacy_id", "shop", "order", "customer", "date", "type", "parameters", "message")
_NOTES = (OrderEvents.NOTE_ADDED, CustomerEvents.NOTE_ADDED)


@dataclass(frozen=True, kw_only=True)
class OwnEvents:
    """An export, opened by `opened`, and the log that it is imported into, for `shop`. `source` is the id of
    the source that it becomes: what this has of it is known by its ids. `kept` takes forgotten people out."""

    connection: Connection
    opened: Callable[[], AbstractContextManager[ImportInput]]
    source: int
    shop: str
    kept: KeptRecords | None

    def known(self) -> KnownEvents | None:
        """The records whose events the log has from elsewhere; None where nothing there is from elsewhere."""
        if not any(self._has_events(events) for events in (OrderEvent, CustomerEvent)):
            return None
        known = KnownEvents()
        with self.opened() as again, closing(again.chunks()) as chunks, closing(_Counts()) as counts:
            mapped_by, applier = ColumnMapping(), MappingApplier(ColumnMapping())
            for chunk, mapping in chunks:
                if mapping is not mapped_by:
                    mapped_by, applier = mapping, MappingApplier(mapping)
                self._add(known, self._good(applier.shape(chunk).frame), counts)
        return known

    def _has_events(self, events: _Event) -> bool:
        found = select(exists(select(events.id).where(self._is_from_elsewhere(events))))
        return bool(self.connection.execute(found).scalar())

    def _is_from_elsewhere(self, events: _Event) -> ColumnElement[bool]:
        is_own = keys.c.stream_id.in_(of_source(self.source))
        return ~exists(select(keys.c.id).where(keys.c.id == record_id(events), is_own))

    def _good(self, records: pl.DataFrame) -> pl.DataFrame:
        """The good records, as they would be written."""
        good = records.filter(pl.col("code").is_null() & ~pl.col("skipped"))
        good = good.with_columns(pl.col("shop").fill_null(self.shop))
        return self.kept.records(good.with_columns(identity=pl.lit(""))) if self.kept else good

    def _add(self, known: KnownEvents, good: pl.DataFrame, counts: _Counts) -> None:
        """Add those of the records that the log has; equal ones are counted from the start of the input."""
        in_log = self._by_content(good)
        rows = ((row, _content_of(row)) for row in good.select(_NAMES).iter_rows(named=True))
        for row, text, count in counts.of([pair for pair in rows if pair[1] in in_log]):
            if count > len(in_log[text]):
                continue
            known.add(row["record"])
            if row["type"] in _NOTES and count and row["legacy_id"]:
                known.add_note(row["legacy_id"], in_log[text][count - 1])

    def _by_content(self, good: pl.DataFrame) -> dict[str, list[int]]:
        """The ids of the log's events that may be among the records, by what they say."""
        found: dict[str, set[int]] = {}
        for text, event in self._in_log(good) if good.height else ():
            found.setdefault(text, set()).add(event)
        return {text: sorted(events, key=abs) for text, events in found.items()}

    def _in_log(self, good: pl.DataFrame) -> Iterator[tuple[str, int]]:
        """What the log's events say that are about the same orders and customers, in the same time; each with
        the id of its record."""
        dates = good["date"].to_list()
        first, last = from_microseconds(min(dates)), from_microseconds(max(dates))
        orders = good.filter(pl.col("order").is_not_null()).partition_by("shop", as_dict=True)
        for (shop,), rows in orders.items():
            for numbers in _batched(rows["order"].unique().to_list()):
                yield from self._contents(_of_orders(str(shop), numbers), OrderEvent, first, last)
        customers = good.filter(pl.col("order").is_null())["customer"].fill_null("").unique().to_list()
        for names in _batched(customers):
            yield from self._contents(_of_customers(names), CustomerEvent, first, last)

    def _contents(
        self, query: Select[Any], events: _Event, first: datetime, last: datetime
    ) -> Iterator[tuple[str, int]]:
        wanted = query.where(events.date.between(first, last), self._is_from_elsewhere(events))
        for id_, shop, order, email, name, date, kind, parameters in self.connection.execute(wanted):
            about = _about(shop, order, email or name)
            yield _content(about, to_microseconds(date), str(kind), parameters), id_


def _batched(values: list[str]) -> Iterator[list[str]]:
    yield from (values[at : at + _TOGETHER] for at in range(0, len(values), _TOGETHER))


def _of_orders(shop: str, numbers: list[str]) -> Select[Any]:
    nobody = literal(None)
    query = select(record_id(OrderEvent), Order.shop, Order.number, nobody, nobody, *_what(OrderEvent))
    return query.join(Order, Order.id == OrderEvent.order_id).where(
        Order.shop == shop, Order.number.in_(numbers)
    )


def _of_customers(names: list[str]) -> Select[Any]:
    """Events of customers with these e-mails or names; an empty name stands for those who were forgotten."""
    of_no_order = literal(None)
    query = select(
        record_id(CustomerEvent), of_no_order, of_no_order, User.email, User.name, *_what(CustomerEvent)
    )
    is_named = func.lower(User.email).in_([name.lower() for name in names]) | User.name.in_(names)
    is_meant = is_named | CustomerEvent.customer_id.is_(None) if "" in names else is_named
    return query.outerjoin(User, User.id == CustomerEvent.customer_id).where(is_meant)


def _what(events: _Event) -> tuple[Any, ...]:
    return events.date, events.type, events.parameters


def _content_of(record: _Row) -> str:
    """What a record says, as `_content` has it of an event."""
    packed = record["parameters"]
    values = {"message": record["message"]} if packed is None else json.loads(packed)
    about = _about(record["shop"], record["order"], record["customer"])
    return _content(about, record["date"], record["type"] or OTHER, values)


def _about(shop: str | None, order: str | None, customer: str | None) -> list[str | None]:
    """An order's event is about the order, another one about the customer."""
    return [shop, order] if order is not None else [(customer or "").casefold()]


def _content(about: list[str | None], date: int, kind: str, parameters: Any) -> str:
    """What an event says, in one text."""
    return json.dumps([*about, date, kind, parameters], sort_keys=True, ensure_ascii=False)


class _Counts:
    """How often the same was met from the start of the input."""

    def __init__(self) -> None:
        self._contents, self._records = (Identifier(digest_algorithm=XXH3) for _ in range(2))

    def of(self, rows: list[tuple[_Row, str]]) -> Iterator[tuple[_Row, str, int]]:
        """The rows with their content, and its occurrence, from 1; 0 where one of this id has said the same
        before: exports that overlap were joined."""
        named = [f"{row['legacy_id'] or row['record']} {text}" for row, text in rows]
        again = [count > 1 for count in _occurrences(named, self._records)]
        first = [text for (_, text), is_again in zip(rows, again, strict=True) if not is_again]
        counts = iter(_occurrences(first, self._contents))
        for (row, text), is_again in zip(rows, again, strict=True):
            yield row, text, 0 if is_again else next(counts)

    def close(self) -> None:
        """Delete what was counted."""
        self._contents.close()
        self._records.close()


def _occurrences(texts: list[str], identifier: Identifier) -> list[int]:
    """How often each of the texts was met from the start of the input, this time included."""
    if not texts:
        return []
    nothing = [pl.lit(None, pl.String).alias(name) for name in {*SUBJECT, *AS_WRITTEN, *CONTENT}]
    frame = pl.DataFrame({"message": texts}, schema={"message": pl.String})
    frame = frame.with_columns(one for one in nothing if one.meta.output_name() != "message")
    return identifier.identify(frame)["occurrence"].to_list()

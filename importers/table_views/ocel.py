"""OCEL seen as one table of events, each with the orders it is about, in any file format.

Where an event is about no order and no customer, its first object stands for one, so that no event is lost;
the notes say how many events that are.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.errors import NotDataError
from importers.table_views.ocel_objects import About, Objects
from importers.table_views.order_types import OrderTypeChoice
from importers.table_views.view_reader import ViewReader

if TYPE_CHECKING:
    from importers.readers.chunks import Chunk, Reader
    from importers.readers.streams import Input
    from importers.readers.tables import Tables

EVENTS = "ocel_events"
COLUMNS = ("ocel_id", "ocel_type", "ocel_time", "author", "customer", "orders", "ocel_objects")
_PLAIN = {"ocel:eid": "ocel_id", "ocel:activity": "ocel_type", "ocel:timestamp": "ocel_time"}
_CUSTOMER = re.compile(r"(?i)^(customer|client)s?$")
_ACTOR = re.compile(r"(?i)^(resource|employee|user|worker|operator|clerk|agent|staff)s?$")
_AUTHOR = re.compile(
    r"(?i)(^|[_: ])"
    r"(resource|user|author|actor|agent|employee|operator|creator|editor|approver|inserter|blocker)$"
)


class NoOrderTypeError(NotDataError):
    """It is not clear which type of object is the order; `counts` are the objects by type."""

    def __init__(self, name: str, counts: Mapping[str, int], types: OrderTypeChoice, *, wanted: str) -> None:
        listed = ", ".join(f"{kind} ({count:,})" for kind, count in counts.items())
        if wanted:
            why = f"it has no objects of type {wanted!r}"
        elif types.unclear:
            why = f"objects of the types {' and '.join(types.unclear)} may all be the orders"
        else:
            why = "no type of object has the name of an order"
        example = shlex.quote((types.unclear or tuple(counts))[0])
        super().__init__(
            name,
            problem=f"{why}. Its objects are {listed}. Nothing was imported. "
            f"Choose the type whose objects are the orders: --order-type {example}.",
        )


class Ocel:
    """`Tables` of one table, see `COLUMNS` and the events' own attributes. See `is_ocel`."""

    def __init__(self, tables: Tables, *, order_type: str = "") -> None:
        self._tables, self._wanted = tables, order_type
        self.name, self.path = tables.name, tables.path
        self.format, self.details = tables.format, tables.details
        self._sources = [name for name in tables.names() if _is_events(name, tables.columns(name))]
        self._about = About(tables, order_type=order_type)

    def names(self) -> list[str]:
        """Return the name of the one table of events, or one for each table that holds some."""
        return [EVENTS] if len(self._sources) == 1 else [f"{EVENTS}.{name}" for name in self._sources]

    def columns(self, name: str) -> list[str]:
        """Return `COLUMNS`, then the events' own attributes."""
        rest = [column for column in self._tables.columns(self._home(name)) if column not in _PLAIN]
        return list(dict.fromkeys([*COLUMNS, *rest]))

    def input(self, name: str) -> AbstractContextManager[Input]:
        """Open the input that holds the events, from its start."""
        return self._tables.input(self._home(name))

    def reader(self, name: str) -> Reader:
        """Start a fresh pass over the events, each with its orders, customer, author and objects."""
        reader = self._tables.reader(self._home(name))
        return ViewReader(reader, self.columns(name), lambda chunk: _with_orders(chunk, self._about))

    def require_orders(self) -> None:
        """Raise `NoOrderTypeError` where it is not clear which objects are the orders."""
        types, counts = self._about.order_types()
        if counts and not types.chosen:
            raise NoOrderTypeError(self.name, counts, types, wanted=self._wanted)

    def notes(self) -> list[str]:
        """Which objects are the orders, and how many events of no order were met."""
        types, counts = self._about.order_types()
        return [*_types_note(types, counts), *_homeless_note(self._about.homeless())]

    def close(self) -> None:
        """Close what is kept about the events' objects."""
        self._about.close()

    def _home(self, name: str) -> str:
        return self._sources[self.names().index(name)]


def is_ocel(tables: Tables) -> bool:
    """Whether the tables are those of an object-centric event log."""
    return any(_is_events(name, tables.columns(name)) for name in tables.names())


def _is_events(name: str, columns: list[str]) -> bool:
    if _PLAIN.keys() <= set(columns):
        return "ocel:oid" not in columns  # a table of what events are about repeats their columns
    return {"ocel_id", "ocel_time"} <= set(columns) and name.startswith("event")


def _with_orders(chunk: Chunk, about: About) -> Chunk:
    """The chunk with the columns of `COLUMNS`: each event's orders, customer, author and objects."""
    import polars as pl

    frame = chunk.frame.rename(_PLAIN, strict=False)
    if "ocel:eid" in chunk.frame.columns:
        frame = frame.with_columns(pl.col("ocel_id").str.replace(r"\.0$", ""))
    ids = [name or "" for name in frame["ocel_id"].to_list()]
    objects, orders = about.objects(ids), about.orders(ids)
    if "ocel_type" not in frame.columns:
        types = about.types(ids)
        frame = frame.with_columns(pl.Series("ocel_type", [types.get(name) for name in ids], pl.String))
    rows = frame.to_dicts()
    customers = [
        _first(objects.get(name, []), _CUSTOMER) or row.get("customer")
        for name, row in zip(ids, rows, strict=True)
    ]
    homeless = {
        name: _in_place(objects.get(name, []))
        for name, customer in zip(ids, customers, strict=True)
        if not (customer or orders.get(name))
    }
    about.count_homeless((name, things[0][1] if things else "") for name, things in homeless.items())
    made: dict[str, list[str | None]] = {
        "orders": [_packed(orders.get(name) or homeless.get(name, [])) for name in ids],
        "customer": customers,
        "author": [
            _author(row) or _first(objects.get(name, []), _ACTOR) for name, row in zip(ids, rows, strict=True)
        ],
        "ocel_objects": [_named(objects.get(name, [])) for name in ids],
    }
    series = [pl.Series(name, values, dtype=pl.String) for name, values in made.items()]
    return replace(chunk, frame=frame.with_columns(series))


def _in_place(things: Objects) -> Objects:
    """The object that stands for the order where there is none: the first by id, but whoever acted."""
    return sorted(thing[:2] for thing in things if not _ACTOR.search(thing[1]))[:1]


def _types_note(types: OrderTypeChoice, counts: dict[str, int]) -> Iterator[str]:
    if not types.chosen:
        return
    named = " and ".join(f"{name} ({counts[name]:,})" for name in types.chosen)
    how = "chosen with --order-type" if types.given else "recognised by its name"
    rest = [name for name in counts if name not in types.chosen]
    others = f"; --order-type NAME chooses another: {', '.join(rest)}" if rest and not types.given else ""
    yield f"Orders are the objects of type {named}, {how}{others}."


def _homeless_note(homeless: dict[str, int]) -> Iterator[str]:
    filed = {name: count for name, count in homeless.items() if name}
    if filed:
        kinds = ", ".join(f"{name} {count:,}" for name, count in filed.items())
        yield f"Events of no order, filed under an object of their own: {sum(filed.values()):,} ({kinds})."


def _packed(things: Objects) -> str:
    return json.dumps([{"id": name, "type": kind} for name, kind in things] or [{}], ensure_ascii=False)


def _named(things: Objects) -> str | None:
    """All that the event names, for whoever looks at the record."""
    shown = [
        {"id": name, "type": kind} | ({"qualifier": qualifier} if qualifier else {})
        for name, kind, qualifier in things
    ]
    return json.dumps(shown, ensure_ascii=False) if shown else None


def _first(things: Objects, wanted: re.Pattern[str]) -> str | None:
    return next((thing[0] for thing in things if wanted.search(thing[1])), None)


def _author(row: dict[str, str | None]) -> str | None:
    return next((text for name, text in row.items() if text and _AUTHOR.search(name)), None)

"""OCEL seen as one table of events, each with the orders it is about; whatever carries it.

An OCEL event is about objects of any type. Those whose type is a kind of order are its orders; where it has
none, its first object stands for one, so that no event is lost.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importers.readers.chunks import Chunk, Reader
    from importers.readers.streams import Input
    from importers.readers.tables import Tables

EVENTS = "ocel_events"
COLUMNS = ("ocel_id", "ocel_type", "ocel_time", "author", "customer", "orders")
_CSV = {"ocel:eid": "ocel_id", "ocel:activity": "ocel_type", "ocel:timestamp": "ocel_time"}
_CSV_OBJECTS = "ocel:type:"
_ORDER = re.compile(r"(?i)order(?!.*(item|line))")
_CUSTOMER = re.compile(r"(?i)^(customer|client)s?$")
_AUTHOR = re.compile(
    r"(?i)(^|[_: ])"
    r"(resource|user|author|actor|agent|employee|operator|creator|editor|approver|inserter|blocker)$"
)
_PYTHON_LIST = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s,\[\]'\"]+)")

Objects = list[tuple[str, str]]
"""Ids and types of the objects that an event is about."""


class Ocel:
    """`Tables` of one table, see `COLUMNS` and the events' own attributes. See `is_ocel`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.name, self.path = tables.name, tables.path
        self.format, self.details = tables.format, tables.details
        self._sources = [name for name in tables.names() if _is_events(name, tables.columns(name))]
        self._relations = _Relations(tables)

    def names(self) -> list[str]:
        return [EVENTS] if len(self._sources) == 1 else [f"{EVENTS}.{name}" for name in self._sources]

    def columns(self, name: str) -> list[str]:
        rest = [column for column in self._tables.columns(self._home(name)) if column not in _CSV]
        return list(dict.fromkeys([*COLUMNS, *rest]))

    def input(self, name: str) -> AbstractContextManager[Input]:
        return self._tables.input(self._home(name))

    def reader(self, name: str) -> Reader:
        return _EventsReader(self._tables.reader(self._home(name)), self.columns(name), self._relations)

    def close(self) -> None:
        self._relations.close()

    def _home(self, name: str) -> str:
        return self._sources[self.names().index(name)]


def is_ocel(tables: Tables) -> bool:
    """Whether the tables are those of an object-centric event log."""
    return any(_is_events(name, tables.columns(name)) for name in tables.names())


def _is_events(name: str, columns: list[str]) -> bool:
    if _CSV.keys() <= set(columns):
        return True
    return {"ocel_id", "ocel_time"} <= set(columns) and name.startswith("event")


class _Relations:
    """What each event is about, and of what type: the tables beside the events', in a private file."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._connection: sqlite3.Connection | None = None

    def types(self, events: list[str]) -> dict[str, str]:
        """The events' types, where a table of their own tells them."""
        return dict(self._for(events, "SELECT now.id, type FROM now JOIN kinds USING (id)"))

    def objects(self, events: list[str]) -> dict[str, Objects]:
        statement = (
            "SELECT now.id, related.object, coalesce(objects.type, '') FROM now "
            "JOIN related ON related.event = now.id LEFT JOIN objects ON objects.id = related.object "
            "ORDER BY related.rowid"
        )
        found: dict[str, Objects] = {}
        for event, thing, kind in self._for(events, statement):
            found.setdefault(event, []).append((thing, kind))
        return found

    def _for(self, events: list[str], statement: str) -> list[Any]:
        if self._connection is None:
            self._connection = self._stage()
        connection = self._connection
        connection.execute("DELETE FROM now")
        connection.executemany("INSERT OR IGNORE INTO now VALUES (?)", ((event,) for event in events))
        return connection.execute(statement).fetchall()

    def _stage(self) -> sqlite3.Connection:
        connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = OFF")
        for table in ("kinds (id TEXT PRIMARY KEY, type)", "objects (id TEXT PRIMARY KEY, type)"):
            connection.execute(f"CREATE TABLE {table}")
        connection.execute("CREATE TABLE now (id TEXT PRIMARY KEY)")
        connection.execute("CREATE TABLE related (event, object)")
        for name in self._tables.names():
            if name in ("event", "object", "objects"):
                into = "kinds" if name == "event" else "objects"
                self._fill(connection, into, name, ("ocel_id", "ocel_type"))
            elif name == "event_object":
                self._fill(connection, "related", name, ("ocel_event_id", "ocel_object_id"))
        connection.execute("CREATE INDEX related_event ON related (event)")
        return connection

    def _fill(self, connection: sqlite3.Connection, into: str, table: str, columns: tuple[str, str]) -> None:
        connection.execute("BEGIN")
        for chunk in self._tables.reader(table).chunks():
            rows = chunk.frame.select(columns).drop_nulls().iter_rows()
            connection.executemany(f"INSERT OR IGNORE INTO {into} VALUES (?, ?)", rows)  # noqa: S608
        connection.execute("COMMIT")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class _EventsReader:
    def __init__(self, reader: Reader, columns: list[str], relations: _Relations) -> None:
        self._reader, self._relations, self.columns = reader, relations, columns
        self.source, self.header, self.format = reader.source, reader.header, reader.format
        self.read_as, self.details = reader.read_as, reader.details

    def chunks(self) -> Iterator[Chunk]:
        for chunk in self._reader.chunks():
            yield self._with_objects(chunk)

    def _with_objects(self, chunk: Chunk) -> Chunk:
        import polars as pl

        frame = chunk.frame.rename(_CSV, strict=False)
        if "ocel:type:" in "".join(frame.columns):
            frame = frame.with_columns(pl.col("ocel_id").str.replace(r"\.0$", ""))
        ids = [name or "" for name in frame["ocel_id"].to_list()]
        rows = frame.to_dicts()
        related = self._relations.objects(ids)
        objects = [related.get(name) or _in_cells(row) for name, row in zip(ids, rows, strict=True)]
        if "ocel_type" not in frame.columns:
            types = self._relations.types(ids)
            frame = frame.with_columns(pl.Series("ocel_type", [types.get(name) for name in ids], pl.String))
        made: dict[str, list[str | None]] = {
            "orders": [*map(_orders, objects)],
            "customer": [_first(things, _CUSTOMER) for things in objects],
            "author": [_author(row) for row in rows],
        }
        series = [pl.Series(name, values, dtype=pl.String) for name, values in made.items()]
        return replace(chunk, frame=frame.with_columns(series))


def _in_cells(row: dict[str, str | None]) -> Objects:
    """The objects in a CSV row: a list in Python's spelling for each type."""
    found: Objects = []
    for name, text in row.items():
        if name.startswith(_CSV_OBJECTS) and text:
            ids = ["".join(groups) for groups in _PYTHON_LIST.findall(text)]
            found += [(one, name.removeprefix(_CSV_OBJECTS)) for one in ids]
    return found


def _orders(things: Objects) -> str:
    orders = [thing for thing in things if _ORDER.search(thing[1])] or sorted(things)[:1]
    return json.dumps([{"id": name, "type": kind} for name, kind in orders] or [{}], ensure_ascii=False)


def _first(things: Objects, wanted: re.Pattern[str]) -> str | None:
    return next((name for name, kind in things if wanted.search(kind)), None)


def _author(row: dict[str, str | None]) -> str | None:
    return next((text for name, text in row.items() if text and _AUTHOR.search(name)), None)

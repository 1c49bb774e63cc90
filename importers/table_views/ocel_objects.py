"""What each event of an OCEL is about: its objects, and the orders that these belong to."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from importers.table_views.ocel_belonging import relate
from importers.table_views.order_types import OrderTypeChoice, choose_order_types

if TYPE_CHECKING:
    from importers.readers.tables import Tables

_TYPED = "ocel:type:"
_PYTHON_LIST = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s,\[\]'\"]+)")

_SET_UP = (
    "PRAGMA journal_mode = OFF",
    "CREATE TABLE now (event TEXT PRIMARY KEY)",
    "CREATE TABLE kinds (event TEXT PRIMARY KEY, type TEXT)",
    "CREATE TABLE objects (object TEXT PRIMARY KEY, type TEXT)",
    "CREATE TABLE related (event TEXT, object TEXT, qualifier TEXT)",
    "CREATE TABLE links (object TEXT, other TEXT)",
    "CREATE TABLE homeless (event TEXT PRIMARY KEY, type TEXT)",
)
_COLUMNS = (
    ("kinds", ("ocel_id", "ocel_type")),
    ("objects", ("ocel_id", "ocel_type")),
    ("objects", ("ocel:oid", "ocel:type")),
    ("related", ("ocel_event_id", "ocel_object_id")),
    ("related", ("ocel:eid", "ocel:oid")),
    ("links", ("ocel_source_id", "ocel_target_id")),
)
_QUALIFIERS = ("ocel_qualifier", "ocel:qualifier")
_OF_EVENTS = {
    "objects": "SELECT event, object, coalesce(type, ''), qualifier FROM now JOIN related USING (event) "
    "LEFT JOIN objects USING (object) ORDER BY related.rowid",
    "orders": "SELECT DISTINCT event, whose, type FROM (SELECT event, whose, level, "
    "min(level) OVER (PARTITION BY event) AS nearest FROM now JOIN related USING (event) "
    "JOIN belonging USING (object)) JOIN objects ON objects.object = whose "
    "WHERE level = nearest ORDER BY event, whose",
}

Objects = list[tuple[str, ...]]
"""Ids and types of objects, and what they are qualified as where an event names them."""


class About:
    """The objects of the events in `tables`, kept in a private file, so that any number of them fits."""

    def __init__(self, tables: Tables, *, order_type: str = "") -> None:
        self._tables, self._wanted = tables, order_type
        self._types, self._counts = OrderTypeChoice(), dict[str, int]()
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the database that relates events to objects, if it was opened."""
        if self._connection is not None:
            self._connection.close()

    def types(self, events: list[str]) -> dict[str, str]:
        """The events' types, where a table of their own lists them."""
        return dict(self._ask(events, "SELECT event, type FROM now JOIN kinds USING (event)"))

    def objects(self, events: list[str]) -> dict[str, Objects]:
        """All that each event names."""
        return self._of(events, "objects")

    def orders(self, events: list[str]) -> dict[str, Objects]:
        """The orders that each event is about, if any: those it names, else those of its objects."""
        found = self._of(events, "orders")
        for event, things in self._of(events, "objects").items():
            if named := [thing[:2] for thing in things if thing[1] in self._types.chosen]:
                found[event] = list(dict.fromkeys(named))
        return found

    def order_types(self) -> tuple[OrderTypeChoice, dict[str, int]]:
        """The types of the orders, and how many objects each type of the log has."""
        self._opened()
        return self._types, self._counts

    def count_homeless(self, events: Iterable[tuple[str, str]]) -> None:
        """Remember events of no order, each with the type of the object that stands for one."""
        self._opened().executemany("INSERT OR IGNORE INTO homeless VALUES (?, ?)", events)

    def homeless(self) -> dict[str, int]:
        """How many events of no order were met, by the type of the object that stands for one."""
        query = "SELECT type, count(*) FROM homeless GROUP BY type ORDER BY 2 DESC, 1"
        return dict(self._opened().execute(query).fetchall())

    def _of(self, events: list[str], which: str) -> dict[str, Objects]:
        found: dict[str, Objects] = {}
        for event, *thing in self._ask(events, _OF_EVENTS[which]):
            found.setdefault(event, []).append(tuple(thing))
        return found

    def _ask(self, events: list[str], statement: str) -> list[Any]:
        connection = self._opened()
        connection.execute("DELETE FROM now")
        connection.executemany("INSERT OR IGNORE INTO now VALUES (?)", ((event,) for event in events))
        return connection.execute(statement).fetchall()

    def _opened(self) -> sqlite3.Connection:
        self._connection = self._connection or self._stage()
        return self._connection

    def _stage(self) -> sqlite3.Connection:
        connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in _SET_UP:
            connection.execute(statement)
        for name in self._tables.names():
            self._read(connection, name)
        counted = "SELECT coalesce(type, ''), count(*) FROM objects GROUP BY 1 ORDER BY 1"
        self._counts = dict(connection.execute(counted).fetchall())
        self._types = choose_order_types(self._counts, wanted=self._wanted)
        relate(connection, order_types=frozenset(self._types.chosen))
        return connection

    def _read(self, connection: sqlite3.Connection, name: str) -> None:
        has = set(self._tables.columns(name))
        wanted = [(into, columns) for into, columns in _COLUMNS if has >= {*columns} and _is(into, name, has)]
        lists = [column for column in has if column.startswith(_TYPED)]
        if not wanted and not lists:
            return
        connection.execute("BEGIN")
        for chunk in self._tables.reader(name).chunks():
            for into, columns in wanted:
                more = [name for name in _QUALIFIERS if name in has] if into == "related" else []
                rows = chunk.frame.select(*columns, *more).drop_nulls(columns).iter_rows()
                _insert(connection, into, rows)
            for column in lists:
                cells = list(_listed(chunk.frame.select("ocel:eid", column).drop_nulls().iter_rows()))
                _insert(connection, "related", cells)
                _insert(connection, "objects", ((one, column) for _, one in cells))
        connection.execute("COMMIT")


def _is(into: str, name: str, has: set[str]) -> bool:
    """Whether a table is of events (`kinds`) or of objects, which have the same columns."""
    if "ocel_id" not in has or into not in ("kinds", "objects"):
        return True
    return name.startswith("event") if into == "kinds" else name in ("object", "objects")


def _insert(connection: sqlite3.Connection, into: str, rows: Iterable[tuple[str, ...]]) -> None:
    clean = ((name.removesuffix(".0"), thing.removeprefix(_TYPED), *more) for name, thing, *more in rows)
    if into == "related":
        filled = ((*row, "")[:3] for row in clean)
        connection.executemany("INSERT INTO related VALUES (?, ?, ?)", filled)
    else:
        connection.executemany(f"INSERT OR IGNORE INTO {into} VALUES (?, ?)", clean)  # noqa: S608 - our own names


def _listed(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Events and objects of cells with lists in Python's spelling."""
    for event, text in rows:
        for groups in _PYTHON_LIST.findall(text):
            yield event, "".join(groups)

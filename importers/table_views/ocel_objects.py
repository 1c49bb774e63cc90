"""What each event of an OCEL is about: its objects, and the orders that these belong to.

An event that names orders is theirs. One that names none is of the orders that its objects belong to: those
an object is linked with, or named with in an event (the items of an order); else those of the objects that
it is itself linked or named with (the parcel of these items). Who acts and what is sold is named with any
order and belongs to none; nor does what has more than a few.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importers.readers.tables import Tables

_TYPED = "ocel:type:"
_ORDER = re.compile(r"(?i)order(?!.*(item|line|position))")
_GENERAL = re.compile(
    r"(?i)customer|client|product|article|supplier|vendor|employee|user|person|resource|worker|driver|staff"
    r"|clerk|agent|machine|vehicle|truck|system|company|location|site"
)
_FEW = 12
_PYTHON_LIST = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s,\[\]'\"]+)")

_SET_UP = (
    "PRAGMA journal_mode = OFF",
    "CREATE TABLE now (event TEXT PRIMARY KEY)",
    "CREATE TABLE kinds (event TEXT PRIMARY KEY, type TEXT)",
    "CREATE TABLE objects (object TEXT PRIMARY KEY, type TEXT)",
    "CREATE TABLE related (event TEXT, object TEXT, qualifier TEXT)",
    "CREATE TABLE links (object TEXT, other TEXT)",
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
_BELONGING = (
    "CREATE INDEX related_event ON related (event, object)",
    "CREATE INDEX related_object ON related (object, event)",
    "INSERT INTO links SELECT other, object FROM links",
    "CREATE INDEX links_object ON links (object, other)",
    "CREATE TABLE orders AS SELECT object FROM objects WHERE type_of(type) = 'order'",
    "CREATE UNIQUE INDEX orders_object ON orders (object)",
    "CREATE TABLE parts AS SELECT object FROM objects WHERE type_of(type) = 'part'",
    "CREATE UNIQUE INDEX parts_object ON parts (object)",
    "CREATE TABLE direct AS SELECT parts.object, other AS whose FROM parts JOIN links USING (object) "
    "JOIN orders ON orders.object = other UNION SELECT parts.object, orders.object FROM orders "
    "JOIN related AS named ON named.object = orders.object JOIN related AS beside USING (event) "
    "JOIN parts ON parts.object = beside.object",
    "CREATE INDEX direct_object ON direct (object, whose)",
    "CREATE TABLE few AS SELECT object FROM direct GROUP BY object HAVING count(*) <= {few}",
    "DELETE FROM parts WHERE object IN (SELECT object FROM direct)",
    "DELETE FROM direct WHERE object NOT IN (SELECT object FROM few)",
    "CREATE TABLE through AS SELECT parts.object, whose FROM parts JOIN links USING (object) "
    "JOIN direct ON direct.object = other UNION SELECT parts.object, whose FROM parts "
    "JOIN related AS named USING (object) JOIN related AS beside USING (event) "
    "JOIN direct ON direct.object = beside.object",
    "CREATE INDEX through_object ON through (object, whose)",
    "DELETE FROM through WHERE object IN "
    "(SELECT object FROM through GROUP BY object HAVING count(*) > {few})",
)
_OF_EVENTS = {
    "objects": "SELECT event, object, coalesce(type, ''), qualifier FROM now JOIN related USING (event) "
    "LEFT JOIN objects USING (object) ORDER BY related.rowid",
    "direct": "SELECT DISTINCT event, whose, type FROM now JOIN related USING (event) "
    "JOIN direct USING (object) JOIN objects ON objects.object = whose ORDER BY event, whose",
    "through": "SELECT DISTINCT event, whose, type FROM now JOIN related USING (event) "
    "JOIN through USING (object) JOIN objects ON objects.object = whose ORDER BY event, whose",
}

Objects = list[tuple[str, ...]]
"""Ids and types of objects, and what they are qualified as where an event names them."""


class About:
    """The objects of the events in `tables`, kept in a private file, so that any number of them fits."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
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
        """The orders that each event is about, if any."""
        found = self._of(events, "through") | self._of(events, "direct")
        for event, things in self._of(events, "objects").items():
            if named := [thing[:2] for thing in things if _type_of(thing[1]) == "order"]:
                found[event] = named
        return found

    def _of(self, events: list[str], which: str) -> dict[str, Objects]:
        found: dict[str, Objects] = {}
        for event, *thing in self._ask(events, _OF_EVENTS[which]):
            found.setdefault(event, []).append(tuple(thing))
        return found

    def _ask(self, events: list[str], statement: str) -> list[Any]:
        connection = self._connection = self._connection or self._stage()
        connection.execute("DELETE FROM now")
        connection.executemany("INSERT OR IGNORE INTO now VALUES (?)", ((event,) for event in events))
        return connection.execute(statement).fetchall()

    def _stage(self) -> sqlite3.Connection:
        connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        connection.create_function("type_of", 1, _type_of, deterministic=True)
        for statement in _SET_UP:
            connection.execute(statement)
        for name in self._tables.names():
            self._read(connection, name)
        for statement in _BELONGING:
            connection.execute(statement.format(few=_FEW))
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


def _type_of(kind: str | None) -> str:
    """Whether objects of a type are orders, parts of some, or of no order in particular."""
    if _ORDER.search(kind or ""):
        return "order"
    return "general" if _GENERAL.search(kind or "") else "part"

"""Events as an object-centric event log: OCEL 2.0 in JSON (https://www.ocel-standard.org).

Orders and customers are the objects; an event is related to its order (qualifier `order`) and to whose
history it is (`customer`), an order to its customer (`placed by`). An event's activity is its type; that of a
legacy event is its kind, as recognised in its message (`paid`, `shipped`, else `legacy`). The author is the
event's `resource`. Attributes are text, so that amounts stay exact; nested parameters are JSON.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any

from cli.render import records
from events.meaning.classify import OTHER

if TYPE_CHECKING:
    from cli.event_view import EventView
    from events.tables import Reader
    from events.timeline import TimelineEntry

ORDER, CUSTOMER = "order", "customer"
ATTRIBUTES = {ORDER: ("shop", "number"), CUSTOMER: ("email", "name")}
_ALWAYS = "1970-01-01T00:00:00Z"
"""The moment OCEL gives to what an object is from the beginning."""


def write(stream: IO[bytes], events: Iterable[EventView], _reader: Reader) -> str:
    """Write the log; objects and types are kept in a private file until their lists can be written."""
    met = _Met()
    with closing(met):
        types = [{"name": name, "attributes": _declared(names)} for name, names in ATTRIBUTES.items()]
        stream.write(b'{"objectTypes": ' + _bytes(types) + b',\n"events": [')
        _list(stream, (_event(view, met) for view in events))
        stream.write(b'],\n"objects": [')
        _list(stream, met.objects())
        stream.write(b'],\n"eventTypes": [')
        _list(stream, met.event_types())
        stream.write(b"]}\n")
    return ""


class _Met:
    """The objects and types of the events so far: a file, since a log may hold millions of orders."""

    def __init__(self) -> None:
        self._attributes: dict[str, dict[str, None]] = {}
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute(
            "CREATE TABLE objects (id TEXT PRIMARY KEY, type TEXT, key TEXT, first TEXT, second TEXT, "
            "owner TEXT, UNIQUE (type, key))"
        )
        self._file.execute("BEGIN")

    def event_type(self, name: str, attributes: Iterable[str]) -> None:
        self._attributes.setdefault(name, {}).update(dict.fromkeys(attributes))

    def object(self, kind: str, key: str, name: str, values: tuple[str, str]) -> str:
        """The id of the object: its name, or where an object of another kind or key has that, one with it."""
        known = self._file.execute(
            "SELECT id FROM objects WHERE type = ? AND key = ?", (kind, key)
        ).fetchone()
        if known:
            return str(known[0])
        for one in (name, f"{kind} {name}", f"{kind} {name} ({key})"):
            done = self._file.execute(
                "INSERT OR IGNORE INTO objects VALUES (?, ?, ?, ?, ?, NULL)", (one, kind, key, *values)
            )
            if done.rowcount:
                return one
        raise AssertionError(f"no id is left for {kind} {key}")

    def placed_by(self, order: str, customer: str) -> None:
        self._file.execute("UPDATE objects SET owner = ? WHERE id = ? AND owner IS NULL", (customer, order))

    def objects(self) -> Iterator[dict[str, Any]]:
        rows = self._file.execute("SELECT id, type, first, second, owner FROM objects ORDER BY rowid")
        for name, kind, *values, owner in rows:
            attributes = zip(ATTRIBUTES[kind], values, strict=True)
            yield {
                "id": name,
                "type": kind,
                "attributes": [
                    {"name": key, "time": _ALWAYS, "value": text} for key, text in attributes if text
                ],
                "relationships": [{"objectId": owner, "qualifier": "placed by"}] if owner else [],
            }

    def event_types(self) -> Iterator[dict[str, Any]]:
        for name, attributes in self._attributes.items():
            yield {"name": name, "attributes": _declared(attributes)}

    def close(self) -> None:
        self._file.close()


def _event(view: EventView, met: _Met) -> dict[str, Any]:
    entry = view.entry
    attributes, activity = dict(_attributes(view)), _activity(view)
    met.event_type(activity, attributes)
    return {
        "id": entry.id,
        "type": activity,
        "time": records.moment(entry.date),
        "attributes": [{"name": name, "value": value} for name, value in attributes.items()],
        "relationships": [{"objectId": name, "qualifier": kind} for kind, name in _objects(entry, met)],
    }


def _activity(view: EventView) -> str:
    code = view.entry.type
    return view.meaning.display_kind.value if code.value == OTHER else code.name


def _objects(entry: TimelineEntry, met: _Met) -> Iterator[tuple[str, str]]:
    order = customer = None
    if entry.order is not None:
        full = f"{entry.shop}/{entry.order}" if entry.shop else entry.order
        order = met.object(ORDER, json.dumps([entry.shop, entry.order]), full, (entry.shop, entry.order))
        yield ORDER, order
    if who := entry.customer:
        key = f"user {who.id}" if who.id is not None else f"guest {who.label}"
        customer = met.object(CUSTOMER, key, who.label, (who.email or "", who.name))
        yield CUSTOMER, customer
    if order and customer and entry.table == "o":
        met.placed_by(order, customer)


def _attributes(view: EventView) -> Iterator[tuple[str, str]]:
    entry = view.entry
    yield "kind", view.meaning.kind.value
    if entry.user is not None:
        yield "resource", entry.user.label
    record = records.event(view)
    for name in ("state", "amount", "currency"):
        if record[name] is not None:
            yield name, record[name]
    for name, value in entry.parameters.items():
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _declared(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": name, "type": "string"} for name in names]


def _list(stream: IO[bytes], things: Iterable[dict[str, Any]]) -> None:
    separator = b"\n"
    for thing in things:
        stream.write(separator + _bytes(thing))
        separator = b",\n"


def _bytes(thing: object) -> bytes:
    return json.dumps(thing).encode("ascii")

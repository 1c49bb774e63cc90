"""OCEL, whatever it is written in, as tables: events, objects, event_object, object_object.

Columns bear the names that OCEL 2.0 has for them in its own databases; attributes have columns of their
own names. An object's attribute that changes in time is in `objects` as it was first, and in
`object_changes` with all its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

from importers.errors import NotDataError
from importers.readers.bad_bytes import BadByteMarker
from importers.readers.demux import RowTables
from importers.readers.factory import InputOptions
from importers.readers.streams import Input, lines_of
from importers.readers.tables import Opener
from importers.readers.value_text import of_value

_STEP = 64 * 1024

Rows = Iterator[tuple[str, dict[str, str | None]]]

TABLES: dict[str, tuple[str, ...]] = {
    "events": ("ocel_id", "ocel_type", "ocel_time"),
    "event_object": ("ocel_event_id", "ocel_object_id", "ocel_qualifier"),
    "objects": ("ocel_id", "ocel_type"),
    "object_object": ("ocel_source_id", "ocel_target_id", "ocel_qualifier"),
    "object_changes": ("ocel_id", "ocel_time", "name", "value"),
}


def event_rows(
    *,
    name: str | None,
    kind: str | None,
    time: str | None,
    attributes: Iterable[tuple[str, str | None]],
    objects: Iterable[tuple[str | None, str | None]],
) -> Rows:
    """One event's rows; `objects` are their ids, each with its qualifier."""
    yield "events", {"ocel_id": name, "ocel_type": kind, "ocel_time": time, **dict(attributes)}
    for other, qualifier in objects:
        yield "event_object", {"ocel_event_id": name, "ocel_object_id": other, "ocel_qualifier": qualifier}


def object_rows(
    *,
    name: str | None,
    kind: str | None,
    attributes: Iterable[tuple[str, str | None, str | None]],
    objects: Iterable[tuple[str | None, str | None]],
) -> Rows:
    """One object's rows; `attributes` are names, times and values."""
    row: dict[str, str | None] = {"ocel_id": name, "ocel_type": kind}
    changes = []
    for attribute, time, value in attributes:
        row.setdefault(attribute, value)
        changes.append({"ocel_id": name, "ocel_time": time, "name": attribute, "value": value})
    yield "objects", row
    for change in changes:
        if change["ocel_time"] is not None:
            yield "object_changes", change
    for other, qualifier in objects:
        yield "object_object", {"ocel_source_id": name, "ocel_target_id": other, "ocel_qualifier": qualifier}


def json_tables(open_it: Opener, *, how: InputOptions, stack: ExitStack) -> RowTables:
    """Return the tables of an OCEL document in JSON, which is read when they are first asked for."""
    return RowTables(open_it, json_rows, TABLES, form="ocel", details="OCEL in JSON", how=how, stack=stack)


def json_rows(source: Input) -> Rows:
    """OCEL 1.0 has its events by id, OCEL 2.0 in a list; both are read item by item."""
    import ijson

    item: Any = None
    place = key = ""
    start, reading = 0, _Reading(source)
    try:
        for where, event, value in ijson.parse(reading):
            if item is None and event == "map_key" and where in _BY_ID:
                key = value
            elif item is None and event == "start_map" and _is_item(where, key):
                item, place, start = ijson.ObjectBuilder(), where, reading.line
            if item is not None:
                item.event(event, value)
                if event == "end_map" and where == place:
                    source.element_lines = start, reading.line
                    kind = place if place in _LISTED else place[: len(place) - len(key) - 1]
                    yield from (_BY_ID | _LISTED)[kind](key, item.value)
                    item = None
    except ijson.JSONError as error:
        if reading.has_ended:
            source.note_missing_end("the document's last brackets are missing")
            return
        problem = f"it is not a complete JSON document ({error}). Export it again."
        raise NotDataError(source.name, problem=problem) from None


def _is_item(where: str, key: str) -> bool:
    return where in _LISTED or where in [f"{place}.{key}" for place in _BY_ID]


class _Reading:
    """An `Input` as the parser reads files: a line at a time, so that `line` is where it is."""

    def __init__(self, source: Input) -> None:
        self._source, self._lines, self._marker = source, self._pieces(), BadByteMarker()
        self.line, self.has_ended = 0, False

    def read(self, count: int = -1) -> bytes:
        piece = next(self._lines, b"") if count else b""
        self.has_ended = self.has_ended or (not piece and count != 0)
        return piece

    def _pieces(self) -> Iterator[bytes]:
        ends_line = True
        for text in self._texts():
            for piece in lines_of(text):
                self.line += ends_line
                ends_line = piece.endswith(b"\n")
                yield piece

    def _texts(self) -> Iterator[bytes]:
        while data := self._source.read(_STEP):
            first = self._source.position == 0
            self._source.consume(data)
            self._source.document_lines += data.count(b"\n")
            text = self._marker.mark(data, final=False)
            yield text.removeprefix(b"\xef\xbb\xbf") if first else text
        yield self._marker.mark(b"", final=True)


def _event_of_1(name: str, event: dict[str, Any]) -> Rows:
    return event_rows(
        name=name,
        kind=of_value(event.get("ocel:activity")),
        time=of_value(event.get("ocel:timestamp")),
        attributes=[(key, of_value(value)) for key, value in (event.get("ocel:vmap") or {}).items()],
        objects=[(of_value(other), None) for other in event.get("ocel:omap") or []],
    )


def _object_of_1(name: str, thing: dict[str, Any]) -> Rows:
    values = (thing.get("ocel:ovmap") or {}).items()
    attributes = [(key, None, of_value(value)) for key, value in values]
    return object_rows(name=name, kind=of_value(thing.get("ocel:type")), attributes=attributes, objects=[])


def _event_of_2(_: str, event: dict[str, Any]) -> Rows:
    return event_rows(
        name=of_value(event.get("id")),
        kind=of_value(event.get("type")),
        time=of_value(event.get("time")),
        attributes=[
            (str(one.get("name")), of_value(one.get("value"))) for one in event.get("attributes") or []
        ],
        objects=_related(event),
    )


def _object_of_2(_: str, thing: dict[str, Any]) -> Rows:
    return object_rows(
        name=of_value(thing.get("id")),
        kind=of_value(thing.get("type")),
        attributes=[
            (str(one.get("name")), of_value(one.get("time")), of_value(one.get("value")))
            for one in thing.get("attributes") or []
        ],
        objects=_related(thing),
    )


def _related(thing: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    return [
        (of_value(one.get("objectId")), of_value(one.get("qualifier")))
        for one in thing.get("relationships") or []
    ]


_BY_ID = {"ocel:events": _event_of_1, "ocel:objects": _object_of_1}
_LISTED = {"events.item": _event_of_2, "objects.item": _object_of_2}

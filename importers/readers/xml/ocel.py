"""OCEL in XML: 2.0 says things in attributes of elements, 1.0 in elements with a key and a value."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from importers.readers.ocel_tables import Rows, event_rows, object_rows
from importers.readers.streams import Input
from importers.readers.xml.walk import local, text_of, walk


def rows(source: Input) -> Rows:
    """Yield the rows of all events and objects, each with its table's name."""
    for step in walk(source, frozenset({"event", "object"}), partly=True):
        if step.started:
            continue
        new = step.element.get("id") is not None
        if step.tag == "event":
            yield from _event_of_2(step.element) if new else _event_of_1(step.element)
        else:
            yield from _object_of_2(step.element) if new else _object_of_1(step.element)


def _event_of_2(event: etree._Element) -> Rows:
    return event_rows(
        name=event.get("id"),
        kind=event.get("type"),
        time=event.get("time"),
        attributes=[(name, value) for name, _, value in _attributes(event)],
        objects=_related(event),
    )


def _object_of_2(thing: etree._Element) -> Rows:
    return object_rows(
        name=thing.get("id"), kind=thing.get("type"), attributes=_attributes(thing), objects=_related(thing)
    )


def _attributes(element: etree._Element) -> list[tuple[str, str | None, str | None]]:
    found = (one for one in _within(element, "attributes") if local(one) == "attribute")
    return [(one.get("name") or "", one.get("time"), text_of(one)) for one in found]


def _related(element: etree._Element) -> list[tuple[str | None, str | None]]:
    # Early tools wrote <object> for what the standard calls <relationship>.
    found = (one for one in _within(element, "objects") if one.get("object-id") is not None)
    return [(one.get("object-id"), one.get("qualifier")) for one in found]


def _within(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in element:
        if local(child) == tag:
            yield from child


def _event_of_1(event: etree._Element) -> Rows:
    values, lists = _keyed(event)
    return event_rows(
        name=values.get("id"),
        kind=values.get("activity"),
        time=values.get("timestamp"),
        attributes=list(_values(lists.get("vmap"))),
        objects=[(one.get("value"), None) for one in lists.get("omap", ())],
    )


def _object_of_1(thing: etree._Element) -> Rows:
    values, lists = _keyed(thing)
    attributes = [(name, None, value) for name, value in _values(lists.get("ovmap"))]
    return object_rows(name=values.get("id"), kind=values.get("type"), attributes=attributes, objects=[])


def _keyed(element: etree._Element) -> tuple[dict[str, str | None], dict[str, etree._Element]]:
    """What it says under a key: single values, and lists."""
    values: dict[str, str | None] = {}
    lists: dict[str, etree._Element] = {}
    for child in element:
        key = (child.get("key") or "").removeprefix("ocel:")
        if local(child) == "list":
            lists[key] = child
        else:
            values[key] = child.get("value")
    return values, lists


def _values(element: etree._Element | None) -> Iterator[tuple[str, str | None]]:
    for child in element if element is not None else ():
        yield child.get("key") or "", child.get("value")

"""XML that shops' interfaces answer with: lists of elements that are alike. `<orders><order>…` is a table
`orders`. An element's attributes are cells like the elements in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from typing import Any

from lxml import etree

from importers.readers.packed_values import flat
from importers.readers.streams import Input
from importers.readers.xml.walk import local, parent_of, text_of, walk

_ITEMS = ("item", "data_item", "row", "record")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def rows(source: Input) -> Iterator[tuple[str, dict[str, str | None]]]:
    """All elements of lists, the outermost where they are nested."""
    for step in walk(source, _item_of(source.head), partly=True):
        element = step.element
        if not step.started and (len(element) or element.attrib):
            parent = element.getparent()
            named = element.get("name") or (parent.get("name") if parent is not None else None)
            cells = _members(element)
            yield named or step.parent, {**dict.fromkeys(_empty(cells)), **flat(cells)}


def _item_of(head: bytes) -> Callable[[etree._Element], bool]:
    """What recognises the records: their names, or else, where nothing in `head` is called so, that they
    stand directly in the document, one after another."""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    outer: Counter[str] = Counter()
    with suppress(etree.XMLSyntaxError):
        parser.feed(head)
        for _, element in parser.read_events():
            if isinstance(element, etree._Element):
                if _is_item(element):
                    return _is_item
                parent = element.getparent()
                if parent is not None and parent.getparent() is None:
                    outer[local(element)] += 1
    repeated = {tag for tag, count in outer.items() if count > 1}
    return (lambda element: _is_outer(element, repeated)) if repeated else _is_item


def _is_outer(element: etree._Element, tags: Set[str]) -> bool:
    parent = element.getparent()
    return parent is not None and parent.getparent() is None and local(element) in tags


def _empty(cells: dict[str, Any]) -> Iterator[str]:
    return (name for name, value in cells.items() if value is None)


def _is_item(element: etree._Element) -> bool:
    """Whether its parent is called like several of it."""
    tag, parent = local(element), parent_of(element)
    if not parent:
        return False
    many = len(parent) > len(tag) and parent.startswith(tag[:-1])
    return many or tag in _ITEMS


def _members(element: etree._Element) -> dict[str, Any]:
    """An element's parts and attributes by name; its text, if it has no parts, is called like itself."""
    inner = {str(child.get("name") or local(child)): _value(child) for child in element}
    own = {str(name): value for name, value in element.attrib.items() if "}" not in str(name)}
    if not len(element) and (text := text_of(element)).strip():
        inner = {local(element): text}
    return {**{name: value for name, value in own.items() if name not in ("name", *inner)}, **inner}


def _value(element: etree._Element) -> Any:
    """What an element holds: a list of elements that are alike, others by their names, or text."""
    if len(element):
        tags = {local(child) for child in element}
        if len(tags) == 1 and (len(element) > 1 or _is_item(element[0])):
            return [_value(child) for child in element]
        return _members(element)
    return None if element.get(_NIL) == "true" else text_of(element)

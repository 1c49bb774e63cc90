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
from importers.readers.xml.walk import local, parent_of, parsable_head, text_of, walk

_ITEMS = ("item", "data_item", "row", "record")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


_FEWEST_CELLS = 3
"""Where other elements have parts, one without any that has fewer cells is no record: it lacks an order, a
date or a message."""


def rows(source: Input) -> Iterator[tuple[str, dict[str, str | None]]]:
    """All elements of lists, the outermost where they are nested."""
    is_item, has_parts = _items_of(source)
    fewest = _FEWEST_CELLS if has_parts else 1
    for step in walk(source, is_item, partly=True):
        element = step.element
        if not step.started and (len(element) or element.attrib):
            parent = element.getparent()
            named = element.get("name") or (parent.get("name") if parent is not None else None)
            cells = _members(element)
            if len(element) or len(cells) >= fewest:
                yield named or step.parent, {**dict.fromkeys(_empty(cells)), **flat(cells)}


def _items_of(source: Input) -> tuple[Callable[[etree._Element], bool], bool]:
    """What recognises the records: their names, or else, where nothing at the start is called so, that they
    stand directly in the document, one after another. And whether any of those named so has parts."""
    parser = etree.XMLPullParser(
        events=("start",),
        encoding="utf-8" if source.encoding else None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    outer: Counter[str] = Counter()
    is_named = False
    with suppress(etree.XMLSyntaxError):
        parser.feed(parsable_head(source))
        for _, element in parser.read_events():
            if isinstance(element, etree._Element):
                parent = element.getparent()
                if parent is not None and _is_item(parent):
                    return _is_item, True
                is_named = is_named or _is_item(element)
                if parent is not None and parent.getparent() is None:
                    outer[local(element)] += 1
    repeated = {tag for tag, count in outer.items() if count > 1}
    if is_named or not repeated:
        return _is_item, False
    return (lambda element: _is_outer(element, repeated)), False


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

"""XML that shops' interfaces answer with: lists of elements that are alike. `<orders><order>…` is a table
`orders`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from importers.readers.packed_values import flat
from importers.readers.streams import Input
from importers.readers.xml.walk import local, parent_of, text_of, walk

_ITEMS = ("item", "data_item", "row", "record")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def rows(source: Input) -> Iterator[tuple[str, dict[str, str | None]]]:
    """All elements of lists, the outermost where they are nested."""
    for step in walk(source, _is_item, partly=True):
        if not step.started and len(step.element):
            parent = step.element.getparent()
            named = step.element.get("name") or (parent.get("name") if parent is not None else None)
            cells = _members(step.element)
            yield named or step.parent, {**dict.fromkeys(_empty(cells)), **flat(cells)}


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
    return {str(child.get("name") or local(child)): _value(child) for child in element}


def _value(element: etree._Element) -> Any:
    """What an element holds: a list of elements that are alike, others by their names, or text."""
    if len(element):
        tags = {local(child) for child in element}
        if len(tags) == 1 and (len(element) > 1 or _is_item(element[0])):
            return [_value(child) for child in element]
        return _members(element)
    return None if element.get(_NIL) == "true" else text_of(element)

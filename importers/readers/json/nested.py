"""Lists within a document's records, such as the notes of each order: their items as records of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from importers.readers.json.decode import InvalidJsonError, decode_value
from importers.readers.json.elements import Element, Group, grouped

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def items_of(groups: Iterator[Group], *, within: str, outer: str, encoding: str) -> Iterator[Group]:
    """Each record's items of the list `within`, a dotted name, with what else the record holds as `outer`.

    An item is its own bytes, on its own line, with the record at its end, but for the record's other lists of
    objects: these would be repeated with each item. What cannot be read stays as it is: whoever reads it as
    a record says why.
    """
    path = within.split(".")
    return grouped(
        item for group in groups for one in _elements(group) for item in _items(one, path, outer, encoding)
    )


def _elements(group: Group) -> Iterator[Element]:
    for place, raw in enumerate(group.raws):
        yield group.faults.get(place) or Element(raw, group.lines[place])


def _items(element: Element, path: list[str], outer: str, encoding: str) -> Iterator[Element]:
    try:
        record = None if element.code else decode_value(element.data, encoding=encoding)
    except InvalidJsonError:
        record = None
    if not isinstance(record, dict):
        yield element
        return
    holder: Any = record
    for name in path[:-1]:
        holder = holder.get(name) if isinstance(holder, dict) else None
    found = holder.pop(path[-1], None) if isinstance(holder, dict) else None
    if not found:
        return
    own = found if isinstance(found, list) else [found]
    while any(isinstance(item, dict) and outer in item for item in own):
        outer += "_"
    data = element.data if encoding == "utf-8" else element.data.decode(encoding).encode()
    beside = _encoded({outer: _without_lists(record)}, encoding)
    for (item, line), value in zip(_located(data, path), own, strict=True):
        whole = item if isinstance(value, dict) else b"{%s: %s}" % (json.dumps(path[-1]).encode(), item)
        bare = whole.decode().encode(encoding)[:-1]
        more = b", " if value != {} else b""
        yield Element(bare + more + beside[1:], element.line + line)


def _without_lists(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _without_lists(item) if isinstance(item, dict) else item
        for name, item in value.items()
        if not (isinstance(item, list) and any(isinstance(one, dict) for one in item))
    }


def _located(data: bytes, path: list[str]) -> Iterator[tuple[bytes, int]]:
    """The bytes of the items of the list at `path`, each with how many lines are before it."""
    value = data
    for name in path:
        value = bytes(_MEMBERS.decode(value)[name])
    at, counted, line = data.index(value), 0, 0
    for item in map(bytes, _ITEMS.decode(value) if value.startswith(b"[") else [value]):
        at = data.index(item, at)
        line += data.count(b"\n", counted, at)
        counted = at
        yield item, line
        at += len(item)


def _encoded(value: Any, encoding: str) -> bytes:
    """JSON in the input's encoding; letters that this does not have, which were escaped, are so again."""
    try:
        return msgspec.json.encode(value).decode().encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(value).encode()

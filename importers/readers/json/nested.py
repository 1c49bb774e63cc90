"""Explodes lists nested in JSON records, such as the notes of each order, into records of their own.

This works on bytes, before columns are known: an item is a record with its own bytes and line, so it can be
rejected, repaired and shown alone. `importers.planning.explode` explodes cells that a platform declares as
lists, in any format; there, the bytes of an item are those of its whole row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from importers.readers.json.decode import InvalidJsonError, as_utf8, decode_value
from importers.readers.json.elements import Element, Group, grouped

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def explode_records(groups: Iterator[Group], *, path: str, outer: str, encoding: str) -> Iterator[Group]:
    """Yield the items of each record's list at `path`, a dotted name.

    An item keeps its bytes and its line. The record's other fields are appended to it as the object `outer`,
    without the record's other lists of objects. A record that cannot be decoded is passed on unchanged: its
    reader reports it.
    """
    names = path.split(".")
    return grouped(
        item for group in groups for one in _elements(group) for item in _items(one, names, outer, encoding)
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
    values = found if isinstance(found, list) else [found]
    while any(isinstance(item, dict) and outer in item for item in values):
        outer += "_"
    data = as_utf8(element.data, encoding)
    parent = _encoded({outer: _without_lists(record)}, encoding)
    for (item, line), value in zip(_located(data, path), values, strict=True):
        member = item if isinstance(value, dict) else b"{%s: %s}" % (json.dumps(path[-1]).encode(), item)
        bare = member.decode().encode(encoding)[:-1]
        separator = b", " if value != {} else b""
        yield Element(bare + separator + parent[1:], element.line + line)


def _without_lists(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _without_lists(item) if isinstance(item, dict) else item
        for name, item in value.items()
        if not (isinstance(item, list) and any(isinstance(one, dict) for one in item))
    }


def _located(data: bytes, path: list[str]) -> Iterator[tuple[bytes, int]]:
    """The bytes of each item of the list at `path`, with the number of lines before it."""
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
    """JSON in the input's encoding, with letters escaped where the encoding lacks any of them."""
    try:
        return msgspec.json.encode(value).decode().encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(value).encode()

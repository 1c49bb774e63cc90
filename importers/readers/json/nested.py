"""Explodes lists nested in JSON records, such as the notes of each order, into records of their own.

This works on bytes, before columns are known: an item is a record with its own bytes and line, so it can be
rejected, repaired and shown alone. `importers.planning.explode` explodes cells that a platform declares as
lists, in any format; there, the bytes of an item are those of its whole row.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from importers.readers.json.decode import InvalidJsonError, as_utf8, decode_value
from importers.readers.json.elements import Element, Group, grouped
from importers.readers.packed_values import called, node

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def explode_records(groups: Iterator[Group], *, path: str, outer: str, encoding: str) -> Iterator[Group]:
    """Yield the items of each record's list at `path`, a dotted name; a list on the way is gone through, too.

    An item keeps its bytes and its line. The record's other fields are appended to it as the object `outer`,
    without the record's other lists of objects; so are those of an item of a list on the way, by its name. An
    edge of a GraphQL connection is what it leads to. A record that cannot be decoded is passed on unchanged:
    its reader reports it.
    """
    names = path.split(".")
    return grouped(
        item for group in groups for one in _elements(group) for item in _items(one, names, outer, encoding)
    )


def _elements(group: Group) -> Iterator[Element]:
    for place, raw in enumerate(group.raws):
        yield group.faults.get(place) or Element(raw, group.lines[place])


def _items(
    element: Element,
    path: list[str],
    outer: str,
    encoding: str,
    above: Mapping[str, Any] | None = None,
) -> Iterator[Element]:
    """The items; `above` are the records that hold this one, where a list on the path holds others."""
    try:
        record = None if element.code else decode_value(element.data, encoding=encoding)
    except InvalidJsonError:
        record = None
    if not isinstance(record, dict):
        yield element
        return
    bare, above = node(record), above or {}
    holder, names = _to_list(bare, path)
    found = holder.pop(names[-1], None) if isinstance(holder, dict) else None
    if not found:
        return
    values = found if isinstance(found, list) else [found]
    data = as_utf8(element.data, encoding)
    taken = {name for item in values if isinstance(item, dict) for name in node(item)}
    parents: dict[str, Any] = {}
    for name, parent in ((outer, _without_lists(bare)), *above.items()):
        parents[_free(name, taken | parents.keys())] = parent
    rest = path[len(names) :]
    steps = names if bare is record else ["node", *names]
    end = b"" if rest else _encoded(parents, encoding)[1:]
    for (item, line), value in zip(_located(data, steps), values, strict=True):
        at = element.line + line
        if rest:
            yield from _items(Element(_in(item, encoding), at), rest, called(names), encoding, parents)
            continue
        own = node(value)
        if own is not value:
            inner = bytes(_MEMBERS.decode(item)["node"])
            at += item[: item.index(inner)].count(b"\n")
        else:
            inner = item if isinstance(value, dict) else b"{%s: %s}" % (json.dumps(path[-1]).encode(), item)
        separator = b", " if own != {} else b""
        yield Element(_in(inner, encoding)[:-1] + separator + end, at)


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _to_list(record: dict[str, Any], path: list[str]) -> tuple[Any, list[str]]:
    """What holds the first list on `path`, or its last member, and the way there from the record."""
    holder: Any = record
    for depth, name in enumerate(path[:-1], start=1):
        value = holder.get(name) if isinstance(holder, dict) else None
        if isinstance(value, list):
            return holder, path[:depth]
        holder = value
    return holder, path


def _in(data: bytes, encoding: str) -> bytes:
    """UTF-8 in the input's encoding."""
    return data if encoding == "utf-8" else data.decode().encode(encoding)


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

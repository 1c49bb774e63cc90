"""JSON documents of any size: which lists of objects they hold, and the items of these in their own bytes.

Several documents may follow one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from importers.readers.json.buffer import JsonBuffer
from importers.readers.json.decode import decode_name
from importers.readers.json.elements import Element
from importers.readers.json.structure import DEPTH
from importers.readers.streams import Input

_PHPMYADMIN = re.compile(r'\s*\[\s*\{\s*"type"\s*:\s*"header"')
"""phpMyAdmin's export: a list of objects, of which those of the type `table` hold a list of rows, `data`."""


def lists(source: Input, encoding: str) -> list[str]:
    """The lists of objects that are members of the document, or of objects in it, as dotted names; none of
    an object with an id of its own, nor of an array. Reads the input to its end."""
    window = JsonBuffer(source, encoding)
    if is_export(source.head):
        found = list(dict.fromkeys(name for name, _ in _exported(window)))
    elif window.peek() == "{" and not window.at_items:
        found = list(dict.fromkeys(_lists(window, "")))
    else:
        return []
    window.finish()
    return found


def is_export(head: bytes) -> bool:
    """Whether a document is one of phpMyAdmin's, which names its tables."""
    return _PHPMYADMIN.match(head[:1000].decode("utf-8", "replace").lstrip("\ufeff")) is not None


def array(source: Input, encoding: str, member: str = "") -> Iterator[Element]:
    """The items of the document's array: the document itself, or the list of objects in the object that it
    is: `member`, else the first. An object without such a list is the one element."""
    window = JsonBuffer(source, encoding)
    if is_export(source.head):
        for name, items in _exported(window):
            if name == member:
                yield from items
    elif member:
        yield from _members(window, member)
    else:
        yield from _documents(window)
    window.finish()
    if not source.is_part:
        earlier = source.remarks
        source.remarks = lambda: [*earlier(), *window.answer.sentences(source.name)]


def _documents(window: JsonBuffer) -> Iterator[Element]:
    """The items of all documents."""
    while mark := window.peek():
        if window.at_pages:
            window.take(1)  # each is a document
        elif window.at_items:
            yield from window.items()
        elif mark == "{" and (depth := window.into_items()):
            yield from window.items() if window.at_items else (window.item(),)
            window.leave(depth)
        elif mark in "]}":  # more of them than were opened
            window.take(1)
        else:
            yield window.item()


def _members(window: JsonBuffer, member: str) -> Iterator[Element]:
    """The items of the list called `member`."""
    for name in window.members():
        if name == member and window.at_items:
            yield from window.items()
        elif member.startswith(f"{name}.") and window.peek() == "{":
            yield from _members(window, member.removeprefix(f"{name}."))
        else:
            window.element()


def _lists(window: JsonBuffer, prefix: str) -> Iterator[str]:
    record = window.is_record()
    for name in window.members():
        mark = window.peek()
        if not record and mark == "{" and not window.at_items and prefix.count(".") < DEPTH:
            yield from _lists(window, f"{prefix}{name}.")
        elif not record and window.at_items:
            items = window.items()
            first = next(items, None)
            if first is not None and first.data.startswith(b"{"):
                yield prefix + name
            for _ in items:
                pass
        else:
            window.element()


def _exported(window: JsonBuffer) -> Iterator[tuple[str, Iterator[Element]]]:
    """phpMyAdmin's tables, each with its rows."""
    window.take(1)
    while window.peek() == "{":
        table = ""
        for name in window.members():
            if name == "data" and window.peek() == "[":
                items = window.items()
                yield table, items
                for _ in items:
                    pass
            else:
                value = window.element()
                table = _text(value, window.encoding) if name == "name" else table


def _text(element: Element, encoding: str) -> str:
    return decode_name(element.data, encoding=encoding) if element.code is None else ""
